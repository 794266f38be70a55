"""One way to say a moment, a day and a period: `kit.dates`, never a format of a page's own."""

import re
from datetime import date
from pathlib import Path

import pytest

from sanan.config import messages
from sanan.kit import dates

SOURCE = Path(messages.__file__).resolve().parents[1]
# What machines read, what needs seconds, the clock alone, and keys of addresses.
ALLOWED = {"c", "H:i", "Y-m-d H:i:s", "Y-m", "Ymd", "F"}
CUT = re.compile(r"\b(?:now|at|\w+_at|moment)\.date\(\)")
FORMAT = re.compile(r"""\|date:["']([^"']*)["']""")


def test_no_page_lays_out_a_date_by_itself():
    own = {
        str(page.relative_to(SOURCE)): sorted(set(FORMAT.findall(page.read_text())) - ALLOWED)
        for page in SOURCE.glob("*/templates/**/*.html")
    }
    assert {page: found for page, found in own.items() if found} == {}


def test_no_moment_is_cut_to_its_day_by_universal_time():
    """Between midnight and eight in the morning that is the day before: `kit.dates.local_day`."""
    own = {
        f"{source.relative_to(SOURCE)}:{number}": line.strip()
        for source in SOURCE.glob("**/*.py")
        if "migrations" not in source.parts
        for number, line in enumerate(source.read_text().splitlines(), start=1)
        if CUT.search(line)
    }
    assert own == {}


def test_no_year_is_changed_without_thought_of_a_leap_day():
    """29 February is in no other year: `kit.dates.years_on`, or, for months, from their first day."""
    safe = {"kit/dates.py", "livelihood/models/household.py", "livelihood/rules/subsidies.py"}
    own = {
        name
        for source in SOURCE.glob("**/*.py")
        if ".replace(year=" in source.read_text()
        and not (name := str(source.relative_to(SOURCE))).startswith("demo/")
    }
    assert own == safe


@pytest.mark.parametrize("line", ["x = now.date()", "w.raised_at.date()", "terms.at.date(),"])
def test_what_cuts_a_moment_is_seen(line: str):
    assert CUT.search(line)


@pytest.mark.parametrize("line", ["local_day(now)", "localtime(at, zone).date()", "that.date()"])
def test_and_what_was_brought_home_first_is_not(line: str):
    assert not CUT.search(line)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("2026-10", "2026年10月"),
        ("2026Q3", "2026年第三季度"),
        ("2026H1", "2026年上半年"),
        ("2026", "2026年"),
        ("2026-10-08", "2026年10月8日"),
        ("2026-13", "2026-13"),
        ("第42次", "第42次"),
    ],
)
def test_how_a_period_is_said(key: str, said: str):
    assert dates.period(key) == said


def test_a_day_of_another_year_says_its_year():
    assert dates.day(date(1999, 2, 3)) == "1999年2月3日"
