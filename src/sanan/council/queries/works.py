"""Joint projects and deeds of the year: how far each is, for anyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from sanan.council.enums import WorkKind, WorkState
from sanan.council.models import Milestone, Work
from sanan.council.queries.community import around
from sanan.files.models import StoredFile
from sanan.files.queries import public
from sanan.kit.errors import Missing
from sanan.kit.rounding import yuan
from sanan.places.models import Place

GOING = frozenset({WorkState.PLANNED, WorkState.UNDERWAY})


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work in a list: steps done of all, the next day, and whether that day has passed."""

    work: Work
    done: int
    steps: int
    next_on: date | None
    late: bool

    @property
    def cost(self) -> str:
        """The budget in yuan; empty where none was said."""
        return yuan(self.work.budget) if self.work.budget else ""


def lines(works: QuerySet[Work], today: date) -> list[WorkLine]:
    """Works as they stand on `today`; one statement, and one for their villages."""
    waits = Q(milestones__done_on__isnull=True)
    found = (
        works.annotate(
            all_steps=Count("milestones", distinct=True),
            done_steps=Count("milestones", filter=~waits, distinct=True),
            next_on=Min("milestones__due_on", filter=waits),
        )
        .select_related("org", "place", "committee")
        .order_by("-year", "kind", "number", "pk")
    )
    return [
        WorkLine(
            w,
            w.done_steps,
            w.all_steps,
            w.next_on,
            w.state in GOING and w.next_on is not None and w.next_on < today,
        )
        for w in found
    ]


def deeds_of(place: Place, year: int, today: date) -> list[WorkLine]:
    """The year's deeds at, under and above a place."""
    return lines(Work.objects.filter(around(place, "place"), kind=WorkKind.DEED, year=year), today)


def years_of(place: Place) -> list[int]:
    """Years that have deeds here, the newest first."""
    found = Work.objects.filter(around(place, "place"), kind=WorkKind.DEED)
    return sorted(set(found.values_list("year", flat=True)), reverse=True)


def public_work(code: str) -> Work:
    """Any project or deed. Raises `Missing`."""
    found = Work.objects.select_related("org", "place", "committee__place").filter(code=code)
    work = found.first()
    if work is None:
        raise Missing(_("没有找到这件事。"), "no_work")
    return work


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a work on its page: done, late or to come, with what may be seen of it."""

    milestone: Milestone
    late: bool
    files: Sequence[StoredFile]


def stages_of(work: Work, today: date, *, staff: bool = False) -> list[Stage]:
    """The steps with their evidence; without `staff` only what is public."""
    shown: dict[int | None, list[StoredFile]] = {}
    for file in work.files if staff else public(work.files):
        shown.setdefault(file.part, []).append(file)
    going = work.state in GOING
    return [
        Stage(m, going and m.done_on is None and m.due_on < today, shown.get(m.pk, []))
        for m in work.milestones.all()
    ]
