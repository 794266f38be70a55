"""Pages: what a volunteer does on the phone, what organisers do, what strangers get."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sanan.ledger.models import Entry
from sanan.people.models import Org, Person
from sanan.volunteers import actions
from sanan.volunteers.models import (
    Activity,
    Certificate,
    Correction,
    Note,
    Project,
    Service,
    SignUp,
    Team,
    Volunteer,
)

from .conftest import DAY, HOUR

DESK = "/staff/volunteers/"


def local(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def soon(stage):
    """An activity tomorrow, by the real clock that pages go by."""
    begins = timezone.now().replace(second=0, microsecond=0) + DAY
    return actions.plan(
        project=stage.project,
        title="清理河道",
        where="桥头",
        starts_at=begins,
        ends_at=begins + 2 * HOUR,
        capacity=1,
        by=stage.organiser,
    )


@pytest.fixture
def past(stage):
    """An activity that ended an hour ago."""
    ends = timezone.now().replace(second=0, microsecond=0) - HOUR
    return actions.plan(
        project=stage.project,
        title="看望老人",
        where="居委会",
        starts_at=ends - 2 * HOUR,
        ends_at=ends,
        past=True,
        by=stage.organiser,
    )


def test_the_whole_way_on_the_phone(stage, soon, phone):
    person = Person.objects.create(nickname="邻居")
    browser = phone(person)
    near = f"/volunteers/at/{stage.village.code}/"
    assert "清理河道" in browser.get(near).content.decode()
    join = f"{near}register/"
    assert "真实姓名" in browser.get(join).content.decode()
    wrong = browser.post(join, {"name": "林小禾", "id_number": "123"})
    assert wrong.status_code == 422
    assert "勾选“同意”" in wrong.content.decode()
    said = {"name": "林小禾", "skills": ["elderly", "repair"], "agreed": "on"}
    assert browser.post(join, said)["Location"] == near
    assert browser.get(join)["Location"] == "/volunteers/mine/"
    page = f"/volunteers/activity/{soon.code}/"
    assert "报名" in browser.get(page).content.decode()
    browser.post(f"{page}sign-up/")
    assert "已报上" in browser.get(page).content.decode()
    second = phone(stage.volunteer("许小满").person)
    assert "排候补" in second.get(page).content.decode()
    second.post(f"{page}sign-up/")
    assert "候补第 1 位" in second.get(page).content.decode()
    browser.post(f"{page}give-up/")
    assert "已报上" in second.get(page).content.decode()
    assert "清理河道" in second.get("/volunteers/mine/").content.decode()


def test_the_code_at_the_place(stage, past, phone, client):
    door = f"/volunteers/here/{past.door_token}/"
    assert "用手机号登录" in client.get(door).content.decode()
    assert client.post(door).status_code == 409
    assert "还没有登记" in phone(stage.stranger).get(door).content.decode()
    Activity.objects.filter(pk=past.pk).update(ends_at=timezone.now() + HOUR)
    browser = phone(stage.volunteer().person)
    assert "林小禾，签到" in browser.get(door).content.decode()
    assert browser.post(door).status_code == 302
    assert "已签到" in browser.get(door).content.decode()
    assert SignUp.objects.get().way == "qr"
    for wrong in (f"{past.code}-{'0' * 20}", "x-y", past.code, "é"):
        assert client.get(f"/volunteers/here/{wrong}/").status_code == 404


def test_hours_from_the_list_to_the_volunteers_word(stage, past, phone, enter):
    desk, volunteer = enter(stage.organiser), stage.volunteer()
    page = f"{DESK}activities/{past.code}/"
    missing = desk.post(f"{page}enter/", {"volunteer": "ZZZZZZZZZZ"})
    assert missing.status_code == 404
    assert desk.post(f"{page}enter/", {"volunteer": volunteer.code.lower()}).status_code == 302
    times = {"began_at": local(past.starts_at), "ended_at": local(past.ends_at)}
    none = desk.post(f"{page}hours/", {**times, "breaks": 0, "travel": 0})
    assert (none.status_code, "请先勾选到场的人" in none.content.decode()) == (422, True)
    early = {"began_at": local(past.starts_at - HOUR), "ended_at": local(past.ends_at)}
    told = desk.post(f"{page}hours/", {**early, "breaks": 0, "travel": 0, "people": [volunteer.pk]})
    assert (told.status_code, "路上的时间不算" in told.content.decode()) == (422, True)
    assert Service.objects.count() == 0
    desk.post(f"{page}hours/", {**times, "breaks": 15, "travel": 0, "people": [volunteer.pk]})
    made = Service.objects.get()
    assert (made.minutes, made.state) == (105, "recorded")
    mine = phone(volunteer.person)
    assert "105 分钟" in mine.get("/volunteers/mine/").content.decode()
    mine.post(f"/volunteers/mine/services/{made.ref}/agree/")
    made.refresh_from_db()
    assert made.state == "confirmed"
    assert "<b>1.8</b>" in mine.get("/volunteers/mine/").content.decode()
    desk.post(f"{page}finish/", {"beneficiaries": 12})
    past.refresh_from_db()
    assert (past.state, past.beneficiaries) == ("held", 12)


def test_a_correction_from_the_phone_to_the_desk(stage, phone, enter):
    volunteer = stage.volunteer()
    begins = timezone.now().replace(second=0, microsecond=0) - 5 * HOUR
    made = stage.confirmed(volunteer, begins=begins)
    mine, desk = phone(volunteer.person), enter(stage.organiser)
    page = f"/volunteers/mine/services/{made.ref}/"
    said = {"reason": "多做了一小时", "began_at": local(begins), "breaks": "", "travel": ""}
    long = mine.post(f"{page}question/", {**said, "ended_at": local(begins + 26 * HOUR)})
    assert (long.status_code, "一天只有 24 小时" in long.content.decode()) == (422, True)
    assert Correction.objects.count() == 0
    mine.post(f"{page}question/", {**said, "ended_at": local(begins + 3 * HOUR)})
    assert "等答复" in mine.get(page).content.decode()
    board = desk.get(DESK).content.decode()
    assert "等答复的更正 1" in board
    answer = desk.get(f"{DESK}services/{made.ref}/").content.decode()
    assert "多做了一小时" in answer
    desk.post(f"{DESK}services/{made.ref}/settle/", {"granted": "yes", "answer": "对的"})
    made.refresh_from_db()
    assert made.minutes == 180
    desk.post(f"{DESK}services/{made.ref}/rate/", {"quality": "good"})
    bad = desk.post(f"{DESK}services/{made.ref}/strike/", {"reason": ""})
    assert bad.status_code == 422
    desk.post(f"{DESK}services/{made.ref}/strike/", {"reason": "重复"})
    assert "重复" in mine.get(page).content.decode()
    assert desk.post(f"{DESK}services/{made.ref}/nonsense/").status_code == 404


def test_claimed_on_the_phone_and_confirmed_at_the_desk(stage, phone, enter):
    volunteer = stage.volunteer()
    mine, desk = phone(volunteer.person), enter(stage.organiser)
    begins = timezone.now().replace(second=0, microsecond=0) - 5 * HOUR
    said = {
        "org": stage.team.pk,
        "title": "教老人用手机",
        "began_at": local(begins),
        "ended_at": local(begins + HOUR),
        "breaks": 0,
        "travel": 0,
    }
    future = {**said, "ended_at": local(timezone.now() + HOUR)}
    assert mine.post("/volunteers/mine/claim/", future).status_code == 422
    strange = Org.objects.create(name="别处的队", kind="volunteer_team", place=stage.other)
    assert mine.post("/volunteers/mine/claim/", {**said, "org": strange.pk}).status_code == 422
    for _both in range(2):
        mine.post("/volunteers/mine/claim/", said)  # the second overlaps the first
    made = Service.objects.get()
    assert made.state == "claimed"
    desk.post(f"{DESK}services/{made.ref}/accept/")
    made.refresh_from_db()
    assert (made.state, made.recorder) == ("confirmed", stage.organiser)


def test_a_certificate_from_the_wish_to_the_paper(stage, phone, enter):
    volunteer = stage.volunteer()
    stage.confirmed(volunteer, begins=timezone.now() - 5 * HOUR)
    mine, desk = phone(volunteer.person), enter(stage.organiser)
    today = timezone.localdate()
    said = {"org": stage.team.pk, "since_on": today - timedelta(days=9), "until_on": today}
    mine.post("/volunteers/mine/ask/", said)
    twice = mine.post("/volunteers/mine/ask/", said)
    assert (twice.status_code, "还在等它开" in twice.content.decode()) == (409, True)
    made = Certificate.objects.get()
    page = f"{DESK}certificates/{made.number}/"
    assert desk.get(f"{page}paper.pdf").status_code == 404
    assert "林小禾" in desk.get(page).content.decode()
    desk.post(f"{page}issue/", {"notes": ""})
    assert desk.get(f"{page}paper.pdf").content[:4] == b"%PDF"
    assert "下载打印" in mine.get("/volunteers/mine/").content.decode()
    assert desk.post(f"{page}revoke/", {"reason": ""}).status_code == 422
    desk.post(f"{page}revoke/", {"reason": "时间不对"})
    assert "时间不对" in mine.get("/volunteers/mine/").content.decode()


def test_the_desk_sets_up_plans_and_enrols(stage, enter):
    desk = enter(stage.organiser)
    today = timezone.localdate()
    said = {
        "org": stage.team.pk,
        "place": stage.village.pk,
        "name": "暖心",
        "work": "elderly",
        "begins_on": today,
    }
    assert desk.post(f"{DESK}projects/new/", {**said, "place": stage.other.pk}).status_code == 422
    desk.post(f"{DESK}projects/new/", said)
    made = Project.objects.get(name="暖心")
    begins = timezone.now() + DAY
    when = {"starts_at": local(begins), "ends_at": local(begins + HOUR), "capacity": 5}
    bad = desk.post(
        f"{DESK}projects/{made.code}/new/", {**when, "title": "看望", "where": "", "risky": "on"}
    )
    assert bad.status_code == 422
    desk.post(f"{DESK}projects/{made.code}/new/", {**when, "title": "看望", "where": "村口"})
    activity = Activity.objects.get(title="看望")
    changed = {**when, "title": "看望老人", "where": "居委会", "capacity": 9}
    desk.post(f"{DESK}activities/{activity.code}/change/", changed)
    desk.post(f"{DESK}activities/{activity.code}/cancel/", {"reason": "下雨"})
    activity.refresh_from_db()
    assert (activity.title, activity.capacity, activity.state) == ("看望老人", 9, "cancelled")
    desk.post(f"{DESK}projects/{made.code}/close/")
    made.refresh_from_db()
    assert made.closed_at is not None
    new = {"name": "陈大爷", "phone": "13800008888", "place": stage.village.pk, "agreed": "on"}
    assert desk.post(f"{DESK}people/new/", {**new, "agreed": ""}).status_code == 422
    desk.post(f"{DESK}people/new/", new)
    volunteer = Volunteer.objects.get(person__name="陈大爷")
    page = f"{DESK}people/{volunteer.code}/"
    desk.post(
        f"{page}note/",
        {"org": stage.team.pk, "kind": "training", "title": "急救", "on": today, "minutes": 90},
    )
    assert Note.objects.get().title == "急救"
    nothing = desk.post(
        f"{page}certify/", {"org": stage.team.pk, "since_on": today, "until_on": today}
    )
    assert (nothing.status_code, "开不出证明" in nothing.content.decode()) == (409, True)
    before = Entry.objects.count()
    shown = desk.post(f"{page}phone/", {"purpose": "通知活动改期"}).content.decode()
    assert "13800008888" in shown
    assert Entry.objects.count() == before + 1
    assert "13800008888" not in desk.get(page).content.decode()


def test_a_team_of_ones_own_place(stage, enter):
    desk = enter(stage.organiser)
    other = Org.objects.create(name="邻居帮", kind="volunteer_team", place=stage.village)
    facts = {"head": "赖春", "phone": "123", "since_on": "2026-01-01"}
    desk.post(f"{DESK}teams/", {**facts, "org": other.pk})
    desk.post(f"{DESK}teams/{other.code}/", {**facts, "head": "余记"})
    assert Team.objects.get(org=other).head == "余记"
    strange = Org.objects.create(name="别处", kind="volunteer_team", place=stage.other)
    assert desk.post(f"{DESK}teams/", {**facts, "org": strange.pk}).status_code == 422


PAGES = (
    "",
    "projects/",
    "activities/",
    "people/",
    "services/",
    "served/",
    "certificates/",
    "teams/",
)
NAMED = (
    "people/",
    "services/",
    "served/",
    "certificates/",
    "teams/",
    "people.xlsx",
    "services.xlsx",
    "national/",
    "people/new/",
)


def test_who_sees_what(stage, past, enter):
    volunteer = stage.volunteer("不给看的名字")
    service = stage.recorded(past, volunteer, signed=True)
    browsers = {
        name: enter(getattr(stage, name))
        for name in ("organiser", "leader", "elsewhere", "stranger")
    }
    for page in (*PAGES, "projects.xlsx", "activities.xlsx"):
        seen = {name: each.get(DESK + page).status_code for name, each in browsers.items()}
        leader = 404 if page in NAMED else 200
        assert seen == {"organiser": 200, "leader": leader, "elsewhere": 200, "stranger": 404}
    for page in NAMED:
        assert browsers["leader"].get(DESK + page).status_code == 404
    # A leader sees an activity without a single name; another village sees nothing of it.
    page = browsers["leader"].get(f"{DESK}activities/{past.code}/")
    assert (page.status_code, "不给看的名字" in page.content.decode()) == (200, False)
    own = (
        f"activities/{past.code}/",
        f"services/{service.ref}/",
        f"people/{volunteer.code}/",
        f"projects/{stage.project.code}/",
    )
    for address in own:
        assert browsers["organiser"].get(DESK + address).status_code == 200
        assert browsers["elsewhere"].get(DESK + address).status_code == 404
    assert "不给看的名字" not in browsers["elsewhere"].get(f"{DESK}people/").content.decode()


def test_another_volunteers_record_is_not_there(stage, past, phone):
    service = stage.recorded(past, stage.volunteer("甲"))
    other = phone(stage.volunteer("乙").person)
    page = f"/volunteers/mine/services/{service.ref}/"
    assert other.get(page).status_code == 404
    for verb in ("agree", "withdraw", "question"):
        assert other.post(f"{page}{verb}/").status_code == 404
    service.refresh_from_db()
    assert service.state == "recorded"


def test_without_a_phone_signed_in_nothing_is_done(stage, soon, client):
    for page in ("mine/", "mine/about/", "mine/claim/", "mine/ask/", "mine/services/X/"):
        assert "用手机号登录" in client.get(f"/volunteers/{page}").content.decode()
    for page in (
        "mine/leave/",
        f"activity/{soon.code}/sign-up/",
        f"activity/{soon.code}/give-up/",
        f"team/{stage.team.code}/join/",
        f"team/{stage.team.code}/part/",
    ):
        assert client.post(f"/volunteers/{page}").status_code == 404
    for page in ("activity/ABC/", "team/ABC/", "at/ABC/"):
        assert client.get(f"/volunteers/{page}").status_code == 404


def test_about_me_and_leaving(stage, phone):
    volunteer = stage.volunteer()
    mine = phone(volunteer.person)
    said = {"skills": ["law"], "sex": "woman", "birth_on": "1980-02-03", "id_kind": "resident"}
    assert mine.post("/volunteers/mine/about/", {**said, "id_number": "1"}).status_code == 422
    assert mine.post("/volunteers/mine/about/", said).status_code == 302
    volunteer.refresh_from_db()
    assert (volunteer.skills, f"{volunteer.birth_on}") == (["law"], "1980-02-03")
    mine.post("/volunteers/mine/leave/")
    assert "还没有登记成志愿者" in mine.get("/volunteers/mine/").content.decode()


@pytest.mark.parametrize(
    "page",
    ["projects/", "activities/", "people/", "services/", "served/", "certificates/", "teams/"],
)
def test_lists_take_the_same_statements_for_one_and_three(stage, enter, page):
    desk = enter(stage.organiser)

    def grow(number):
        volunteer = stage.volunteer(f"人{number}")
        begins = timezone.now() - (number + 1) * DAY
        stage.confirmed(volunteer, begins=begins)
        today = timezone.localdate()
        actions.certify(
            volunteer=volunteer,
            org=stage.team,
            since_on=today - timedelta(days=30),
            until_on=today,
            by=stage.organiser,
        )
        project = actions.set_up(
            org=stage.team,
            place=stage.village,
            name=f"项目{number}",
            begins_on=today,
            by=stage.organiser,
        )
        actions.plan(
            project=project,
            title=f"活动{number}",
            where="桥头",
            by=stage.organiser,
            starts_at=timezone.now() + DAY,
            ends_at=timezone.now() + DAY + HOUR,
        )
        org = Org.objects.create(name=f"队{number}", kind="volunteer_team", place=stage.village)
        actions.register_team(org=org, head="赖春", phone="12345", by=stage.organiser)

    def statements():
        desk.get(DESK + page)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(DESK + page).status_code == 200
        return len(seen)

    grow(0)
    one = statements()
    grow(1)
    grow(2)
    assert statements() == one


@pytest.mark.parametrize("page", ["mine/", "at/350526100010/"])
def test_my_pages_take_the_same_statements_for_one_and_three(stage, phone, page):
    volunteer = stage.volunteer()
    mine = phone(volunteer.person)

    def grow(number):
        activity = actions.plan(
            project=stage.project,
            title=f"活动{number}",
            where="桥头",
            by=stage.organiser,
            starts_at=timezone.now() + (number + 1) * DAY,
            ends_at=timezone.now() + (number + 1) * DAY + HOUR,
        )
        actions.sign_up(activity=activity, volunteer=volunteer, by=volunteer.person)
        stage.confirmed(volunteer, begins=timezone.now() - (number + 1) * DAY)
        org = Org.objects.create(name=f"队{number}", kind="volunteer_team", place=stage.village)
        actions.register_team(org=org, head="赖春", phone="12345", by=stage.organiser)
        actions.join(volunteer=volunteer, org=org, by=volunteer.person)

    def statements():
        mine.get(f"/volunteers/{page}")
        with CaptureQueriesContext(connection) as seen:
            assert mine.get(f"/volunteers/{page}").status_code == 200
        return len(seen)

    grow(0)
    one = statements()
    grow(1)
    grow(2)
    assert statements() == one
