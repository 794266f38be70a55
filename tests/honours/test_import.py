"""ACC-45: 291 honoured in one year, from a county's workbook."""

import io

import pytest

from sanan.honours import actions, queries
from sanan.honours.forms.table import AWARDS
from sanan.honours.models import Nomination
from sanan.imports.commands import open_for
from sanan.imports.taking import Terms, take_in
from sanan.kit.errors import Forbidden
from sanan.kit.sheets import write_sheet
from sanan.ledger.models import Entry

from .conftest import NOW

HEADS = ["姓名", "所在单位", "表彰年度", "称号", "身份证号", "主要事迹", "表彰时间"]


def rows(n: int = 291) -> list[list[object]]:
    return [
        [
            f"某甲{i}",
            f"第{i % 7}单位",
            "2024年度",
            "担当者",
            f"35052519900101{i:04d}",
            "修路",
            "2025-01-10",
        ]
        for i in range(n)
    ]


@pytest.fixture
def scheme(hall):
    return actions.announce(
        place=hall.county,
        title="担当者",
        year=2024,
        conditions="三不",
        quota=291,
        levels=["county"],
        bodies=[hall.discipline],
        by=hall.organiser,
        at=NOW,
    )


def taken(hall, tmp_path, lines, *, rehearse=False, by=None):
    file = tmp_path / "list.xlsx"
    out = io.BytesIO()
    write_sheet(out, HEADS, lines)
    file.write_bytes(out.getvalue())
    sheet = open_for([AWARDS], file)
    return take_in(
        table=AWARDS,
        rows=sheet.rows,
        columns=AWARDS.match(sheet.headers),
        rehearse=rehearse,
        terms=Terms(source="list", at=NOW, place=hall.county, by=by),
    )


def test_291_of_one_year(hall, scheme, tmp_path):
    would = taken(hall, tmp_path, rows(), rehearse=True, by=hall.organiser)
    assert (would.imported, Nomination.objects.count()) == (291, 0)
    outcome = taken(hall, tmp_path, rows(), by=hall.organiser)
    assert (outcome.imported, outcome.rejected, outcome.asides) == (291, [], [])
    assert queries.awards(hall.county, 2024).count() == 291
    counts = queries.by_year_and_unit(queries.awards(hall.county, 2024))
    assert sum(row["n"] for row in counts) == 291
    assert len(counts) == 7
    assert Entry.objects.filter(event="nomination.record").count() == 291
    again = taken(hall, tmp_path, rows(), by=hall.organiser)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 291)


def test_what_differs_is_taken_over_and_what_cannot_be_is_named(hall, scheme, tmp_path):
    taken(hall, tmp_path, rows(3))
    lines = rows(3)
    lines[0][5] = "修路，还修了桥"
    lines.append(["某乙", "第一单位", "2019", "担当者", "", "", ""])
    lines.append(["", "第一单位", "2024", "", "", "", ""])
    outcome = taken(hall, tmp_path, lines)
    assert (outcome.updated, outcome.unchanged) == (1, 2)
    said = [row.sentence for row in outcome.rejected]
    assert len(said) == 2
    assert "2019 年的这个评选方案" in said[0]
    assert "姓名和单位" in said[1]
    assert Nomination.objects.filter(deeds="修路，还修了桥").count() == 1


def test_more_than_the_quota_is_said(hall, scheme, tmp_path):
    scheme.quota = 2
    scheme.save()
    assert "多了 1 个" in taken(hall, tmp_path, rows(3)).asides[0]


def test_an_imported_number_is_found_again_and_kept_nowhere_in_clear(hall, scheme, tmp_path):
    taken(hall, tmp_path, rows(1))
    found = Nomination.objects.get()
    assert found.number_hash == actions.life.hash_of("350525199001010000")
    again = hall.nominated(number="350525199001010000")
    assert again.earlier() == found


def test_only_the_organiser_imports(hall, scheme, tmp_path):
    with pytest.raises(Forbidden):
        taken(hall, tmp_path, rows(1), by=hall.cadre)
