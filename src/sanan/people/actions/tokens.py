"""Keys with which a program acts as a person."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.enums import Event
from sanan.people.models import ApiToken, Person
from sanan.people.rules import Verb

PREFIX = "sanan_"


def issue_token(
    *,
    person: Person,
    name: str,
    by: Person | None,
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new key and its text, which is shown this once and kept nowhere."""
    rules.check(Verb.ISSUE_TOKEN, by)
    moment = at_or_now(at)
    name = words.clean_line(name, most=60, field="name")
    if words.is_blank(name):
        raise Invalid(_("请写明这个密钥给哪个程序用。"), "name", field="name")
    if ends_at is not None and ends_at <= moment:
        raise Invalid(_("到期时间已经过去。"), "dates", field="ends_at")
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person,
            name=name,
            token_hash=ApiToken.hash_of(text),
            made_at=moment,
            ends_at=ends_at,
        )
        record(
            event=Event.ISSUE_TOKEN,
            subject=token.ref,
            content={"person": person.ref, "name": name, "ends_at": ends_at},
            by=by.ref if by else "",
            at=moment,
        )
    return token, text


def revoke_token(*, token: ApiToken, by: Person | None, at: datetime | None = None) -> ApiToken:
    """Make a key worthless from now on; doing it twice changes nothing."""
    rules.check(Verb.ISSUE_TOKEN, by)
    moment = at_or_now(at)
    with transaction.atomic():
        live = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        if live.update(revoked_at=moment):
            record(
                event=Event.REVOKE_TOKEN,
                subject=token.ref,
                content={"person": token.person.ref},
                by=by.ref if by else "",
                at=moment,
            )
    token.refresh_from_db()
    return token
