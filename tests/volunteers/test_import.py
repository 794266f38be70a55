"""A county's register: 951 projects, 12,000 activities; once, with line numbers for what is refused."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from sanan.imports.commands import open_for
from sanan.imports.table import which
from sanan.imports.taking import Terms, take_in
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger.models import Entry
from sanan.people.models import Org
from sanan.volunteers.commands import volunteers
from sanan.volunteers.forms.table import ACTIVITIES, PROJECTS, REGISTERS
from sanan.volunteers.models import Activity, Project
from sanan.volunteers.queries.totals import totals

from .conftest import NOW

PROJECT_HEADS = ("项目编号", "项目名称", "组织单位", "村（社区）", "服务类别", "开始日期")
HEADS = (
    "活动编号",
    "活动名称",
    "项目编号",
    "活动时间",
    "活动时长（小时）",
    "活动地点",
    "参与人次",
    "受益人次",
    "服务总时长（小时）",
)


def written(path, heads, rows):
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["德化县志愿服务登记表"])
    page.append(heads)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def projects(path, count=3):
    rows = [
        (f"P{n}", f"项目{n}", f"队伍{n % 2}", "祥安社区", "助老", datetime(2026, 1, 1))
        for n in range(count)
    ]
    return written(path, PROJECT_HEADS, rows)


def activities(path, count=5, of=3):
    rows = [
        (f"A{n}", f"活动{n}", f"P{n % of}", datetime(2026, 1, 1 + n % 28, 9), 2, "桥头", 10, 40, 20)
        for n in range(count)
    ]
    return written(path, HEADS, rows)


def taken(stage, path, *, by=None, rehearse=False):
    sheet = open_for(REGISTERS, path)
    table = which(REGISTERS, sheet.headers)
    return take_in(
        table=table,
        rows=sheet.rows,
        columns=table.match(sheet.headers),
        terms=Terms(source="register", place=stage.county, by=by, at=NOW),
        rehearse=rehearse,
    )


def test_the_whole_register_once(stage, tmp_path):
    Project.objects.all().delete()
    first = taken(stage, projects(tmp_path / "p.xlsx", 951))
    second = taken(stage, activities(tmp_path / "a.xlsx", 1200, of=951))
    assert (first.imported, second.imported, first.rejected, second.rejected) == (951, 1200, [], [])
    entries = Entry.objects.filter(event="volunteers.import").count()
    assert entries == 2 + 3  # batches of 500
    for path in ("p.xlsx", "a.xlsx"):
        again = taken(stage, tmp_path / path)
        assert (again.imported, again.updated, again.rejected) == (0, 0, [])
    assert (Project.objects.count(), Activity.objects.count()) == (951, 1200)
    assert Entry.objects.filter(event="volunteers.import").count() == entries
    assert Org.objects.filter(name__startswith="队伍").count() == 2
    found = totals(stage.county.path, NOW)
    assert (found.projects, found.activities, found.beneficiaries) == (951, 1200, 48_000)
    # What the register says is never counted with what was confirmed here.
    assert (found.told_turns, found.told_minutes) == (12_000, 1200 * 20 * 60)
    assert (found.participations, found.minutes, found.served) == (0, 0, 0)


def test_a_changed_row_is_taken_over_and_nothing_else(stage, tmp_path):
    taken(stage, projects(tmp_path / "p.xlsx"))
    taken(stage, activities(tmp_path / "a.xlsx"))
    rows = [("A1", "活动1改名", "P1", datetime(2026, 1, 2, 9), 2, "桥头", 10, 40, 20)]
    changed = taken(stage, written(tmp_path / "b.xlsx", HEADS, rows))
    assert (changed.imported, changed.updated, changed.unchanged) == (0, 1, 0)
    assert Activity.objects.get(number="A1").title == "活动1改名"


def test_bad_rows_are_named_by_their_line_and_the_rest_is_taken(stage, tmp_path):
    taken(stage, projects(tmp_path / "p.xlsx"))
    good = ("A1", "好的", "P1", datetime(2026, 1, 2, 9), 2, "桥头", 1, 1, 1)
    bad = [
        ("B1", "", "P1", datetime(2026, 1, 2), 2, "桥头", 1, 1, 1),
        ("B2", "没有项目", "P99", datetime(2026, 1, 2), 2, "桥头", 1, 1, 1),
        ("B3", "时间不对", "P1", "去年冬天", 2, "桥头", 1, 1, 1),
        ("B4", "太长", "P1", datetime(2026, 1, 2), 26, "桥头", 1, 1, 1),
        ("B5", "数字不对", "P1", datetime(2026, 1, 2), 2, "桥头", "很多", 1, 1),
        ("B6", "负数", "P1", datetime(2026, 1, 2), 2, "桥头", -3, 1, 1),
        ("B7", "半个", "P1", datetime(2026, 1, 2), 2, "桥头", 1.5, 1, 1),
        ("B8", "没有时间", "P1", None, 2, "桥头", 1, 1, 1),
    ]
    found = taken(stage, written(tmp_path / "a.xlsx", HEADS, [good, *bad]))
    assert (found.imported, [r.line for r in found.rejected]) == (1, list(range(4, 12)))
    assert all(r.sentence for r in found.rejected)
    assert "26" in found.rejected[3].sentence
    assert Activity.objects.get().number == "A1"


def test_a_rehearsal_writes_nothing(stage, tmp_path):
    before = Entry.objects.count(), Org.objects.count(), Project.objects.count()
    found = taken(stage, projects(tmp_path / "p.xlsx", 700), rehearse=True)
    assert found.imported == 700
    assert (Entry.objects.count(), Org.objects.count(), Project.objects.count()) == before


def test_without_numbers_names_and_times_know_a_row_again(stage, tmp_path):
    heads = ("项目名称", "组织单位", "开始日期")
    path = written(tmp_path / "p.xlsx", heads, [("清溪", "队伍", datetime(2026, 1, 1))] * 2)
    found = taken(stage, path)
    assert (found.imported, found.unchanged) == (1, 1)
    acts = written(
        tmp_path / "a.csv.xlsx",
        ("活动名称", "项目名称", "活动日期"),
        [("捡垃圾", "清溪", datetime(2026, 1, day)) for day in (3, 3, 4)],
    )
    assert taken(stage, acts).imported == 2
    days = [a.ends_at - a.starts_at for a in Activity.objects.order_by("starts_at")]
    assert all(one == two for one, two in pairwise(days))


def test_a_csv_in_gb18030(stage, tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(
        "项目编号,项目名称,组织单位,开始日期\nP1,清溪,队伍,2026年1月5日\n".encode("gb18030")
    )
    assert taken(stage, path).imported == 1
    assert f"{Project.objects.get(number='P1').begins_on}" == "2026-01-05"


def test_tables_that_are_none_of_both(stage, tmp_path):
    with pytest.raises(Invalid):
        PROJECTS.match(["姓名", "电话"])
    with pytest.raises(Invalid):
        PROJECTS.match(["项目名称"], {"colour": "项目名称"})
    with pytest.raises(Invalid):
        PROJECTS.match(["项目名称"], {"name": "没有这列"})
    with pytest.raises(Forbidden):
        taken(stage, projects(tmp_path / "p.xlsx"), by=stage.organiser)


def test_a_column_of_persons_is_not_read_as_person_times():
    heads = ("活动名称", "项目名称", "活动时间", "参加人数", "受益人数")
    assert set(ACTIVITIES.match(heads)) == {"title", "project", "starts_at"}


def test_numbers_in_full_width_are_numbers(stage, tmp_path):
    taken(stage, projects(tmp_path / "p.xlsx"))
    row = ("A1", "好的", "P1", datetime(2026, 1, 2, 9), "２", "桥头", "1，200", "3,400", 20)
    found = taken(stage, written(tmp_path / "a.xlsx", HEADS, [row]))
    assert (found.imported, found.rejected) == (1, [])
    made = Activity.objects.get(number="A1")
    assert (made.told_turns, made.beneficiaries) == (1200, 3400)
    assert made.ends_at - made.starts_at == timedelta(hours=2)


def test_the_command(stage, tmp_path):
    projects(tmp_path / "p.xlsx")
    ran = CliRunner().invoke(volunteers, ["import", str(tmp_path / "p.xlsx"), "--json"])
    told = json.loads(ran.output)
    assert (told["what"], told["imported"], told["rejected"]) == ("projects", 3, 0)
    assert CliRunner().invoke(volunteers, ["import", str(tmp_path / "no")]).exit_code == 2
    (tmp_path / "bad.csv").write_text("姓名,电话\n张三,1\n")
    assert CliRunner().invoke(volunteers, ["import", str(tmp_path / "bad.csv")]).exit_code == 1
    ran = CliRunner().invoke(volunteers, ["totals", "--place", stage.county.code, "--json"])
    assert json.loads(ran.output)["projects"] == 4
