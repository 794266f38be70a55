"""The pages: who comes in, what stands on them, what comes back when something is wrong."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sanan.kit.paper import printable
from sanan.projects import actions
from sanan.projects.models import AssessmentRules, Milestone, Project, ProjectSet, Report
from sanan.projects.queries.assessing import example

from .conftest import NOW, YI

STAFF = ("wall", "brief", "race", "owed", "projects", "reports", "meetings", "assessments", "sets")
OFFICE = (
    "mine",
    "register",
    "new_set",
    "lock",
    "check",
    "write_rules",
    "provincial",
    "import",
    "hold",
    "mine_sheet",
)


def at(name, *args):
    return reverse(f"projects_staff:{name}", args=args)


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def there(yard, seeded):
    """A project with everything on its page."""
    project = yard.planned(10 * YI, lat=25.32, lon=118.29, number="2601-350525-04-01-000001")
    actions.compile_set(
        place=yard.county,
        title="省市重点项目",
        year=2026,
        projects=[project],
        by=yard.officer,
        at=NOW,
    )
    actions.block(
        project=project, kind="land", text="用地", org=yard.housing, by=yard.officer, at=NOW
    )
    Milestone.objects.create(project=project, kind="main", planned_on=NOW.date())
    actions.hold(
        place=yard.county,
        title="调度",
        held_on=NOW.date(),
        chaired_by="县领导",
        tasks=[actions.Asked(yard.housing, "办证", NOW.date(), project)],
        by=yard.leader,
        at=NOW,
    )
    actions.lock(
        report=yard.verified(project, 5 * YI, progress="累计完成投资6亿元"), by=yard.second, at=NOW
    )
    return project


def test_staff_come_in_by_their_posts_and_others_find_nothing(yard, desk, there):
    pages = [
        *(at(name) for name in STAFF),
        at("project", there.code),
        at("report", Report.objects.get().code),
        at("set", ProjectSet.objects.get().code),
    ]
    for person in (yard.officer, yard.leader, yard.handler):
        client = desk(person)
        assert {url: client.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)
    stranger = desk(yard.stranger)
    assert {stranger.get(url).status_code for url in pages} == {404}
    assert {Client().get(url).status_code for url in pages} == {302}


def test_what_only_the_office_does(yard, desk, there):
    client, handler = desk(yard.officer), desk(yard.handler)
    for name in OFFICE:
        assert client.get(at(name)).status_code == 200, name
        assert handler.get(at(name)).status_code == 404, name


def test_the_wall_says_sums_colours_blockers_and_who_owes(yard, desk, there):
    page = desk(yard.leader).get(at("wall"), {"month": "2026-09"}).content.decode()
    assert "1 个项目完成投资 5.0 亿元，占年度计划的 50.0%，落后时序 25.0 个百分点。" in page
    assert "永春县住房和城乡建设局" in page
    assert "-25.0" in page
    assert "时序按每月十二分之一" in page
    mapped = desk(yard.leader).get(at("wall"), {"month": "2026-09", "map": ""})
    assert "map-1" in mapped.content.decode()


@pytest.mark.skipif(not printable(), reason="the fonts are not built")
def test_the_poster_is_one_a3_page(yard, desk, there):
    paper = desk(yard.leader).get(at("poster"), {"month": "2026-09"})
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_an_officer_reports_all_projects_on_one_page(yard, desk):
    good, bad = yard.planned(12 * YI, "甲"), yard.planned(12 * YI, "乙")
    yard.reported(bad, 11 * YI, "2026-08")
    client = desk(yard.officer)
    assert client.get(at("mine")).status_code == 200
    sent = {
        f"invested_fen-{good.code}": "90000",
        f"physical-{good.code}": "80",
        f"invested_fen-{bad.code}": "很多",
        "send": "1",
    }
    answer = client.post(at("mine") + "?month=2026-09", sent)
    assert answer.status_code == 422
    assert "很多" in answer.content.decode()
    sent[f"invested_fen-{bad.code}"] = "10亿"
    answer = client.post(at("mine") + "?month=2026-09", sent)
    assert answer.status_code == 409  # it fell; the other went through, nothing typed is lost
    rows = Report.objects.filter(month="2026-09")
    assert set(rows.values_list("state", "invested_fen")) == {
        ("submitted", 9 * YI),
        ("draft", 10 * YI),
    }
    sent[f"explained-{bad.code}"] = "八月重复计入，审计核减"
    assert client.post(at("mine") + "?month=2026-09", sent).status_code == 302
    assert set(rows.values_list("state", flat=True)) == {"submitted"}


def _sheet(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_months_sheet_goes_out_filled_in_and_comes_back(yard, desk):
    project = yard.planned(12 * YI)
    yard.verified(project, 8 * YI, "2026-08")
    client = desk(yard.officer)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(at("mine_sheet")).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][2] == "2026-09"
    assert (rows[1][4], rows[1][5]) == (80000, 80000)
    rows[1][5], rows[1][7] = 91000, "设备进场，累计完成投资9亿元"
    upload = SimpleUploadedFile("month.xlsx", _sheet(rows))
    looked = client.post(at("import"), {"file": upload, "place": yard.county.code})
    assert looked.status_code == 302
    page = client.get(looked.url)
    assert "文字里写累计完成 9亿元，表里是 9.1亿元" in page.content.decode()
    data = {
        "seen": page.context["seen"],
        **{b.html_name: b.value() for b in page.context["form"] if b.value() is not None},
    }
    assert client.post(looked.url, data).status_code == 302
    made = Report.objects.get(month="2026-09")
    assert (made.state, made.invested_fen, made.text_fen) == ("draft", 91 * YI // 10, 9 * YI)


def test_projects_and_plans_come_out_of_a_workbook_once(yard, desk):
    heads = ["项目名称", "项目代码", "级别", "责任单位", "年度计划投资（万元）", "总投资"]
    rows = [
        heads,
        ["甲", "X-1", "省级", "永春县交通运输局", "250900", "600000"],
        ["乙", "X-2", "市级", "没有的局", "1", ""],
        ["丙", "X-3", "市级", "永春县交通运输局", "0", ""],
        ["丁", "X-4", "县级", "永春县交通运输局", "-5", ""],
    ]
    client = desk(yard.officer)
    for expected in ((1, 3), (0, 3)):
        looked = client.post(
            at("import"),
            {"file": SimpleUploadedFile("p.xlsx", _sheet(rows)), "place": yard.county.code},
        )
        page = client.get(looked.url)
        outcome = page.context["outcome"]
        assert (outcome.imported, len(outcome.rejected)) == expected
        data = {
            "seen": page.context["seen"],
            **{b.html_name: b.value() for b in page.context["form"] if b.value() is not None},
        }
        assert client.post(looked.url, data).status_code == 302
    assert list(Project.objects.values_list("name", "level", "plans__amount_fen")) == [
        ("甲", "provincial", 250_900_000_000)
    ]


BOARD = """单位\t项目数\t计划\t完成\t完成率
甲县\t10\t50.0\t40.0\t80.0
乙县\t5\t20.0\t10.0\t50.5
县直\t8\t30.0\t18.4\t61.3"""


def test_a_board_that_contradicts_itself_is_warned_about(yard, desk, there):
    text = "县直 8项 23.0亿 (77%)，甲县 10个项目完成40亿元；1个项目完成投资5亿元，占年度计划的50%，落后时序26个百分点。"
    answer = desk(yard.officer).post(at("check") + "?month=2026-09", {"text": text, "table": BOARD})
    page = answer.content.decode()
    assert "乙县的完成率：一处写 50.5%，另一处是 50.0%，差 0.5。" in page
    assert "县直的完成投资（文字与表）：一处写 23亿，另一处是 18.4亿，差 4.6亿。" in page
    assert "甲县的" not in page
    assert "超时序：一处写 -26，另一处是 -25.0，差 -1.0。" in page


@pytest.fixture
def rules(yard) -> AssessmentRules:
    made = actions.write_rules(
        place=yard.county,
        title="考评",
        version="1",
        subjects="project",
        data=example(),
        by=yard.officer,
        at=NOW,
    )
    return actions.adopt(rules=made, by=yard.leader, at=NOW)


def test_a_score_is_explained_on_one_page_and_may_be_objected_to(yard, desk, there, rules):
    made = actions.assess(rules=rules, period="2026Q3", by=yard.officer, at=NOW)
    handler = desk(yard.handler)
    assert handler.get(at("assessment", made.code)).status_code == 404
    actions.show(assessment=made, by=yard.officer, at=NOW)
    assert handler.get(at("assessment", made.code)).status_code == 200
    page = handler.get(at("score", made.code, there.code)).content.decode()
    assert "50 ÷ 75 = ≈0.6667，乘 50 分，得 ≈33.3333 分。" in page
    assert (
        handler.post(at("score", made.code, there.code), {"text": "设备款漏了"}).status_code == 302
    )
    page = desk(yard.officer).get(at("score", made.code, there.code)).content.decode()
    assert "设备款漏了" in page
    assert (
        desk(yard.debtor).post(at("score", made.code, there.code), {"text": "不关我事"}).status_code
        == 403
    )


def test_rules_are_tried_out_on_a_quarter_without_a_trace(yard, desk, there, rules):
    client = desk(yard.leader)
    plain = client.post(at("try", rules.code), {"period": "2026Q3", "rules_text": ""})
    assert "只是试算" in plain.content.decode()
    bad = client.post(at("try", rules.code), {"period": "2026Q3", "rules_text": '{"version": "2"}'})
    assert bad.status_code == 422
    assert "items：" in bad.content.decode()
    assert rules.assessments.count() == 0


def test_everyone_reads_what_the_law_makes_public_and_nothing_more(yard, there):
    page = Client().get(reverse("projects:project", args=[there.code]))
    said = page.content.decode()
    assert "50.0%" in said
    for hidden in ("项目专员甲", "用地卡住", "永春县住房和城乡建设局"):
        assert hidden not in said
    assert (
        there.name
        in Client().get(reverse("projects:village", args=[yard.town.code])).content.decode()
    )
    reserve = yard.project("储备的", state="reserve")
    assert Client().get(reverse("projects:project", args=[reserve.code])).status_code == 404


def test_a_list_is_made_on_a_page(yard, desk):
    one, two = yard.planned(name="甲"), yard.planned(name="乙")
    client = desk(yard.officer)
    page = client.get(at("new_set"))
    fields = {b.html_name: b.value() for b in page.context["form"] if b.value() is not None}
    sent = {**fields, "title": "省市重点项目", "projects": [one.pk, two.pk], "rounding": "last"}
    answer = client.post(at("new_set"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made = ProjectSet.objects.get()
    assert (made.places, set(made.projects.all())) == (1, {one, two})
    assert client.get(at("set", made.code)).status_code == 200


@pytest.mark.parametrize("month", ["", "2026-13", "九月", "0001-01", "2026-09-01"])
def test_a_month_that_is_none_is_not_locked_and_the_page_says_how_to_write_it(yard, desk, month):
    answer = desk(yard.officer).post(at("lock"), {"month": month})
    assert answer.status_code == 422
    assert "月份要写成 2026-09" in answer.content.decode()
