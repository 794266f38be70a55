"""ACC-20: a county's register of 951 projects, to be searched for earlier awards."""

import io

import pytest

from sanan.competitions.forms.table import EARLIER
from sanan.competitions.models import Earlier
from sanan.competitions.queries import contest
from sanan.imports.commands import open_for
from sanan.imports.taking import Terms, take_in
from sanan.kit.errors import Forbidden
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry as Record

from .conftest import NOW

HEADS = ["项目编号", "服务项目", "实施单位", "立项时间", "获奖情况"]


def rows(n: int = 951) -> list[list[object]]:
    return [
        [
            f"XM{i:04d}",
            f"暖心项目{i}",
            f"第{i % 40}志愿队",
            "2025年3月",
            "一等奖" if i == 7 else "无",
        ]
        for i in range(n)
    ]


def taken(hall, tmp_path, lines, *, rehearse=False, by=None):
    out = io.BytesIO()
    write_sheet(out, HEADS, lines)
    file = tmp_path / "list.xlsx"
    file.write_bytes(out.getvalue())
    sheet = open_for([EARLIER], file)
    return take_in(
        table=EARLIER,
        rows=sheet.rows,
        columns=EARLIER.match(sheet.headers),
        terms=Terms(source="register", place=hall.county, at=NOW, by=by),
        rehearse=rehearse,
    )


def test_951_projects_once(hall, tmp_path):
    rehearsed = taken(hall, tmp_path, rows(), rehearse=True)
    assert (rehearsed.imported, Earlier.objects.count()) == (951, 0)
    first = taken(hall, tmp_path, rows(), by=hall.organiser)
    assert (first.imported, first.rejected, Earlier.objects.count()) == (951, [], 951)
    assert Record.objects.filter(event="earlier_projects.import").count() == 2  # batches of 500
    again = taken(hall, tmp_path, rows())
    assert (again.unchanged, again.imported, again.updated) == (951, 0, 0)
    changed = rows()
    changed[3][4] = "二等奖"
    assert taken(hall, tmp_path, changed).updated == 1
    assert Earlier.objects.filter(year=2025).exclude(award="").count() == 2
    found = hall.enter("暖心项目7", team="第7志愿队")
    assert found.earlier().award == "一等奖"
    assert contest.alike(found)[0].likeness == 1


def test_rows_that_cannot_be_taken_are_named(hall, tmp_path):
    lines = [
        ["1", "", "队", "2025", ""],
        ["2", "项目", "队", "不详", ""],
        ["3", "好项目", "队", "2025", ""],
    ]
    found = taken(hall, tmp_path, lines)
    assert [each.line for each in found.rejected] == [2, 3]
    assert found.imported == 1


def test_only_organisers_import(hall, tmp_path):
    with pytest.raises(Forbidden):
        taken(hall, tmp_path, rows(1), by=hall.officer)
