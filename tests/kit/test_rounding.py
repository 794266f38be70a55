"""Published figures, recomputed: see the computation vectors of the domain notes."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.rounding import figures, half_up, implied_whole, lead, money, rate, yuan

D = Decimal


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (D("0.5"), 0, "1"),
        (D("-0.5"), 0, "-1"),
        (D("1.005"), 2, "1.01"),
        (D("2.5"), 0, "3"),
        (D("0.049"), 1, "0.0"),
        (Fraction(2, 3), 2, "0.67"),
        (7, 1, "7.0"),
        (0, 1, "0.0"),
    ],
)
def test_half_up(value, places, rounded):
    assert str(half_up(value, places)) == rounded


def test_a_float_is_too_late_to_round():
    with pytest.raises(TypeError, match="float"):
        half_up(0.5)


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "percent"),
    [
        (D("629.0"), D("647.4"), 1, "97.2"),
        (206, 255, 1, "80.8"),
        (D("475.98"), D("503.91"), 2, "94.46"),
        (1, 3, 1, "33.3"),
        (2, 3, 1, "66.7"),
        (1, 8, 1, "12.5"),
        (1, 1600, 2, "0.06"),
        (0, 5, 1, "0.0"),
        (5, 5, 1, "100.0"),
    ],
)
def test_rate(numerator, denominator, places, percent):
    assert str(rate(numerator, denominator, places)) == percent


def test_a_rate_over_nothing_is_nothing():
    assert rate(0, 0) is None
    assert rate(3, 0) is None
    assert lead(1, 0, 9, 12) is None
    assert lead(1, 2, 9, 0) is None
    assert implied_whole(1, 0) is None


@pytest.mark.parametrize(
    ("done", "plan", "months", "points"),
    [
        (D("629.0"), D("647.4"), 10, "13.8"),  # not 97.2 - 83.3 = 13.9
        (D("81.9"), 100, 9, "6.9"),
        (D("87.3"), 100, 9, "12.3"),
        (70, 100, 9, "-5.0"),
    ],
)
def test_lead(done, plan, months, points):
    assert str(lead(done, plan, months, 12)) == points


@pytest.mark.parametrize(
    ("part", "percent", "whole"),
    [(D("67.9"), D("81.9"), "82.91"), (D("21.9"), D("87.3"), "25.09")],
)
def test_implied_whole(part, percent, whole):
    assert str(implied_whole(part, percent)) == whole


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0元"),
        (1, "0.01元"),
        (100_000, "1000元"),
        (123_450, "1234.5元"),
        (999_999, "9999.99元"),
        (1_000_000, "1万元"),
        (1_000_050, "1万元"),
        (123_456_700, "123.46万元"),
        (9_999_999_900, "1亿元"),
        (679_000_000_000, "67.9亿元"),
        (-123_450, "-1234.5元"),
        (-1_000_000, "-1万元"),
    ],
)
def test_money(fen, text):
    assert money(fen) == text


def test_money_with_fixed_decimals():
    assert money(629_000_000_000 * 10, places=1) == "629.0亿元"
    assert money(2_000_000, places=2) == "2.00万元"


def test_yuan_to_the_cent():
    assert [yuan(fen) for fen in (0, 5, 123_450, -123_450)] == [
        "0.00元",
        "0.05元",
        "1,234.50元",
        "-1,234.50元",
    ]


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6), st.integers(0, 4))
def test_half_up_agrees_with_decimal(value, places):
    assert half_up(value, places) == value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_and_its_rest_make_a_hundred(part, whole):
    total = rate(part, whole) + rate(whole - part, whole)
    assert abs(total - 100) <= D("0.1")


def test_money_for_readers_of_other_languages():
    assert [figures(fen) for fen in (123450, -800, 5, 0)] == [
        "¥1,234.50",
        "−¥8.00",
        "¥0.05",
        "¥0.00",
    ]
