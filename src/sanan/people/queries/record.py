"""The record as the auditor reads it: what happened when to which thing, and who looked behind masks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import orjson
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.kit.manifest import loaded, rooms
from sanan.ledger.models import Entry
from sanan.people.enums import Event
from sanan.people.models import Person

LOOKED = (Event.REVEAL, Event.LOOK_AT_FILES)
FIELDS = {"contact": _("联系方式"), "files": _("没有遮盖的原件")}
COLUMNS = ("id", "event", "subject", "at", "position", "commit", "by")


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: an event or the beginning of one, days (both included), a subject."""

    event: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """Someone looked behind a mask: who, when, at what, for what purpose. `id` is the entry's."""

    id: int
    at: datetime
    who: str
    subject: str
    field: str
    purpose: str


def entries(search: Search, *, before: int | None = None) -> QuerySet[Entry]:
    """Entries, newest first, without their content; `before` is the id where the last page ended."""
    found = Entry.objects.only(*COLUMNS).order_by("-id")
    if search.event:
        found = found.filter(event__startswith=search.event)
    if search.subject:
        found = found.filter(subject=search.subject)
    if search.since:
        found = found.filter(at__gte=_midnight(search.since))
    if search.until:
        found = found.filter(at__lte=_end(search.until))
    return found.filter(id__lt=before) if before else found


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: what happened, and who did it ("" where nobody signed in did)."""

    pk: int
    at: datetime
    event: str
    said: str
    who: str
    subject: str
    position: int | None
    commit: bytes


def named(rows: Sequence[Entry]) -> list[Told]:
    """Entries in the words of the rooms, with the names of who acted; one statement."""
    words, names = _words(), _names(row.by for row in rows)
    return [
        Told(
            row.pk,
            row.at,
            row.event,
            str(words.get(row.event, row.event)),
            names.get(row.by, ""),
            row.subject,
            row.position,
            bytes(row.commit),
        )
        for row in rows
    ]


def _words() -> dict[str, object]:
    """What each event is called: by the verbs of all processes, and by the rooms themselves."""
    told: dict[str, object] = dict(Event.WORDS)
    for process in loaded(lambda room: room.processes):
        for verb in process:
            told[f"{process.name}.{verb.name}"] = f"{process.title} · {verb.told or verb.label}"
    for room in rooms():
        told |= room.events
    return told


def reveals(search: Search, *, before: int | None = None, most: int = 100) -> list[Reveal]:
    """Who looked behind masks, newest first."""
    wanted = Search("", search.subject, search.since, search.until)
    looked = entries(wanted, before=before).filter(event__in=LOOKED)
    rows = list(looked.only(*COLUMNS, "content")[:most])
    names = _names(row.by for row in rows)
    return [_reveal(row, names.get(row.by, row.by)) for row in rows]


def _reveal(row: Entry, who: str) -> Reveal:
    content = orjson.loads(bytes(row.content)) if row.content else {}
    return Reveal(
        id=row.pk,
        at=row.at,
        who=who,
        subject=row.subject,
        field=str(FIELDS.get(content.get("field", ""), content.get("field", ""))),
        purpose=str(content.get("purpose", "")),
    )


def _names(refs: Iterable[str]) -> dict[str, str]:
    return dict(Person.objects.filter(ref__in=set(refs)).values_list("ref", "name"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
