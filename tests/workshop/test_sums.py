"""The sums by themselves: known balances, what is refused, weights, pay to the fen."""

import json
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner

from sanan.config.cli import cli
from sanan.workshop.sums import pay, weight
from sanan.workshop.sums.balance import balance
from sanan.workshop.sums.exact import Wrong, plain

DAY = date(2026, 11, 3)


def of(issued, good, reject, returned, per_piece="1", allow="0", **more):
    found = balance(
        issued=issued,
        good=good,
        reject=reject,
        returned=returned,
        per_piece=per_piece,
        allow=allow,
        **more,
    )
    return tuple(map(plain, (found.consumed, found.to_return, found.over_loss)))


def test_the_published_cases():
    """Domain brief §11.4."""
    assert of(20, 10, 0, 0) == ("10", "10", "10")
    assert of(200, 100, 100, 0) == ("200", "0", "0")
    with pytest.raises(Wrong, match="only 20 was issued") as no:
        of(20, 21, 0, 0)
    assert (no.value.code, no.value.field) == ("more_than_issued", "good")


def test_the_allowance_is_of_what_was_consumed():
    # 1,000 g, 100 pieces of 9.5 g: 950 consumed; 2 % allows 19 more; 31 of the 50 left are charged.
    assert of("1000", "98", "2", "0", "9.5", "2") == ("950", "50", "31")
    assert of("1000", "98", "2", "31", "9.5", "2") == ("950", "19", "0")
    assert of("1000", "98", "2", "50", "9.5", "2％") == ("950", "0", "0")


def test_rejected_pieces_are_charged_where_the_agreement_says_so():
    # 100 issued, 90 good and 10 rejected of 1 each at 5 %: 94.5 are excused, 5.5 charged.
    assert of(100, 90, 10, 0, 1, 5) == ("100", "0", "0")
    assert of(100, 90, 10, 0, 1, 5, charge_rejects=True) == ("100", "0", "5.5")


def test_nothing_and_very_much():
    assert of(0, 0, 0, 0) == ("0", "0", "0")
    assert of("-0", "-0.0", 0, 0) == ("0", "0", "0")
    assert of("1000000000000", "1", 0, 0, "0.000000000001")[1] == "999999999999.999999999999"
    assert of("0.3", "0.1", "0.2", 0) == ("0.3", "0", "0")


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [
        ("good", "-1", "negative"),
        ("issued", "nan", "no_number"),
        ("issued", "Infinity", "no_number"),
        ("returned", "一百", "no_number"),
        ("returned", "", "no_number"),
        ("reject", "1e999999", "huge"),
        ("issued", "1e13", "huge"),
        ("per_piece", "0." + "0" * 12 + "1", "huge"),
        ("good", "9" * 61, "huge"),
        ("returned", "11", "more_than_left"),
        ("allow", "101", "allowance"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(field, given, code):
    figures = {"issued": 20, "good": 5, "reject": 5, "returned": 0, "per_piece": 1, "allow": 0}
    with pytest.raises(Wrong) as no:
        balance(**{**figures, field: given})
    assert no.value.code == code
    assert str(no.value).endswith(".")


def run(*words: str):
    return CliRunner().invoke(cli, ["livelihood", "balance", *words])


def test_the_command():
    line = [
        "--issued",
        "1000",
        "--good",
        "98",
        "--reject",
        "2",
        "--returned",
        "0",
        "--per-piece",
        "9.5",
        "--allow",
        "2",
    ]
    told = run(*line, "--json")
    assert told.exit_code == 0
    assert json.loads(told.output) == {"consumed": 950, "to_return": 50, "over_loss": 31}
    assert run(*line).output == "consumed: 950\nto_return: 50\nover_loss: 31\n"
    wrong = run(*line[:3], "9999", *line[4:])
    assert wrong.exit_code == 1
    assert "only 1000 was issued" in wrong.output


def test_weights():
    assert weight.pieces(grams=weight.net(gross="1030", tare="30"), each="8.3") == 120
    assert weight.pieces(grams="12.45", each="8.3") == 2  # 1.5 pieces
    with pytest.raises(Wrong, match="container"):
        weight.net(gross=10, tare=11)
    with pytest.raises(Wrong, match="weigh something"):
        weight.pieces(grams=10, each=0)


def test_lines_are_rounded_each_to_the_fen():
    assert pay.of_pieces(pay.Pieces(DAY, Decimal(7), Decimal("0.035"))) == 25  # 0.245 yuan
    assert pay.of_pieces(pay.Pieces(DAY, Decimal("12.345"), Decimal("1.1"))) == 1358
    assert pay.of_over_loss(Decimal("0.5"), Decimal("0.03")) == 2  # 0.015 yuan


def test_a_task_changed_within_the_day_still_makes_the_day():
    thirds = [pay.Part(DAY, 160, Decimal(80))] * 3
    assert pay.of_parts(thirds) == [2667, 2666, 2667]
    mixed = [
        pay.Part(DAY, 240, Decimal(80)),
        pay.Part(DAY, 240, Decimal(96)),
        pay.Part(date(2026, 11, 4), 1, Decimal(80)),
    ]
    assert pay.of_parts(mixed) == [4000, 4800, 17]


def test_pay_is_never_below_nothing_and_nothing_is_carried_on():
    few = pay.month(pieces=[pay.Pieces(DAY, Decimal(10), Decimal("0.5"))], bonus=[100], due=[900])
    assert (few.earned, few.charged, few.waived, few.net) == (600, 600, 300, 0)
    enough = pay.month(pieces=[pay.Pieces(DAY, Decimal(100), Decimal("0.5"))], due=[900, 50])
    assert (enough.earned, enough.charged, enough.waived, enough.net) == (5000, 950, 0, 4050)
    taken_back = pay.month(pieces=[pay.Pieces(DAY, Decimal(-4), Decimal("0.5"))], due=[10])
    assert (taken_back.earned, taken_back.charged, taken_back.net) == (-200, 0, 0)


def test_the_average_counts_people_of_each_month():
    paid = [
        ("2026-10", "a", 90_000),
        ("2026-10", "a", 10_000),  # two payments, one month of one person
        ("2026-10", "b", 96_001),
        ("2026-11", "a", 98_000),
        ("2026-11", "c", 0),  # nothing was paid: not counted
    ]
    found = pay.average(paid)
    assert (found.total, found.worker_months, found.workers, found.fen) == (294_001, 3, 2, 98_000)
    assert pay.average([]).fen is None
