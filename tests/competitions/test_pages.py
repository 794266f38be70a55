"""The pages: who comes in, a sheet with and without script, what everyone reads, bad input kept."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from sanan.competitions import actions, panel
from sanan.competitions.models import Competition, Entry, Rubric, ScoreSheet, SheetVersion
from sanan.people.models import Position
from sanan.process.work import work_of
from sanan.slips.models import QueryCode

from .conftest import CRITERIA, DAY, NOW, SINCE, scores


def staff(name: str, *args: str) -> str:
    return reverse(f"competitions_staff:{name}", args=args)


def open_(name: str, *args: object) -> str:
    return reverse(f"competitions:{name}", args=args)


def typed(*given: int, **more: str) -> dict[str, str]:
    """A sheet as a browser sends it."""
    figures = scores(*given).values()
    return {f"score_{n}": figure for n, figure in enumerate(figures)} | more


@pytest.fixture
def running(hall):
    """Entries are taken, whatever the clock of the test says."""
    Competition.objects.update(closes_at=NOW + 10_000 * DAY)
    hall.contest.refresh_from_db()
    return hall


def test_the_desk_opens_for_organisers_and_judges_and_for_no_stranger(hall, desk):
    hall.scoring(judges=3, entries=2)
    pages = [
        staff("board"),
        staff("new"),
        staff("new_campaign"),
        staff("rubrics"),
        staff("new_rubric"),
        staff("rubric", hall.rubric.code),
        staff("next_rubric", hall.rubric.code),
        staff("import"),
        staff("competition", hall.contest.code),
        staff("stage", hall.stage.code),
        staff("judge", hall.judges[0].code),
        staff("sheet", hall.sheet(0, 0).code),
        staff("entry", hall.entries[0].code),
        staff("new_stage", hall.contest.code),
        staff("new_judge", hall.contest.code),
        staff("new_entry", hall.contest.code),
    ]
    for_judges = {pages[5], *pages[8:12]}
    clients = {
        "organiser": desk(hall.organiser),
        "judge": desk(hall.people[0]),
        "stranger": desk(hall.stranger),
    }
    for page in pages:
        told = {name: client.get(page).status_code for name, client in clients.items()}
        judge = 200 if page in for_judges else 404
        assert told == {"organiser": 200, "judge": judge, "stranger": 404}, page


def test_a_competition_is_announced_with_its_rounds_and_judges(hall, desk):
    client = desk(hall.organiser)
    given = {
        "place": hall.county.pk,
        "title": "第二届大赛",
        "hosts": "社会工作部",
        "call": "来报名",
        "closes_at": "2036-05-01T18:00",
        "awards": "一等奖｜1｜3\n二等奖|2|1.5万",
        "apart_years": "3",
        "publicity_days": "5",
    }
    wrong = client.post(staff("new"), {**given, "awards": "一等奖"})
    assert wrong.status_code == 422
    assert "这一行看不懂：一等奖" in wrong.content.decode()
    assert client.post(staff("new"), {**given, "publicity_days": "8"}).status_code == 422
    client.post(staff("new"), given)
    made = Competition.objects.get(title="第二届大赛")
    assert [prize["fen"] for prize in made.awards] == [3_000_000, 1_500_000]
    page = staff("new_stage", made.code)
    stage = {
        "kind": "roadshow",
        "weight": "101",
        "rubric": hall.rubric.pk,
        "panel_size": 0,
        "advance": 0,
    }
    assert client.post(page, stage).status_code == 422
    client.post(page, {**stage, "weight": "100"})
    client.post(staff("new_judge", made.code), {"person": hall.people[0].pk, "chair": "on"})
    assert (made.stages.count(), made.judges.get().chair) == (1, True)


def test_a_rubric_gets_its_next_version_and_keeps_its_words(hall, desk):
    client, page = desk(hall.organiser), staff("next_rubric", hall.rubric.code)
    shown = client.get(page).context["form"].initial
    given = {name: shown[name] for name in ("title", "criteria", "low", "high", "drop_from")}
    given |= {"minimum": 5, "middle": "median", "places": 2, "rounded": "end"}
    bad = client.post(page, {**given, "criteria": "需求｜20"})
    assert bad.status_code == 422
    assert "正好是 100 分" in bad.content.decode()
    client.post(page, given)
    found = Rubric.objects.get(version=2).rule
    assert (found.minimum, found.middle, found.rounded) == (5, "median", {"total"})
    assert [c.key for c in found.criteria][3] == "effect"
    assert Rubric.objects.get(version=1).rule.minimum == 3


def test_a_team_enters_on_a_phone_and_finds_its_entry_by_a_code(running, client):
    page = open_("enter", running.contest.code)
    given = {
        "title": "暖巢",
        "team": "暖巢队",
        "work": "elderly",
        "about": "陪老人",
        "contact": "林",
        "phone": "13800012345",
    }
    assert client.post(page, {**given, "about": ""}).status_code == 422
    done = client.post(page, given)
    made = Entry.objects.get()
    assert done["Location"] == open_("mine", made.token)
    mine = client.get(done["Location"]).content.decode()
    assert "已报名，等待资格审查" in mine
    assert QueryCode.objects.get(kind="contest_entry").ref == made.token
    assert (
        client.get(reverse("slips:slip", args=["contest_entry", made.token])).content[:5]
        == b"%PDF-"
    )
    twice = client.post(page, given)
    assert twice.status_code == 409
    assert "暖巢" in twice.content.decode()  # what was typed is kept
    client.post(
        f"{done['Location']}amend/",
        {"title": "暖巢行动", "about": "陪老人", "budget_fen": "1200.50", "served": 30},
    )
    made.refresh_from_db()
    assert (made.title, made.budget_fen, made.served) == ("暖巢行动", 120_050, 30)
    client.post(f"{done['Location']}withdraw/")
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_a_late_entry_keeps_what_was_typed(hall, client):
    given = {
        "title": "迟到的",
        "team": "队",
        "work": "other",
        "about": "x",
        "contact": "林",
        "phone": "13800010001",
    }
    late = client.post(open_("enter", hall.contest.code), given)
    assert late.status_code == 409
    assert "报名已经截止" in late.content.decode()
    assert "迟到的" in late.content.decode()


def test_before_judging_nobody_outside_sees_entries(hall, client):
    hall.enter("暖巢")
    assert "暖巢" not in client.get(open_("competition", hall.contest.code)).content.decode()
    assert client.get(open_("entry", Entry.objects.get().code)).status_code == 404


# --- a judge


def test_a_sheet_is_handed_in_with_and_without_script(hall, desk):
    hall.scoring(judges=3, entries=2)
    client, sheet = desk(hall.people[1]), hall.sheet(0, 1)
    page = client.get(staff("judging"))
    assert page["X-Sanan-Keep"] == "1"
    assert page.content.decode().count("data-sheet=") == 2
    send = staff("send", sheet.code)
    wrong = client.post(send, typed(21, base="0"))
    assert wrong.status_code == 422
    assert "要在 0 到 20 之间" in wrong.content.decode()
    assert 'value="21"' in wrong.content.decode()
    told = client.post(send, typed(21), headers={"Accept": "application/json"})
    assert (told.status_code, "需求" in told.json()["wrongs"]["score_0"][0]) == (422, True)
    sent = {**typed(18, note="好"), "token": "t" * 32, "base": "0"}
    done = client.post(send, sent, headers={"Accept": "application/json"})
    assert done.json() == {"state": "已交", "version": 1}
    # The same sending again, as a tablet does that heard no answer.
    again = client.post(send, sent, headers={"Accept": "application/json"})
    assert again.json() == {"state": "已交", "version": 1}
    assert SheetVersion.objects.count() == 1
    plain = client.post(staff("send", hall.sheet(1, 1).code), typed(5))
    assert plain["Location"].endswith(f"#sheet-{hall.sheet(1, 1).code}")


def test_the_page_says_why_an_own_team_cannot_be_scored(hall, desk):
    hall.scoring(judges=4, entries=2)
    Position.objects.create(
        person=hall.people[1], role="judge", place=hall.county, org=hall.team, since_on=SINCE
    )
    Entry.objects.filter(pk=hall.entries[0].pk).update(org=hall.team)
    answer = desk(hall.people[1]).post(staff("send", hall.sheet(0, 1).code), typed(5))
    assert answer.status_code == 409
    assert "您所在单位的项目" in answer.content.decode()


def test_what_waits_stands_in_the_list_of_work(hall, desk):
    hall.scoring(judges=3, entries=2)
    assert [
        str(item.do) for item in work_of(hall.people[1], NOW) if item.room == "competitions"
    ] == ["打分"]
    hall.all_in()
    chair = [str(item.do) for item in work_of(hall.people[0], NOW) if item.room == "competitions"]
    assert chair == ["看评委分歧"]
    assert desk(hall.people[0]).get(reverse("cases_staff:home")).status_code == 200


def test_the_chair_looks_and_gives_a_sheet_back_on_its_page(hall, desk):
    hall.scoring(judges=3, entries=2)
    hall.score(0, 2, 1)
    hall.all_in()
    client, page = desk(hall.people[0]), staff("stage", hall.stage.code)
    client.post(f"{page}look/")
    assert "相差 19 分" in client.get(page).content.decode()
    assert "相差" not in desk(hall.organiser).get(page).content.decode()
    client.post(f"{staff('sheet', hall.sheet(0, 2).code)}reopen/", {"why": "请再看一遍"})
    assert ScoreSheet.objects.get(pk=hall.sheet(0, 2).pk).state == "open"


# --- everyone


@pytest.fixture
def shown(hall):
    hall.scoring(judges=5, entries=3).closed().publicised()
    Competition.objects.update(publicity_ends_on=NOW.date() + 10_000 * DAY)
    return hall


def test_everyone_reads_all_scores_and_comes_to_the_same(shown, client):
    page = client.get(open_("scores", shown.contest.code)).content.decode()
    assert "去掉的最低分" in page
    assert "先去掉 1 个最高分、1 个最低分" in page
    rows = client.get(open_("rows", shown.contest.code, 1)).content.decode().splitlines()
    found = panel.read(rows)
    assert found.faults == []
    for result in found.results.values():
        assert str(result.total) in page
    assert json.loads(rows[0])["criteria"][0]["name"] == CRITERIA[0]


def test_anyone_objects_and_names_a_project(shown, client):
    page = open_("competition", shown.contest.code)
    client.post(f"{page}object/", {"text": "抄来的", "entry": shown.entries[0].pk})
    text = client.get(page).content.decode()
    assert "有 1 条异议正在查" in text
    assert "抄来的" not in text
    assert shown.contest.objections.get().entry == shown.entries[0]


def test_a_certificate_is_printed_checked_and_revoked(shown, client, desk):
    Competition.objects.update(publicity_ends_on=(NOW + 19 * DAY).date())
    shown.contest.refresh_from_db()
    shown.awarded()
    best = shown.entries[0]
    paper = client.get(open_("my_certificate", best.token))
    assert paper.content[:5] == b"%PDF-"
    asked = client.post(open_("check"), {"number": best.certificate.lower()})
    assert asked["Location"] == open_("checked", best.certificate)
    assert "这张证书有效" in client.get(asked["Location"]).content.decode()
    assert desk(shown.organiser).get(staff("poster", shown.contest.code)).content[:5] == b"%PDF-"
    actions.revoke(entry=best, reason="false", note="不实", by=shown.organiser)
    assert "已经撤销" in client.get(asked["Location"]).content.decode()
    assert client.get(open_("checked", "S2026AAAAAAAAAAAA")).status_code == 404


def test_a_campaign_shows_its_actions(hall, client, desk):
    given = {
        "place": hall.county.pk,
        "title": "志愿服务月",
        "about": "一起来",
        "begins_on": "2026-03-05",
        "ends_on": "2026-04-05",
        "actions": "\n".join(f"行动{n}｜做第{n}件｜助老" for n in range(1, 11)),
    }
    staff_client = desk(hall.organiser)
    assert (
        staff_client.post(staff("new_campaign"), {**given, "ends_on": "2026-01-01"}).status_code
        == 422
    )
    page = staff_client.post(staff("new_campaign"), given, follow=True)
    assert "行动10" in page.content.decode()
    made = hall.county  # its village page leads there
    village = client.get(open_("village", made.code)).content.decode()
    assert "志愿服务月" in village
    found = client.get(open_("campaign", page.context["campaign"].code)).content.decode()
    assert "做第10件" in found


def test_a_milestone_is_reported_by_the_team(shown, client):
    Competition.objects.update(publicity_ends_on=(NOW + 19 * DAY).date())
    shown.contest.refresh_from_db()
    shown.awarded()
    actions.follow(competition=shown.contest, by=shown.organiser, at=NOW + 20 * DAY)
    made = actions.plan_milestone(
        entry=Entry.objects.get(pk=shown.entries[0].pk),
        title="办满十次",
        due_on=(NOW + 60 * DAY).date(),
        by=shown.organiser,
    )
    page = open_("my_milestone", shown.entries[0].token, made.code)
    assert client.post(page, {"text": ""}).status_code == 422
    client.post(page, {"text": "办了十次"})
    made.refresh_from_db()
    assert (made.state, made.report) == ("reported", "办了十次")
    assert client.get(open_("my_milestone", shown.entries[1].token, made.code)).status_code == 404
    assert Client().get(page).status_code == 200
