"""What staff see: the plan of meetings, topics by state, a meeting's roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.utils import timezone

from sanan.council.enums import DESK, MeetingState, State, Way
from sanan.council.models import Attendance, Council, Meeting, Seat, Topic, Vote
from sanan.council.rules.votes import disputes_of
from sanan.people.models import Person, Position
from sanan.places import models as places
from sanan.places.enums import PlaceKind

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a monthly body: `held`, `missed`, or `open` for the month that still runs."""

    key: str
    standing: str
    meeting: Meeting | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A body and how it kept its plan."""

    council: Council
    months: Sequence[Month]
    missed: int
    held: int
    problems: int
    solved: int


def plan_of(person: Person, now: datetime) -> list[Planned]:
    """Bodies of this person's places with the last twelve months; three statements for all."""
    councils = list(Council.objects.visible_to(person).select_related("place").order_by("pk"))
    today = timezone.localdate(now)
    begin = _back(today, MONTHS - 1)
    meetings: dict[tuple[int, str], Meeting] = {}
    rows = Meeting.objects.filter(council__in=councils, starts_at__date__gte=begin)
    for meeting in rows.exclude(state=MeetingState.CANCELLED).order_by("-starts_at"):
        key = (meeting.council_id, f"{timezone.localtime(meeting.starts_at):%Y-%m}")
        before = meetings.get(key)
        if before is None or meeting.state == MeetingState.HELD:
            meetings[key] = meeting
    held = Meeting.objects.filter(council__in=councils, state=MeetingState.HELD)
    totals: dict[int, dict[str, int]] = {
        row["council"]: {k: row[k] or 0 for k in ("n", "problems_all", "solved_all")}
        for row in held.values("council").annotate(
            n=Count("pk"), problems_all=Sum("problems"), solved_all=Sum("solved")
        )
    }
    return [_planned(c, meetings, totals.get(c.pk, {}), today) for c in councils]


def _planned(
    council: Council, meetings: dict[tuple[int, str], Meeting], total: dict[str, int], today: date
) -> Planned:
    months = []
    for back in range(MONTHS - 1, -1, -1):
        first = _back(today, back)
        if not council.monthly or first < council.founded_on.replace(day=1):
            continue
        key = f"{first:%Y-%m}"
        meeting = meetings.get((council.pk, key))
        done = meeting is not None and meeting.state == MeetingState.HELD
        standing = "held" if done else "open" if back == 0 else "missed"
        months.append(Month(key, standing, meeting))
    missed = sum(m.standing == "missed" for m in months)
    return Planned(
        council,
        months,
        missed,
        total.get("n", 0),
        total.get("problems_all", 0),
        total.get("solved_all", 0),
    )


def _back(today: date, months: int) -> date:
    total = today.year * 12 + today.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def by_state(person: Person) -> list[tuple[str, str, int]]:
    """How many topics stand where: value, words, number."""
    rows = Topic.objects.visible_to(person).values_list("state").annotate(n=Count("pk"))
    counted = dict(rows.values_list("state", "n"))
    return [(s.value, str(s.label), counted[s.value]) for s in State if s.value in counted]


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of a meeting's roll."""

    seat: Seat
    there: Attendance | None


def roll_of(meeting: Meeting) -> list[RollLine]:
    """Everyone on the roll that day, and who has signed in."""
    there = {a.seat_id: a for a in meeting.attendance.all()}
    seats = meeting.council.seats.on(meeting.day).order_by("household", "pk")
    return [RollLine(s, there.get(s.pk)) for s in seats]


@dataclass(frozen=True, slots=True)
class VoterLine:
    """One member on a vote's page for whoever enters ballots; never how they voted."""

    seat: Seat
    voted: bool
    entered: bool


def voters_of(vote: Vote, by: Person, words: str, *, size: int) -> list[VoterLine]:
    """Members to enter ballots for, found by name or door; for hands only those present."""
    seats = vote.meeting.council.seats.on(vote.meeting.day).order_by("household", "pk")
    for word in words.split():
        seats = seats.filter(household__icontains=word) | seats.filter(name__icontains=word)
    found = list(seats[:size])
    voted = set(vote.ballots.filter(seat__in=found).values_list("seat", flat=True))
    entered = vote.door_ballots.filter(by=by, seat__in=found)
    mine = set(entered.values_list("seat", flat=True))
    return [VoterLine(s, s.pk in voted, s.pk in mine) for s in found]


@dataclass(frozen=True, slots=True)
class Papers:
    """How the papers of a vote stand: how many wait for a second person, who was read differently."""

    waiting: int
    differ: Sequence[str]


def keys_of(meeting: Meeting) -> tuple[int, int]:
    """How many keys stand, and how many of them were opened."""
    standing = meeting.keys.filter(void_at__isnull=True)
    return standing.count(), standing.filter(opened_at__isnull=False).count()


def papers_of(vote: Vote) -> Papers:
    """What was entered once only, and where two people entered different things."""
    entered = vote.door_ballots.filter(way=Way.PAPER).values("seat")
    once = entered.annotate(n=Count("pk")).filter(n=1).count()
    differ = entered.annotate(n=Count("choice", distinct=True)).filter(n__gt=1)
    names = Seat.objects.filter(pk__in=differ.values("seat")).order_by("household", "pk")
    return Papers(once, list(names.values_list("name", flat=True)))


@dataclass(frozen=True, slots=True)
class Dispute:
    """A member whose doors disagree: between which, and which one this person has named."""

    seat: Seat
    doors: Sequence[tuple[str, str]]
    mine: str


def disputes(vote: Vote, by: Person) -> list[Dispute]:
    """Those to be looked at by two people; never how anybody voted."""
    found = disputes_of(vote)
    seats = Seat.objects.filter(pk__in=found).order_by("household", "pk")
    return [
        Dispute(
            seat,
            [(door.value, str(door.label)) for door in found[seat.pk].doors],
            found[seat.pk].rulings.get(by.pk, ""),
        )
        for seat in seats
    ]


def desk_above(place: places.Place, day: date) -> list[Person]:
    """Who runs councils in the township of `place`; where nobody does, in its county."""
    step = places.Place.steplen
    paths = [place.path[:end] for end in range(step, len(place.path) + 1, step)]
    held = Position.objects.on(day).filter(role__in=DESK, place__path__in=paths)
    for kind in (PlaceKind.TOWNSHIP, PlaceKind.COUNTY):
        found = held.filter(place__kind=kind, person__is_active=True).select_related("person")
        people = {each.person_id: each.person for each in found.order_by("pk")}
        if people:
            return list(people.values())
    return []
