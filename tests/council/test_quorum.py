"""The law's shares: every boundary one short, exactly, and one over."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanan.council.enums import Kind
from sanan.council.rules.quorum import (
    FOUR_FIFTHS,
    OVER_HALF,
    TABLE,
    THIRD,
    THREE_QUARTERS,
    TWO_THIRDS,
    Facts,
    judge,
    tally,
)
from sanan.kit.errors import Invalid

a_busy_machine_is_no_failure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHARES = [OVER_HALF, THIRD, TWO_THIRDS, THREE_QUARTERS, FOUR_FIFTHS]
WHOLE = Facts(
    people=60,
    present=60,
    agree=60,
    households=30,
    households_present=30,
    area=6000_00,
    area_present=6000_00,
    area_agree=6000_00,
    representatives=60,
    women=60,
)


@a_busy_machine_is_no_failure
@given(st.sampled_from(SHARES), st.integers(0, 10**13), st.integers(1, 10**13))
def test_a_share_is_exact(share, part, whole):
    exact = Fraction(part, whole)
    wanted = Fraction(share.top, share.bottom)
    assert share.met(part, whole) == (exact > wanted if share.over else exact >= wanted)


@a_busy_machine_is_no_failure
@given(st.sampled_from(SHARES), st.integers(1, 10**13))
def test_the_least_is_enough_and_one_less_is_not(share, whole):
    assert share.met(share.least(whole), whole)
    assert not share.met(share.least(whole) - 1, whole)


def test_of_nothing_nothing_is_enough():
    assert [share.met(0, 0) for share in SHARES] == [False] * len(SHARES)


# kind, what is counted, the rest that goes with it, whole, at the boundary: enough?
BOUNDARIES = [
    (Kind.COUNCIL, "present", 31, True),
    (Kind.COUNCIL, "present", 30, False),
    (Kind.COUNCIL, "agree", 31, True),
    (Kind.COUNCIL, "agree", 30, False),
    (Kind.PARTY_MEMBERS, "present", 40, True),
    (Kind.PARTY_MEMBERS, "present", 39, False),
    (Kind.PARTY_MEMBERS, "present", 41, True),
    (Kind.PARTY_MEMBERS, "agree", 30, False),
    (Kind.PARTY_MEMBERS, "agree", 31, True),
    (Kind.REPRESENTATIVES, "present", 40, True),
    (Kind.REPRESENTATIVES, "present", 39, False),
    (Kind.REPRESENTATIVES, "agree", 30, False),
    (Kind.REPRESENTATIVES, "agree", 31, True),
    (Kind.REPRESENTATIVES, "representatives", 48, True),
    (Kind.REPRESENTATIVES, "representatives", 47, False),
    (Kind.REPRESENTATIVES, "women", 20, True),
    (Kind.REPRESENTATIVES, "women", 19, False),
    (Kind.VILLAGE_GROUP, "present", 40, True),
    (Kind.COLLECTIVE, "present", 40, True),
    (Kind.COLLECTIVE, "present", 39, False),
    (Kind.COLLECTIVE, "agree", 40, True),
    (Kind.COLLECTIVE, "agree", 39, False),
    (Kind.RESIDENTS, "present", 30, False),
    (Kind.RESIDENTS, "present", 31, True),
    (Kind.RESIDENTS, "agree", 30, False),
    (Kind.OWNERS, "present", 40, True),
    (Kind.OWNERS, "present", 39, False),
    (Kind.OWNERS, "agree", 30, False),
    (Kind.OWNERS, "agree", 31, True),
    (Kind.OWNERS, "area_present", 4000_00, True),
    (Kind.OWNERS, "area_present", 3999_99, False),
    (Kind.OWNERS, "area_agree", 3000_00, False),
    (Kind.OWNERS, "area_agree", 3000_01, True),
]


@pytest.mark.parametrize(("kind", "name", "n", "valid"), BOUNDARIES)
def test_one_short_exactly_and_one_over(kind, name, n, valid):
    facts = dataclasses.replace(WHOLE, **{name: n})
    facts = dataclasses.replace(
        facts,
        agree=min(facts.agree, facts.present),
        area_agree=min(facts.area_agree, facts.area_present),
        women=min(facts.women, facts.representatives),
    )
    assert judge(kind, facts).valid is valid


@pytest.mark.parametrize(
    ("agree", "area", "valid"),
    [(45, 4500_00, True), (44, 4500_00, False), (45, 4499_99, False), (46, 4500_01, True)],
)
def test_what_owners_decide_with_three_quarters(agree, area, valid):
    facts = dataclasses.replace(WHOLE, agree=agree, area_agree=area)
    assert judge(Kind.OWNERS, facts, special=True).valid is valid
    assert judge(Kind.OWNERS, facts).valid


@pytest.mark.parametrize(
    ("kind", "present", "households", "valid"),
    [
        (Kind.VILLAGERS, 31, 0, True),
        (Kind.VILLAGERS, 30, 19, False),
        (Kind.VILLAGERS, 30, 20, True),
        (Kind.VILLAGE_GROUP, 39, 19, False),
        (Kind.VILLAGE_GROUP, 39, 20, True),
        (Kind.VILLAGE_GROUP, 40, 0, True),
    ],
)
def test_people_or_households(kind, present, households, valid):
    facts = dataclasses.replace(
        WHOLE, present=present, agree=present, households_present=households
    )
    assert judge(kind, facts).valid is valid


@pytest.mark.parametrize("kind", list(Kind))
def test_everyone_agreeing_is_valid_and_nobody_is_not(kind):
    assert judge(kind, WHOLE).valid
    assert not judge(kind, Facts(60, 0, 0)).valid
    assert judge(kind, WHOLE).law
    assert kind in TABLE


def test_the_arithmetic_is_printed():
    finding = judge(Kind.REPRESENTATIVES, dataclasses.replace(WHOLE, present=39, agree=30))
    line = next(x for x in finding.lines if not x.holds)
    assert line.words == "到会人数：共 60，有 39；要三分之二，至少 40，不够。"
    assert line.figures == "39 × 3 = 117 < 60 × 2 = 120"
    area = judge(Kind.OWNERS, WHOLE).lines[1]
    assert area.words == (
        "参加表决的面积：共 6000.00 平方米，有 6000.00 平方米；要三分之二，至少 4000.00 平方米，够。"
    )


@pytest.mark.parametrize(
    "wrong",
    [{"present": 61}, {"agree": -1}, {"area_present": 6000_01}, {"households_present": 31}],
)
def test_figures_that_cannot_be(wrong):
    with pytest.raises(Invalid) as no:
        judge(Kind.OWNERS, dataclasses.replace(WHOLE, **wrong))
    assert no.value.code == "do_not_add_up"


ballots = st.lists(st.tuples(st.sampled_from(["for", "against", "abstain"]), st.integers(0, 10**9)))


@a_busy_machine_is_no_failure
@given(ballots)
def test_a_tally_counts_everyone_once(given_ballots):
    made = tally(given_ballots)
    assert made.all_people == len(given_ballots)
    assert made.all_area == sum(area for _c, area in given_ballots)
    assert made == tally(reversed(given_ballots))
