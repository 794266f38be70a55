"""Votes that hold: single-use keys, doors that disagree, rolls that stand still, secrets that end."""

import random
from datetime import timedelta

import orjson
import pytest
from django.db.models import Q
from django.test import Client

from sanan.council import actions
from sanan.council.actions.bodies import Door
from sanan.council.enums import Kind, Matter, Stance, Way
from sanan.council.models import Attendance, Ballot, DoorBallot, Ruling, Seat, VoterKey
from sanan.council.queries.community import mood
from sanan.council.queries.work import waiting
from sanan.council.rules import COUNCIL, MEMBER, VOTE
from sanan.council.rules.votes import disputes_of
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.people.models import Notice
from sanan.process.models import TimelineEntry

from .conftest import NOW, SINCE, Hall
from .test_life import owners

DAY = timedelta(days=1)


def no(code: str):
    return pytest.raises(Refused, match=f"^{code}$")


def asked(hall: Hall, *, n: int = 6, secret: bool = False):
    """An owners' vote under way: the vote, and the roll."""
    council, topic = owners(hall, n), hall.admitted(matter=Matter.OWNERS)
    meeting = hall.opened(council, topic)
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting,
        topic=topic,
        question="改造车位？",
        secret=secret,
        by=hall.secretary,
        at=meeting.starts_at,
    )
    return vote, list(council.seats.order_by("pk"))


class TestKeys:
    """S7: the cadre who ran a vote held every voter's key, for ever."""

    def test_a_key_opens_once_on_one_phone(self, hall, client):
        vote, seats = asked(hall)
        at = {"meeting": vote.meeting, "by": hall.secretary, "at": vote.opened_at}
        keys = dict(actions.print_keys(**at))
        path, other = f"/council/key/{keys[seats[0]]}/", Client()
        assert client.get(path).status_code == 200
        assert (
            VoterKey.objects.filter(opened_at__isnull=False).count() == 0
        )  # a preview opens nothing
        assert client.post(path).status_code == 302
        mine = f"/council/seat/{vote.meeting.code}/"
        assert seats[0].name in client.get(mine).content.decode()
        refused = other.post(path)
        assert (refused.status_code, "已经用过了" in refused.content.decode()) == (409, True)
        assert seats[0].name not in other.get(mine).content.decode()
        ballot = {"vote": vote.code, "choice": "for"}
        assert other.post(f"{mine}ballot/", ballot).status_code == 409
        assert client.post(f"{mine}ballot/", ballot).status_code == 302
        assert Ballot.objects.get().seat == seats[0]
        used = Entry.objects.filter(event="meeting.use_key")
        assert [orjson.loads(bytes(e.content))["data"]["seat"] for e in used] == [seats[0].ref]

    def test_printing_again_makes_unopened_keys_void_and_gives_none_to_whoever_opened_theirs(
        self, hall
    ):
        vote, seats = asked(hall, n=3)
        at = {"meeting": vote.meeting, "by": hall.secretary, "at": vote.opened_at}
        first = dict(actions.print_keys(**at))
        actions.use_key(key=first[seats[0]], at=vote.opened_at)
        second = dict(actions.print_keys(**at))
        assert set(second) == set(seats[1:])
        with no("void"):
            actions.use_key(key=first[seats[1]], at=vote.opened_at)
        actions.use_key(key=second[seats[1]], at=vote.opened_at)
        with no("used"):
            actions.use_key(key=first[seats[0]], at=vote.opened_at)

    def test_a_key_is_kept_nowhere_and_stands_in_no_export_and_no_notice(self, hall, enter):
        roll = hall.roll(hall.council, 2)
        Seat.objects.filter(pk=roll[0].pk).update(person=hall.clerk)
        meeting = hall.opened(hall.council)
        made = actions.print_keys(meeting=meeting, by=hall.secretary, at=meeting.starts_at)
        assert [seat.pk for seat, _key in made] == [roll[1].pk]  # an account signs in by its phone
        (key,) = (key for _seat, key in made)
        kept = VoterKey.objects.get()
        assert key not in f"{vars(kept)}"
        for entry in Entry.objects.all():
            assert key.encode() not in bytes(entry.content or b"") + bytes(entry.words or b"")
        assert {notice.link for notice in Notice.objects.all()} == {
            f"/council/seat/{meeting.code}/"
        }
        browser = enter(hall.secretary)
        for name in ("invitations.pdf", "sheet.pdf", "minutes.docx"):
            at = f"/staff/council/meetings/{meeting.code}/prints/{name}"
            assert key.encode() not in browser.get(at).content
        page = browser.get(f"/staff/council/meetings/{meeting.code}/").content.decode()
        assert key not in page
        assert "打印了表决码" in page

    def test_the_slips_come_by_post_once_and_only_to_who_runs_the_meeting(self, hall, enter):
        hall.roll(hall.council, 2)
        meeting = hall.opened(hall.council)
        at = f"/staff/council/meetings/{meeting.code}/keys/"
        assert enter(hall.secretary).get(at).status_code == 405
        assert enter(hall.stranger).post(at).status_code == 404
        answer = enter(hall.secretary).post(at)
        assert answer.content.startswith(b"%PDF")
        assert "no-store" in answer["Cache-Control"]
        assert VoterKey.objects.count() == 2

    def test_a_key_of_another_meeting_opens_no_vote_here(self, hall, client):
        vote, seats = asked(hall)
        other = actions.plan(
            council=vote.meeting.council,
            title="下一场",
            starts_at=vote.opened_at + 40 * DAY,
            where="书面",
            by=hall.secretary,
            at=vote.opened_at,
        )
        actions.convene(meeting=other, by=hall.secretary, at=vote.opened_at)
        keys = dict(actions.print_keys(meeting=other, by=hall.secretary, at=vote.opened_at))
        client.post(f"/council/key/{keys[seats[0]]}/")
        assert client.get(f"/council/seat/{other.code}/").status_code == 200
        ballot = {"vote": vote.code, "choice": "for"}
        here = f"/council/seat/{vote.meeting.code}/ballot/"
        assert client.post(here, ballot).status_code == 409
        there = f"/council/seat/{other.code}/ballot/"
        assert client.post(there, ballot).status_code == 404
        assert Ballot.objects.count() == 0


class TestDoors:
    """V3: a second paper entry silently replaced a later online ballot."""

    def test_what_two_doors_say_differently_counts_once_two_people_have_looked(self, hall, enter):
        vote, seats = asked(hall)
        given = {"vote": vote, "at": vote.opened_at}
        for by in (hall.secretary, hall.clerk):
            actions.enter_papers(papers=[(seats[0], "for")], by=by, **given)
        said = actions.cast(seat=seats[0], choice="against", relation=MEMBER, **given)
        assert (said.disagrees, Ballot.objects.count()) == (True, 0)
        page = enter(hall.secretary).get(f"/staff/council/votes/{vote.code}/").content.decode()
        assert "两处投的不一样" in page
        assert f'name="door-{seats[0].pk}"' in page
        assert "有 1 人在两处投的不一样" in page  # why it cannot be closed
        with no("disputed"):
            actions.close_vote(by=hall.secretary, **given)
        settle = f"/staff/council/votes/{vote.code}/settle/"
        door = {f"door-{seats[0].pk}": "online"}
        assert enter(hall.secretary).post(settle, door).status_code == 302
        assert enter(hall.secretary).post(settle, door).status_code == 302  # twice the same person
        assert (Ballot.objects.count(), len(disputes_of(vote))) == (0, 1)
        assert enter(hall.clerk).post(settle, {f"door-{seats[0].pk}": "paper"}).status_code == 302
        assert Ballot.objects.count() == 0  # two people, two doors
        assert enter(hall.clerk).post(settle, door).status_code == 302
        assert (Ballot.objects.get().choice, Ballot.objects.get().way) == ("against", Way.ONLINE)
        assert actions.close_vote(by=hall.secretary, **given) is not None

    def test_the_same_at_both_doors_is_one_vote(self, hall):
        vote, seats = asked(hall)
        given = {"vote": vote, "at": vote.opened_at}
        actions.cast(seat=seats[0], choice="for", relation=MEMBER, **given)
        for by in (hall.secretary, hall.clerk):
            actions.enter_papers(papers=[(seats[0], "for")], by=by, **given)
        assert Ballot.objects.get().choice == "for"

    def test_a_later_word_makes_what_was_settled_void(self, hall):
        vote, seats = asked(hall)
        given = {"vote": vote, "at": vote.opened_at}
        for by in (hall.secretary, hall.clerk):
            actions.enter_papers(papers=[(seats[0], "for")], by=by, **given)
        actions.cast(seat=seats[0], choice="against", relation=MEMBER, **given)
        for by in (hall.secretary, hall.clerk):
            actions.settle(doors=[(seats[0], Way.PAPER)], by=by, **given)
        assert Ballot.objects.get().choice == "for"
        actions.cast(seat=seats[0], choice="abstain", relation=MEMBER, **given)
        assert (Ballot.objects.count(), Ruling.objects.count()) == (0, 0)

    def test_a_paper_counts_no_more_once_one_of_the_two_reads_it_otherwise(self, hall):
        vote, seats = asked(hall)
        given = {"vote": vote, "at": vote.opened_at}
        for by in (hall.secretary, hall.clerk):
            actions.enter_papers(papers=[(seats[0], "for")], by=by, **given)
        told = actions.enter_papers(papers=[(seats[0], "against")], by=hall.secretary, **given)
        assert (told.differ, Ballot.objects.count()) == ((seats[0].name,), 0)

    def test_the_desk_names_only_doors_that_disagree(self, hall):
        vote, seats = asked(hall)
        given = {"vote": vote, "by": hall.secretary, "at": vote.opened_at}
        actions.cast(vote=vote, seat=seats[0], choice="for", relation=MEMBER, at=vote.opened_at)
        with no("agreed"):
            actions.settle(doors=[(seats[0], Way.ONLINE)], **given)


class TestRoll:
    """V1, V2: people matched by spelling; a roll replaced while a vote was open."""

    def test_nothing_that_counts_changes_while_a_vote_is_open(self, hall, enter):
        vote, seats = asked(hall)
        council, at = vote.meeting.council, vote.opened_at
        doors = [Door(f"新业主{n}", f"{n}室", 100_00) for n in range(6)]
        change = {"council": council, "by": hall.secretary, "at": at}
        for attempt in (
            lambda: actions.set_roll(doors=doors, **change),
            lambda: actions.seat(name="多一位", area=1, since_on=SINCE, **change),
            lambda: actions.end_term(seat=seats[0], until_on=at.date(), **change),
        ):
            with no("vote_open"):
                attempt()
        assert council.seats.count() == 6
        page = enter(hall.secretary).get(f"/staff/council/bodies/{council.code}/").content.decode()
        assert "现在有表决在进行" in page
        actions.close_vote(vote=vote, by=hall.secretary, at=at)
        assert COUNCIL.reason("roll", council, hall.secretary) is None

    def test_a_vote_is_judged_by_the_body_as_it_stood_at_the_opening(self, hall):
        vote, seats = asked(hall)
        Seat.objects.filter(pk__in=[s.pk for s in seats[3:]]).update(until_on=NOW.date())
        for seat in seats[:3]:
            actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=vote.opened_at)
        actions.close_vote(vote=vote, by=hall.secretary, at=vote.opened_at)
        assert vote.result["facts"]["people"] == 6
        assert vote.result["valid"] is False  # three of six are no two thirds

    def test_a_roll_replaced_on_the_day_of_a_vote_never_stands_twice(self, hall):
        vote, seats = asked(hall)
        council, at = vote.meeting.council, vote.opened_at
        for seat in seats[:4]:
            actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=at)
        actions.enter_papers(vote=vote, papers=[(seats[5], "for")], by=hall.clerk, at=at)
        actions.close_vote(vote=vote, by=hall.secretary, at=at)
        doors = [Door(f"新业主{n}", f"{n}室", 100_00) for n in range(6)]
        assert actions.set_roll(council=council, doors=doors, by=hall.secretary, at=at) == 6
        assert council.seats.on(at.date()).count() == 6
        assert council.seats.count() == 11  # whoever was heard stays, their term ended

    @pytest.mark.parametrize("second", ["李 强", "李强", "李　强", "李·强"])
    def test_one_proxy_for_one_household_however_the_name_is_spelt(self, hall, second):
        vote, (one, two, proxy, *_rest) = asked(hall)
        Seat.objects.filter(pk=proxy.pk).update(name="李强")
        proxy.refresh_from_db()
        stand = {
            "meeting": vote.meeting,
            "way": Way.PROXY,
            "by": hall.secretary,
            "written_word": True,
            "at": vote.opened_at,
        }
        actions.sign_in(seat=one, proxy_seat=proxy, **stand)
        with no("proxy_twice"):
            actions.sign_in(seat=two, proxy=second, **stand)
        assert Attendance.objects.count() == 1

    def test_of_several_of_one_name_the_proxy_is_picked_from_the_roll(self, hall):
        vote, (one, two, a, b, *_rest) = asked(hall)
        Seat.objects.filter(pk__in=[a.pk, b.pk]).update(name="李强")
        stand = {
            "meeting": vote.meeting,
            "way": Way.PROXY,
            "by": hall.secretary,
            "written_word": True,
            "at": vote.opened_at,
        }
        with no("several"):
            actions.sign_in(seat=one, proxy="李强", **stand)
        actions.sign_in(seat=one, proxy_seat=a, **stand)
        actions.sign_in(seat=two, proxy_seat=b, **stand)

    def test_members_without_a_household_are_no_household_together(self, hall):
        council = actions.found(
            place=hall.estate, name="业主会", kind=Kind.OWNERS, area=3, by=hall.secretary, at=NOW
        )
        add = {"council": council, "area": 1, "since_on": SINCE, "by": hall.secretary, "at": NOW}
        one, two = (actions.seat(name=name, **add) for name in ("甲", "乙"))
        meeting = hall.opened(council)
        stand = {
            "meeting": meeting,
            "way": Way.PROXY,
            "proxy": "外人",
            "by": hall.secretary,
            "written_word": True,
            "at": meeting.starts_at,
        }
        actions.sign_in(seat=one, **stand)
        with no("proxy_twice"):
            actions.sign_in(seat=two, **stand)

    @pytest.mark.parametrize("area", ["nan", "inf", "1e9999", "-3", "1.234", "九十"])
    def test_an_area_that_is_none_is_named_by_its_line(self, hall, enter, area):
        council = owners(hall, 2)
        at = f"/staff/council/bodies/{council.code}/roll/"
        answer = enter(hall.secretary).post(at, {"rows": f"甲\t1-101\t{area}"})
        assert (answer.status_code, "第 1 行" in answer.content.decode()) == (422, True)
        assert council.seats.count() == 2


class TestSecret:
    """S11: secret ballots could be named again by the order of rows and entries."""

    def test_after_the_close_no_ballot_is_left_anywhere(self, hall):
        vote, seats = asked(hall, secret=True)
        dice = random.Random(1)  # noqa: S311 - not a secret
        for seat in dice.sample(seats[:5], 5):
            choice = "against" if seat is seats[2] else "for"
            actions.cast(vote=vote, seat=seat, choice=choice, relation=MEMBER, at=vote.opened_at)
        for by in (hall.secretary, hall.clerk):
            actions.enter_papers(vote=vote, papers=[(seats[0], "for")], by=by, at=vote.opened_at)
        actions.close_vote(vote=vote, by=hall.secretary, at=vote.opened_at)
        assert [m.objects.count() for m in (Ballot, DoorBallot, Ruling)] == [0, 0, 0]
        assert vote.result["people"] == {"for": 4, "against": 1, "abstain": 0}
        told = Entry.objects.filter(Q(subject=vote.code)).order_by("pk")
        before = [bytes(e.content) for e in told if e.event != "vote.close"]
        assert not any(word in each for each in before for word in (b"against", b'"for"'))
        (closing,) = (orjson.loads(bytes(e.content)) for e in told if e.event == "vote.close")
        assert closing["data"]["ballots"] == ["against", "for", "for", "for", "for"]
        assert not TimelineEntry.objects.filter(kind="vote").exists()

    def test_the_choices_stand_in_a_fixed_order_without_areas_that_would_name_an_owner(self, hall):
        vote, seats = asked(hall, secret=True)
        for seat in reversed(seats):
            actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=vote.opened_at)
        actions.close_vote(vote=vote, by=hall.secretary, at=vote.opened_at)
        entry = Entry.objects.get(subject=vote.code, event="vote.close")
        assert orjson.loads(bytes(entry.content))["data"]["ballots"] == ["for"] * 6
        assert vote.result["area"]["for"] == 600_00


class TestAgreed:
    """V5: "agreed by everyone" listed a statement with 17 for and 14 against."""

    def test_only_what_the_printed_rule_admits_is_listed(self, hall, client):
        topic = hall.admitted()
        said = {n: actions.state(topic=topic, text=f"看法{n}", at=NOW) for n in range(4)}
        for voter in range(36):
            mine = voter % 2
            stances = {
                0: Stance.AGREE,
                1: Stance.AGREE if voter < 35 else Stance.DISAGREE,
                2: Stance.AGREE if mine else Stance.DISAGREE,
                3: Stance.DISAGREE if mine else Stance.AGREE,
            }
            for n, stance in stances.items():
                actions.opine(statement=said[n], voter=f"v{voter}", stance=stance, at=NOW)
        found = mood(topic, "")
        assert found.united == [("看法0", 36, 36), ("看法1", 35, 36)]
        page = client.get(f"/council/topic/{topic.code}/").content.decode()
        assert "都有三分之二以上同意" in page
        assert "36 人表态，35 人同意" in page


def test_what_waits_for_a_person(hall):
    vote, seats = asked(hall)
    at = vote.opened_at
    Seat.objects.filter(pk=seats[0].pk).update(person=hall.clerk)
    actions.enter_papers(vote=vote, papers=[(seats[1], "for")], by=hall.secretary, at=at)

    def told(person):
        return sorted((str(item.do), item.title) for item in waiting(person, at))

    title = vote.meeting.title
    assert told(hall.secretary) == [("写记录、散会", title), ("截止并计票", "改造车位？")]
    assert told(hall.clerk) == [
        ("再录一遍纸票", "改造车位？"),
        ("写记录、散会", title),
        ("投票", "改造车位？"),
    ]
    assert told(hall.stranger) == []
    actions.close_vote(vote=vote, by=hall.secretary, at=at)
    assert told(hall.clerk) == [("写记录、散会", title)]


def test_a_member_of_staff_votes_in_their_own_session(hall, enter):
    vote, seats = asked(hall)
    Seat.objects.filter(pk=seats[0].pk).update(person=hall.clerk)
    assert VOTE.reason("cast", vote, hall.clerk, at=clock.now()) is not None
    browser = enter(hall.clerk)
    at = f"/council/seat/{vote.meeting.code}/"
    assert seats[0].name in browser.get(at).content.decode()
    assert browser.post(f"{at}ballot/", {"vote": vote.code, "choice": "for"}).status_code == 302
    assert Ballot.objects.get().seat == seats[0]
