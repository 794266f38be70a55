"""Meetings that move, topics that go up to the township, and what inspectors put."""

from datetime import timedelta

import pytest

from sanan.council import actions
from sanan.council.enums import Kind, MeetingState, Source, State, Way
from sanan.council.models import Ballot, Booking, Seat, Topic
from sanan.council.rules import MEMBER, TOPIC
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Notice, Person, Position
from sanan.places.models import Place
from sanan.process.declare import OPERATOR
from sanan.process.queries import timeline

from .conftest import NOW, SINCE

DAY = timedelta(days=1)


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def planned(there, /, **more):
    said = {
        "council": there.council,
        "title": "四月议事会",
        "starts_at": NOW + 9 * DAY,
        "where": "议事厅",
        "by": there.secretary,
        "at": NOW,
    }
    return actions.plan(**{**said, **more})


def test_a_meeting_that_moves_is_convened_again(hall):
    actions.seat(
        council=hall.council,
        name=hall.clerk.name,
        person=hall.clerk,
        since_on=SINCE,
        by=None,
        relation=OPERATOR,
    )
    room, other = (
        actions.add_hall(place=hall.village, name=name, holds=30, by=hall.secretary, at=NOW)
        for name in ("议事厅", "活动室")
    )
    meeting = planned(hall, hall=room)
    topic = hall.admitted()
    actions.schedule(topic=topic, meeting=meeting, by=hall.secretary, at=NOW)
    actions.convene(meeting=meeting, by=hall.secretary, at=NOW)
    move = {"meeting": meeting, "by": hall.secretary, "at": NOW + DAY}
    with no("past"):
        actions.rearrange(starts_at=NOW, **move)
    actions.rearrange(
        starts_at=meeting.starts_at, hall=room, live_url="https://live.example.org/1", **move
    )
    assert (meeting.state, meeting.live_url) == (
        MeetingState.CONVENED,
        "https://live.example.org/1",
    )
    actions.rearrange(starts_at=NOW + 12 * DAY, hall=other, **move)
    assert (meeting.state, meeting.convened_at, meeting.live_url) == (
        MeetingState.PLANNED,
        None,
        "",
    )
    assert [b.hall for b in Booking.objects.standing()] == [other]
    assert Notice.objects.filter(to=hall.clerk, sentence__contains="改期").count() == 1
    assert list(meeting.agenda.values_list("topic", flat=True)) == [topic.pk]
    actions.convene(meeting=meeting, by=hall.secretary, at=NOW + DAY)
    actions.begin(meeting=meeting, by=hall.secretary, at=NOW + 12 * DAY)
    with no("wrong_state"):
        actions.rearrange(starts_at=NOW + 20 * DAY, **move)
    assert meeting.code in Notice.objects.filter(sentence__contains="改期").get().link


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "live.example.org", "data:text/html,x"])
def test_a_live_link_that_is_none(hall, wrong):
    before = Entry.objects.count()
    with no("live_url"):
        planned(hall, live_url=wrong)
    assert Entry.objects.count() == before


def test_the_live_link_is_for_everyone(hall, client):
    meeting = planned(hall, live_url="https://live.example.org/7")
    actions.convene(meeting=meeting, by=hall.secretary, at=NOW)
    assert (
        "https://live.example.org/7"
        in client.get(f"/council/meeting/{meeting.code}/").content.decode()
    )


def test_what_cannot_be_settled_goes_up(hall, enter):
    topic = hall.admitted()
    actions.escalate(topic=topic, by=hall.secretary, text="要镇里定", at=NOW)
    assert (topic.state, topic.level) == (State.ESCALATED, "township")
    # No township stands above this village, so the county is told.
    assert list(Notice.objects.values_list("to", flat=True)) == [hall.dispatcher.pk]
    with no("handed_up"):
        actions.take_up(topic=topic, by=hall.secretary, text="我们再议", at=NOW)
    body = actions.found(
        place=Place.objects.get(kind="county"),
        name="县里的会",
        kind=Kind.COUNCIL,
        by=None,
        relation=OPERATOR,
    )
    actions.take_up(topic=topic, by=hall.dispatcher, text="镇里来议", at=NOW)
    assert topic.state == State.ADMITTED
    meeting = planned(hall, council=body, by=hall.dispatcher)
    actions.schedule(topic=topic, meeting=meeting, by=hall.dispatcher, at=NOW)
    assert topic.state == State.SCHEDULED


def test_the_township_is_told_before_the_county(hall):
    county = Place.objects.get(kind="county")
    town = Place.objects.add_child(
        county, {"name": "镇", "kind": "township", "code": "350526100000"}
    )
    village = Place.objects.add_child(
        town, {"name": "蒲坂村", "kind": "village", "code": "350526100210"}
    )
    officer = Person.objects.create(username="镇干部", name="镇干部")
    cadre = Person.objects.create(username="村干部", name="村干部")
    for person, role, place in (
        (officer, Role.DISPATCHER, town),
        (cadre, Role.VILLAGE_CADRE, village),
    ):
        Position.objects.create(person=person, role=role, place=place, since_on=SINCE)
    topic = actions.propose(
        title="修路", text="路坏了", place=village, source=Source.MEMBER, by=cadre, at=NOW
    )
    body = actions.found(place=village, name="蒲坂议事会", kind=Kind.COUNCIL, by=cadre, at=NOW)
    actions.admit(topic=topic, by=cadre, council=body, why="大家都走", at=NOW)
    assert [t.line.said for t in timeline(TOPIC, topic)] == ["", "大家都走"]
    actions.escalate(topic=topic, by=cadre, text="县道归镇里", at=NOW)
    assert list(Notice.objects.values_list("to", flat=True)) == [officer.pk]
    actions.take_up(topic=topic, by=officer, text="镇里来议", at=NOW)


def test_an_inspector_puts_a_finding_and_reads_it(hall, enter):
    inspector = Person.objects.create(username="巡察", name="巡察")
    Position.objects.create(
        person=inspector, role=Role.INSPECTOR, place=hall.village, since_on=SINCE
    )
    browser = enter(inspector)
    form = {
        "place": hall.village.pk,
        "title": "账不公开",
        "text": "三个月没贴",
        "level": "community",
        "matter": "other",
    }
    answer = browser.post("/staff/council/topics/new/", form, follow=True)
    assert answer.status_code == 200
    topic = Topic.objects.get()
    assert (topic.source, topic.state) == (Source.INSPECTION, State.PROPOSED)
    with no("not_yours"):
        actions.admit(topic=topic, by=inspector, council=hall.council, at=NOW)


def test_a_term_that_ended_gives_no_vote(hall):
    roll = hall.roll(hall.council, 4)
    topic = hall.admitted()
    meeting = hall.opened(hall.council, topic)
    hall.arrive(meeting, roll)
    topic.refresh_from_db()
    end = {"council": hall.council, "seat": roll[0], "by": hall.secretary, "at": NOW}
    actions.end_term(until_on=NOW.date(), **end)
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="?", by=hall.secretary, at=meeting.starts_at
    )
    ended = Seat.objects.get(pk=roll[0].pk)
    cast = {"vote": vote, "at": meeting.starts_at}
    for attempt in (
        lambda: actions.cast(seat=ended, choice="for", relation=MEMBER, **cast),
        lambda: actions.enter_papers(papers=[(ended, "for")], by=hall.clerk, **cast),
        lambda: actions.show_hands(hands={ended.pk: "for"}, by=hall.clerk, **cast),
    ):
        with no("term_ended"):
            attempt()
    assert Ballot.objects.count() == 0


def test_a_term_is_ended_on_the_roll(hall, enter):
    (seat,) = hall.roll(hall.council, 1)
    browser, path = enter(hall.secretary), f"/staff/council/bodies/{hall.council.code}/leave/"
    assert browser.post(path, {}).status_code == 422
    said = {"seat": seat.pk}
    assert browser.post(path, {**said, "until_on": "2025-01-01"}).status_code == 422
    assert browser.post(path, {**said, "until_on": "2026-03-01"}).status_code == 302
    seat.refresh_from_db()
    assert f"{seat.until_on}" == "2026-03-01"
    page = browser.get(f"/staff/council/bodies/{hall.council.code}/").content.decode()
    assert "到会人数要过半数" in page
    assert enter(hall.stranger).post(path, {"until_on": "2026-03-02"}).status_code == 404
    assert browser.get("/staff/council/topics/topics.xlsx").content.startswith(b"PK")


def test_nobody_signs_in_before_the_notice(hall):
    (seat,) = hall.roll(hall.council, 1)
    meeting = planned(hall)
    arrive = {"meeting": meeting, "seat": seat, "way": Way.QR, "relation": MEMBER}
    with no("wrong_state"):
        actions.sign_in(**arrive, at=meeting.starts_at)
    actions.convene(meeting=meeting, by=hall.secretary, at=NOW)
    with no("door_shut"):
        actions.sign_in(**arrive, at=meeting.starts_at - DAY)
