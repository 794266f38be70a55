"""What the desk sees: letters, what waits for somebody, and what several doors said of one matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import OPEN
from sanan.cases.enums import State as CaseState
from sanan.cases.models import Case
from sanan.cases.queries.similar import Likeness, similar
from sanan.exchange.enums import Direction, State
from sanan.exchange.models import Message, OutsideOrder, System
from sanan.kit import clock
from sanan.people.models import Person
from sanan.process.work import WorkItem

JOINABLE = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.DISPATCHED)
LOOKED_AT, DAYS = 12, 30


def waiting(person: Person, _now: datetime) -> Iterator[WorkItem]:
    """Letters that somebody must look at, behind one line."""
    held = Message.objects.visible_to(person).filter(state=State.HELD)
    count = held.count()
    if count:
        yield WorkItem(
            room="exchange",
            title=str(_("外部系统的信件")),
            href=f"{reverse('exchange_staff:letters')}?state=held",
            state=State.HELD.label,
            do=_("看一看"),
            more=count - 1,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A system and how many messages stand where."""

    system: System
    waiting: int
    held: int
    done: int
    outgoing: int


def standings(person: Person) -> list[Standing]:
    """Every system of this person's places."""
    systems = System.objects.visible_to(person).select_related("place")
    counted: dict[tuple[int, str, str], int] = {
        (row["system"], row["direction"], row["state"]): row["count"]
        for row in Message.objects.filter(system__in=systems)
        .values("system", "direction", "state")
        .annotate(count=Count("pk"))
    }

    def count(system: System, direction: str, state: str) -> int:
        return counted.get((system.pk, direction, state), 0)

    return [
        Standing(
            system=each,
            waiting=count(each, Direction.IN, State.WAITING),
            held=sum(count(each, way, State.HELD) for way in Direction.values),
            done=count(each, Direction.IN, State.DONE),
            outgoing=count(each, Direction.OUT, State.WAITING),
        )
        for each in systems.order_by("ended_at", "name")
    ]


def letters(person: Person, *, state: str, system: str, said: str) -> QuerySet[Message]:
    """Letters by state, system and outside number, the newest first."""
    rows = Message.objects.visible_to(person).select_related("system", "case")
    if state in State.values:
        rows = rows.filter(state=state)
    if system:
        rows = rows.filter(system__code=system)
    if said:
        rows = rows.filter(Q(outside_id=said) | Q(case__code=said) | Q(ref=said))
    return rows.order_by("-pk")


@dataclass(frozen=True, slots=True)
class Same:
    """An order from outside, and what others said that may be the same matter."""

    order: OutsideOrder
    pairs: list["Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody else said, and which of the two would be joined into which."""

    like: Likeness
    case: Case
    into: Case


def same_matters(person: Person, *, at: datetime | None = None) -> list[Same]:
    """Open orders for which another door seems to have brought the same matter.

    Whichever of the two is not in hand yet joins the other.
    """
    since = clock.at_or_now(at) - timedelta(days=DAYS)
    seen = Case.objects.at_work(person).filter(state__in=sorted(OPEN), opened_at__gte=since)
    orders = (
        OutsideOrder.objects.filter(case__in=seen)
        .select_related("case__place", "case__category", "system")
        .order_by("-case__opened_at")[:LOOKED_AT]
    )
    found = []
    for order in orders:
        pairs = [pair for like in similar(order.case, 3) if (pair := _pair(order.case, like))]
        if pairs:
            found.append(Same(order, pairs))
    return found


def _pair(case: Case, like: Likeness) -> Pair | None:
    """Which joins which; None where both are in hand already."""
    if like.case.master_id is not None:
        return None
    if case.state in JOINABLE:
        return Pair(like, case, like.case)
    return Pair(like, like.case, case) if like.case.state in JOINABLE else None
