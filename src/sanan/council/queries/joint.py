"""The joint committee: who sits in it, and what its lists hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.utils import timezone

from sanan.council.enums import ListState, WorkState
from sanan.council.models import (
    Claim,
    CommitteeSeat,
    JointCommittee,
    Mechanism,
    Need,
    Resource,
    Use,
    Work,
)
from sanan.council.queries.works import WorkLine, lines
from sanan.people.models import Person
from sanan.places.models import Place


def joint_members(place: Place, *, day: date | None = None) -> QuerySet[Person]:
    """Whoever sits today in the joint committee of this place, or of the nearest above it."""
    committee = committee_of(place)
    seats = CommitteeSeat.objects.on(day or timezone.localdate()).filter(committee=committee)
    return Person.objects.filter(is_active=True, pk__in=seats.values("person")).order_by("pk")


def committee_of(place: Place) -> JointCommittee | None:
    """The committee at this place, or the nearest above it."""
    step = Place.steplen
    paths = [place.path[:end] for end in range(step, len(place.path) + 1, step)]
    found = JointCommittee.objects.filter(place__path__in=paths).select_related("place", "lead")
    return found.order_by("-place__path").first()


@dataclass(frozen=True, slots=True)
class Running:
    """A mechanism and what it held in the year."""

    mechanism: Mechanism
    uses: Sequence[Use]


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A line of the need list with the claim that stands."""

    need: Need
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class JointPage:
    """Everything that the committee's page shows; `in_use` of `kept_up` mechanisms ran this year."""

    committee: JointCommittee
    year: int
    seats: Sequence[CommitteeSeat]
    mechanisms: Sequence[Running]
    in_use: int
    kept_up: int
    needs: Sequence[NeedLine]
    resources: Sequence[Resource]
    projects: Sequence[WorkLine]
    claimed: int
    finished: int


def joint_page(committee: JointCommittee, now: datetime) -> JointPage:
    """The committee with its lists, in a fixed number of statements."""
    today = timezone.localdate(now)
    seats = committee.seats.on(today).select_related("org", "person").order_by("part_time", "pk")
    mechanisms = running(committee, today.year)
    needs = needs_of(Need.objects.filter(committee=committee))
    projects = lines(Work.objects.filter(committee=committee), today)
    kept_up = [line for line in mechanisms if line.mechanism.retired_on is None]
    return JointPage(
        committee=committee,
        year=today.year,
        seats=list(seats),
        mechanisms=mechanisms,
        in_use=sum(bool(line.uses) for line in kept_up),
        kept_up=len(kept_up),
        needs=needs,
        resources=list(offered(Resource.objects.filter(committee=committee))),
        projects=projects,
        claimed=sum(n.need.state in {ListState.CLAIMED, ListState.MET} for n in needs),
        finished=sum(line.work.state == WorkState.FINISHED for line in projects),
    )


def running(committee: JointCommittee, year: int) -> list[Running]:
    """Every mechanism with what it held in `year`; two statements."""
    uses: dict[int, list[Use]] = {}
    for use in Use.objects.filter(mechanism__committee=committee, held_on__year=year):
        uses.setdefault(use.mechanism_id, []).append(use)
    return [Running(m, uses.get(m.pk, [])) for m in committee.mechanisms.all()]


def needs_of(needs: QuerySet[Need]) -> list[NeedLine]:
    """Needs, those that wait first, then the newest; with who claims them. Two statements."""
    standing = Claim.objects.filter(given_back_at__isnull=True).select_related("org", "resource")
    waits = Case(
        When(state=ListState.OPEN, then=0), When(state=ListState.CLAIMED, then=1), default=2
    )
    found = (
        needs.annotate(waits=waits)
        .order_by("waits", "-raised_at", "-pk")
        .select_related("org", "committee__place")
        .prefetch_related(Prefetch("claims", queryset=standing, to_attr="standing"))
    )
    return [NeedLine(need, next(iter(need.standing), None)) for need in found]


def offered(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """Resources that were not taken off, with `taken` and `left`: how often, how often still."""
    taken = Count("claims", filter=Q(claims__given_back_at__isnull=True))
    return (
        resources.filter(withdrawn_at__isnull=True)
        .annotate(taken=taken)
        .annotate(left=F("times") - F("taken"))
        .select_related("org", "committee__place")
        .order_by("-offered_at", "-pk")
    )


def left_in(committee: JointCommittee) -> QuerySet[Resource]:
    """Resources of a committee of which something is left."""
    found: Any = offered(Resource.objects.filter(committee=committee))
    left: QuerySet[Resource] = found.filter(left__gt=0)
    return left


@dataclass(frozen=True, slots=True)
class Summary:
    """One committee in a list, with the figures of the year."""

    committee: JointCommittee
    seats: int
    kept_up: int
    in_use: int
    waiting: int
    claimed: int
    finished: int


def summaries(committees: Sequence[JointCommittee], now: datetime) -> list[Summary]:
    """Each committee in figures; six statements, whatever their number."""
    today = timezone.localdate(now)
    inside = {"committee__in": [c.pk for c in committees]}
    mechanisms = Mechanism.objects.filter(**inside, retired_on__isnull=True)
    needs = Need.objects.filter(**inside)
    done = Work.objects.filter(**inside, state=WorkState.FINISHED)
    counted = [
        _per(CommitteeSeat.objects.on(today).filter(**inside)),
        _per(mechanisms),
        _per(mechanisms.filter(uses__held_on__year=today.year)),
        _per(needs.filter(state=ListState.OPEN)),
        _per(needs.filter(state__in=[ListState.CLAIMED, ListState.MET])),
        _per(done),
    ]
    return [Summary(c, *(figures.get(c.pk, 0) for figures in counted)) for c in committees]


def _per(rows: QuerySet[Any]) -> dict[int, int]:
    """How many rows each committee has."""
    counted = rows.order_by().values("committee").annotate(n=Count("pk", distinct=True))
    return dict(counted.values_list("committee", "n"))


def seats_in(committees: Sequence[JointCommittee]) -> set[tuple[int, int, int]]:
    """Who sits today for whom: (committee, organisation, person), by primary keys."""
    seats = CommitteeSeat.objects.on(timezone.localdate()).filter(committee__in=committees)
    return set(seats.values_list("committee", "org", "person"))
