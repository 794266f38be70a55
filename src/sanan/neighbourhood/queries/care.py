"""Meals of a day and of a month, children who are here, events without counting one twice, how much a room is used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.kit.rounding import half_up
from sanan.neighbourhood.enums import (
    KEEPERS,
    BookingState,
    MealState,
    ProgrammeState,
    StayState,
    Way,
)
from sanan.neighbourhood.models import (
    Booking,
    Centre,
    Child,
    Facility,
    Look,
    Meal,
    MealOrder,
    Programme,
    Stay,
)
from sanan.neighbourhood.models.booking import MINUTE
from sanan.neighbourhood.rules.hours import DAY, open_days
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.work import WorkItem
from sanan.volunteers.enums import ActivityState
from sanan.volunteers.models import Activity

WAITING = 20
AROUND = timedelta(days=31)


def meals_of(centre: Centre, day: date) -> QuerySet[Meal]:
    """What is cooked on a day, with how many were ordered, to fetch and to bring."""
    standing = ~Q(orders__state=MealState.CANCELLED)
    return centre.meals.filter(day=day).annotate(
        ordered=Count("orders", filter=standing),
        to_bring=Count("orders", filter=standing & Q(orders__way=Way.BRING)),
    )


def orders_of(centre: Centre, day: date) -> QuerySet[MealOrder]:
    """The portions of a day: those to bring first, by address, then those that are fetched."""
    rows = MealOrder.objects.filter(meal__centre=centre, meal__day=day)
    return rows.select_related("meal", "diner").order_by("way", "diner__address", "diner__name")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What one elder ate in a month; money in fen."""

    name: str
    meals: int
    brought: int
    price: int
    subsidy: int

    @property
    def own(self) -> int:
        """What the elder pays."""
        return self.price - self.subsidy


def month_sheet(centre: Centre, first: date, after: date) -> list[MonthLine]:
    """Each elder's meals from a day up to another: only what was eaten is subsidised."""
    rows = MealOrder.objects.eaten().filter(
        meal__centre=centre, meal__day__gte=first, meal__day__lt=after
    )
    counted = (
        rows.order_by()
        .values("diner", "diner__name")
        .annotate(
            meals=Count("pk"),
            brought=Count("pk", filter=Q(state=MealState.BROUGHT)),
            price=Sum("price"),
            subsidy=Sum("subsidy"),
        )
    )
    return [
        MonthLine(r["diner__name"], r["meals"], r["brought"], r["price"], r["subsidy"])
        for r in counted.order_by("diner__name", "diner")
    ]


def total(lines: Iterable[MonthLine]) -> MonthLine:
    """All of them together."""
    rows = list(lines)
    return MonthLine(
        "",
        sum(r.meals for r in rows),
        sum(r.brought for r in rows),
        sum(r.price for r in rows),
        sum(r.subsidy for r in rows),
    )


def children_of(home: Facility) -> list[tuple[Child, Stay | None]]:
    """Everyone of a home, and the stay of those who are here."""
    here = {
        stay.child_id: stay for stay in Stay.objects.filter(child__home=home, state=StayState.IN)
    }
    return [(child, here.get(child.pk)) for child in home.children.filter(left_on=None)]


def photos_may_be_shown(child: Child) -> bool:
    """Only where every guardian said yes; one who said nothing has not."""
    said = list(child.guardians.values_list("photos", flat=True))
    return bool(said) and all(said)


def activities_for(centre: Centre, around: datetime) -> QuerySet[Activity]:
    """The volunteers' activities of the centre's village that belong to no event yet."""
    rows = Activity.objects.filter(place__in=Place.objects.all().within(centre.place))
    near = rows.filter(starts_at__gte=around - AROUND, starts_at__lte=around + AROUND)
    return near.filter(programme=None).exclude(state=ActivityState.CANCELLED).order_by("starts_at")


@dataclass(frozen=True, slots=True)
class Events:
    """What was held in a span: `both` are events of the centre that volunteers' activities are, too.

    `turns` are the person-times that the centres counted; of the volunteers' own nothing is added.
    """

    programmes: int
    both: int
    volunteers: int
    turns: int

    @property
    def all(self) -> int:
        """Events, each once."""
        return self.programmes + self.volunteers


def events(place: Place, first: datetime, after: datetime) -> Events:
    """Events held in and under a place, an activity that is both counted once."""
    inside = Place.objects.all().within(place)
    held = Programme.objects.filter(
        place__in=inside, state=ProgrammeState.HELD, starts_at__gte=first, starts_at__lt=after
    )
    figures = held.aggregate(
        n=Count("pk"), both=Count("pk", filter=Q(volunteers__isnull=False)), turns=Sum("count")
    )
    others = Activity.objects.filter(
        place__in=inside, state=ActivityState.HELD, starts_at__gte=first, starts_at__lt=after
    ).exclude(programme__state=ProgrammeState.HELD)
    return Events(figures["n"], figures["both"], others.count(), figures["turns"] or 0)


@dataclass(frozen=True, slots=True)
class Use:
    """How much of the time that a room could be had it was used, and how its users rated it."""

    facility: Facility
    used: int
    open: int
    missed: int
    score: Fraction | None
    rated: int
    others: int

    @property
    def mean(self) -> Decimal | None:
        """Points of people who are known, each once, to one decimal."""
        return None if self.score is None else half_up(self.score, 1)

    @property
    def percent(self) -> int | None:
        """Rounded half up; None where it was never open."""
        return (200 * self.used + self.open) // (2 * self.open) if self.open else None


def use_of(centre: Centre, first: date, after: date) -> list[Use]:
    """Minutes used of minutes open, by room, from a day up to another (domain brief §2.7).

    Only what the desk entered as used counts.
    """
    days = [first + n * DAY for n in range((after - first).days)]
    opened = open_days(centre, days)
    minutes = sum(
        int((closes - opens).total_seconds()) // MINUTE
        for each in opened.values()
        for opens, closes in each.spans
    )
    zone = deadlines.calendar_at(centre.place).zone
    begins = datetime.combine(first, datetime.min.time(), zone)
    ends = datetime.combine(after, datetime.min.time(), zone)
    found = []
    for room in centre.facilities.all():
        rows = room.bookings.filter(starts_at__gte=begins, starts_at__lt=ends)
        used = sum(
            int((b.ends_at - b.starts_at).total_seconds()) // MINUTE
            for b in rows.filter(state=BookingState.USED)
        )
        said, others = _ratings(rows)
        mean = Fraction(sum(said), len(said)) if said else None
        missed = rows.filter(state=BookingState.NO_SHOW).count()
        found.append(Use(room, used, minutes, missed, mean, len(said), others))
    return found


def _ratings(rows: QuerySet[Booking]) -> tuple[list[int], int]:
    """The last word of each person who is known, and how many bookings others rated."""
    rated = rows.filter(score__isnull=False).order_by("starts_at", "pk")
    known: dict[int, int] = {}
    others = 0
    for person, score in rated.values_list("person", "score"):
        if person is None or score is None:
            others += 1
        else:
            known[person] = score
    return [*known.values()], others


def visits_of(centre: Centre, first: date, after: date) -> dict[str, int]:
    """How many came, by group: counts alone."""
    rows = centre.visits.filter(device=None, day__gte=first, day__lt=after)
    summed = rows.aggregate(elders=Sum("elders"), children=Sum("children"), others=Sum("others"))
    return {name: value or 0 for name, value in summed.items()}


def outlay(place: Place) -> int:
    """What the rooms of all centres here cost to make, in fen (ACC-16)."""
    rows = Facility.objects.filter(place__in=Place.objects.all().within(place))
    return rows.aggregate(n=Sum("outlay"))["n"] or 0


def waiting(person: Person, now: datetime) -> Iterator[WorkItem]:
    """Children who are still here after the centre closed; looks that somebody asked for."""
    if not {post.role for post in people.posts(person)} & set(KEEPERS):
        return
    mine = people.below(person, KEEPERS)
    late = Stay.objects.filter(mine, state=StayState.IN, came_at__lt=now - timedelta(hours=8))
    for stay in late.select_related("child", "place")[:WAITING]:
        href = reverse("neighbourhood_staff:stay", args=[stay.code])
        yield WorkItem(
            "neighbourhood",
            stay.child.name,
            href,
            _("还没有接走"),
            _("联系监护人"),
            stay.place.spoken,
        )
    asked = Child.objects.filter(mine, looks__in=_open_looks(person)).distinct()
    for child in asked.select_related("place")[:WAITING]:
        href = reverse("neighbourhood_staff:child", args=[child.code])
        yield WorkItem(
            "neighbourhood", child.name, href, _("有人申请看"), _("同不同意"), child.place.spoken
        )


def _open_looks(person: Person) -> Any:
    return Look.objects.filter(allowed_by=None).exclude(asked_by=person)
