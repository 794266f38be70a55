"""Measures over files: against a count by hand, on both engines, and what is folded."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from importlib.util import find_spec

import numpy as np
import pyarrow.parquet as pq
import pytest

from sanan.analysis import declare
from sanan.analysis.counting import engines, reading
from sanan.analysis.counting.cells import Cells
from sanan.analysis.counting.folder import Folder, month_name, month_number, months_of, table_of
from sanan.analysis.counting.folding import Tree, at_level, folded
from sanan.analysis.counting.generating import generate
from sanan.analysis.counting.telling import told
from sanan.kit.errors import Invalid

CASES, *_ = (each for each in declare.facts() if each.name == "cases")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    generate(Folder(root), declare.facts(), villages=30, months=2)
    return root


@pytest.fixture(scope="module")
def by_duckdb(data):
    return list(told(data, declare.facts(), threads=1).rows(["county", "village"], _every()))


def _every():
    return frozenset(declare.measures())


def test_the_same_numbers_give_the_same_files(data, tmp_path):
    generate(Folder(tmp_path), declare.facts(), villages=30, months=2)
    files = sorted(path.relative_to(data) for path in data.rglob("*.parquet"))
    assert len(files) == 2 * len(declare.facts()) + 1
    assert all((tmp_path / f).read_bytes() == (data / f).read_bytes() for f in files)


def test_a_measure_is_what_a_count_by_hand_gives(data, by_duckdb):
    part, whole, credit = Counter(), Counter(), Counter()
    worth = {"satisfied": 10, "mostly": 8, "fair": 6, "unsatisfied": 0}
    for path in Folder(data).files("cases"):
        for row in pq.read_table(path).to_pylist():
            month = row["revisited"]
            if month is None:
                continue
            part[month] += row["answered"] and row["resolved"] and row["counts_resolution"]
            whole[month] += row["answered"] and row["counts_resolution"]
            credit[month] += worth.get(row["satisfaction"], 0) * row["counts_satisfaction"]
    found = {(row["measure"], row["month"]): row for row in by_duckdb if row["level"] == "county"}
    for month, expected in whole.items():
        if expected < declare.FOLD:
            continue
        row = found["cases.resolution", month_name(month)]
        assert (row["part"], row["whole"]) == (part[month], expected)
        assert row["ratio"] == part[month] / expected
        assert found["cases.satisfaction", month_name(month)]["part"] == credit[month]


@pytest.mark.skipif(find_spec("pysail") is None, reason="the extra sanan[cluster] is absent")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_both_engines_agree(data, by_duckdb):
    by_spark = list(
        told(data, declare.facts(), engine="spark").rows(["county", "village"], _every())
    )
    assert len(by_spark) == len(by_duckdb) > 500
    for one, other in zip(by_duckdb, by_spark, strict=True):
        assert {**one, "ratio": None} == {**other, "ratio": None}
        assert (one["ratio"] or 0) == pytest.approx(other["ratio"] or 0, rel=0, abs=1e-9)


TREE = Tree(
    township={"v1": "t1", "v2": "t1", "v3": "t1", "v4": "t2", "t1": "t1", "t2": "t2", "c": ""},
    county=dict.fromkeys(["v1", "v2", "v3", "v4", "t1", "t2", "c"], "c"),
    kind={
        **dict.fromkeys(["v1", "v2", "v3", "v4"], "village"),
        **dict.fromkeys(["t1", "t2"], "township"),
        "c": "county",
    },
    name={},
)


def _fold(counts, least=5):
    codes = np.array(list(counts), dtype=object)
    size = len(codes)
    values = np.array(list(counts.values()), dtype=np.int64)
    cells = Cells.of("m", codes, np.arange(size), np.zeros(size, np.int32), values, values)
    found = folded(cells, TREE, {"m": least})
    rows = zip(found.place, found.whole, found.rest, strict=True)
    return {(str(found.codes[p]), bool(r)): int(n) for p, n, r in rows}, found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param({"v1": 5, "v2": 9}, {("v1", False): 5, ("v2", False): 9}, id="enough"),
        pytest.param(
            {"v1": 2, "v2": 9, "v3": 6},
            {("v2", False): 9, ("t1", True): 8},
            id="the next smallest goes along",
        ),
        pytest.param(
            {"v1": 2, "v2": 3, "v3": 6},
            {("v3", False): 6, ("t1", True): 5},
            id="two small ones are enough together",
        ),
        pytest.param(
            {"t1": 1, "v1": 5, "v2": 9},
            {("v2", False): 9, ("t1", True): 6},
            id="what lies in the township itself is small",
        ),
        pytest.param(
            {"v4": 3, "v1": 7, "v2": 9},
            {("v2", False): 9, ("c", True): 10},
            id="a small township goes into its county, and another with it",
        ),
        pytest.param({"v1": 2, "v4": 2}, {}, id="a county with fewer than five is not told"),
        pytest.param({"v1": 2, "v4": 3}, {("c", True): 5}, id="five in a county are told"),
    ],
)
def test_no_small_group_is_told(counts, expected):
    assert _fold(counts)[0] == expected


def test_nothing_is_folded_where_a_measure_says_so():
    assert _fold({"v1": 1, "t1": 2}, least=1)[0] == {("v1", False): 1, ("t1", True): 2}


def test_a_county_counts_what_it_counted_before_folding():
    counts = {"v1": 2, "v2": 9, "v3": 6, "v4": 4, "t2": 1}
    sums = at_level(_fold(counts)[1], TREE, "county")
    assert [str(sums.codes[p]) for p in sums.place] == ["c"]
    assert sums.whole.tolist() == [22]


def test_no_row_of_a_generated_folder_tells_of_fewer_than_five(by_duckdb):
    least = {m.name: m.fold for m in declare.measures().values()}
    assert [row for row in by_duckdb if row["whole"] < least[row["measure"]]] == []


@pytest.mark.parametrize("values", [["张三"], [7], [1.5]])
def test_a_column_holds_only_what_it_declares(values):
    at = [c.name for c in CASES.columns].index("satisfaction")
    columns = [[None] for _column in CASES.columns]
    columns[at] = values
    with pytest.raises(Invalid):
        table_of(CASES, ["350526100001"], columns)


def test_no_column_can_hold_words_of_people():
    kinds = {c.kind for each in declare.facts() for c in each.columns}
    assert kinds <= {"month", "flag", "number", "word"}
    assert all(c.words for each in declare.facts() for c in each.columns if c.kind == "word")


def test_months_are_those_of_the_county():
    last = datetime(2026, 9, 30, 15, 59, tzinfo=UTC)
    first = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    found = months_of([last, first, None, date(2026, 12, 31)])
    assert found == [*map(month_number, ("2026-09", "2026-10")), None, month_number("2026-12")]


def test_counting_is_not_read_before_somebody_counts():
    """Neither the command line nor a web worker pays for engines that it does not use."""
    code = (
        "import sys, django; django.setup(); import sanan.config.urls, sanan.analysis.commands;"
        "from sanan.analysis import declare, queries; declare.measures();"
        "sys.exit(','.join({'ibis', 'duckdb', 'pandas', 'pyspark'} & set(sys.modules)))"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "sanan.config.settings", "SANAN_ROOMS": ""}
    found = subprocess.run(  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env
    )
    assert found.stderr.strip() == ""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    root = tmp_path_factory.mktemp("said")
    generate(Folder(root), [], villages=30, months=1, messages=6)
    return root


def test_what_people_said_is_read_by_county_and_month(said):
    with engines.opened(threads=1) as engine:
        rows = reading.read(engine, Folder(said))
    total = sum(pq.read_table(path).num_rows for path in (said / "messages").rglob("*.parquet"))
    assert [(r["rank"], r["month"], r["messages"]) for r in rows[:1]] == [(0, "2026-10", total)]
    assert 0 < rows[0]["copies"] < total
    issues = rows[1:]
    assert [r["rank"] for r in issues] == [*range(1, len(issues) + 1)]
    assert any("号桥头" in r["what"] for r in issues)
    assert all(r["messages"] >= declare.FOLD for r in issues)


@pytest.mark.skipif(find_spec("pysail") is None, reason="the extra sanan[cluster] is absent")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_cluster_reads_the_same(said):
    with engines.opened(threads=1) as engine:
        here = reading.read(engine, Folder(said))
    with engines.opened("spark") as engine:
        assert reading.read(engine, Folder(said)) == here


def test_a_folder_without_messages_is_said(data):
    with engines.opened(threads=1) as engine, pytest.raises(Invalid):
        reading.read(engine, Folder(data))
