"""My own words and my neighbours': taken back, reported, handed over with their context (fault R9)."""

from datetime import timedelta

import pytest

from sanan.cases.models import Case
from sanan.kit import clock
from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Notice
from sanan.voices import actions
from sanan.voices.enums import Reason, State
from sanan.voices.models import Message

from .conftest import NOW, refusal

ROAD = "蒲坂路的路面坏了三个月，学生骑车过去很危险，请派人来修。"
ROOM = "/voices/350526100210/"
MINUTE = timedelta(minutes=1)


# --- Taking back


def test_within_two_minutes_it_is_taken_back_and_a_line_stays(cast, phone):
    member, other = cast.member("老李家"), cast.member()
    said = cast.says(member, "说错了的话", at=clock.now())
    link = f"/voices/m/{said.ref}/"
    assert "收回这句话" in phone(member.person).get(link).content.decode()
    assert "收回这句话" not in phone(other.person).get(link).content.decode()
    assert phone(other.person).post(link + "take_back/").status_code == 403
    assert phone(member.person).post(link + "take_back/")["Location"] == ROOM + "#now"
    page = phone(other.person).get(ROOM).content.decode()
    assert "老李家 收回了一条消息" in page
    assert "说错了的话" not in page
    told = phone(other.person).get(ROOM + "since/?rev=0").json()["messages"]
    assert [(m["state"], m.get("text")) for m in told] == [("taken_back", None)]


def test_after_two_minutes_and_once_it_is_a_case_it_stays(cast):
    member = cast.member()
    said, raised = cast.says(member, "一"), cast.says(member, ROAD)
    actions.hand_over(message=raised, by=member.person, at=NOW)
    with refusal(Refused, "两分钟"):
        actions.take_back(message=said, by=member.person, at=NOW + 2 * MINUTE + MINUTE / 60)
    with refusal(Refused, "已经交办"):
        actions.take_back(message=raised, by=member.person, at=NOW)
    actions.take_back(message=said, by=member.person, at=NOW + 2 * MINUTE)
    assert Message.objects.get(pk=said.pk).state == State.TAKEN_BACK


# --- Reporting


def test_a_neighbour_reports_a_person_decides_and_the_reporter_hears(cast, phone, enter):
    author, reporter = cast.member("老李家"), cast.member()
    said = cast.says(author, "他家的电话是假的，别信")
    browser = phone(reporter.person)
    link = f"/voices/m/{said.ref}/"
    page = browser.post(link + "report/", {"why": "rumour", "note": "不是真的"}, follow=True)
    assert "已经告诉村里" in page.content.decode()
    assert browser.post(link + "report/", {"why": "rumour"}).status_code == 409
    assert "有人举报" not in phone(author.person).get(ROOM).content.decode()
    desk = enter(cast.secretary)
    assert "他家的电话" in desk.get("/staff/voices/review/?tab=reported").content.decode()
    assert "不是真的" in desk.get(f"/staff/voices/m/{said.ref}/").content.decode()
    said.refresh_from_db()
    actions.stand(message=said, note="核对过，说的是事实", by=cast.secretary, at=clock.now())
    assert Notice.objects.get(to=reporter.person).words == {"note": "核对过，说的是事实"}
    assert not Notice.objects.filter(to=author.person).exists()
    assert "没有人举报" in desk.get("/staff/voices/review/?tab=reported").content.decode()


def test_taking_it_out_settles_the_report(cast):
    author, reporter = cast.member(), cast.member()
    said = cast.says(author, "骂人的话")
    actions.report(message=said, why=Reason.ABUSE, by=reporter.person, at=NOW)
    actions.remove(message=said, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    assert Message.objects.get().reported_at is None
    assert Notice.objects.filter(to=reporter.person).count() == 1


def test_nobody_reports_their_own_or_from_outside(cast):
    author = cast.member()
    said = cast.says(author, "一")
    for by in (author.person, cast.resident("外人", cast.other), cast.stranger):
        with pytest.raises(Forbidden):
            actions.report(message=said, why=Reason.ABUSE, by=by, at=NOW)


# --- Handing over


def test_several_of_my_own_go_together_seen_beforehand(cast, phone):
    member, other = cast.member("老李家"), cast.member()
    first = cast.says(member, "桥头那段路又塌了")
    theirs = cast.says(other, "我也看到了")
    second = cast.says(member, ROAD)
    browser, link = phone(member.person), f"/voices/m/{second.ref}/"
    page = browser.get(link).content.decode()
    assert f"03-02 10:00 老李家：{ROAD}" in page
    assert f'value="{first.ref}"' in page
    assert f'value="{theirs.ref}"' not in page
    assert browser.post(link + "hand_over/", {"others": [theirs.ref]}).status_code == 422
    assert browser.post(link + "hand_over/", {"others": [first.ref]}).status_code == 302
    assert Case.objects.get().text.splitlines()[1:] == [
        "03-02 10:00 老李家：桥头那段路又塌了",
        f"03-02 10:00 老李家：{ROAD}",
    ]


def test_at_the_desk_what_was_chosen_is_seen_before_it_is_a_case(cast, enter):
    member = cast.member("老李家")
    first, second = cast.says(member, "在小学门口"), cast.says(member, ROAD)
    desk, at = enter(cast.grid), "/staff/voices/350526100210/case/"
    page = desk.get(at, {"message": [first.ref, second.ref]}).content.decode()
    assert f"03-02 10:00 老李家：{ROAD}" in page
    assert Case.objects.count() == 0
    given = {"message": [first.ref, second.ref], "title": "小学门口的路"}
    assert desk.post(at, given).status_code == 302
    assert Case.objects.get().title == "小学门口的路"
    assert desk.get(at).status_code == 302
