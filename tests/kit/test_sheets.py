"""Tables as counties send them; every sample is made here."""

import csv
import io
import os
import re
import zipfile
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Refused
from sanan.kit.sheets import (
    Damaged,
    NoHeader,
    NotATable,
    NotWhatItSays,
    TooMuch,
    as_text,
    open_sheet,
    parse_when,
    write_sheet,
)

HEADERS = ("留言编号", "留言主题", "留言时间")


def book(tmp_path, *rows, name="a.xlsx", change=None) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    for row in rows:
        page.append(row)
    if change:
        change(made, page)
    made.save(tmp_path / name)
    return tmp_path / name


def text(tmp_path, content: bytes, name="a.csv") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def lines(sheet):
    return [(line, tuple(record.values())) for line, record in sheet.rows]


def test_a_plain_book(tmp_path):
    path = book(
        tmp_path,
        HEADERS,
        (188006, "路灯坏了", datetime(2020, 1, 5, 14, 2, 3)),
        (None, "", None),
        (188007.5, "\n\t 井盖\n 丢了\t\n", date(2020, 1, 6)),
    )
    sheet = open_sheet(path)
    assert (sheet.headers, sheet.header_line, sheet.lines) == (HEADERS, 1, 4)
    assert lines(sheet) == [
        (2, (188006, "路灯坏了", datetime(2020, 1, 5, 14, 2, 3))),
        (4, (188007.5, "井盖\n 丢了", date(2020, 1, 6))),
    ]


def test_a_title_above_and_columns_that_start_late(tmp_path):
    def spread(_book, page):
        page.merge_cells("B1:D1")

    path = book(
        tmp_path,
        (None, "某县2020年留言汇总表", None, None),
        (None, "单位：办公室", None, None),
        (None, *HEADERS),
        (None, 1, "灯", "2020/1/5"),
        change=spread,
    )
    sheet = open_sheet(path)
    assert (sheet.headers, sheet.header_line) == (HEADERS, 3)
    assert lines(sheet) == [(4, (1, "灯", "2020/1/5"))]


def test_a_known_name_marks_the_header(tmp_path):
    path = book(tmp_path, ("编号", None, None), ("甲", "乙", "丙"), ("丁", "戊", "己"))
    assert open_sheet(path).header_line == 2
    assert open_sheet(path, known={"编号"}).header_line == 1


def test_merged_cells_belong_to_every_line_they_span(tmp_path):
    def merge(_book, page):
        page.merge_cells("A2:A4")

    path = book(
        tmp_path,
        ("镇", "村"),
        ("三班", "一"),
        (None, "二"),
        (None, "三"),
        (None, "四"),
        change=merge,
    )
    assert [record["镇"] for _line, record in open_sheet(path).rows] == [
        "三班",
        "三班",
        "三班",
        None,
    ]


def test_a_formula_gives_what_was_left_in_the_cell(tmp_path):
    path = book(tmp_path, ("数", "文"), (1, "a"))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    page = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = page.replace(b"<v>1</v>", b"<f>40+2</f><v>42</v>", 1)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert lines(open_sheet(path)) == [(2, (42, "a"))]


def test_a_formula_never_worked_out_is_empty(tmp_path):
    assert lines(open_sheet(book(tmp_path, ("数", "文"), ("=1+1", "a")))) == [(2, (None, "a"))]


def test_the_first_visible_sheet_with_something_in_it(tmp_path):
    def more(made, page):
        page.sheet_state = "hidden"
        made.create_sheet("空")
        made.create_sheet("表").append(("甲", "乙"))

    assert open_sheet(book(tmp_path, ("丙", "丁"), change=more)).headers == ("甲", "乙")


def test_columns_without_or_with_the_same_name(tmp_path):
    path = book(tmp_path, ("备注", None, "备注", "甲\n乙", None), (1, 2, 3, 4, 5))
    sheet = open_sheet(path)
    assert sheet.headers == ("备注", "#2", "备注 (2)", "甲乙")
    assert [record for _line, record in sheet.rows] == [
        {"备注": 1, "#2": 2, "备注 (2)": 3, "甲乙": 4, "#5": 5}
    ]


def test_half_a_character_in_a_cell(tmp_path):
    made = zipfile.ZipFile(book(tmp_path, ("甲", "乙"), ("x_x0007_y", "_xD83D_z")))
    assert made.testzip() is None
    assert lines(open_sheet(tmp_path / "a.xlsx")) == [(2, ("xy", "z"))]


CSV = '标题,内容,时间\r\n灯,"坏了,\n三天",2020/1/5\r\n\r\n井,没盖,2020/1/6\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_dress(tmp_path, encoding, delimiter):
    content = CSV.replace(",", delimiter).encode(encoding)
    sheet = open_sheet(text(tmp_path, content))
    assert sheet.headers == ("标题", "内容", "时间")
    assert sheet.lines is None
    inner = "," if delimiter == "," else delimiter.strip() or " "
    assert lines(sheet) == [
        (2, ("灯", f"坏了{inner}\n三天".replace(" \n", "\n"), "2020/1/5")),
        (4, ("井", "没盖", "2020/1/6")),
    ]


def test_csv_with_nulls_and_a_header_on_line_three(tmp_path):
    content = "留言汇总\n\n标题,内容\n灯\x00,坏了\n".encode()
    sheet = open_sheet(text(tmp_path, content))
    assert (sheet.header_line, lines(sheet)) == (3, [(4, ("灯", "坏了"))])


def test_gb18030_that_shows_late(tmp_path):
    content = ("title,text\n" + "a,b\n" * 50_000 + "灯,坏\n").encode("gb18030")
    rows = list(open_sheet(text(tmp_path, content)).rows)
    assert len(rows) == 50_001
    assert rows[-1] == (50_002, {"title": "灯", "text": "坏"})


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("readme.txt", "hello")
    return out.getvalue()


BROKEN = {
    "text named xlsx": (b"a,b\n1,2\n", "a.xlsx", NotWhatItSays),
    "a page named xls": (b"<html><table><tr><td>1", "a.xls", NotWhatItSays),
    "a zip named xlsx": (zipped(), "a.xlsx", NotWhatItSays),
    "a zip named csv": (zipped(), "a.csv", NotWhatItSays),
    "a zip cut short": (zipped()[:40], "a.xlsx", Damaged),
    "an old book cut short": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", Damaged),
    "a program": (b"MZ" + b"\0" * 500, "a.csv", NotATable),
    "no known writing": (b"a,b\n\xff\xff\xff\n", "a.csv", NotATable),
    "nothing": (b"", "a.csv", NoHeader),
    "only figures": (b"1,2\n3,4\n", "a.csv", NoHeader),
}


@pytest.mark.parametrize(("content", "name", "refusal"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read(tmp_path, content, name, refusal):
    with pytest.raises(Refused) as refused:
        open_sheet(text(tmp_path, content, "upload.tmp"), name=name)
    assert type(refused.value) is refusal
    assert refused.value.code == refusal.reason


def test_an_empty_book(tmp_path):
    with pytest.raises(NoHeader):
        open_sheet(book(tmp_path))


def test_a_quote_never_closed_is_told_and_not_swallowed(tmp_path):
    content = "标题,内容\n" + "井,没盖\n" * 20 + '灯,"坏' + "了" * (1 << 24)
    with pytest.raises(Damaged):
        open_sheet(text(tmp_path, content.encode("gb18030")))


def at(*parts) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("value", "moment", "has_time"),
    [
        ("2020/1/5", at(2020, 1, 5), False),
        ("2020-01-05", at(2020, 1, 5), False),
        ("2020.1.5", at(2020, 1, 5), False),
        ("2020年1月5日", at(2020, 1, 5), False),
        ("2020年1月5号 星期日", at(2020, 1, 5), False),
        ("２０２０年１月５日", at(2020, 1, 5), False),
        ("2020年1月5日 14:02", at(2020, 1, 5, 14, 2), True),
        ("2020年1月5日14时02分", at(2020, 1, 5, 14, 2), True),
        ("2020年1月5日 14点2分3秒", at(2020, 1, 5, 14, 2, 3), True),
        ("2020年1月5日 14时", at(2020, 1, 5, 14), True),
        ("2020/1/5 0:00", at(2020, 1, 5), True),
        ("\t2020/1/5 14:02:03\n", at(2020, 1, 5, 14, 2, 3), True),
        ("2020/1/5 下午2:02", at(2020, 1, 5, 14, 2), True),
        ("2020/1/5 上午12:02", at(2020, 1, 5, 0, 2), True),
        ("2020/1/5 2:02 PM", at(2020, 1, 5, 14, 2), True),
        ("2020-01-05T14:02:03", at(2020, 1, 5, 14, 2, 3), True),
        ("2020-01-05T14:02:03.123+08:00", at(2020, 1, 5, 14, 2, 3), True),
        ("2020-01-05T06:02:03Z", at(2020, 1, 5, 14, 2, 3), True),
        ("20200105", at(2020, 1, 5), False),
        ("20200105140203", at(2020, 1, 5, 14, 2, 3), True),
        (20200105, at(2020, 1, 5), False),
        (43835, at(2020, 1, 5), False),
        (43835.5, at(2020, 1, 5, 12), True),
        ("43835", at(2020, 1, 5), False),
        ("43835.584722", at(2020, 1, 5, 14, 2), True),
        (date(2020, 1, 5), at(2020, 1, 5), False),
        (datetime(2020, 1, 5, 14, 2), at(2020, 1, 5, 14, 2), True),
        (datetime(2020, 1, 5, 6, 2, tzinfo=timezone(timedelta(0))), at(2020, 1, 5, 14, 2), True),
        ("2020/2/30", None, False),
        ("2020/1/5 25:00", None, False),
        ("2020/1/5 左右", None, False),
        ("1900/1/0", None, False),
        ("0001/1/1", None, False),
        ("昨天", None, False),
        ("188006", None, False),
        ("20209905", None, False),
        ("", None, False),
        (None, None, False),
        (True, None, False),
        (1, None, False),
        (-5.5, None, False),
        (time(3, 4), None, False),
    ],
)
def test_parse_when(value, moment, has_time):
    assert parse_when(value) == (moment, has_time)


@given(
    st.text(st.sampled_from("0123456789年月日时分秒:/-. T上下午Z+"), max_size=25)
    | st.text()
    | st.floats()
    | st.integers()
)
def test_parse_when_never_fails(value):
    moment, has_time = parse_when(value)
    assert moment is not None or not has_time


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1), timezones=st.just(SHANGHAI)))
def test_parse_when_reads_back_what_was_written(moment):
    moment = moment.replace(microsecond=0, fold=0)
    assert parse_when(moment.replace(tzinfo=None).isoformat(" ")) == (moment, True)


def test_as_text():
    values = [None, 188006, 1.5, "灯", date(2020, 1, 5), datetime(2020, 1, 5, 14, 2)]
    assert [as_text(value) for value in values] == [
        "",
        "188006",
        "1.5",
        "灯",
        "2020-01-05",
        "2020-01-05 14:02:00",
    ]


def test_what_we_write_runs_nothing(tmp_path):
    nasty = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", " =1", "灯=亮", "a\x00b"]
    write_sheet(tmp_path / "out.xlsx", ["文"] * 8, [nasty])
    row = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows())[1]
    assert [c.value for c in row] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'-1",
        "'@SUM(1)",
        "'=1",
        "'=1",
        "灯=亮",
        "ab",
    ]
    assert {c.data_type for c in row} == {"s"}


def test_what_we_write_can_be_read(tmp_path):
    out = io.BytesIO()
    moment = datetime(2020, 1, 5, 6, 2, tzinfo=timezone(timedelta(0)))
    write_sheet(
        out,
        ["数", "负", "时", "日", "空", "金", "长"],
        [[1, -2.5, moment, date(2020, 1, 5), None, Decimal("1.50"), "灯" * 40_000]],
    )
    (tmp_path / "out.xlsx").write_bytes(out.getvalue())
    [(line, record)] = open_sheet(tmp_path / "out.xlsx").rows
    values = list(record.values())
    assert (line, values[:6]) == (
        2,
        [1, -2.5, datetime(2020, 1, 5, 14, 2), date(2020, 1, 5), None, 1.5],
    )
    assert len(values[6]) == 32_766


REAL = Path(os.environ.get("SANAN_SAMPLE_MESSAGES", "")) / "hot_issues.xlsx"


@pytest.mark.skipif(
    not REAL.is_file(), reason="SANAN_SAMPLE_MESSAGES names no folder with hot_issues.xlsx"
)
def test_the_real_messages():
    sheet = open_sheet(REAL)
    rows = [record for _line, record in sheet.rows]
    assert (sheet.header_line, len(rows)) == (1, 4326)
    when = [parse_when(record["留言时间"]) for record in rows]
    assert all(moment for moment, _has_time in when)
    assert sum(not has_time for _moment, has_time in when) == 14


def test_a_large_csv_is_read_as_it_comes(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("甲", "乙"), *((n, "字" * 10) for n in range(5000))])
    assert sum(1 for _row in open_sheet(path).rows) == 5000


def claiming(path: Path, span: bytes) -> Path:
    """The same book, whose sheets say that they span `span`."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(
                name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % span, content)
            )
    return path


def test_a_streamed_book_reads_like_a_whole_one(tmp_path):
    def more(made, page):
        page.sheet_state = "hidden"
        visible = made.create_sheet("表")
        visible["B2"], visible["C2"], visible["E2"] = "甲", "乙", "丙"
        visible["B4"], visible["C4"], visible["E4"] = 1, 2.5, datetime(2020, 1, 5, 14, 2, 3)
        visible["B5"], visible["C5"], visible["E5"] = "=1+1", True, date(2020, 1, 6)
        visible["B7"], visible["C7"] = "\n灯 <b>&", "坏"

    path = book(tmp_path, ("别", "表"), change=more)
    whole = list(open_sheet(path).rows)
    sheet = open_sheet(claiming(path, b"A1:XFD1048576"))
    streamed = [
        (line, {name: value for name, value in record.items() if name != "#1"})
        for line, record in sheet.rows
    ]
    assert streamed == [
        (line, {("#4" if name == "#3" else name): value for name, value in record.items()})
        for line, record in whole
    ]
    assert sheet.lines is None


def test_a_small_list_that_claims_the_largest_sheet_is_read(tmp_path):
    path = claiming(book(tmp_path, ("甲", "乙"), (1, 2)), b"A1:XFD1048576")
    assert path.stat().st_size < 6_000
    assert list(open_sheet(path).rows) == [(2, {"甲": 1, "乙": 2})]


def test_a_sheet_whose_two_cells_lie_as_far_apart_as_can_be(tmp_path):
    """It claims nothing, and laid out whole it would take 512 GiB."""

    def far(_made, page):
        page["A1"], page["XFD1048576"] = "甲", "乙"

    path = claiming(book(tmp_path, change=far), b"A1")
    with pytest.raises(TooMuch):
        open_sheet(path)


def test_a_streamed_book_cut_inside_is_damaged(tmp_path):
    path = claiming(book(tmp_path, ("甲", "乙"), (1, 2)), b"A1:XFD1048576")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-60]
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with pytest.raises(Damaged):
        list(open_sheet(path).rows)
