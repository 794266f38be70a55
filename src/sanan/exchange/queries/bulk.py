"""Rows and happenings by cursor, in the order in which they were made, at or under a key's place."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sanan.api.subjects import SUBJECTS, TOLD
from sanan.people.models import Person
from sanan.places.models import beyond
from sanan.process.models import TimelineEntry

MOST = 1_000
WHAT = {"cases": "case", "orders": "order", "disclosures": "disclosure"}
"""What an address says, and the process that it means."""


def rows(person: Person, kind: str, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """What may be told of each thing behind `after`, and the cursor behind the last."""
    subject = SUBJECTS[kind]
    page = list(_seen(person, kind).filter(pk__gt=after).order_by("pk")[: _size(limit)])
    return [subject.told(row) for row in page], page[-1].pk if page else after


def events(
    person: Person, *, after: int, limit: int, until: datetime
) -> tuple[list[dict[str, Any]], int]:
    """Steps behind the line `after`, up to the first that is younger than `until`.

    Lines of younger steps wait, since one that began earlier may still be written before them.
    """
    story = TimelineEntry.objects.filter(kind__in=TOLD, pk__gt=after).order_by("pk")
    lines = []
    for line in story.only("pk", "kind", "subject", "verb", "at", "state")[: _size(limit)]:
        if line.at > until:
            break
        lines.append(line)
    subjects = defaultdict(set)
    for line in lines:
        subjects[line.kind].add(line.subject)
    known = {
        (kind, row.pk): SUBJECTS[kind].told(row)
        for kind, pks in subjects.items()
        for row in _seen(person, kind).filter(pk__in=pks)
    }
    found = [
        {
            "id": line.pk,
            "event": f"{line.kind}.{line.verb}",
            "at": line.at,
            "subject": {**known[line.kind, line.subject], "state": line.state},
        }
        for line in lines
        if (line.kind, line.subject) in known
    ]
    return found, lines[-1].pk if lines else after


def _seen(person: Person, kind: str) -> QuerySet[Any]:
    """What the key's person sees, within the place of the key."""
    within = person.within
    shown = SUBJECTS[kind].rows()
    if within is None:
        return shown.none()
    mine: QuerySet[Any] = shown.model._default_manager.all().visible_to(person)
    return shown.filter(
        pk__in=mine.values("pk"), place__path__gte=within.path, place__path__lt=beyond(within.path)
    )


def _size(limit: int) -> int:
    return min(max(limit, 1), MOST)
