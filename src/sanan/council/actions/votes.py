"""Votes: opened, heard through three doors, closed and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from sanan.council.enums import Choice, Kind, Matter, Way
from sanan.council.models import Ballot, Council, DoorBallot, Meeting, Ruling, Seat, Topic, Vote
from sanan.council.queries.roll import basis_of, check_term, judged
from sanan.council.rules import VOTE
from sanan.council.rules.ballots import Voice
from sanan.council.rules.quorum import TABLE, Finding
from sanan.council.rules.votes import disputes_of, voices_of
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.people.models import Person
from sanan.process.declare import Relation
from sanan.process.step import Step

BATCH = 500


@VOTE.action("open")
def open_vote(
    *,
    meeting: Meeting,
    topic: Topic,
    question: str,
    by: Person,
    secret: bool = False,
    closes_at: datetime | None = None,
    at: datetime | None = None,
) -> Vote:
    """Put a question to a vote: from now the roll stands as it is until the close."""
    moment = clock.at_or_now(at)
    if closes_at is not None and closes_at <= moment:
        raise Invalid(_("截止时间已经过了。"), "past", field="closes_at")
    made = Vote(
        meeting=meeting,
        topic=topic,
        question=needed(words.clean_line(question, most=300, field="question"), "question"),
        secret=secret,
        special=topic.matter == Matter.OWNERS_SPECIAL,
        opened_at=moment,
        closes_at=closes_at,
    )
    try:
        with VOTE.begin("open", made, by=by, at=moment) as step:
            # Whoever changes the roll holds the same lock, and is refused from now.
            Council.objects.select_for_update().get(pk=meeting.council_id)
            made.basis = basis_of(meeting)
            step.data = {"meeting": meeting.code, "topic": topic.code, "basis": made.basis}
            step.say(made.question)
    except IntegrityError:
        raise Refused(_("这个议题已经在表决。"), "twice") from None
    return made


@VOTE.action("cast")
def cast(
    *,
    vote: Vote,
    seat: Seat,
    choice: Choice,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Voice:
    """A member's own ballot; until the close a later one replaces it."""
    choice = _choice(choice)
    with VOTE.step("cast", vote, by=by, at=at, relation=relation) as step:
        _check_voter(step.thing, [seat])
        return _hear(step, [(seat, choice)], Way.ONLINE)[seat.pk]


@VOTE.action("take_back")
def take_back(
    *,
    vote: Vote,
    seat: Seat,
    by: Person | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
) -> Voice:
    """A member's own ballot is taken back; what came in on paper stays."""
    with VOTE.step("take_back", vote, by=by, at=at, relation=relation) as step:
        gone, _each = step.thing.door_ballots.filter(seat=seat, way=Way.ONLINE).delete()
        if not gone:
            raise Refused(_("您还没有投。"), "none")
        return _count(step, [seat])[seat.pk]


@dataclass(frozen=True, slots=True)
class Entered:
    """What a batch of papers did: counted, waiting for the second person, read differently.

    `disputed` are those for whom another door says something else.
    """

    counted: int
    waiting: int
    differ: tuple[str, ...]
    disputed: tuple[str, ...]


@VOTE.action("enter")
def enter_papers(
    *, vote: Vote, papers: Sequence[tuple[Seat, Choice]], by: Person, at: datetime | None = None
) -> Entered:
    """Enter paper ballots; each counts once a second person has entered the same from the paper."""
    given = [(seat, _choice(choice)) for seat, choice in papers]
    seats = _each_once([seat for seat, _c in given])
    with VOTE.step("enter", vote, by=by, at=at) as step:
        for each in seats:
            _check_seat(step.thing, each)
        heard = _hear(step, given, Way.PAPER, by)
        of = [(seat.name, heard[seat.pk]) for seat in seats]
        found = Entered(
            sum(bool(voice.paper) and not voice.disagrees for _n, voice in of),
            sum(voice.waits for _n, voice in of),
            tuple(name for name, voice in of if voice.differs),
            tuple(name for name, voice in of if voice.disagrees),
        )
        step.data |= {"entered": len(given), "differ": len(found.differ)}
    return found


@VOTE.action("hands")
def show_hands(
    *, vote: Vote, hands: Mapping[int, str], by: Person, at: datetime | None = None
) -> int:
    """举手: what each member present showed, by seat; how many were noted. Never in a secret vote."""
    with VOTE.step("hands", vote, by=by, at=at) as step:
        seats = list(Seat.objects.filter(pk__in=hands, council=step.thing.meeting.council))
        shown = [(seat, _choice(hands[seat.pk])) for seat in _each_once(seats)]
        _check_voter(step.thing, seats)
        _hear(step, shown, Way.HANDS)
    return len(shown)


@VOTE.action("settle")
def settle(
    *, vote: Vote, doors: Sequence[tuple[Seat, Way]], by: Person, at: datetime | None = None
) -> int:
    """Name the door that counts where doors disagree: it does once two people name the same.

    How many members' doors still disagree.
    """
    seats = _each_once([seat for seat, _d in doors])
    with VOTE.step("settle", vote, by=by, at=at) as step:
        before = voices_of(step.thing, seats)
        for seat, door in doors:
            if not before[seat.pk].disagrees or door not in before[seat.pk].doors:
                raise Refused(_("%(name)s没有两处不一样的票。") % {"name": seat.name}, "agreed")
        step.thing.rulings.filter(seat__in=seats, by=by).delete()
        Ruling.objects.bulk_create(
            [Ruling(vote=step.thing, seat=s, way=Way(d), by=by, at=step.at) for s, d in doors]
        )
        _count(step, seats)
        step.data["named"] = [[seat.ref, str(door)] for seat, door in doors]
    return len(disputes_of(vote))


@VOTE.action("close")
def close_vote(*, vote: Vote, by: Person, at: datetime | None = None) -> Finding:
    """Count, judge by the law's shares, and show it.

    Of a secret vote nothing is left that stood by a seat: the ballots are deleted, and the record
    holds the choices in a fixed order and the areas only as sums.
    """
    with VOTE.step("close", vote, by=by, at=at) as step:
        fresh = step.thing
        counted, facts, finding = judged(fresh)
        result = {
            "people": dict(counted.people),
            "area": dict(counted.area),
            "facts": asdict(facts),
            "lines": [asdict(line) for line in finding.lines],
            "valid": finding.valid,
            "law": finding.law,
        }
        step.set(closed_at=step.at, result=result)
        step.data = {"result": result}
        if fresh.secret:
            step.data["ballots"] = sorted(fresh.ballots.values_list("choice", flat=True))
            for rows in (fresh.ballots, fresh.door_ballots, fresh.rulings):
                rows.all().delete()
    return finding


def _hear(
    step: Step[Vote], given: Sequence[tuple[Seat, Choice]], way: Way, by: Person | None = None
) -> dict[int, Voice]:
    """What was said by one door; earlier words by the same door, and rulings, are void."""
    vote, seats = step.thing, [seat for seat, _c in given]
    vote.door_ballots.filter(seat__in=seats, way=way, by=by).delete()
    vote.rulings.filter(seat__in=seats).delete()
    DoorBallot.objects.bulk_create(
        [DoorBallot(vote=vote, seat=s, way=way, choice=c, by=by, at=step.at) for s, c in given],
        batch_size=BATCH,
    )
    return _count(step, seats)


def _count(step: Step[Vote], seats: Sequence[Seat]) -> dict[int, Voice]:
    """Bring the ballots that count of these members up to date, and tell the record."""
    vote, heard = step.thing, voices_of(step.thing, seats)
    vote.ballots.filter(seat__in=seats).delete()
    Ballot.objects.bulk_create(
        [
            Ballot(
                vote=vote,
                seat=seat,
                choice=heard[seat.pk].choice,
                area=seat.area,
                way=heard[seat.pk].door or "",
                at=step.at,
            )
            for seat in seats
            if heard[seat.pk].choice
        ],
        batch_size=BATCH,
    )
    step.data |= _told(vote, seats, heard)
    return heard


def _told(vote: Vote, seats: Sequence[Seat], heard: Mapping[int, Voice]) -> dict[str, object]:
    """What the record keeps: an open vote whole; of a secret one only for whom something came."""
    if vote.secret:
        return {"voted": [seat.ref for seat in seats]}
    return {"counted": [[seat.ref, heard[seat.pk].choice, seat.area] for seat in seats]}


def _each_once(seats: Sequence[Seat]) -> Sequence[Seat]:
    if not seats:
        raise Invalid(_("还没有选。"), "empty")
    if len({seat.pk for seat in seats}) != len(seats):
        raise Invalid(_("同一个人写了两遍。请核对后再交。"), "paper_twice")
    return seats


def _check_voter(vote: Vote, seats: Sequence[Seat]) -> None:
    for seat in seats:
        _check_seat(vote, seat)
    if TABLE[vote.meeting.council.kind].remote:  # type: ignore[index] # the column holds a Kind
        return
    there = set(vote.meeting.attendance.filter(seat__in=seats).values_list("seat", flat=True))
    for seat in seats:
        if seat.pk not in there:
            raise Refused(
                _("%(name)s还没有签到，签到以后才能表决。") % {"name": seat.name}, "not_there"
            )


def _check_seat(vote: Vote, seat: Seat) -> None:
    if seat.council_id != vote.meeting.council_id:
        raise Invalid(_("这位不在这个组织的名册上。"), "not_on_roll", field="seat")
    check_term(seat, vote.meeting.day)
    if vote.meeting.council.kind == Kind.OWNERS and seat.area <= 0:
        raise Invalid(
            _("%(name)s 的面积是零，不能算表决份额。请填房产证上的面积。") % {"name": seat.name},
            "zero_area",
        )


def _choice(text: str) -> Choice:
    if text not in Choice.values:
        raise Invalid(_("请选同意、不同意或弃权。"), "choice", field="choice")
    return Choice(text)
