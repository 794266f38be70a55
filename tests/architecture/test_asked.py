"""Which tests PostgreSQL sees (tests/asked.py): few, and every statement among them."""

import json

import pytest

from asked import Noted, fewest, read, shape


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 1 FROM a WHERE b IN (%s, %s)", "SELECT 1 FROM a WHERE b IN (%s, %s, %s)"),
        ("INSERT INTO a VALUES (%s, %s), (%s, %s)", "INSERT INTO a VALUES (%s, %s)"),
        ("SELECT a FROM b LIMIT 21", "SELECT a FROM b LIMIT 1"),
        ('SELECT "s140_x1"', 'SELECT "s99_x7"'),
    ],
)
def test_how_many_values_is_no_other_statement(one, other):
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('SELECT "a"."b" FROM "a"', 'SELECT "a"."b", "a"."c" AS "d" FROM "a"'),
        (
            'UPDATE "a" SET "b" = %s WHERE "c" = %s',
            'UPDATE "a" SET "d" = %s, "b" = %s WHERE "c" = %s',
        ),
    ],
)
def test_which_plain_columns_are_read_or_set_is_no_other_statement(one, other):
    assert shape(one) == shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('SELECT DISTINCT "a"."b" FROM "a"', 'SELECT DISTINCT "a"."c" FROM "a"'),
        ('SELECT "a"."b" FROM "a" GROUP BY 0', 'SELECT "a"."c" FROM "a" GROUP BY 0'),
        ('SELECT "a"."b" FROM "a"', 'SELECT MAX("a"."b") FROM "a"'),
    ],
)
def test_but_where_rows_are_told_apart_or_worked_out_it_is(one, other):
    assert shape(one) != shape(other)


def test_another_column_is_another_statement():
    assert shape("SELECT a FROM b WHERE c = %s") != shape("SELECT a FROM b WHERE d = %s")


NOTED = {
    "slow": Noted(9.0, {"a", "b", "c"}),
    "quick": Noted(0.1, {"a", "b"}),
    "same": Noted(0.2, {"a", "b"}),
    "odd": Noted(0.1, {"IntegrityError c"}),
}


def test_the_fewest_ask_everything_and_the_quick_come_first():
    assert fewest(NOTED) == {"quick", "odd", "slow"}


def test_what_runs_anyway_needs_no_other():
    assert fewest(NOTED, ["slow"]) == {"odd"}


def test_what_was_written_is_read_again(tmp_path):
    told = {"statements": ["a", "b"], "tests": {"t": [0.5, [1]]}}
    (tmp_path / "gw0.json").write_text(json.dumps(told))
    assert read(tmp_path) == {"t": Noted(0.5, {"b"})}
