"""Pages: what a member does by their code, what staff do, what strangers get."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sanan.cases import actions as cases
from sanan.cases.enums import Door
from sanan.council import actions
from sanan.council.enums import Source, State
from sanan.council.models import Attendance, Ballot, Meeting, Resolution, Topic, Vote
from sanan.council.queries.desk import plan_of
from sanan.council.rules import MEMBER
from sanan.kit import clock
from sanan.ledger.models import Entry
from sanan.process.declare import OPERATOR

from .conftest import NOW, SINCE

DAY = timedelta(days=1)


def running(hall):
    """A meeting that runs now, with a topic deliberated and an open vote."""
    roll = hall.roll(hall.council, 5)
    topic = hall.admitted()
    meeting = hall.opened(hall.council, topic)
    topic.refresh_from_db()
    vote = actions.open_vote(
        meeting=meeting, topic=topic, question="划线停车?", by=hall.secretary, at=meeting.starts_at
    )
    return roll, topic, meeting, vote


def opened_key(hall, client, meeting, seat) -> str:
    """The member's page after the key on their slip was opened on this phone."""
    keys = dict(actions.print_keys(meeting=meeting, by=hall.secretary, at=meeting.starts_at))
    client.post(f"/council/key/{keys[seat]}/")
    return f"/council/seat/{meeting.code}/"


def test_a_member_signs_in_and_votes_by_their_own_key(hall, client):
    roll, _topic, meeting, vote = running(hall)
    assert "请先打开您的表决码" in client.get(f"/council/seat/{meeting.code}/").content.decode()
    mine = opened_key(hall, client, meeting, roll[0])
    assert "签到" in client.get(mine).content.decode()
    refused = client.post(f"{mine}ballot/", {"vote": vote.code, "choice": "for"})
    assert (refused.status_code, Ballot.objects.count()) == (409, 0)
    assert client.post(f"{mine}here/").status_code == 302
    for choice in ("for", "against"):
        client.post(f"{mine}ballot/", {"vote": vote.code, "choice": choice})
    assert Ballot.objects.get().choice == "against"
    assert client.post(f"{mine}ballot/", {"vote": vote.code, "choice": "?"}).status_code == 422
    assert "您投了“不同意”" in client.get(mine).content.decode()
    assert client.post(f"{mine}take-back/", {"vote": vote.code}).status_code == 302
    assert Ballot.objects.count() == 0
    assert client.post(f"{mine}take-back/", {"vote": vote.code}).status_code == 409
    for wrong in ("/council/key/ABC/", "/council/seat/ABC/"):
        assert client.get(wrong).status_code == 404


def test_the_door(hall, client):
    roll, _topic, meeting, _vote = running(hall)
    door = f"/council/here/{meeting.door_token}/"
    assert "用手机号登录" in client.get(door).content.decode()
    assert client.post(door).status_code == 409
    roll[1].person = hall.stranger
    roll[1].save()
    session = client.session
    session["resident"] = hall.stranger.pk
    session.save()
    assert client.post(door).status_code == 302
    assert Attendance.objects.get().seat == roll[1]
    assert client.get("/council/here/x-y/").status_code == 404


def test_how_it_stands_is_shown_to_nobody_before_the_close(hall, client, enter):
    roll, _topic, meeting, vote = running(hall)
    hall.arrive(meeting, roll[:3])
    for seat in roll[:3]:
        actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=meeting.starts_at)
    pages = [
        enter(hall.secretary).get(f"/staff/council/votes/{vote.code}/"),
        client.get(f"/council/meeting/{meeting.code}/"),
    ]
    for page in pages:
        assert "3 票" not in page.content.decode()
    assert "已有 3 人投票" in pages[0].content.decode()


def test_the_whole_way_through_the_desk(hall, enter, client):
    browser = enter(hall.secretary)
    case = cases.open_case(text="晚上没有地方停车", place=hall.estate, door=Door.WEB, at=NOW).case
    link = f"/staff/council/topics/new/?case={case.code}"
    assert link in browser.get(f"/staff/cases/{case.code}/").content.decode()
    form = {
        "place": hall.estate.pk,
        "title": "停车",
        "text": "没有地方停",
        "level": "estate",
        "matter": "other",
        "case": case.code,
    }
    assert browser.post(link, form).status_code == 302
    topic = Topic.objects.get(code=case.code)
    assert (topic.source, browser.get(link).status_code) == (Source.CASE, 302)
    act = f"/staff/council/topics/{topic.code}/"
    assert browser.post(f"{act}admit/", {}).status_code == 422
    told = {
        "council": hall.council.pk,
        "title": "停车",
        "text": "没有地方停",
        "level": "estate",
        "matter": "other",
        "why": "大家都关心",
    }
    assert browser.post(f"{act}admit/", told).status_code == 302
    topic.refresh_from_db()
    assert topic.state == State.ADMITTED
    assert "大家都关心" in client.get(f"/council/topic/{topic.code}/").content.decode()
    assert enter(hall.stranger).get(act).status_code == 404
    for path in (
        "",
        "topics/",
        "topics/new/",
        "meetings/new/",
        "meetings/past/",
        "halls/",
        "bodies/new/",
        f"bodies/{hall.council.code}/",
    ):
        assert browser.get(f"/staff/council/{path}").status_code == 200, path


def test_papers_for_the_wall_and_the_table(hall, enter):
    _roll, _topic, meeting, _vote = running(hall)
    browser = enter(hall.secretary)
    for name, begins in (
        ("minutes.pdf", b"%PDF"),
        ("sheet.pdf", b"%PDF"),
        ("invitations.pdf", b"%PDF"),
        ("minutes.docx", b"PK"),
    ):
        answer = browser.get(f"/staff/council/meetings/{meeting.code}/prints/{name}")
        assert answer.content.startswith(begins), name
    assert browser.get(f"/staff/council/meetings/{meeting.code}/prints/x").status_code == 404


def test_what_is_not_admitted_or_published_is_not_there(hall, client):
    topic = hall.topic()
    assert client.get(f"/council/topic/{topic.code}/").status_code == 404
    assert topic.title not in client.get(f"/council/at/{hall.village.code}/").content.decode()
    answer = client.post(
        f"/council/at/{hall.village.code}/propose/", {"title": "加灯", "text": "晚上黑"}
    )
    assert (answer.status_code, Topic.objects.filter(title="加灯").count()) == (302, 1)
    assert (
        client.post(f"/council/at/{hall.village.code}/propose/", {"title": ""}).status_code == 422
    )


def test_opinions_by_phone(hall, client):
    topic = hall.admitted()
    at = f"/council/topic/{topic.code}/"
    client.post(f"{at}statement/", {"text": "装灯"})
    said = topic.statements.get()
    for stance in ("1", "-1"):
        client.post(f"{at}opinion/", {"statement": said.pk, "stance": stance})
    assert list(said.opinions.values_list("stance", flat=True)) == [-1]
    assert client.post(f"{at}opinion/", {"statement": said.pk, "stance": "7"}).status_code == 422
    assert client.post(f"{at}rate/", {"satisfaction": "satisfied"}).status_code == 409


def _many(hall, n):
    for i in range(n):
        hall.admitted()
        actions.record_past(
            council=hall.council,
            title=f"会{i}",
            held_at=NOW - DAY,
            by=None,
            relation=OPERATOR,
            problems=2,
            solved=1,
            at=NOW,
        )


@pytest.mark.parametrize("path", ["/staff/council/", "/staff/council/topics/"])
def test_lists_cost_the_same_for_one_and_three(hall, enter, path):
    browser = enter(hall.secretary)
    counts = []
    for n in (1, 2):
        _many(hall, n)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_village_page_costs_the_same(hall, client):
    counts = []
    for n in (1, 2):
        _many(hall, n)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/council/at/{hall.village.code}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_missed_month_is_on_the_board(hall):
    hall.council.founded_on = SINCE
    hall.council.save()
    actions.record_past(
        council=hall.council,
        title="一月",
        held_at=NOW - 40 * DAY,
        by=None,
        relation=OPERATOR,
        problems=3,
        solved=2,
        at=NOW,
    )
    (plan,) = plan_of(hall.secretary, NOW)
    assert [(m.key, m.standing) for m in plan.months] == [
        ("2026-01", "held"),
        ("2026-02", "missed"),
        ("2026-03", "open"),
    ]
    assert (plan.missed, plan.held, plan.problems, plan.solved) == (1, 1, 3, 2)


def test_the_published_resolution_bears_its_receipt(hall, client):
    roll, topic, meeting, vote = running(hall)
    then = meeting.starts_at
    hall.arrive(meeting, roll)
    for seat in roll:
        actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=then)
    actions.close_vote(vote=vote, by=hall.secretary, at=then)
    resolution = actions.adopt(vote=vote, text="划线", by=hall.secretary, at=then)
    page = f"/council/resolution/{resolution.code}/"
    assert client.get(page).status_code == 404
    actions.publish(resolution=resolution, by=hall.secretary, at=then)
    shown = client.get(page).content.decode()
    assert "5 × 2 = 10 &gt; 5 × 1 = 5" in shown
    assert "/record/" in shown
    assert Entry.objects.get(pk=Resolution.objects.get().entry_id).event == "resolution.publish"
    assert (Vote.objects.count(), Meeting.objects.count(), topic.votes.count()) == (1, 1, 1)


def test_the_arithmetic_is_told_in_the_readers_language(hall, client):
    roll, _topic, meeting, vote = running(hall)
    then = meeting.starts_at
    hall.arrive(meeting, roll)
    for seat in roll:
        actions.cast(vote=vote, seat=seat, choice="for", relation=MEMBER, at=then)
    actions.close_vote(vote=vote, by=hall.secretary, at=then)
    client.cookies["django_language"] = "en"
    page = f"/council/meeting/{meeting.code}/"
    with translation.override("en"):  # and back again for the tests that follow
        assert "到会人数" not in client.get(page).content.decode()
        # Where the rule gives other figures now, the words of the close stand.
        vote.result["lines"][0]["figures"] = "1 × 2 = 2 < 3"
        vote.save()
        assert "到会人数" in client.get(page).content.decode()


def test_a_meeting_is_not_opened_days_before_its_time(hall, enter):
    hall.roll(hall.council, 3)
    meeting = actions.plan(
        council=hall.council,
        title="会",
        starts_at=clock.now() + 5 * DAY,
        where="厅",
        by=hall.secretary,
    )
    actions.convene(meeting=meeting, by=hall.secretary)
    browser, at = enter(hall.secretary), f"/staff/council/meetings/{meeting.code}/"
    page = browser.get(at).content.decode()
    assert "还没到开会时间" in page
    assert f"{at}begin/" not in page
    Meeting.objects.update(starts_at=clock.now() + DAY / 24)
    page = browser.get(at).content.decode()
    assert "还没到开会时间" not in page
    assert f"{at}begin/" in page


def test_who_raised_a_topic_finds_it_again_before_it_is_public(client, hall):
    address = f"/council/at/{hall.estate.code}/propose/"
    landed = client.post(address, {"title": "东门装灯", "text": "晚上太黑"}, follow=True)
    page = landed.content.decode()
    topic = Topic.objects.get(title="东门装灯")
    assert landed.request["PATH_INFO"] == f"/council/topic/{topic.code}/mine/"
    assert "已提出" in page
    assert "东门装灯" in client.get("/me/").content.decode()
    figures = "".join(landed.context["groups"])
    client.cookies.clear()
    assert client.get(f"/council/topic/{topic.code}/mine/").status_code == 404
    found = client.post("/track/", {"code": figures}, follow=True)
    assert found.request["PATH_INFO"] == f"/council/topic/{topic.code}/mine/"
