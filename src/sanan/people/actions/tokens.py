"""Keys with which a program acts as a person: asked for by an administrator, agreed to by the owner."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sanan.kit import words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import record
from sanan.people import rules
from sanan.people.actions.notices import notify
from sanan.people.enums import Event
from sanan.people.models import ApiToken, Person
from sanan.people.rules import Verb
from sanan.places.models import Place

PREFIX = "sanan_"
ACCOUNT = "/staff/account/"
USED_EACH = timedelta(minutes=1)
WAITS = gettext_noop(
    "管理员为程序“%(name)s”给您开了一个密钥，要您同意才能用。请到“我的账号”看一看。"
)


def issue_token(
    *,
    person: Person,
    name: str,
    place: Place,
    verbs: Iterable[str],
    ends_at: datetime,
    by: Person | None,
    at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new key and its text, which is shown this once and kept nowhere.

    It acts for `person`, at and under `place`, by `verbs` (words of `rules.KEY_VERBS`), until
    `ends_at`; and not before that person has agreed to it. It ends when their posts change.
    """
    rules.check_over(Verb.ISSUE_TOKEN, by, person)
    rules.check(Verb.ISSUE_TOKEN, by, place=place)
    moment = at_or_now(at)
    name = words.clean_line(name, most=60, field="name")
    if words.is_blank(name):
        raise Invalid(_("请写明这个密钥给哪个程序用。"), "name", field="name")
    if ends_at <= moment:
        raise Invalid(_("到期时间已经过去。"), "dates", field="ends_at")
    wanted = sorted(set(verbs))
    if not wanted or not rules.KEY_VERBS.keys() >= set(wanted):
        raise Invalid(_("请选这个密钥能做什么。"), "verbs", field="verbs")
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person,
            name=name,
            token_hash=ApiToken.hash_of(text),
            verbs=" ".join(wanted),
            place=place,
            made_at=moment,
            ends_at=ends_at,
        )
        _note(Event.ISSUE_TOKEN, token, by, moment, name=name, verbs=wanted, place=place.code)
        notify(to=person, say=WAITS, words={"name": name}, link=ACCOUNT, at=moment)
    return token, text


def agree_token(*, token: ApiToken, by: Person, at: datetime | None = None) -> ApiToken:
    """The owner's own word: from now on the key opens what it is for."""
    if token.person_id != by.pk or by.by_phone or by.within:
        raise Forbidden(_("只有本人登录后才能同意。"), "not_yours")
    moment = at_or_now(at)
    with transaction.atomic():
        waiting = ApiToken.objects.standing(moment).filter(pk=token.pk, agreed_at__isnull=True)
        if not waiting.update(agreed_at=moment):
            raise Refused(_("这个密钥已经同意过，或者不再有效。请刷新页面再看。"), "not_waiting")
        _note(Event.AGREE_TOKEN, token, by, moment)
    token.refresh_from_db()
    return token


def revoke_token(*, token: ApiToken, by: Person | None, at: datetime | None = None) -> ApiToken:
    """Make a key worthless from now on, by its owner or by whoever gives keys; twice is once."""
    if by is None or by.pk != token.person_id:
        rules.check_over(Verb.ISSUE_TOKEN, by, token.person)
    moment = at_or_now(at)
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=moment):
            _note(Event.REVOKE_TOKEN, token, by, moment)
    token.refresh_from_db()
    return token


def end_tokens(*, person: Person, by: Person | None, at: datetime | None = None) -> int:
    """End what was given for other posts than a person holds now; how many there were."""
    moment = at_or_now(at)
    standing = list(ApiToken.objects.standing(moment).filter(person=person))
    for token in standing:
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=moment)
        _note(Event.REVOKE_TOKEN, token, by, moment, why="posts")
    return len(standing)


def note_use(*, person: Person, at: datetime | None = None) -> None:
    """Write down when a program last used its key, at most once a minute; no entry in the record."""
    moment, within = at_or_now(at), person.within
    if within is None or (within.used_at and moment - within.used_at < USED_EACH):
        return
    ApiToken.objects.filter(pk=within.token_id).update(used_at=moment)


def _note(event: str, token: ApiToken, by: Person | None, at: datetime, **content: object) -> None:
    told = {"person": token.person.ref, "ends_at": token.ends_at, **content}
    record(event=event, subject=token.ref, content=told, by=by.ref if by else "", at=at)
