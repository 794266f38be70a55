"""A topic from the proposal to the verdict, and every "no" on the way."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.cases.models import Case, Category
from sanan.council import actions
from sanan.council.actions.bodies import Door as OwnersDoor
from sanan.council.actions.topics import voter_of
from sanan.council.enums import Kind, Matter, Source, State
from sanan.council.models import Ballot, Council, DoorBallot, Rating, Vote
from sanan.council.queries.recount import recount
from sanan.council.rules import MEMBER, TOPIC
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Duty
from sanan.process.audit import differences
from sanan.process.declare import OPERATOR
from sanan.process.queries import timeline

from .conftest import NOW, SINCE, Hall


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def decided(hall: Hall, *, agree: int = 6, seats: int = 9, come: int = 7, **more):
    """A council's vote on a topic, closed."""
    roll = hall.roll(hall.council, seats)
    topic = hall.admitted(**more)
    meeting = hall.opened(hall.council, topic)
    hall.arrive(meeting, roll[:come])
    topic.refresh_from_db()
    then = meeting.starts_at
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="划线停车?", by=hall.secretary, at=then
    )
    hands = {s.pk: "for" if i < agree else "against" for i, s in enumerate(roll[:come])}
    actions.show_hands(vote=vote, hands=hands, by=hall.secretary, at=then)
    actions.close_vote(vote=vote, by=hall.secretary, at=then)
    return topic, meeting, vote


def test_from_a_case_to_the_verdict_under_one_number(hall):
    case = cases.open_case(
        text="小区晚上没有地方停车", place=hall.estate, door=Door.WEB, at=NOW
    ).case
    others = [
        cases.open_case(text=f"停车难 {i}", place=hall.estate, door=Door.WEB, at=NOW).case
        for i in range(11)
    ]
    for other in others:
        cases.merge(case=other, into=case, by=hall.dispatcher, at=NOW)
    topic = actions.propose(
        title="停车难",
        text="晚上没有地方停",
        place=hall.estate,
        source=Source.CASE,
        case=case,
        by=hall.secretary,
        at=NOW,
    )
    assert topic.code == case.code
    actions.admit(topic=topic, by=hall.secretary, council=hall.council, at=NOW)
    roll = hall.roll(hall.council, 9)
    meeting = hall.opened(hall.council, topic)
    hall.arrive(meeting, roll[:7])
    then = meeting.starts_at
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="划线停车?", by=hall.secretary, at=then
    )
    for each in roll[:6]:
        actions.cast(vote=vote, seat=each, choice="for", relation=MEMBER, at=then)
    assert actions.close_vote(vote=vote, by=hall.secretary, at=then).valid
    resolution = actions.adopt(vote=vote, text="划线停车,物业办。", by=hall.secretary, at=then)
    actions.hold(meeting=meeting, by=hall.secretary, minutes="好", solved=1, at=then)
    actions.publish(resolution=resolution, by=hall.secretary, at=then)
    topic.refresh_from_db()
    Duty.objects.create(org=hall.property, category="04", text="停车")
    item = actions.assign(
        resolution=resolution,
        text="划线",
        owner=hall.property,
        by=hall.dispatcher,
        due_on=then.date() + timedelta(days=10),
        same_case=True,
        at=then,
        category=Category.objects.get(),
    )
    assert item.case_id == case.pk
    assert Case.objects.get(pk=case.pk).handler == hall.property
    topic.refresh_from_db()
    with no("not_done"):
        actions.finish(topic=topic, result="划好了", by=hall.secretary, at=then)
    Case.objects.filter(pk=case.pk).update(state="replied")
    actions.finish(topic=topic, result="划好了", by=hall.secretary, at=then)
    actions.evaluate(topic=topic, voter="a", satisfaction="satisfied", at=then)
    actions.evaluate(topic=topic, voter="a", satisfaction="fair", at=then)
    assert topic.state == State.EVALUATED
    assert Rating.objects.get().satisfaction == "fair"
    story = [f"topic.{told.line.verb}" for told in timeline(TOPIC, topic)]
    told = Entry.objects.filter(subject=topic.code, event__startswith="topic.").order_by("pk")
    assert list(told.values_list("event", flat=True)) == story
    assert story == [
        f"topic.{verb}"
        for verb in (
            "propose",
            "admit",
            "schedule",
            "deliberate",
            "resolve",
            "execute",
            "finish",
            "evaluate",
            "evaluate",
        )
    ]
    entry = Entry.objects.get(pk=resolution.entry_id)
    assert (entry.event, bytes(entry.words).decode()) == ("resolution.publish", resolution.text)


@pytest.mark.parametrize(
    ("seats", "come", "agree", "valid"),
    [(9, 5, 3, True), (9, 4, 4, False), (8, 4, 4, False), (8, 5, 3, True), (9, 6, 3, False)],
)
def test_an_invalid_vote_makes_no_resolution(hall, seats, come, agree, valid):
    topic, meeting, vote = decided(hall, seats=seats, come=come, agree=agree)
    assert vote.result["valid"] is valid
    before = (Entry.objects.count(), topic.state)
    if valid:
        actions.adopt(vote=vote, text="行", by=hall.secretary, at=meeting.starts_at)
        return
    with no("not_valid") as refusal:
        actions.adopt(vote=vote, text="行", by=hall.secretary, at=meeting.starts_at)
    assert "不够" in refusal.value.sentence
    topic.refresh_from_db()
    assert (Entry.objects.count(), topic.state) == before
    actions.shelve(topic=topic, by=hall.secretary, text="人数不够,下次再议", at=NOW)
    assert topic.state == State.SHELVED


def test_hidden_until_closed_then_recounted_from_the_record(hall):
    _topic, _meeting, vote = decided(hall)
    assert vote.result["people"] == {"for": 6, "against": 1, "abstain": 0}
    assert recount(vote).same
    Ballot.objects.filter(choice="against").update(choice="for")
    assert recount(vote).tally.people["against"] == 1


def owners(hall: Hall, n: int = 12) -> Council:
    council = actions.found(
        place=hall.estate,
        name="业主大会",
        kind=Kind.OWNERS,
        by=None,
        relation=OPERATOR,
        area=n * 100_00,
        at=NOW,
    )
    doors = [OwnersDoor(f"业主{i}", f"{i}室", 100_00) for i in range(n)]
    assert actions.set_roll(council=council, doors=doors, by=None, relation=OPERATOR, at=NOW) == n
    return council


def owners_vote(hall: Hall, council: Council, *, secret: bool = False, closes=None) -> Vote:
    topic = hall.admitted(matter=Matter.OWNERS)
    meeting = hall.opened(council, topic)
    topic.refresh_from_db()
    return actions.open_vote(
        meeting=meeting,
        topic=topic,
        question="改造车位?",
        by=hall.secretary,
        secret=secret,
        closes_at=closes,
        at=meeting.starts_at,
    )


def test_paper_counts_when_two_have_entered_the_same(hall):
    council = owners(hall)
    vote = owners_vote(hall, council)
    seats = list(council.seats.order_by("pk"))
    then = vote.opened_at
    first = actions.enter_papers(
        vote=vote, papers=[(s, "for") for s in seats[:9]], by=hall.secretary, at=then
    )
    assert (first.counted, first.waiting, Ballot.objects.count()) == (0, 9, 0)
    again = actions.enter_papers(vote=vote, papers=[(seats[0], "for")], by=hall.secretary, at=then)
    assert (again.counted, Ballot.objects.count()) == (0, 0)
    second = [(s, "for") for s in seats[:8]] + [(seats[8], "against")]
    both = actions.enter_papers(vote=vote, papers=second, by=hall.clerk, at=then)
    assert (both.counted, both.differ) == (8, (seats[8].name,))
    assert Ballot.objects.count() == 8
    finding = actions.close_vote(vote=vote, by=hall.secretary, at=then)
    assert finding.valid  # 8 of 12 is exactly two thirds, by number and by area
    assert recount(vote).same


def test_a_secret_vote_loses_its_names_and_can_still_be_recounted(hall):
    council = owners(hall)
    vote = owners_vote(hall, council, secret=True)
    seats = list(council.seats.order_by("pk"))
    for i, seat in enumerate(seats[:10]):
        choice = "for" if i < 6 else "abstain"
        actions.cast(vote=vote, seat=seat, choice=choice, relation=MEMBER, at=vote.opened_at)
    actions.cast(vote=vote, seat=seats[0], choice="against", relation=MEMBER, at=vote.opened_at)
    actions.close_vote(vote=vote, by=hall.secretary, at=vote.opened_at)
    assert vote.result["people"] == {"for": 5, "against": 1, "abstain": 4}
    assert (Ballot.objects.count(), DoorBallot.objects.count()) == (0, 0)
    assert recount(vote).same
    cast = Entry.objects.filter(event="vote.cast").values_list("content", flat=True)
    assert not any(b"for" in bytes(c) or b"against" in bytes(c) for c in cast)


def test_after_the_close_nothing_is_taken(hall):
    council = owners(hall)
    late = NOW + timedelta(days=25)
    vote = owners_vote(hall, council, closes=late)
    seat = council.seats.first()
    actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=late)
    before = Entry.objects.count()
    for attempt in (
        lambda: actions.cast(
            vote=vote,
            seat=seat,
            choice="against",
            relation=MEMBER,
            at=late + timedelta(0, 1),
        ),
        lambda: actions.enter_papers(
            vote=vote, papers=[(seat, "for")], by=hall.secretary, at=late + timedelta(0, 1)
        ),
    ):
        with no("closed"):
            attempt()
    assert (Entry.objects.count(), Ballot.objects.get().choice) == (before, "for")
    actions.close_vote(vote=vote, by=hall.secretary, at=late)
    with no("wrong_state"):
        actions.close_vote(vote=vote, by=hall.secretary, at=late)


def test_the_hall_is_given_once(hall):
    room = actions.add_hall(place=hall.village, name="议事厅", holds=30, by=hall.secretary, at=NOW)
    hour = timedelta(hours=1)

    def take(begins, ends):
        return actions.book(
            hall=room,
            begins_at=NOW + begins * hour,
            ends_at=NOW + ends * hour,
            purpose="开会",
            by=hall.secretary,
            at=NOW,
        )

    taken = take(10, 12)
    for begins, ends in ((10, 12), (9, 11), (11, 13), (9, 13), (10.5, 11)):
        with no("taken"):
            take(begins, ends)
    take(8, 10)
    take(12, 13)
    with no("taken"):
        actions.plan(
            council=hall.council,
            title="会",
            starts_at=NOW + 11 * hour,
            hall=room,
            by=hall.secretary,
            at=NOW,
        )
    actions.free(booking=taken, by=hall.secretary, at=NOW)
    take(10, 12)
    with no("times"):
        take(15, 15)


def test_opinions_until_something_is_decided(hall):
    topic = hall.topic()
    with no("not_consulted"):
        actions.state(topic=topic, text="划线", at=NOW)
    actions.admit(topic=topic, by=hall.secretary, council=hall.council, at=NOW)
    said = actions.state(topic=topic, text="划线", at=NOW)
    with no("twice"):
        actions.state(topic=topic, text="划线", at=NOW)
    me = voter_of("phone", "1")
    actions.opine(statement=said, voter=me, stance=1, at=NOW)
    actions.opine(statement=said, voter=me, stance=-1, at=NOW)
    assert list(said.opinions.values_list("stance", flat=True)) == [-1]


def test_nothing_happens_where_the_ledger_cannot_be_written(hall, monkeypatch):
    topic = hall.topic()
    council = hall.council

    def broken(*_a, **_k):
        raise DatabaseError

    monkeypatch.setattr("sanan.ledger.actions.recording.insert", broken)
    with pytest.raises(DatabaseError):
        actions.admit(topic=topic, by=hall.secretary, council=council, at=NOW)
    with pytest.raises(DatabaseError):
        actions.seat(council=council, name="甲", since_on=SINCE, by=hall.secretary, at=NOW)
    topic.refresh_from_db()
    assert (topic.state, council.seats.count()) == (State.PROPOSED, 0)


def test_every_row_stands_as_the_record_has_it(hall):
    """From the roll to the published resolution, a moved meeting and a resource on the way."""
    _topic, meeting, vote = decided(hall)
    then = meeting.starts_at
    resolution = actions.adopt(vote=vote, text="划线停车。" * 30, by=hall.secretary, at=then)
    actions.hold(meeting=meeting, by=hall.secretary, minutes="好", solved=1, at=then)
    actions.publish(resolution=resolution, by=hall.secretary, at=then)
    other = actions.plan(
        council=hall.council,
        title="会",
        starts_at=then + timedelta(days=9),
        where="厅",
        by=hall.secretary,
        at=then,
    )
    actions.convene(meeting=other, by=hall.secretary, at=then)
    moved = {"meeting": other, "by": hall.secretary, "at": then}
    actions.rearrange(starts_at=then + timedelta(days=12), **moved)
    actions.cancel(text="不开了", **moved)
    assert [str(each) for each in differences()] == []
    Vote.objects.update(result={})
    assert [str(each) for each in differences()] == [f"vote {vote.code} result differs"]
