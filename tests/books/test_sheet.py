"""The township's accounting sheet: every kind of trouble has its sentence, nothing is half-loaded."""

import csv
import zipfile
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import Workbook

from sanan.books import actions
from sanan.books.forms import roster as list_of_persons
from sanan.books.forms import sheet as table
from sanan.books.models import BookEntry, Sheet
from sanan.kit.errors import Invalid, Refused
from sanan.kit.sheets import open_sheet

from .conftest import NOW

HEADS = ["日期", "凭证号", "摘要", "收入", "支出", "余额", "收款人", "银行账号", "经手人"]
GOOD: list[list[Any]] = [
    ["2026-09-01", "记-1", "上级补助", 1000, None, 6000, "镇财政所", None, "徐金水"],
    ["2026-09-03", "记-2", "打印费", None, 120.5, 5879.5, "文峰打印社", None, "徐金水"],
    [
        "2026-09-09",
        "记-3",
        "清理水沟误工",
        None,
        240,
        5639.5,
        "连长顺",
        "6200000051745278088",
        "徐金水",
    ],
    [None, None, "本月合计", 1000, 360.5, None, None, None, None],
]


def xlsx(path: Any, rows: list[list[Any]], heads: list[str] = HEADS) -> Any:
    book = Workbook()
    page = book.active
    page.append(["蒲坂村银行存款日记账"])
    page.merge_cells("A1:I1")
    page.append(heads)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def read(village: Any, path: Any, mapping: str = "", sha: str = "") -> Sheet:
    sheet = open_sheet(path, known=table.ALL_KNOWN)
    columns = table.columns(sheet.headers, table.pairs(mapping))
    rows = table.rows(sheet, columns, 2026)
    return actions.read_sheet(
        account=village.account,
        name="九月.xlsx",
        sha256=sha or sha256(str(path).encode()).hexdigest(),
        rows=rows,
        columns=columns,
        by=village.cadre,
        at=NOW,
    )


def said(sheet: Sheet) -> list[str]:
    return [problem[1] for problem in sheet.problems]


def changed(line: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(row) for row in GOOD]
    rows[line][column] = value
    return rows


def test_a_good_sheet_is_shown_first_and_then_taken_in_whole(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", GOOD))
    assert (sheet.problems, sheet.count, sheet.income, sheet.expense) == ([], 3, 100_000, 36_050)
    assert BookEntry.objects.count() == 0
    actions.load_sheet(sheet=sheet, by=village.cadre, at=NOW)
    found = BookEntry.objects.order_by("on").values_list(
        "on", "voucher_no", "direction", "category", "amount", "payee_kind", "line", "card_tail"
    )
    assert list(found) == [
        (date(2026, 9, 1), "记-1", "income", "grant", 100_000, "body", 3, ""),
        (date(2026, 9, 3), "记-2", "expense", "admin", 12_050, "body", 4, ""),
        (date(2026, 9, 9), "记-3", "expense", "day_work", 24_000, "person", 5, "8088"),
    ]
    assert (sheet.state, sheet.rows) == ("loaded", [])
    assert "6200000051745278088" not in str(list(BookEntry.objects.values()))


def test_the_same_sheet_again_changes_nothing(village, tmp_path):
    path = xlsx(tmp_path / "a.xlsx", GOOD)
    actions.load_sheet(sheet=read(village, path), by=village.cadre, at=NOW)
    with pytest.raises(Refused) as no:
        read(village, path)
    assert no.value.code == "loaded_before"
    with pytest.raises(Refused) as no:
        read(village, path, sha="saved again")
    assert (no.value.code, BookEntry.objects.count()) == ("all_known", 3)


def test_a_longer_sheet_brings_only_what_is_new(village, tmp_path):
    actions.load_sheet(
        sheet=read(village, xlsx(tmp_path / "a.xlsx", GOOD)), by=village.cadre, at=NOW
    )
    more = [*GOOD[:3], ["2026-09-20", "记-4", "电费", None, 80, 5559.5, "供电所", None, ""]]
    sheet = read(village, xlsx(tmp_path / "b.xlsx", more))
    assert (sheet.count, sheet.problems) == (1, [])
    actions.load_sheet(sheet=sheet, by=village.cadre, at=NOW)
    assert BookEntry.objects.count() == 4


@pytest.mark.parametrize(
    ("line", "column", "value", "sentence"),
    [
        (0, 0, "九月一日", "第 3 行：看不懂日期“九月一日”。请写成 2026-10-08。"),
        (0, 0, "2027-01-01", "第 3 行：日期 2027年1月1日在建账以前或在将来。"),
        (1, 4, "一百二", "第 4 行：看不懂金额“一百二”。"),
        (1, 4, -120.5, "第 4 行：金额是负数。冲销请在系统里用“冲销”。"),
        (1, 4, 120.505, "第 4 行：看不懂金额“120.505”。"),
        (1, 3, 5, "第 4 行：收入和支出都填了，不知道是哪一边。"),
        (1, 2, None, "第 4 行：没有摘要。"),
        (1, 1, None, "第 4 行：没有凭证号。"),
        (2, 1, "记-2", "第 5 行：凭证 记-2 和第 4 行重复。"),
        (1, 5, 5900, "第 4 行：余额写的是 5,900.00元，按上一行算应该是 5,879.50元。"),
        (
            3,
            3,
            1200,
            "第 6 行“本月合计”：收入写的是 1,200.00元，上面各行加起来是 1,000.00元，差 200.00元。",
        ),
    ],
)
def test_each_trouble_has_its_sentence_and_nothing_gets_in(
    village, tmp_path, line, column, value, sentence
):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", changed(line, column, value)))
    assert sentence in said(sheet)
    with pytest.raises(Refused) as no:
        actions.load_sheet(sheet=sheet, by=village.cadre, at=NOW)
    assert (no.value.code, BookEntry.objects.count()) == ("problems", 0)


def test_a_gap_needs_its_reason(village, tmp_path):
    rows = [GOOD[0], GOOD[1], changed(2, 1, "记-5")[2]]
    sheet = read(village, xlsx(tmp_path / "a.xlsx", rows))
    assert said(sheet) == ["第 5 行以前：2026-09 凭证断号，缺 记-3、记-4。"]
    with pytest.raises(Invalid):
        actions.load_sheet(sheet=sheet, by=village.cadre, at=NOW)
    actions.load_sheet(sheet=sheet, by=village.cadre, reason="3、4 号作废", at=NOW)
    assert BookEntry.objects.count() == 3


def test_two_lines_of_one_voucher_are_no_duplicate(village, tmp_path):
    rows = [GOOD[1], ["2026-09-03", "记-2", "办公用品", None, 30, None, "文峰打印社", None, ""]]
    assert said(read(village, xlsx(tmp_path / "a.xlsx", rows))) == []
    twice = [GOOD[1], GOOD[1]]
    assert said(read(village, xlsx(tmp_path / "b.xlsx", twice)))[:1] != []


def test_a_number_that_stands_for_something_else_in_the_books(village, tmp_path):
    village.pay("记-2", 999)
    sheet = read(village, xlsx(tmp_path / "a.xlsx", GOOD))
    assert said(sheet) == ["第 4 行：凭证 记-2 已经在账里（2026-09-03，9.99元），和这一行不一样。"]


def test_what_came_into_the_books_since_it_was_shown(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", GOOD))
    village.pay("记-2", 999)
    with pytest.raises(Refused) as no:
        actions.load_sheet(sheet=sheet, by=village.cadre, at=NOW)
    assert (no.value.code, BookEntry.objects.count()) == ("changed", 1)


def test_merged_days_other_heads_and_two_columns_of_date(village, tmp_path):
    heads = ["月", "日", "凭证字号", "业务内容", "借方金额", "贷方金额"]
    rows = [[9, 1, "1", "上级补助", 1000, None], [None, None, "2", "电费", None, 80]]
    book = Workbook()
    page = book.active
    for row in [heads, *rows]:
        page.append(row)
    page.merge_cells("A2:A3")
    page.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    sheet = read(village, tmp_path / "a.xlsx")
    assert sheet.problems == []
    assert [(r["on"], r["amount"], r["direction"]) for r in sheet.rows] == [
        ("2026-09-01", 100_000, "income"),
        ("2026-09-01", 8_000, "expense"),
    ]


def test_a_formula_without_its_value_is_told(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", changed(1, 4, "=100+20.5")))
    assert any("请用 Excel 打开、保存一次再传" in sentence for sentence in said(sheet))


def test_columns_can_be_named_by_hand_and_in_gbk_csv(village, tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(
            [["哪天", "凭证号", "摘要", "花了"], ["2026-09-03", "记-1", "打印费", "1,120.50"]]
        )
    sheet = read(village, path, "on=哪天,expense=花了")
    assert [(r["on"], r["amount"]) for r in sheet.rows] == [("2026-09-03", 112_050)]
    with pytest.raises(Invalid):
        read(village, path)
    with pytest.raises(Invalid):
        read(village, path, "on=没有这列")


def test_a_discarded_sheet_leaves_nothing(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", GOOD))
    actions.discard_sheet(sheet=sheet, by=village.cadre, at=NOW)
    assert (BookEntry.objects.count(), sheet.rows, sheet.state) == (0, [], "discarded")


def damaged(path: Any, before: bytes, after: bytes) -> Any:
    """The same book, as another tool would have written one of its numbers."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    assert before in page
    parts["xl/worksheets/sheet1.xml"] = page.replace(before, after)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


@pytest.mark.parametrize("value", [b"NaN", b"INF", b"-INF"])
def test_what_another_tool_left_instead_of_an_amount_is_a_sentence(village, tmp_path, value):
    path = damaged(xlsx(tmp_path / "a.xlsx", GOOD), b"<v>120.5</v>", b"<v>" + value + b"</v>")
    assert any(s.startswith("第 4 行") and "不是一个数" in s for s in said(read(village, path)))


def test_the_word_nan_is_no_amount(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", changed(1, 4, "nan")))
    assert "第 4 行：看不懂金额“nan”。" in said(sheet)


def test_an_account_that_lost_its_figures_is_nobodys(village, tmp_path):
    sheet = read(village, xlsx(tmp_path / "a.xlsx", changed(2, 7, 6200000051745278088)))
    assert sheet.stops
    assert any("第 5 行" in sentence and "后面几位已经不准" in sentence for sentence in said(sheet))


def roster(path: Any, rows: list[list[Any]]) -> list[dict[str, Any]]:
    sheet = open_sheet(
        xlsx(path, rows, ["姓名", "身份证号", "卡号", "金额"]), known=list_of_persons.ALL_KNOWN
    )
    return [row for _line, row in list_of_persons.rows(sheet)]


def test_three_neighbours_whose_numbers_lost_their_figures_are_not_one(tmp_path):
    """A spreadsheet made ...0001, ...0002 and ...0003 the same number."""
    rows = [[name, float(350526196001010001 + n), "", 100] for n, name in enumerate("甲乙丙")]
    with pytest.raises(Invalid) as no:
        roster(tmp_path / "a.xlsx", rows)
    assert str(no.value.sentence).startswith("第 3 行：“身份证号”")
    found = roster(
        tmp_path / "b.xlsx",
        [[name, f"35052619600101000{n}", "", 100] for n, name in enumerate("甲乙丙")],
    )
    assert len({row["person_key"] for row in found}) == 3


def test_numbers_in_full_width_are_the_same_numbers(tmp_path):
    half, full = roster(
        tmp_path / "a.xlsx",
        [
            ["甲", "35052619600101002x", "6200 0000 5174", "1,200.50"],
            [
                "乙",
                "３５０５２６１９６００１０１００２Ｘ",
                "６２００　００００　５１７４",
                "１，２００．５０元",
            ],
        ],
    )
    keys = ("person_key", "card_key", "card_tail", "amount")
    assert [half[key] for key in keys] == [full[key] for key in keys]
    assert half["person_key"]
    assert half["amount"] == 120_050
