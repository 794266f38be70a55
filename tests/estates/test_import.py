"""Tables of others: dwellings with owners, meters and receipts; twice is once, bad rows are named."""

import csv
from pathlib import Path

import pytest

from sanan.estates.forms.tables import BILLS, DWELLINGS
from sanan.estates.models import Bill, Dwelling
from sanan.imports.taking import Terms, take_in
from sanan.kit.errors import Forbidden
from sanan.ledger.models import Entry

from .conftest import NOW

HEADS = ["楼栋", "单元", "房号", "建筑面积", "业主", "手机"]
BILL_HEADS = [
    "楼栋",
    "房号",
    "费用种类",
    "月份",
    "上月读数",
    "本月读数",
    "金额",
    "缴费日期",
    "票据号",
]


def taken(table, heads, rows, hall, by):
    found = [(n, dict(zip(heads, row, strict=True))) for n, row in enumerate(rows, 2)]
    terms = Terms(source="property", at=NOW, place=hall.place, by=by)
    return take_in(table=table, rows=found, columns=table.match(heads), terms=terms)


def test_dwellings_come_in_once_and_what_changed_is_taken_over(hall):
    rows = [
        ["1栋", "", "103室", 88.5, "潘六", "13800010006"],
        ["1号楼", "", "101", 90, "林一", "13800010001"],
        ["9号楼", "", "101", 90, "某人", ""],
        ["1号楼", "", "104", 0, "某人", ""],
        ["1号楼", "", "105", 90, "某人", "12345"],
    ]
    first = taken(DWELLINGS, HEADS, rows, hall, hall.clerk)
    assert (first.imported, first.updated, first.unchanged) == (1, 0, 1)
    assert [(each.line, each.sentence[:9]) for each in first.rejected] == [
        (4, "小区里没有“9号楼"),
        (5, "面积要写房产证上的"),
        (6, "业主电话要写 11"),
    ]
    made = Dwelling.objects.get(number="103室")
    assert (made.area, made.owner) == (8850, "潘六")
    assert "13800010006" not in made.owner_locked
    again = taken(DWELLINGS, HEADS, rows[:2], hall, hall.clerk)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 2)
    sold = [["1号楼", "", "103", 88.5, "尤七", "13800010007"]]
    assert taken(DWELLINGS, HEADS, sold, hall, hall.clerk).updated == 1
    assert "潘六".encode() not in b"".join(
        bytes(e.content) for e in Entry.objects.filter(event="estate.dwellings")
    )


def test_bills_of_an_unknown_dwelling_are_named_and_the_others_taken(hall, phone):
    rows = [
        ["1号楼", "101", "水费", "2026年2月", 120, 131.5, "36.80", "2026-03-01", "S001"],
        ["1号楼", "999", "水费", "2026-02", 1, 2, "3.20", None, ""],
        ["", "", "公摊水电", "2026-02", 5000, 5320, "256.00", None, ""],
        ["1号楼", "102", "水费", "2026-02", 50, 40, "3.20", None, ""],
        ["1号楼", "102", "车船税", "2026-02", None, None, "3.20", None, ""],
    ]
    told = taken(BILLS, BILL_HEADS, rows, hall, hall.clerk)
    assert told.imported == 2
    assert [each.line for each in told.rejected] == [3, 5, 6]
    assert "房屋登记里没有“1号楼 999”" in told.rejected[0].sentence
    own = Bill.objects.get(dwelling__number="101")
    assert (own.month, own.amount, f"{own.after}") == ("2026-02", 3680, "131.50")
    assert taken(BILLS, BILL_HEADS, rows, hall, hall.clerk).imported == 0
    mine = phone(hall.owner).get("/estates/fulin/mine/").content.decode()
    assert "S001" in mine
    theirs = phone(hall.neighbour).get("/estates/fulin/mine/").content.decode()
    assert "S001" not in theirs
    everyone = phone(hall.neighbour).get("/estates/fulin/").content.decode()
    assert "5000 → 5320" in everyone
    assert "S001" not in everyone


def test_only_keepers_take_tables_in(hall):
    with pytest.raises(Forbidden):
        taken(DWELLINGS, HEADS, [], hall, hall.leader)


def test_the_command_takes_a_file(hall, tmp_path: Path):
    from click.testing import CliRunner

    from sanan.estates.commands import estates

    path = tmp_path / "roll.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADS, ["3号楼", "", "303", "90", "某某", ""]])
    told = CliRunner().invoke(estates, ["import", str(path), "--place", "fulin"])
    assert told.exit_code == 0, told.output
    assert Dwelling.objects.filter(number="303").exists()
