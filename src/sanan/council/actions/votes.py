"""Votes: opened, cast, entered from paper by two, closed and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sanan.council import rules
from sanan.council.enums import (
    FINAL,
    FOUR_TWO,
    Choice,
    Event,
    Kind,
    Matter,
    MeetingState,
    State,
    Way,
)
from sanan.council.models import Ballot, Meeting, PaperBallot, Resolution, Seat, Topic, Vote
from sanan.council.queries.roll import check_term, day_of, judged
from sanan.council.rules.quorum import TABLE, Finding
from sanan.kit import clock, words
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import needed
from sanan.ledger.actions import written
from sanan.people.models import Person


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
    """Put a question to a vote. Raises `Refused` where the law gives it to another body."""
    rules.check_desk(meeting.council.place, by)
    moment = clock.at_or_now(at)
    if meeting.state != MeetingState.OPEN:
        raise Refused(_("会议还没有开始，或者已经结束。"), "not_open")
    if topic.state != State.DELIBERATED or not meeting.agenda.filter(topic=topic).exists():
        raise Refused(_("先在这场会上商议这个议题，写下记录，再表决。"), "not_deliberated")
    if closes_at is not None and closes_at <= moment:
        raise Invalid(_("截止时间已经过了。"), "past", field="closes_at")
    check_competence(topic, meeting)
    question = needed(words.clean_line(question, most=300, field="question"), "question")
    try:
        with transaction.atomic():
            made = Vote.objects.create(
                meeting=meeting,
                topic=topic,
                question=question,
                secret=secret,
                special=topic.matter == Matter.OWNERS_SPECIAL,
                opened_at=moment,
                closes_at=closes_at,
            )
            content = {
                "meeting": meeting.code,
                "topic": topic.code,
                "secret": secret,
                "special": made.special,
            }
            written(Event.VOTE_OPEN, made.code, content, by=by, at=moment, said=question)
    except IntegrityError:
        raise Refused(_("这个议题已经在表决。"), "twice") from None
    return made


def check_competence(topic: Topic, meeting: Meeting) -> None:
    """Whether this body may decide it now: the right body, and 四议两公开 in its order."""
    kind = Kind(meeting.council.kind)
    if topic.needs_owners and kind != Kind.OWNERS:
        raise Refused(
            _("这件事依法由业主大会按人数和面积共同决定（民法典第二百七十八条）。请排到业主大会。"),
            "owners_decide",
        )
    if not topic.needs_villagers:
        return
    if kind not in FOUR_TWO and kind not in FINAL:
        raise Refused(
            _("这件事依法由村民会议或村民代表会议决定（村民委员会组织法第二十四条）。"),
            "villagers_decide",
        )
    passed = list(
        Resolution.objects.filter(topic=topic)
        .order_by("adopted_at")
        .values_list("vote__meeting__council__kind", "vote__meeting__merged_first_two")
    )
    done = {Kind(k) for k, _merged in passed}
    if any(merged for k, merged in passed if k == Kind.PARTY_BRANCH):
        done.add(Kind.TWO_COMMITTEES)
    before = FOUR_TWO[: FOUR_TWO.index(kind)] if kind in FOUR_TWO else FOUR_TWO
    missing = [str(k.label) for k in before if k not in done]
    if missing:
        raise Refused(
            _("四议两公开要按顺序来，前面还差：%(what)s。") % {"what": "、".join(missing)},
            "out_of_order",
        )


def cast(
    *,
    vote: Vote,
    seat: Seat,
    choice: Choice,
    way: Way = Way.ONLINE,
    by: Person | None = None,
    at: datetime | None = None,
) -> Ballot:
    """One member's ballot; until the close a later one replaces it."""
    choice, moment = _choice(choice), clock.at_or_now(at)
    with transaction.atomic():
        fresh = _open(vote, moment)
        _check_voter(fresh, seat)
        made, _new = Ballot.objects.update_or_create(
            vote=fresh,
            seat=seat,
            defaults={"choice": choice, "area": seat.area, "way": Way(way), "at": moment},
        )
        content = {"way": str(way)} | _told(fresh, [(seat, choice)])
        written(Event.CAST, vote.code, content, by=by, at=moment)
    return made


@dataclass(frozen=True, slots=True)
class Papers:
    """What a batch of paper ballots did: counted, waiting for the second person, in conflict."""

    counted: int
    waiting: int
    differ: tuple[str, ...]


def enter_papers(
    *,
    vote: Vote,
    papers: Sequence[tuple[Seat, Choice]],
    by: Person,
    at: datetime | None = None,
) -> Papers:
    """Enter paper ballots; each counts once a second person has entered the same from the paper."""
    rules.check_desk(vote.meeting.council.place, by)
    moment = clock.at_or_now(at)
    given = [(seat, _choice(choice)) for seat, choice in papers]
    seats = [seat for seat, _c in given]
    if len({seat.pk for seat in seats}) != len(seats):
        raise Invalid(_("同一个人写了两遍。请核对后再交。"), "paper_twice")
    with transaction.atomic():
        fresh = _open(vote, moment)
        day = day_of(fresh.meeting)
        for each in seats:
            _check_seat(fresh, each, day)
        PaperBallot.objects.bulk_create(
            [PaperBallot(vote=fresh, seat=s, choice=c, by=by, at=moment) for s, c in given],
            update_conflicts=True,
            unique_fields=["vote", "seat", "by"],
            update_fields=["choice", "at"],
            batch_size=200,
        )
        others = dict(
            PaperBallot.objects.filter(vote=fresh)
            .exclude(by=by)
            .order_by("at")
            .values_list("seat_id", "choice")
        )
        both = [(s, c) for s, c in given if others.get(s.pk) == c]
        Ballot.objects.bulk_create(
            [
                Ballot(vote=fresh, seat=s, choice=c, area=s.area, way=Way.PAPER, at=moment)
                for s, c in both
            ],
            update_conflicts=True,
            unique_fields=["vote", "seat"],
            update_fields=["choice", "area", "way", "at"],
            batch_size=200,
        )
        differ = tuple(s.name for s, c in given if others.get(s.pk, c) != c)
        content = {"entered": len(given), "differ": len(differ)} | _told(fresh, both)
        written(Event.PAPER, vote.code, content, by=by, at=moment)
    return Papers(len(both), len(given) - len(both) - len(differ), differ)


def show_hands(
    *, vote: Vote, hands: Mapping[int, str], by: Person, at: datetime | None = None
) -> int:
    """举手: what each member present showed, by seat; how many were noted. Never in a secret vote."""
    rules.check_desk(vote.meeting.council.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = _open(vote, moment)
        if fresh.secret:
            raise Refused(_("这是无记名表决，不能举手。请发表决票。"), "secret")
        seats = list(Seat.objects.filter(pk__in=hands, council=fresh.meeting.council))
        shown = [(s, _choice(hands[s.pk])) for s in seats]
        there = set(fresh.meeting.attendance.values_list("seat", flat=True))
        for each in seats:
            _check_voter(fresh, each, there=there)
        Ballot.objects.bulk_create(
            [
                Ballot(vote=fresh, seat=s, choice=c, area=s.area, way=Way.HANDS, at=moment)
                for s, c in shown
            ],
            update_conflicts=True,
            unique_fields=["vote", "seat"],
            update_fields=["choice", "area", "way", "at"],
            batch_size=200,
        )
        written(Event.HANDS, vote.code, _told(fresh, shown), by=by, at=moment)
    return len(shown)


def close_vote(*, vote: Vote, by: Person, at: datetime | None = None) -> Finding:
    """Count, judge by the law's shares, and show it; a secret vote loses its names for good."""
    rules.check_desk(vote.meeting.council.place, by)
    moment = clock.at_or_now(at)
    with transaction.atomic():
        fresh = _locked(vote)
        if fresh.closed_at is not None:
            raise Refused(_("表决已经截止了。"), "closed")
        counted, facts, finding = judged(fresh)
        fresh.closed_at = moment
        fresh.result = {
            "people": dict(counted.people),
            "area": dict(counted.area),
            "facts": asdict(facts),
            "lines": [asdict(line) for line in finding.lines],
            "valid": finding.valid,
            "law": finding.law,
        }
        fresh.save(update_fields=["closed_at", "result"])
        ballots = sorted([c, a] for c, a in fresh.ballots.values_list("choice", "area"))
        if fresh.secret:
            fresh.papers.all().delete()
            fresh.ballots.update(seat=None, at=moment)
        content = {"result": fresh.result, "ballots": ballots if fresh.secret else []}
        written(Event.VOTE_CLOSE, vote.code, content, by=by, at=moment)
    vote.closed_at, vote.result = fresh.closed_at, fresh.result
    return finding


def _locked(vote: Vote) -> Vote:
    found = Vote.objects.select_for_update(of=("self",)).select_related("meeting__council__place")
    return found.get(pk=vote.pk)


def _open(vote: Vote, at: datetime) -> Vote:
    fresh = _locked(vote)
    late = fresh.closes_at is not None and at > fresh.closes_at
    if fresh.closed_at is not None or late:
        raise Refused(_("表决已经截止，不能再投或改。"), "closed")
    return fresh


def _check_voter(vote: Vote, seat: Seat, there: set[int] | None = None) -> None:
    _check_seat(vote, seat, day_of(vote.meeting))
    remote = TABLE[vote.meeting.council.kind].remote  # type: ignore[index]
    if there is None:
        there = set(vote.meeting.attendance.filter(seat=seat).values_list("seat", flat=True))
    if not remote and seat.pk not in there:
        raise Refused(
            _("%(name)s还没有签到，签到以后才能表决。") % {"name": seat.name}, "not_there"
        )


def _check_seat(vote: Vote, seat: Seat, day: object) -> None:
    if seat.council_id != vote.meeting.council_id:
        raise Invalid(_("这位不在这个组织的名册上。"), "not_on_roll", field="seat")
    check_term(seat, day)  # type: ignore[arg-type]
    if vote.meeting.council.kind == Kind.OWNERS and seat.area <= 0:
        raise Invalid(
            _("%(name)s 的面积是零，不能算表决份额。请填房产证上的面积。") % {"name": seat.name},
            "zero_area",
        )


def _choice(text: str) -> Choice:
    if text not in Choice.values:
        raise Invalid(_("请选同意、不同意或弃权。"), "choice", field="choice")
    return Choice(text)


def _told(vote: Vote, counted: Sequence[tuple[Seat, Choice]]) -> dict[str, object]:
    """What the record keeps: an open vote whole; of a secret one only who has voted."""
    if vote.secret:
        return {"voted": [seat.ref for seat, _choice in counted]}
    return {"counted": [[seat.ref, str(choice), seat.area] for seat, choice in counted]}
