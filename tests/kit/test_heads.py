"""Where other people's tables begin: titles above, merged heads, heads in two lines, several sheets."""

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from sanan.kit.sheets import NoSuchSheet, open_sheet

KNOWN = {"编号", "标题", "内容", "地址", "联系电话", "收入金额", "支出金额"}


def book(path: Path, rows, merge=(), sheets=()) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "表"
    for row in rows:
        page.append(row)
    for cells in merge:
        page.merge_cells(cells)
    for title, more in sheets:
        extra = made.create_sheet(title)
        for row in more:
            extra.append(row)
    made.save(path / "a.xlsx")
    return path / "a.xlsx"


def streamed(path: Path) -> Path:
    """The same book, of which the first sheet claims more than may be laid out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            claim = b'<dimension ref="A1:XFD1048576"'
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', claim, content))
    return path


def read(path, known=KNOWN, **more):
    sheet = open_sheet(path, known=known, **more)
    return sheet, [(line, tuple(record.values())) for line, record in sheet.rows]


TWO = [
    ["编号", "标题", "诉求人信息", None],
    [None, None, "地址", "联系电话"],
    ["T1", "灯坏了", "浔中镇", "13800010001"],
]
MERGED = ["A1:A2", "B1:B2", "C1:D1"]


def test_heads_of_two_lines_that_are_merged(tmp_path):
    sheet, rows = read(book(tmp_path, TWO, MERGED))
    assert sheet.headers == ("编号", "标题", "地址", "联系电话")
    assert (sheet.header_line, rows) == (1, [(3, ("T1", "灯坏了", "浔中镇", "13800010001"))])


def test_heads_of_two_lines_under_a_title_and_a_caption(tmp_path):
    above = [["德化县留言汇总表"], ["单位：办公室", None, "日期：十月", None]]
    merge = ["A1:D1", "A2:B2", "C2:D2", "A3:A4", "B3:B4", "C3:D3"]
    sheet, rows = read(book(tmp_path, [*above, *TWO], merge))
    assert sheet.headers == ("编号", "标题", "地址", "联系电话")
    assert (sheet.header_line, [line for line, _row in rows]) == (3, [5])


@pytest.mark.parametrize("known", [KNOWN, set()])
def test_groups_tell_columns_of_the_same_name_apart(tmp_path, known):
    rows = [
        ["编号", "收入", None, "支出", None],
        [None, "金额", "备注", "金额", "备注"],
        ["1", 10, "甲", 20, "乙"],
    ]
    merge = ["A1:A2", "B1:C1", "D1:E1"]
    sheet, found = read(book(tmp_path, rows, merge), known)
    assert sheet.headers == ("编号", "收入金额", "收入备注", "支出金额", "支出备注")
    assert found == [(3, ("1", 10, "甲", 20, "乙"))]


def test_two_lines_in_a_csv_where_nothing_is_merged(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,标题,诉求人信息,\n,,地址,联系电话\nT1,灯坏了,浔中镇,13800010001\n")
    sheet, rows = read(path)
    assert sheet.headers == ("编号", "标题", "地址", "联系电话")
    assert rows == [(3, ("T1", "灯坏了", "浔中镇", "13800010001"))]


def test_two_lines_in_a_book_that_is_streamed(tmp_path):
    sheet, rows = read(streamed(book(tmp_path, TWO, MERGED, [("空", [])])))
    assert sheet.lines is None
    assert sheet.headers == ("编号", "标题", "地址", "联系电话")
    assert rows == [(3, ("T1", "灯坏了", "浔中镇", "13800010001"))]


def test_a_first_row_of_data_is_no_second_line(tmp_path):
    rows = [["编号", "标题", None, "备注"], ["一", "灯", "坏了", None], ["二", "井", "没盖", None]]
    sheet, found = read(book(tmp_path, rows))
    assert (sheet.headers, len(found)) == (("编号", "标题", "#3", "备注"), 2)
    # A head that is merged only for its looks has no second line either.
    rows = [["编号", "标题", None], ["一", "灯", "坏了"]]
    _sheet, found = read(book(tmp_path, rows, ["B1:C1"]))
    assert [line for line, _row in found] == [2]


def test_merged_data_under_a_head_stays_data(tmp_path):
    rows = [["编号", "标题"], ["一", "灯"], [None, "井"]]
    _sheet, found = read(book(tmp_path, rows, ["A2:A3"]))
    assert found == [(2, ("一", "灯")), (3, ("一", "井"))]


@pytest.mark.parametrize("how", [lambda path: path, streamed])
@pytest.mark.parametrize("title", ["填写说明", "封面"])
def test_the_sheet_that_fits_is_read_and_not_the_first(tmp_path, title, how):
    made = openpyxl.Workbook()
    made.active.title = title
    made.active.append(["一、请勿修改表头", "二、时间写成2026-10-08"])
    made.active.append(["标题", "必填，留言的主题"])
    data = made.create_sheet("数据")
    data.append(["编号", "标题", "内容"])
    data.append(["I1", "灯", "坏了"])
    made.create_sheet("字典").append(["编号", "标题", "内容", "地址"])
    made.save(tmp_path / "a.xlsx")
    needed = [{"标题", "内容"}]
    sheet, rows = read(how(tmp_path / "a.xlsx"), needed=needed)
    assert (sheet.title, sheet.titles) == ("数据", (title, "数据", "字典"))
    assert rows == [(2, ("I1", "灯", "坏了"))]
    assert open_sheet(tmp_path / "a.xlsx", known=KNOWN, title="字典").title == "字典"
    with pytest.raises(NoSuchSheet):
        open_sheet(tmp_path / "a.xlsx", known=KNOWN, title="别的")


def test_stars_widths_and_colons_do_not_hide_a_known_name(tmp_path):
    rows = [
        ["＊编号：", "标题（必填）", "内 容", "说了算"],
        ["1", "灯", "坏", datetime(2026, 1, 1)],
    ]
    above = [["甲", "乙", "丙", "丁"]]
    assert open_sheet(book(tmp_path, [*above, *rows]), known=KNOWN).header_line == 2
