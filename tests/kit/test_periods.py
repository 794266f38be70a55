"""A stretch of time that a figure states begins and ends where people say it does."""

from datetime import UTC, date, datetime

import pytest

from sanan.kit.periods import Period

NOVEMBER = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        (None, NOVEMBER, "2026-11-01", "2026-11-29"),
        ("", NOVEMBER, "2026-11-01", "2026-11-29"),
        ("month", date(2026, 1, 1), "2026-01-01", "2026-01-01"),
        ("quarter", date(2026, 1, 31), "2026-01-01", "2026-01-31"),
        ("quarter", date(2026, 3, 31), "2026-01-01", "2026-03-31"),
        ("quarter", date(2026, 4, 1), "2026-04-01", "2026-04-01"),
        ("quarter", date(2026, 9, 30), "2026-07-01", "2026-09-30"),
        ("quarter", NOVEMBER, "2026-10-01", "2026-11-29"),
        ("half_year", date(2026, 6, 30), "2026-01-01", "2026-06-30"),
        ("half_year", date(2026, 7, 1), "2026-07-01", "2026-07-01"),
        ("half_year", date(2026, 12, 31), "2026-07-01", "2026-12-31"),
        ("year", NOVEMBER, "2026-01-01", "2026-11-29"),
        ("2025", NOVEMBER, "2025-01-01", "2025-12-31"),
        ("1999", NOVEMBER, "1999-01-01", "1999-12-31"),
        ("2026-10", NOVEMBER, "2026-10-01", "2026-10-31"),
        ("2026-04", NOVEMBER, "2026-04-01", "2026-04-30"),
        ("2025-12", NOVEMBER, "2025-12-01", "2025-12-31"),
        ("2025-02", NOVEMBER, "2025-02-01", "2025-02-28"),
        ("2024-02", NOVEMBER, "2024-02-01", "2024-02-29"),
    ],
)
def test_from_the_first_day_to_the_last(text, today, first, last):
    period = Period.read(text, today)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "0001", "99999", "20x6", "2026-1", "上个月"]
)
def test_what_names_no_stretch_is_this_month(text):
    assert Period.read(text, NOVEMBER) == Period("month", date(2026, 11, 1), NOVEMBER)


def test_the_key_is_what_was_asked_for():
    asked = ["quarter", "half_year", "year", "month", "2026", "2026-10"]
    assert [Period.read(key, NOVEMBER).key for key in asked] == asked


def test_both_days_are_whole_days_in_shanghai():
    period = Period("2026-10", date(2026, 10, 1), date(2026, 10, 31))
    assert period.start == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    assert period.end == datetime(2026, 10, 31, 16, 0, tzinfo=UTC)
    long_ago = Period("1999-10", date(1999, 10, 1), date(1999, 10, 31))
    assert long_ago.name == "1999年10月1日至1999年10月31日"
