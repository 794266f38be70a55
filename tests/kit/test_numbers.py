"""Numbers from outside: read exactly, or not at all, and never with a second of work."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms

import sanan
from sanan.imports import readers
from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact, whole
from sanan.process.forms import YuanField
from sanan.projects.actions.projects import checked_curve
from sanan.projects.queries import notices, written
from sanan.workshop.forms import reply

NOBODYS = [
    "nan",
    "sNaN",
    "-inf",
    "1e400",
    "1e999999999",
    "1e-999999999",
    "9" * 5000,
    "",
    "二",
    "1..2",
]
EVEN = [str(n * 100 // 12) for n in range(1, 12)]
SOURCE = Path(sanan.__file__).parent
PURE = {"kit/numbers.py", "scoring/reading.py", "competitions/panel.py", "workshop/sums/exact.py"}
"""Where text becomes a Decimal, within bounds; everything else asks these."""


@pytest.mark.parametrize("said", NOBODYS)
def test_what_nobody_writes_is_no_figure_anywhere(said):
    assert exact(said) is None
    assert whole(said) is None
    for field in (YuanField(), YuanField(required=False)):
        if said:
            with pytest.raises(forms.ValidationError):
                field.clean(said)
    if said:
        for read in (readers.fen, written.wan_to_fen, written.percent):
            with pytest.raises(Invalid):
                read(said)
        with pytest.raises(Invalid):
            checked_curve([said, *EVEN[1:], "100"])
        assert notices.pasted(f"德化县\t{said}\t1\t1\n永春县\t1\t{said}\t1") == []
        assert reply._fen(said) is None


def test_figures_are_exact_in_any_width():
    assert exact(" １２．５０ ") == Decimal("12.50")
    assert exact(629.0) == Decimal(629)
    assert exact("-0.0000000000000001") == Decimal("-1e-16")
    assert (whole("0042"), whole("１"), whole("-1"), whole("²")) == (42, None, None, None)
    assert readers.fen(1250.0999999999999) == 125010
    assert written.wan_to_fen("6.79亿") == 67_900_000_000
    assert checked_curve([*EVEN, "100%"])[-1] == "100"


def test_money_is_below_nought_only_where_a_field_says_so():
    assert YuanField(negative=True).clean("－1.5") == -150
    with pytest.raises(forms.ValidationError, match="负数"):
        YuanField(required=False).clean("-0.01")
    assert YuanField().clean("-0") == 0


@pytest.mark.parametrize(
    "text",
    [
        "已完成投资，万众一心往前赶",
        "完成投资,亿元",
        f"完成投资{'9' * 5000}万元",
        f"完成投资1.{'9' * 5000}亿",
    ],
)
def test_a_report_whose_words_look_like_a_sum_states_none(text):
    assert notices.sum_in(text) is None


def test_a_notice_that_counts_beyond_every_figure_claims_nothing():
    assert notices.claims(f"{'9' * 5000} 项完成 3 亿元，12 项完成 {'9' * 5000} 亿元") == []
    [claim] = notices.claims("68 项完成投资 67.9 亿元")
    assert (claim.number, claim.invested_fen) == (68, 679_000_000_000)


def functions(tree):
    return (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def called(tree):
    """Names of what is called in it, of methods the last part."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Call):
            yield getattr(each.func, "attr", getattr(each.func, "id", ""))


def test_text_becomes_a_number_within_bounds():
    """`int` of 5,000 figures fails, and `Decimal` of ten characters may be a gigabyte."""
    loose = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name in PURE or name.startswith(("demo/", "channels/")):
            continue
        tree = ast.parse(path.read_text())
        loose += [name for each in ast.walk(tree) if _catches(each)]
        if any(part in name for part in ("views", "forms")):
            loose += [f"{name}:{one.name}" for one in functions(tree) if _unbounded(one)]
    assert loose == []


def _catches(node):
    return isinstance(node, ast.ImportFrom) and any(
        n.name == "InvalidOperation" for n in node.names
    )


def _unbounded(one):
    names = set(called(one))
    told = {"isdecimal", "isdigit"} & names
    if not told or "int" not in names or "len" in names:
        return False
    # One character at a time is one figure.
    return not any(isinstance(each, ast.GeneratorExp | ast.ListComp) for each in ast.walk(one))
