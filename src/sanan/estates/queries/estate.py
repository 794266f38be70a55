"""What the pages of an estate show: its figures, its money, its ratings, whom the leaders saw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from sanan.cases.enums import State
from sanan.cases.models import Case
from sanan.council.enums import Kind, MeetingState
from sanan.council.models import Meeting
from sanan.estates.enums import AT_ESTATE, CONTACT_MONTHS, Aspect
from sanan.estates.models import (
    Bill,
    Dwelling,
    Estate,
    EstateNotice,
    EstateRepair,
    PropertyContract,
)
from sanan.kit.dates import local_day
from sanan.kit.rounding import half_up
from sanan.kit.rounding import rate as share
from sanan.people.models import Person
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

SHOWN = 30
DAYS_A_MONTH = 30


def estate_at(place: Place) -> Estate | None:
    """The estate that a place is, or lies in."""
    paths = [place.path[:end] for end in range(len(place.path), 0, -Place.steplen)]
    found = Estate.objects.select_related("place", "assembly", "fund", "common")
    return found.filter(place__path__in=paths).first()


def estates_within(place: Place) -> list[Estate]:
    """The estates at or under a place."""
    return list(
        Estate.objects.filter(place__in=Place.objects.within(place))
        .select_related("place")
        .order_by("place__path")
    )


def contract_of(estate: Estate) -> PropertyContract | None:
    """The contract by which the estate is served today."""
    return estate.contracts.running().select_related("company").first()


def buildings_of(estate: Estate) -> Any:
    """Its buildings, as the tree has them."""
    found = Place.objects.within(estate.place).filter(kind=PlaceKind.BUILDING)
    return found.order_by("path")


@dataclass(frozen=True, slots=True)
class Talks:
    """What its deliberation council did this year."""

    held: int
    problems: int
    solved: int


def talks(estate: Estate, now: datetime) -> Talks:
    """Meetings of the estate's own councils this year, owners' assemblies apart (ACC-44)."""
    year = local_day(now).year
    rows = Meeting.objects.filter(
        council__place=estate.place,
        council__kind=Kind.COUNCIL,
        state=MeetingState.HELD,
        starts_at__year=year,
    ).values_list("problems", "solved")
    found = list(rows)
    return Talks(len(found), sum(p for p, _s in found), sum(s for _p, s in found))


@dataclass(frozen=True, slots=True)
class Repairs:
    """How an estate mends: open, closed, closed before it left the estate, said done and not done."""

    open: int
    above: int
    closed: int
    at_estate: int
    again: int

    @property
    def share(self) -> Decimal | None:
        """Percent of the closed ones that were settled at the estate; None of none."""
        return share(self.at_estate, self.closed)


def repairs(estates: Iterable[Estate]) -> Repairs:
    """The figures of some estates, in one statement."""
    closed = Q(case__state=State.CLOSED)
    still = ~Q(case__state__in=[State.CLOSED, State.WITHDRAWN, State.NOT_ACCEPTED, State.MERGED])
    found = EstateRepair.objects.filter(estate__in=list(estates)).aggregate(
        open=Count("pk", filter=still),
        above=Count("pk", filter=still & ~Q(rung__in=AT_ESTATE)),
        closed=Count("pk", filter=closed),
        at_estate=Count("pk", filter=closed & Q(rung__in=AT_ESTATE)),
        again=Count("pk", filter=Q(case__rework_count__gt=0) | Q(case__reopen_count__gt=0)),
    )
    return Repairs(**found)


def running_repairs(estate: Estate) -> Sequence[EstateRepair]:
    """What is being mended, as neighbours may read it: what and where, never who said it."""
    open_ones = Case.objects.filter(kind="estate_repair").open()
    rows = estate.repairs.filter(case__in=open_ones).select_related("building", "case", "estate")
    return list(rows.order_by("-case__opened_at")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Verdict:
    """A quarter in owners' eyes: dwellings that rated, of all; means by aspect, one decimal."""

    quarter: str
    rated: int
    dwellings: int
    means: Sequence[tuple[str, Decimal]]
    mean: Decimal


def verdicts(contract: PropertyContract) -> list[Verdict]:
    """Every quarter of a contract, newest first; means are of all scores, rounded once."""
    whole = contract.estate.dwellings.count()
    sums = {
        aspect.value: Sum(Cast(KT(f"scores__{aspect.value}"), IntegerField())) for aspect in Aspect
    }
    rows = contract.ratings.order_by().values("quarter").annotate(n=Count("pk"), **sums)
    return [_verdict(row, whole) for row in sorted(rows, key=lambda r: r["quarter"], reverse=True)]


def _verdict(row: Any, whole: int) -> Verdict:
    n = row["n"]
    means = [(str(aspect.label), half_up(Decimal(row[aspect.value]) / n, 1)) for aspect in Aspect]
    total = sum(row[aspect.value] for aspect in Aspect)
    return Verdict(row["quarter"], n, whole, means, half_up(Decimal(total) / (n * len(Aspect)), 1))


@dataclass(frozen=True, slots=True)
class Seen:
    """Of a building: how many households a leader has seen lately, of how many."""

    building: Place
    seen: int
    all: int

    @property
    def share(self) -> Decimal | None:
        """Percent; None where no dwelling is registered."""
        return share(self.seen, self.all)


def seen(estate: Estate, today: date) -> list[Seen]:
    """Households seen within the last six months, by building; what for is never read."""
    since = today - timedelta(days=CONTACT_MONTHS * DAYS_A_MONTH)
    lately = Count("pk", filter=Q(contacts__on__gte=since), distinct=True)
    rows = estate.dwellings.order_by().values("building").annotate(n=Count("pk", distinct=True))
    counted = {row["building"]: (row["seen"], row["n"]) for row in rows.annotate(seen=lately)}
    return [Seen(each, *counted.get(each.pk, (0, 0))) for each in buildings_of(estate)]


@dataclass(frozen=True, slots=True)
class Charged:
    """A month and kind of what the company asks for: how many, how much, how much of it is paid."""

    month: str
    kind: str
    lines: int
    amount: int
    paid: int


def charged(estate: Estate) -> Iterator[Charged]:
    """By month and kind, newest first, as everyone may read it; nobody's own."""
    rows = Bill.objects.filter(estate=estate).order_by("-month", "kind")
    names = dict(Bill._meta.get_field("kind").choices or ())
    found = rows.values("month", "kind").annotate(
        n=Count("pk"), sum=Sum("amount"), paid=Sum("amount", filter=Q(paid_on__isnull=False))
    )
    for row in found[:SHOWN]:
        yield Charged(row["month"], str(names[row["kind"]]), row["n"], row["sum"], row["paid"] or 0)


def common_bills(estate: Estate) -> Any:
    """Meters and bills of the common parts, whole."""
    return estate.bills.filter(dwelling__isnull=True)[:SHOWN]


def homes_of(person: Person | None, estate: Estate) -> list[Dwelling]:
    """What somebody signed in by phone owns here."""
    return list(
        Dwelling.objects.of_owner(person).filter(estate=estate).select_related("building", "estate")
    )


def notices(estate: Estate, today: date, at: Place | None = None) -> list[EstateNotice]:
    """What hangs today; of a building, only what is for it."""
    rows = estate.notices.hanging().filter(until_on__gte=today)
    if at is not None and at.pk != estate.place_id:
        path = [at.path[:end] for end in range(len(at.path), 0, -Place.steplen)]
        rows = rows.filter(Q(buildings__isnull=True) | Q(buildings__path__in=path))
    return list(rows.prefetch_related("buildings").distinct().order_by("-posted_at")[:SHOWN])
