"""Days and months that a computer can count and nobody means."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from sanan.kit import dates
from sanan.kit.dates import check_year, day_said, month_said
from sanan.process.forms import day, moment

NOBODY_MEANS = ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]


@pytest.mark.parametrize("text", [*NOBODY_MEANS, "", "2026-02-30", "2026-11", "昨天"])
def test_what_is_no_day_that_people_mean_is_none(text):
    assert day_said(text) is None


def test_days_and_months_are_read():
    assert day_said("2026-11-30") == date(2026, 11, 30)
    assert month_said("2026-11") == date(2026, 11, 1)
    assert month_said("0001-01") is None
    assert month_said("2026-13") is None


@pytest.mark.parametrize("text", NOBODY_MEANS)
def test_a_form_refuses_a_year_that_nobody_means_and_says_which_it_takes(text):
    class Asked(forms.Form):
        on = day("哪一天")
        at = moment("什么时候")

    asked = Asked({"on": text, "at": f"{text}T09:00"})
    assert not asked.is_valid()
    assert set(asked.errors) == {"on", "at"}
    assert "1900" in asked.errors["on"][0]
    assert "2199" in asked.errors["on"][0]


def test_the_first_and_the_last_year_are_taken():
    check_year(date(1900, 1, 1))
    check_year(datetime(2199, 12, 31, tzinfo=UTC))
    with pytest.raises(ValidationError):
        check_year(date(2200, 1, 1))


def test_what_is_due_by_the_end_of_a_day_is_due_on_that_day():
    this_year = timezone.localdate().replace(month=11, day=1)
    assert dates.moment(dates.end_of(this_year)) == "11月1日"
    assert dates.moment(dates.end_of(date(2024, 11, 1))) == "2024年11月1日"
    shortly_before = dates.end_of(this_year).replace(second=0, microsecond=0)
    assert dates.moment(shortly_before) == "11月1日 23:59"


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2028, 2, 29), -1, date(2027, 3, 1)),
        (date(2028, 2, 29), 16, date(2044, 2, 29)),
        (date(2027, 12, 31), 5, date(2032, 12, 31)),
    ],
)
def test_a_leap_day_has_a_day_in_other_years(day, years, then):
    assert dates.years_on(day, years) == then
