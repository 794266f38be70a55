"""Completion, schedule and lead: the founding brief's figures and public notices (§0.4, §3.2, §11.1)."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sanan.scoring.progress import check_published, colour, curved, linear, progress

PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/projects/published_figures.jsonl"


def printed(invested, plan, schedule, **how):
    found = progress(Decimal(invested), Decimal(plan), schedule, **how)
    return tuple(str(each) for each in (found.completion, found.schedule, found.lead))


def test_the_briefs_figures():
    """ACC-33 and ACC-34."""
    assert printed("67.9", "82.91", linear(9)) == ("81.9", "75.0", "6.9")
    assert printed("21.9", "25.09", linear(9)) == ("87.3", "75.0", "12.3")


def test_the_order_of_rounding_matters():
    assert printed("629.0", "647.4", linear(10))[2] == "13.8"
    assert printed("629.0", "647.4", linear(10), rounding="first")[2] == "13.9"


def test_behind_schedule_is_negative():
    assert printed("96.4", "304", linear(4)) == ("31.7", "33.3", "-1.6")
    assert printed("7.7", "67.9", linear(4))[2] == "-22.0"


def test_as_many_decimals_as_are_printed():
    assert printed("313.64", "1015", linear(3), places=2) == ("30.90", "25.00", "5.90")


def test_a_curve_of_the_sets_own():
    curve = [3, 7, 14, 26, Decimal("42.5"), 50, 58, 66, 75, 84, 92, 100]
    assert curved(curve, 5) == Fraction(85, 2)
    assert printed("26.38", "54.5", curved(curve, 5)) == ("48.4", "42.5", "5.9")
    assert curved(curve, 0) == 0


def test_unknown_stays_unknown():
    for invested, plan in ((None, 5), (5, None), (5, 0)):
        found = progress(invested, plan, linear(9))
        assert (found.completion, found.lead, found.colour) == (None, None, "unknown")


@pytest.mark.parametrize(
    ("lead", "expected"), [("0", "green"), ("-0.1", "yellow"), ("-5", "yellow"), ("-5.1", "red")]
)
def test_colours(lead, expected):
    assert colour(Fraction(lead)) == expected


ROWS = [
    {
        "invested_yi": "629.0",
        "plan_yi": "647.4",
        "months": 10,
        "pct_published": "97.2",
        "lead_pp_published": "13.8",
        "schedule_used": "83.333",
    },
    {"num": "129", "den": "270", "pct_published": "47"},
    {"num": "27.3", "den": "27.5", "pct_published": "99.2"},
    {
        "invested_yi": "18.5",
        "plan_yi": None,
        "pct_published": "29.7",
        "lead_pp_published": "-20.3",
        "schedule_used": "50.000",
        "months": 5,
    },
    {"invested_yi": "92.0", "plan_yi": "156.7", "pct_published": "58.8"},
    {"villages": 5},
]


def test_published_figures_are_reproduced_or_listed_with_the_difference():
    found = [(c.field, c.reproduced, c.difference) for c in check_published(ROWS)]
    assert found == [
        ("pct", ("last",), Decimal("0.0")),
        ("lead", ("last",), Decimal("0.0")),
        ("pct", ("cut off",), Decimal(0)),
        ("pct", ("cut off",), Decimal("0.0")),
        ("pct", (), None),
        ("lead", ("printed",), Decimal("0.0")),
        ("pct", (), Decimal("0.1")),
    ]


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published figures are not on this machine")
def test_every_published_row_agrees_with_the_recomputation_that_came_with_it():
    rows = [json.loads(line) for line in PUBLISHED.read_text(encoding="utf-8").splitlines()]
    for each in check_published(rows):
        if each.field == "pct" and each.row.get("pct_recomputed"):
            assert each.ours["last"] == Decimal(each.row["pct_recomputed"])
            assert ("last" in each.reproduced) == each.row["pct_ok"]
