"""What people agreed to, and looking behind a mask (PIPL arts. 14-16 and 51)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import vault, words
from sanan.kit.clock import at_or_now
from sanan.kit.errors import Invalid
from sanan.ledger.actions import record
from sanan.people.actions.limits import spend_attempt
from sanan.people.enums import Event, Purpose
from sanan.people.models import Consent, Person

MIN_PURPOSE = 4


def consent(
    *, person: Person, purpose: Purpose, wording: str, at: datetime | None = None
) -> Consent:
    """Note that `person` agreed to `purpose`, having read the text named `wording`.

    Agreeing to the same wording twice changes nothing; a new wording ends the old consent.
    """
    moment = at_or_now(at)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        held = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
        old = held.first()
        if old is not None and old.wording == wording:
            return old
        held.update(withdrawn_at=moment)
        given = Consent.objects.create(
            person=person, purpose=Purpose(purpose), wording=wording, given_at=moment
        )
        _note(Event.CONSENT, given, moment)
    return given


def withdraw_consent(*, person: Person, purpose: Purpose, at: datetime | None = None) -> bool:
    """Take a consent back, as easily as it was given; whether there was one."""
    moment = at_or_now(at)
    with transaction.atomic():
        held = Consent.objects.select_for_update().filter(
            person=person, purpose=purpose, withdrawn_at__isnull=True
        )
        given = held.first()
        if given is None:
            return False
        given.withdrawn_at = moment
        given.save(update_fields=["withdrawn_at"])
        _note(Event.WITHDRAW_CONSENT, given, moment)
    return True


def _note(event: str, given: Consent, at: datetime) -> None:
    record(
        event=event,
        subject=given.person.ref,
        content={"purpose": given.purpose, "wording": given.wording},
        by=given.person.ref,
        at=at,
    )


def reveal(
    *,
    locked: str,
    subject: str,
    field: str,
    purpose: str,
    by: Person,
    at: datetime | None = None,
) -> str:
    """What is behind a mask, for a stated purpose, leaving an entry that the auditor reads.

    The caller has checked that `by` may see the thing; `subject` is its opaque id (a person's
    `ref`, a case's code), `field` what was looked at, `locked` its encrypted text. Thirty in a row,
    then one each two minutes: whoever calls back has time, whoever copies a list has not.
    """
    purpose = words.clean_line(purpose, most=200, field="purpose")
    if len(purpose) < MIN_PURPOSE:
        raise Invalid(_("请写明为什么要看，比如“回访电话”。"), "purpose", field="purpose")
    spend_attempt(purpose="reveal", source=by.ref, burst=30, per_minute=0.5, at=at)
    with transaction.atomic():
        record(
            event=Event.REVEAL,
            subject=subject,
            content={"field": field, "purpose": purpose},
            by=by.ref,
            at=at,
        )
    return vault.unlock(locked)


def note_export(
    *, what: Mapping[str, object], rows: int, by: Person, at: datetime | None = None
) -> None:
    """Record that `by` took a copy of rows of the record, found by `what`."""
    with transaction.atomic():
        record(
            event=Event.EXPORT_RECORD,
            subject=by.ref,
            content={"what": {k: str(v) for k, v in what.items()}, "rows": rows},
            by=by.ref,
            at=at,
        )
