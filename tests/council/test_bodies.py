"""Rolls, notice, terms, proxies, and whose decision it is: every "no" of them."""

from datetime import timedelta

import pytest

from sanan.council import actions
from sanan.council.actions.bodies import Door as OwnersDoor
from sanan.council.enums import Kind, Matter, MeetingState, State, Way
from sanan.council.models import Attendance, Council
from sanan.council.rules import MEMBER
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.process.declare import OPERATOR

from .conftest import NOW, SINCE, Hall


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


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


@pytest.mark.parametrize(
    ("doors", "code"),
    [
        ([("甲", "1", 0)], "zero_area"),
        ([("甲", "1", 500_00), ("乙", "2", 400_00)], "do_not_add_up"),
        ([("甲", "1", 500_00), ("乙", "1", 500_00)], "door_twice"),
    ],
)
def test_a_roll_that_cannot_be(hall, doors, code):
    council = actions.found(
        place=hall.estate,
        name="业主大会",
        kind=Kind.OWNERS,
        by=None,
        relation=OPERATOR,
        area=1000_00,
        at=NOW,
    )
    before = events()
    with no(code):
        actions.set_roll(
            council=council, doors=[OwnersDoor(*d) for d in doors], by=hall.secretary, at=NOW
        )
    assert (council.seats.count(), events()) == (0, before)


def test_one_owner_of_two_doors_is_one_vote_with_both_areas(hall):
    council = actions.found(
        place=hall.estate,
        name="业主大会",
        kind=Kind.OWNERS,
        by=None,
        relation=OPERATOR,
        area=300_00,
        at=NOW,
    )
    doors = [
        OwnersDoor("林平", "1-101", 100_00, "0001"),
        OwnersDoor("林平", "1-102", 120_00, "0001"),
        OwnersDoor("林平", "2-301", 80_00, "0002"),
    ]
    assert actions.set_roll(council=council, doors=doors, by=hall.secretary, at=NOW) == 2
    assert sorted(council.seats.values_list("area", flat=True)) == [80_00, 220_00]


def test_a_meeting_without_notice_is_not_convened(hall):
    council = actions.found(
        place=hall.village, name="村民会议", kind=Kind.VILLAGERS, by=None, relation=OPERATOR
    )
    for days, fine in ((9, False), (10, True)):
        meeting = actions.plan(
            council=council,
            title=f"会{days}",
            starts_at=NOW + timedelta(days=days),
            where="村部",
            by=hall.secretary,
            at=NOW,
        )
        if fine:
            actions.convene(meeting=meeting, by=hall.secretary, at=NOW)
        else:
            with no("no_notice"):
                actions.convene(meeting=meeting, by=hall.secretary, at=NOW)
        assert meeting.state == (MeetingState.CONVENED if fine else MeetingState.PLANNED)


def test_a_term_that_has_ended(hall):
    ended = actions.seat(
        council=hall.council, name="前代表", since_on=SINCE, until_on=NOW.date(), by=hall.secretary
    )
    meeting = hall.opened(hall.council)
    with no("term_ended"):
        actions.sign_in(
            meeting=meeting, seat=ended, way=Way.QR, relation=MEMBER, at=meeting.starts_at
        )
    assert Attendance.objects.count() == 0


def test_proxies(hall):
    council = owners(hall)
    meeting = hall.opened(council)
    one, two, three, *_more = council.seats.order_by("pk")
    proxy = {"meeting": meeting, "way": Way.PROXY, "by": hall.secretary, "at": meeting.starts_at}
    with no("not_written"):
        actions.sign_in(seat=one, proxy="王代", **proxy)
    actions.sign_in(seat=one, proxy="王代", written_word=True, **proxy)
    with no("proxy_twice"):
        actions.sign_in(seat=two, proxy="王代", written_word=True, **proxy)
    with no("twice"):
        actions.sign_in(seat=one, proxy="李代", written_word=True, **proxy)
    actions.sign_in(seat=three, proxy_seat=two, written_word=True, **proxy)
    assert sorted(Attendance.objects.values_list("proxy", flat=True)) == [two.name, "王代"]
    assert events().count("meeting.sign_in") == 2


def test_where_the_law_knows_no_proxy(hall):
    (seat,) = hall.roll(hall.council, 1)
    meeting = hall.opened(hall.council)
    with no("no_proxy"):
        actions.sign_in(
            meeting=meeting,
            seat=seat,
            way=Way.PROXY,
            proxy="王代",
            written_word=True,
            by=hall.secretary,
            at=meeting.starts_at,
        )


def test_within_a_household_only(hall):
    council = actions.found(
        place=hall.village, name="股份社", kind=Kind.COLLECTIVE, by=None, relation=OPERATOR
    )
    a1, a2 = hall.roll(council, 2, household="一户")
    (b1,) = hall.roll(council, 1, household="二户")
    meeting = hall.opened(council)
    proxy = {
        "meeting": meeting,
        "way": Way.PROXY,
        "by": hall.secretary,
        "at": meeting.starts_at,
        "written_word": True,
    }
    with no("other_household"):
        actions.sign_in(seat=b1, proxy_seat=a1, **proxy)
    actions.sign_in(seat=a2, proxy_seat=a1, **proxy)


def test_owners_matters_are_for_owners_and_villagers_for_villagers(hall):
    for matter, code in ((Matter.OWNERS, "owners_decide"), (Matter.WORKS, "villagers_decide")):
        topic = hall.admitted(matter=matter)
        meeting = hall.opened(hall.council, topic)
        topic.refresh_from_db()
        with no(code):
            actions.open_vote(
                meeting=meeting,
                topic=topic,
                question="?",
                by=hall.secretary,
                at=meeting.starts_at,
            )


@pytest.mark.parametrize("merged", [False, True])
def test_four_deliberations_in_their_order(hall, merged):
    topic = hall.admitted(matter=Matter.WORKS)
    order = [Kind.PARTY_BRANCH, Kind.TWO_COMMITTEES, Kind.PARTY_MEMBERS, Kind.REPRESENTATIVES]
    bodies = {}
    for kind in order:
        bodies[kind] = actions.found(
            place=hall.village, name=str(kind.label), kind=kind, by=None, relation=OPERATOR
        )
        hall.roll(bodies[kind], 5, representative=True, woman=True)

    def vote(kind, days):
        meeting = hall.opened(bodies[kind], topic, days=days, merged_first_two=merged)
        hall.arrive(meeting, list(bodies[kind].seats.all()))
        topic.refresh_from_db()
        made = actions.open_vote(
            meeting=meeting,
            topic=topic,
            question="修路?",
            by=hall.secretary,
            at=meeting.starts_at,
        )
        for seat in bodies[kind].seats.all():
            actions.cast(vote=made, seat=seat, choice="for", relation=MEMBER, at=meeting.starts_at)
        actions.close_vote(vote=made, by=hall.secretary, at=meeting.starts_at)
        actions.adopt(vote=made, text="同意", by=hall.secretary, at=meeting.starts_at)
        topic.refresh_from_db()

    with no("out_of_order"):
        vote(Kind.REPRESENTATIVES, 12)
    topic.refresh_from_db()
    for number, kind in enumerate([k for k in order if not (merged and k == order[1])]):
        assert topic.state in {State.ADMITTED, State.DELIBERATED}
        vote(kind, 20 + number)
    assert topic.state == State.RESOLVED


def test_the_record_of_a_roll_and_of_a_proxy_holds_no_name(hall):
    council = owners(hall, 3)
    meeting = hall.opened(council)
    one, two, _three = council.seats.order_by("pk")
    actions.sign_in(
        meeting=meeting,
        seat=one,
        way=Way.PROXY,
        proxy="王代",
        written_word=True,
        by=hall.secretary,
        at=meeting.starts_at,
    )
    until = (meeting.starts_at + timedelta(days=9)).date()
    actions.end_term(council=council, seat=two, until_on=until, by=hall.secretary, at=NOW)
    actions.seat(council=council, name="赵新", area=1, since_on=SINCE, by=hall.secretary, at=NOW)
    told = b"".join(bytes(entry.content or b"") for entry in Entry.objects.all())
    for name in (one.name, two.name, one.household, "王代", "赵新"):
        assert name.encode() not in told
