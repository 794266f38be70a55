"""The county board: what stands, what is late, what hurts people, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from sanan.cases.enums import OPEN
from sanan.cases.models import Case, CaseQuerySet, Category
from sanan.cases.queries.filters import level_below
from sanan.cases.queries.rates import (
    ClosingRates,
    ThreeRates,
    closing_rates,
    three_rates_by,
)
from sanan.kit.periods import Period
from sanan.places.models import Place

HOT_CATEGORIES = 10


@dataclass(frozen=True, slots=True)
class HotCategory:
    """A category and how many cases of it were opened in the period."""

    category: Category
    opened: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the level below: its open and overdue cases and its three rates.

    `direct` are those of the place itself, which lie in none below.
    """

    place: Place
    open: int
    overdue: int
    rates: ThreeRates
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board of one place over one period."""

    place: Place
    period: Period
    opened: int
    open: int
    overdue: int
    rates: ThreeRates
    closing: ClosingRates
    hot: list[HotCategory]
    rows: list[PlaceRow]


def board(place: Place, period: Period, now: datetime) -> Board:
    """The board of `place`, in eight statements whatever the number of cases."""
    column = level_below(place)
    by_place = three_rates_by(place, period, column)
    standing = _standing(place, now, column)
    children = {p.pk: p for p in Place.objects.filter(pk__in={*by_place, *standing} - {None})}
    rows = [
        PlaceRow(p, *standing.get(pk, (0, 0)), by_place.get(pk, ThreeRates()))
        for pk, p in children.items()
    ]
    if None in standing or None in by_place:
        own = standing.get(None, (0, 0))
        rows.append(PlaceRow(place, *own, by_place.get(None, ThreeRates()), direct=True))
    opened = Case.objects.within(place).filter(
        opened_at__gte=period.start, opened_at__lt=period.end
    )
    return Board(
        place=place,
        period=period,
        opened=opened.count(),
        open=sum(n for n, _ in standing.values()),
        overdue=sum(late for _, late in standing.values()),
        rates=_together(by_place.values()),
        closing=closing_rates(place, period),
        hot=_hot(opened),
        rows=sorted(rows, key=lambda r: (r.direct, -r.overdue, -r.open, r.place.code)),
    )


def _standing(place: Place, now: datetime, column: str) -> dict[int | None, tuple[int, int]]:
    # Grouped by a sum, not by the column: SQLite would walk that column's index, and with it every
    # case there ever was, rather than look up the open ones.
    rows = (
        Case.objects.within(place)
        .filter(state__in=OPEN)
        .order_by()
        .annotate(part=F(f"{column}_id") + 0)
        .values_list("part")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(running_due_at__lt=now)))
    )
    return {key: (n, late) for key, n, late in rows}


def _hot(opened: CaseQuerySet) -> list[HotCategory]:
    counts = dict(
        opened.filter(category__isnull=False)
        .order_by()
        .values_list("category")
        .annotate(n=Count("pk"))
        .order_by("-n", "category")[:HOT_CATEGORIES]
    )
    named = Category.objects.in_bulk(list(counts))
    return [HotCategory(named[pk], n) for pk, n in counts.items()]


def _together(rates: Iterable[ThreeRates]) -> ThreeRates:
    every = list(rates)
    if not every:
        return ThreeRates()
    answers: dict[str, int] = {}
    for one in every:
        for answer, n in one.answers.items():
            answers[answer] = answers.get(answer, 0) + n
    return ThreeRates(
        revisited=sum(r.revisited for r in every),
        contacted=sum(r.contacted for r in every),
        answered_resolved=sum(r.answered_resolved for r in every),
        resolved=sum(r.resolved for r in every),
        answers=answers,
        setting=every[0].setting,
    )
