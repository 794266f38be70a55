"""The arithmetic, by values worked out by hand and by the published protocols."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.competitions import panel
from sanan.competitions.commands import competitions

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "competition" / "panels.jsonl"
D = Decimal


def judged(*scores: str | None, **rule) -> panel.Reckoned:
    criterion = panel.Criterion("甲", factor=D(rule.pop("factor", "1")))
    given = {f"J{n}": None if s is None else D(s) for n, s in enumerate(scores, 1)}
    return panel.reckon(panel.Rubric(**rule), criterion, given)


def test_one_highest_and_one_lowest_are_left_out_from_five_judges():
    # (7 + 7.5 + 8) / 3 = 7.5
    found = judged("6", "7", "7.5", "8", "10")
    assert (found.mean, found.low, found.high) == (D("7.50"), ("J1",), ("J5",))
    # Four judges: (6 + 7 + 7.5 + 8) / 4 = 7.125, and the half goes up.
    found = judged("6", "7", "7.5", "8")
    assert (found.mean, found.dropped) == (D("7.13"), ())


def test_whoever_is_absent_makes_the_panel_smaller_and_counts_as_nothing():
    # Six were there: (7 + 7 + 7 + 8) / 4 = 7.25; a nought for the absent would give 7.00.
    assert judged("6", "7", "7", "7", "8", "9", None).mean == D("7.25")
    away = panel.reckon(
        panel.PROTOCOL,
        panel.Criterion("甲"),
        dict(zip("ABCDEFG", map(D, ["6", "7", "7", "7", "8", "9", "0.0"]), strict=True)),
    )
    assert away.mean == D("7.25")


def test_among_equals_one_is_left_out_and_not_all():
    assert judged("5", "5", "5", "5", "5").mean == 5
    assert len(judged("5", "5", "5", "5", "5").dropped) == 2


def test_where_figures_are_rounded_belongs_to_the_rubric():
    # Two criteria of 6.125 × 0.8: 6.13 → 4.904 → 4.90, twice 9.80; exact 4.9, twice 9.8 as well.
    # Three of 7/3 × 0.8: 2.33 → 1.864 → 1.86, in all 5.58; exact 5.6.
    rows = {name: {"A": D(2), "B": D(2), "C": D(3)} for name in "甲乙丙"}
    criteria = tuple(panel.Criterion(name, factor=D("0.8")) for name in rows)
    each = panel.result(panel.Rubric(criteria=criteria), "x", rows)
    last = panel.result(panel.Rubric(criteria=criteria, rounded=frozenset({"total"})), "x", rows)
    assert (each.total, last.total) == (D("5.58"), D("5.60"))
    assert each.means == last.means == dict.fromkeys("甲乙丙", D("2.33"))


def test_the_median_is_an_option():
    assert judged("1", "9", "9.5", "10", low=0, high=0, middle="median").mean == D("9.25")
    assert judged("1", "9", "10", middle="median").mean == 9


def test_stages_are_weighed_and_rounded_once():
    # 15 % of 88.33, 25 % of 90.67, 60 % of 92.345: 13.2495 + 22.6675 + 55.407 = 91.324
    assert panel.blend([(D(15), D("88.33")), (D(25), D("90.67")), (D(60), D("92.345"))]) == D(
        "91.32"
    )


def test_places_are_shared_and_the_next_is_left_free():
    totals = {"a": D(9), "b": D(9), "c": D(8), "d": D(9)}
    assert panel.places(totals) == {"a": 1, "b": 1, "d": 1, "c": 4}
    assert panel.places(totals, [{"b": D(2), "a": D(1)}, {}]) == {"b": 1, "a": 2, "d": 3, "c": 4}


@pytest.mark.parametrize(
    ("scores", "rule", "code"),
    [
        (["1", None, None], {"minimum": 2}, "too_few"),
        ([None, None], {}, "too_few"),
        ([], {}, "too_few"),
    ],
)
def test_too_few_judges_give_no_result(scores, rule, code):
    with pytest.raises(panel.Wrong) as wrong:
        judged(*scores, **rule)
    assert wrong.value.code == code


BAD = {
    "no_json": "{",
    "no_entry": '{"criteria": []}',
    "no_criteria": '{"entry": "a", "criteria": []}',
    "no_scores": '{"entry": "a", "criteria": [{"name": "x"}]}',
    "no_name": '{"entry": "a", "criteria": [{"scores": {}}]}',
    "no_number": '{"entry": "a", "criteria": [{"name": "x", "scores": {"J": "NaN"}}]}',
    "bounds": '{"entry": "a", "criteria": [{"name": "x", "most": "10", "scores": {"J": "11"}}]}',
    "step": '{"entry": "a", "criteria": [{"name": "x", "step": "0.25", "scores": {"J": "1.1"}}]}',
    "twice": '{"entry": "a", "criteria": [{"name": "x", "scores": {"J": 1, "J": 2}}]}',
    "rubric": '{"entry": "a", "rubric": {"middle": "mode"}, "criteria": [{"name": "x", "scores": {}}]}',
    "too_few": '{"entry": "a", "criteria": [{"name": "x", "scores": {"J": "0.0"}}]}',
}


@pytest.mark.parametrize("code", BAD)
def test_a_faulty_row_is_named_and_the_others_are_worked_out(code):
    good = '{"entry": "g", "criteria": [{"name": "x", "factor": "0.8", "scores": {"J": "6.64"}}]}'
    found = panel.read([good, BAD[code], "", good])
    assert [(line, wrong.code) for line, _name, wrong in found.faults] == [(2, code), (4, "twice")]
    # 6.64 × 0.8 = 5.312
    assert found.results["g"].total == D("5.31")


def test_strange_figures_and_depths_are_refused_at_once():
    for score in ("9" * 5000, "1e400", '"inf"', "true", "[1]", "1e-99", "Infinity"):
        row = f'{{"entry": "a", "criteria": [{{"name": "x", "scores": {{"J": {score}}}}}]}}'
        assert [wrong.code for _n, _e, wrong in panel.read([row]).faults] == ["no_number"] or (
            panel.read([row]).faults[0][2].code == "no_json"
        )
    assert panel.read(["[" * 100_000]).faults[0][2].code == "no_json"


def test_a_rubric_is_the_same_after_it_was_written_down():
    rubric = panel.Rubric(
        criteria=(panel.Criterion("甲", D("0.8"), D(0), D(10), D("0.25"), "a", "看"),),
        rounded=frozenset({"mean"}),
        absent=D("0.0"),
        ties=("roadshow",),
        middle="median",
    )
    again = panel.rubric_of(json.loads(json.dumps(panel.as_data(rubric))))
    assert again == rubric


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12),
    st.integers(1, 9),
    st.integers(0, 9),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 8))),
)
def test_loads_are_balanced_and_nobody_judges_whom_they_are_close_to(entries, judges, size, barred):
    es, js = [f"e{n}" for n in range(entries)], [f"j{n}" for n in range(judges)]
    closed = {(f"e{e}", f"j{j}") for e, j in barred}
    found = panel.assign(es, js, size, closed)
    assert not closed & set(found)
    assert len(set(found)) == len(found)
    for e in es:
        may = sum((e, j) not in closed for j in js)
        assert sum(each == e for each, _j in found) == (min(size, may) if size else may)
    if not closed:
        loads = [sum(each == j for _e, each in found) for j in js]
        assert max(loads) - min(loads) <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=5, max_size=12))
def test_no_single_judge_moves_the_mean_beyond_what_the_others_gave(quarters):
    scores = sorted(D(q) / 4 for q in quarters)
    for extreme in (D(0), D(10)):
        found = judged(*map(str, [extreme, *scores[1:]]))
        assert scores[1] <= found.mean + D("0.01")
        assert found.mean - D("0.01") <= scores[-1]


def test_the_command_reads_a_file_and_says_what_is_wrong(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text(BAD["bounds"] + "\n" + BAD["too_few"].replace("0.0", "7.25"), encoding="utf-8")
    ran = CliRunner().invoke(competitions, ["panel", str(file), "--json"])
    assert ran.exit_code == 1
    told = json.loads(ran.stdout)
    assert told["faults"][0]["line"] == 1
    assert "超出范围" in told["faults"][0]["sentence"]
    file.write_text(BAD["too_few"].replace("0.0", "7.25"), encoding="utf-8")
    ran = CliRunner().invoke(competitions, ["panel", str(file), "--json"])
    assert (ran.exit_code, json.loads(ran.stdout)) == (
        0,
        {"means": {"a": {"x": "7.25"}}, "totals": {"a": "7.25"}, "faults": []},
    )


@pytest.mark.skipif(
    not SHARED.exists(), reason="the published protocols are not beside the checkout"
)
def test_published_protocols_come_out_to_the_last_figure():
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    found, wrong = panel.read(lines), []
    assert found.faults == []
    for line in lines:
        row = json.loads(line)
        mine = found.results[row["entry"]]
        means = {each["name"]: D(each["mean"]) for each in row["criteria"]}
        if mine.means != means or mine.total != D(row["total"]):
            wrong.append(row["entry"])
    assert (wrong, len(lines)) == ([], len(found.results))
