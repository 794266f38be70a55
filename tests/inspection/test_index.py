"""The index as plain functions: what must hold of any county, and the back-test on planted trouble."""

from dataclasses import replace
from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.inspection.enums import TermsKind
from sanan.inspection.index import backtest, trouble
from sanan.inspection.index.reckoning import (
    FEWEST,
    Figure,
    Rule,
    Scale,
    Term,
    drawn,
    graded,
    ranked,
    reckon,
    scale,
)
from sanan.inspection.rules.terms import COMPARED, defaults, rule_of

RULE = Rule(
    terms=[Term("late", 8, 10), Term("money", 4), Term("said", 6, 300)],
    limit=3,
    key_from=0.8,
    watched_from=0.4,
    enough=0.5,
)
OURS = rule_of(defaults(TermsKind.INDEX))
counts = st.integers(0, 400)
shares = st.builds(lambda a, b: Figure(min(a, b), max(a, b)), counts, counts)
figures = st.fixed_dictionaries(
    {
        "late": st.none() | shares,
        "money": st.none() | counts.map(Figure),
        "said": st.none() | shares,
    }
)
counties = st.lists(figures, min_size=1, max_size=30).map(lambda rows: dict(enumerate(rows)))


@given(counties)
@settings(max_examples=25, deadline=None)
def test_the_terms_add_up_to_the_score_and_a_missing_one_neither_adds_nor_weighs(county):
    for pk, found in reckon(county, RULE).items():
        known = [part for part in found.parts if not part.missing]
        if found.score is None:
            assert known == []
            assert found.coverage == 0
            continue
        assert isclose(found.score, sum(part.adds for part in found.parts), abs_tol=1e-9)
        assert -RULE.limit <= found.score <= RULE.limit
        weight = {term.name: term.weight for term in RULE.terms}
        assert isclose(found.coverage, sum(weight[p.name] for p in known) / 18)
        for part in found.parts:
            if county[pk][part.name] is None:
                assert (part.own, part.z, part.adds) == (None, None, 0.0)


@given(counties, st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_order_in_which_villages_come_changes_nothing(county, chance):
    order = list(county)
    chance.shuffle(order)
    assert reckon({pk: county[pk] for pk in order}, RULE) == reckon(county, RULE)


@given(shares, st.floats(0, 1), st.floats(1, 500))
def test_a_village_is_drawn_towards_the_county_and_less_the_more_it_rests_on(figure, towards, much):
    here = drawn(figure, towards=towards, strength=much)
    if figure.own is None:
        assert here is None
        return
    low, high = sorted((figure.own, towards))
    assert low - 1e-9 <= here <= high + 1e-9
    larger = Figure(figure.count * 10, figure.of * 10)
    there = drawn(larger, towards=towards, strength=much)
    assert abs(there - figure.own) <= abs(here - figure.own) + 1e-9


def test_three_complaints_of_ninety_people_weigh_less_than_sixty_of_eighteen_hundred():
    usual = {n: {"said": Figure(20 + n, 2000)} for n in range(9)}
    found = reckon(
        {**usual, "small": {"said": Figure(3, 90)}, "large": {"said": Figure(60, 1800)}}, RULE
    )
    small, large = (found[name].parts[2] for name in ("small", "large"))
    assert small.own == large.own
    assert small.drawn < large.drawn


def test_one_monstrous_figure_moves_neither_the_middle_nor_the_spread():
    assert scale([1, 2, 3, 4, 5]) == scale([1, 2, 3, 4, 1_000_000])
    assert scale([1, 2, 3, 4, 5]) == Scale(3, 1.4826)
    assert Scale(3, 1.4826).z(1_000_000, 3) == 3


def test_where_most_villages_have_none_those_that_have_some_stand_out_and_where_all_agree_nobody_does():
    assert isclose(scale([0, 0, 0, 0, 4]).spread, 1.2533 * 0.8)
    assert scale([7] * 6).z(7, 3) == 0
    assert scale([1.0] * (FEWEST - 1)) is None


def test_a_village_of_which_little_is_known_gets_no_class():
    county = {
        n: {"late": Figure(n, 20), "money": Figure(n), "said": Figure(n, 900)} for n in range(9)
    }
    county[8] = {"late": None, "money": Figure(400), "said": None}
    found = reckon(county, RULE)
    assert found[8].score == 3
    assert graded(found[8], RULE) == ""
    assert graded(found[8], replace(RULE, enough=0.2)) == "key"
    assert [graded(found[n], RULE) for n in (0, 7)] == ["ordinary", "key"]
    nothing = reckon({**county, "empty": {}}, RULE)
    assert nothing["empty"].score is None
    assert ranked(nothing)[-1] == "empty"


def test_the_products_indicators_stand_on_six_sides_and_are_those_that_trouble_shows_in():
    assert len({each.dimension for each in COMPARED}) == 6
    made = trouble.year(villages=1, shown=1, seed=1)[0]
    assert set(made.figures) == {each.indicator.value for each in COMPARED}


def test_the_back_test_finds_no_gain_where_there_is_none_and_a_gain_where_trouble_shows():
    blind, seen = (
        backtest.verdict(
            backtest.generated(OURS, villages=100, years=8, share=0.15, shown=shown, seed=7)
        )
        for shown in (0.0, 0.5)
    )
    assert 0.85 < blind.gain.middle < 1.15
    assert seen.gain.low > 1.3
    assert seen.gain.middle > seen.gain_of_complaints.middle
    assert seen.better == 8
    assert seen == backtest.verdict(
        backtest.generated(OURS, villages=100, years=8, share=0.15, shown=0.5, seed=7)
    )


def test_a_trial_counts_the_problems_of_the_villages_that_are_named():
    county = {
        n: {"late": Figure(n, 20), "money": Figure(0), "said": Figure(9, 900)} for n in range(10)
    }
    found = reckon(county, RULE)
    year = backtest.trial(found, {0: 50.0}, dict.fromkeys(range(10), 2) | {9: 12}, share=0.1)
    assert (year.named, year.problems, year.by_index, year.by_complaints) == (1, 30, 12, 2)
    assert (year.gain, year.chance) == (4.0, 0.1)
