"""`bin/sanan places`."""

import json

import pytest
from click.testing import CliRunner

from sanan.kit import paper
from sanan.places import queries
from sanan.places.commands import places
from sanan.places.models import Place, QrPoint

pytestmark = pytest.mark.django_db

GOOD = (
    "village_code,village,town_code,town,county_code,county\n"
    "350526100214,祥安社区居委会,350526100,浔中镇,350526,德化县\n"
)


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "regions.csv"
    file.write_text(GOOD, encoding="utf-8")
    return file


def run(*args: object):
    return CliRunner().invoke(places, [str(a) for a in args])


def test_load_twice(table):
    first = run("load", table, "--json")
    assert first.exit_code == 0
    assert json.loads(first.stdout) == {
        "rows": 1,
        "added": 1,
        "renamed": 0,
        "unchanged": 0,
        "above_added": 3,
        "above_renamed": 0,
        "rejected": 0,
    }
    again = run("load", table)
    assert again.stdout == (
        "1 rows: 0 added, 0 renamed, 1 unchanged; above them 0 added, 0 renamed.\n"
    )


def test_bad_rows_stop_with_their_lines(table):
    table.write_text(GOOD + "1,a,2,b,3,c\n", encoding="utf-8")
    result = run("load", table, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["rejected"] == 1
    assert "regions.csv:3: " in result.stderr
    assert not Place.objects.exists()


def test_not_a_table(table):
    table.write_text("x,y\n", encoding="utf-8")
    result = run("load", table)
    assert result.exit_code == 1
    assert "village_code" in result.output


def test_qr_makes_a_point_once(table, tmp_path, monkeypatch):
    monkeypatch.setattr("sanan.places.queries.poster_pdf", lambda _points: b"%PDF-")
    run("load", table)
    for _time in range(2):
        result = run("qr", "350526100214", "--out", tmp_path / "out", "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout)["points"] == 1
    token = QrPoint.objects.get().token
    assert {f.name for f in (tmp_path / "out").iterdir()} == {
        f"{token}-qr.svg",
        f"{token}-poster.svg",
        "350526100214.pdf",
    }
    assert queries.live_points(queries.by_code("350526100214"))[0].token == token


def test_qr_of_nowhere_and_without_the_font(table, tmp_path, monkeypatch):
    assert run("qr", "nowhere", "--out", tmp_path).exit_code == 1
    monkeypatch.setattr(paper, "FONTS", tmp_path / "none")
    run("load", table)
    result = run("qr", "350526100214", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "bin/setup" in result.output
