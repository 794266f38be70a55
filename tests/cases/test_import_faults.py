"""What other software's tables do to an import: lost figures, two-line heads, words for times, history."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.utils import timezone

from sanan.cases.actions import tick
from sanan.cases.commands import import_file
from sanan.cases.enums import CloseKind, State
from sanan.cases.models import Case
from sanan.cases.queries.rates import closing_rates
from sanan.kit import phones
from sanan.kit.periods import Period
from sanan.ledger.models import Entry

from .conftest import County

HEADS = ["编号", "标题", "内容", "留言时间"]
DAY = datetime(2026, 10, 8, 9, 30)


def book(path: Path, rows: list[list[Any]], *merged: str) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    made.save(path)
    return path


def run(*args: object) -> dict[str, Any]:
    result = CliRunner().invoke(import_file, [*(str(a) for a in args), "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_number_that_lost_its_figures_joins_no_two_messages(
    county: County, tmp_path: Path
) -> None:
    """A spreadsheet wrote 20261008123456789 and …788 as one and the same."""
    rows = [
        HEADS,
        [float(20261008123456789), "一", "第一件", DAY],
        [float(20261008123456788), "二", "另一件", DAY],
        ["20261008123456789", "三", "文本格式的编号", DAY],
    ]
    told = run(book(tmp_path / "a.xlsx", rows))
    assert (told["imported"], told["rejected"]) == (3, 0)
    assert [each["line"] for each in told["noted"]] == [2, 3]
    assert all("202610081234567" in each["why"] for each in told["noted"])
    ids = set(Case.objects.values_list("external_id", flat=True))
    assert "20261008123456788" not in ids
    assert "20261008123456789" in ids
    assert run(tmp_path / "a.xlsx")["unchanged"] == 3


@pytest.mark.parametrize("written", ["2.02610081234568E+16", "2.02610E+11"])
def test_a_number_saved_as_it_was_shown_is_lost_too(
    county: County, tmp_path: Path, written: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"编号,标题\n{written},甲\n{written},乙\n", encoding="utf-8")
    told = run(path)
    assert (told["imported"], len(told["noted"])) == (2, 2)


def test_one_number_for_two_different_messages_is_refused_with_both_lines(
    county: County, tmp_path: Path
) -> None:
    rows = [HEADS, ["A1", "灯", "坏了", DAY], ["A1", "井", "没盖", DAY], ["A1", "灯", "坏了", DAY]]
    told = run(book(tmp_path / "a.xlsx", rows))
    assert (told["imported"], told["unchanged"], told["rejected"]) == (1, 1, 1)
    assert told["rejections"][0]["line"] == 3
    assert "第 2 行" in told["rejections"][0]["why"]


def test_heads_of_two_lines_keep_the_phone_column(county: County, tmp_path: Path) -> None:
    rows = [
        ["编号", "标题", "内容", "留言时间", "诉求人信息", None],
        [None, None, None, None, "地址", "联系电话"],
        ["T1", "两行表头", "第一件", DAY, "浔中镇", "13800010001"],
    ]
    merged = [f"{c}1:{c}2" for c in "ABCD"] + ["E1:F1"]
    assert run(book(tmp_path / "a.xlsx", rows, *merged))["imported"] == 1
    case = Case.objects.get()
    assert (case.place, case.contact_hash) == (county.township, phones.hashed("13800010001"))


def test_instructions_on_the_first_sheet_do_not_hide_the_data(
    county: County, tmp_path: Path
) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = "填写说明"
    page.append(["一、请勿修改表头", "二、时间写成2026-10-08"])
    page.append(["标题", "必填"])
    data = made.create_sheet("数据")
    data.append(HEADS)
    data.append(["I1", "说明在前", "第二张表里的事", DAY])
    made.save(tmp_path / "a.xlsx")
    assert run(tmp_path / "a.xlsx")["imported"] == 1
    assert Case.objects.get().title == "说明在前"
    assert run(tmp_path / "a.xlsx", "--sheet", "填写说明", "--source", "另")["imported"] == 0


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-10-08 中午1:20", datetime(2026, 10, 8, 5, 20, tzinfo=UTC)),
        ("2026-10-08 中午12:05", datetime(2026, 10, 8, 4, 5, tzinfo=UTC)),
        ("2026-10-08 晚上12:10", datetime(2026, 10, 8, 16, 10, tzinfo=UTC)),
        ("2026-10-08 晚上8:10", datetime(2026, 10, 8, 12, 10, tzinfo=UTC)),
        ("2026-10-31 半夜1:00", datetime(2026, 10, 31, 17, 0, tzinfo=UTC)),
        ("2026-10-08 凌晨1:20", datetime(2026, 10, 7, 17, 20, tzinfo=UTC)),
        ("2026-10-08 24:00", datetime(2026, 10, 8, 16, 0, tzinfo=UTC)),
    ],
)
def test_parts_of_the_day_are_read_as_they_are_meant(
    county: County, tmp_path: Path, said: str, utc: datetime
) -> None:
    run(book(tmp_path / "a.xlsx", [HEADS, ["N1", "时间", "甲", said]]))
    assert Case.objects.get().opened_at == utc


@pytest.mark.parametrize("said", ["2026-10-08 晚上4:00", "2026-10-08 中午6:00"])
def test_an_hour_that_nobody_means_is_not_guessed(
    county: County, tmp_path: Path, said: str
) -> None:
    told = run(book(tmp_path / "a.xlsx", [HEADS, ["N1", "时间", "甲", said]]))
    assert (told["imported"], told["rejected"]) == (0, 1)


@pytest.mark.parametrize("value", [b"NaN", b"INF"])
def test_what_another_tool_left_instead_of_a_number_is_a_sentence(
    county: County, tmp_path: Path, value: bytes
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [[*HEADS, "点赞数"], ["N1", "灯", "坏了", DAY, 7], ["N2", "井", "没盖", DAY, 1]],
    )
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    assert b"<v>7</v>" in page
    parts["xl/worksheets/sheet1.xml"] = page.replace(b"<v>7</v>", b"<v>" + value + b"</v>")
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    told = run(path)
    assert (told["imported"], [r["line"] for r in told["rejections"]]) == (1, [2])
    assert "不是一个数" in told["rejections"][0]["why"]


OLD = [
    [*HEADS, "答复意见", "答复时间"],
    ["H1", "老事", "从没答复", datetime(2019, 2, 1, 9), "", None],
    ["H2", "老事二", "答复过", datetime(2019, 3, 1, 9), "已清运", datetime(2019, 3, 5, 9)],
]


def test_history_is_no_work_and_stands_in_its_year(county: County, tmp_path: Path) -> None:
    told = run(book(tmp_path / "a.xlsx", OLD), "--history")
    assert told["imported"] == 2
    never, answered = Case.objects.order_by("external_id")
    for case in (never, answered):
        assert (case.state, case.close_kind) == (State.CLOSED, CloseKind.HISTORY)
        assert (case.due_at, case.contact_due_at, case.running_due_at) == (None, None, None)
        assert timezone.localtime(case.opened_at).year == 2019
    assert never.closed_at == never.opened_at
    assert answered.closed_at == answered.replied_at == datetime(2019, 3, 5, 1, tzinfo=UTC)
    assert answered.replies.get().public_text == "已清运"
    before = Entry.objects.count()
    tick()
    assert Entry.objects.count() == before
    assert not Case.objects.open().exists()
    year = Period("2019", date(2019, 1, 1), date(2019, 12, 31))
    assert closing_rates(county.county, year).due == 0
    assert run(tmp_path / "a.xlsx", "--history")["unchanged"] == 2


def test_what_came_in_as_work_becomes_history_when_it_is_said(
    county: County, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", OLD[:2])
    first = CliRunner().invoke(import_file, [str(path)])
    assert "--history" in first.stderr
    assert Case.objects.get().due_at is not None
    assert run(path, "--history")["updated"] == 1
    case = Case.objects.get()
    assert (case.state, case.close_kind, case.due_at) == (State.CLOSED, CloseKind.HISTORY, None)


def test_new_messages_get_no_word_of_history(county: County, tmp_path: Path) -> None:
    recent = timezone.localtime() - timedelta(days=30)
    path = book(tmp_path / "a.xlsx", [HEADS, ["N1", "灯", "坏了", recent.replace(tzinfo=None)]])
    assert "--history" not in CliRunner().invoke(import_file, [str(path)]).stderr


def test_a_rehearsal_says_would(county: County, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, ["A", "灯", "坏了", DAY], ["B", "", "", DAY]])
    said = CliRunner().invoke(import_file, [str(path), "--dry-run"])
    assert said.stdout.startswith("would import 1, would update 0, unchanged 0, would reject 1;")
    assert not Case.objects.exists()


def test_the_rows_that_cannot_be_taken_are_handed_back(county: County, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [HEADS, ["A", "灯", "坏了", "哪天"], ["B", "井", "没盖", DAY]])
    run(path, "--rejected", tmp_path / "back.xlsx")
    page = openpyxl.load_workbook(tmp_path / "back.xlsx").active
    assert page is not None
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert rows[0] == [*HEADS, "行号", "为什么没有导入"]
    assert rows[1][:5] == ["A", "灯", "坏了", "哪天", 2]
    assert "哪天" in str(rows[1][5])
    assert len(rows) == 2


def test_the_map_takes_full_width_marks(county: County, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["号", "说的", "细说"], ["1", "灯", "坏了"]])
    assert run(path, "--map", "text＝细说，title=说的")["imported"] == 1
    assert (Case.objects.get().title, Case.objects.get().text) == ("灯", "坏了")
