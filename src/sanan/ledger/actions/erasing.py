"""Erasing content: the person's words go, the log stays whole, and an entry says that and why."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from sanan.kit.clock import at_or_now
from sanan.ledger.actions.recording import record
from sanan.ledger.enums import Event, Reason
from sanan.ledger.models import Entry, Erasure, erased
from sanan.ledger.rules import RETENTION, check_erase

_BATCH = 500
_YEAR = timedelta(days=365.25)
_RULE = "rule:retention"


def erase(
    *, entry: Entry, reason: str, by: str, note: str = "", at: datetime | None = None
) -> Erasure:
    """Erase one entry's content, words and salt; `by` is the opaque id of who decided it.

    The public log gains `record.erase.<reason>` under the erased entry's own name. `note` is kept
    with that entry, committed to and not published: the decision's number, never a person's name.
    Raises `Invalid` (see `rules.check_erase`).
    """
    why = check_erase(entry, reason)
    moment = at_or_now(at)
    with transaction.atomic():
        told_by = record(
            event=f"{Event.ERASE}.{why}",
            subject=entry.subject,
            content={"entry": entry.pk, "note": note},
            by=by,
            at=moment,
            ref=entry.ref,
        )
        Entry.objects.filter(pk=entry.pk).update(**erased())
        made = Erasure.objects.create(entry=entry, told_by=told_by, reason=why, at=moment)
    for name, value in erased().items():
        setattr(entry, name, value)
    return made


def erase_subject(
    *, subject: str, reason: str, by: str, note: str = "", at: datetime | None = None
) -> int:
    """Erase everything that was recorded about one thing; how many entries."""
    with transaction.atomic():
        found = _kept().filter(subject=subject).select_for_update().order_by("id")
        return sum(
            bool(erase(entry=entry, reason=reason, by=by, note=note, at=at)) for entry in found
        )


def retain(*, at: datetime | None = None, most: int | None = None) -> int:
    """Erase what has been kept as long as `rules.RETENTION` says; how many entries.

    Up to `most` entries; safe to run twice.
    """
    moment = at_or_now(at)
    done = 0
    for start, keep in RETENTION.items():
        if keep.years is None:
            continue
        due = _due(start, moment - keep.years * _YEAR, whole=keep.whole)
        while batch := list(due[: _BATCH if most is None else min(_BATCH, most - done)]):
            with transaction.atomic():
                for entry in batch:
                    erase(entry=entry, reason=Reason.RETENTION, by=_RULE, at=moment)
            done += len(batch)
    return done


def _due(start: str, before: datetime, *, whole: bool) -> QuerySet[Entry]:
    """Content of this kind from before the moment; see `rules.Keep`."""
    named = Q(event__startswith=start)
    for other in RETENTION:
        if other == start:
            break
        if other.startswith(start):
            named &= ~Q(event__startswith=other)
    found = _kept().filter(named, at__lt=before).order_by("id")
    if whole:
        young = Entry.objects.filter(named, at__gte=before, subject=OuterRef("subject"))
        found = found.filter(~Exists(young))
    return found


def _kept() -> QuerySet[Entry]:
    return Entry.objects.filter(salt__isnull=False).exclude(event__startswith=Event.ERASE)
