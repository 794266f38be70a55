"""The working calendar on the published days of 2024 and 2025."""

import logging
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.calendar import SHANGHAI, WorkCalendar, seed_year

CALENDAR = WorkCalendar(days={**seed_year(2024).days, **seed_year(2025).days})
BERLIN = ZoneInfo("Europe/Berlin")

moments = st.datetimes(datetime(2024, 1, 1), datetime(2025, 6, 30), timezones=st.just(UTC))
days = st.dates(date(2024, 1, 1), date(2025, 6, 30))
spans = st.timedeltas(timedelta(0), timedelta(hours=200))
amounts = st.integers(0, 60)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-09-28", False),  # an ordinary Saturday
        ("2024-09-29", True),  # Sunday, worked for National Day
        ("2024-09-30", True),
        *((f"2024-10-0{n}", False) for n in range(1, 8)),
        ("2024-10-08", True),
        ("2024-10-12", True),  # Saturday, worked for National Day
        ("2024-10-13", False),
        ("2024-02-04", True),  # Sunday, worked for the Spring Festival
        ("2024-02-12", False),
        ("2025-01-01", False),
        ("2025-01-26", True),
        ("2025-02-04", False),
    ],
)
def test_published_days(day, worked):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked


def test_a_published_year_is_whole_and_a_missing_one_says_so():
    assert len(seed_year(2024).days) == 366
    assert seed_year(2024).known
    assert seed_year(2099).days == {}
    assert not seed_year(2099).known


def test_a_missing_year_is_monday_to_friday_with_one_warning(caplog):
    calendar = WorkCalendar()
    with caplog.at_level(logging.WARNING, "sanan.kit.calendar"):
        assert calendar.is_working_day(date(2099, 10, 1))  # a Thursday
        assert not calendar.is_working_day(date(2099, 10, 3))
    assert calendar.missing_years == {2099}
    assert [record.args for record in caplog.records] == [(2099,)]


def test_a_day_the_tenant_edited_wins_and_a_known_year_warns_of_nothing():
    calendar = WorkCalendar(days={**CALENDAR.days, date(2024, 10, 8): False})
    assert not calendar.is_working_day(date(2024, 10, 8))
    assert calendar.missing_years == set()


@pytest.mark.parametrize(
    ("day", "amount", "expected"),
    [
        ("2024-09-27", 1, "2024-09-29"),
        ("2024-09-27", 3, "2024-10-08"),
        ("2024-10-03", 1, "2024-10-08"),
        ("2024-10-11", 2, "2024-10-14"),
        ("2024-12-31", 1, "2025-01-02"),
        ("2024-02-09", 2, "2024-02-19"),
        ("2024-10-05", 0, "2024-10-05"),
    ],
)
def test_adding_working_days(day, amount, expected):
    start, end = date.fromisoformat(day), date.fromisoformat(expected)
    assert CALENDAR.add_working_days(start, amount) == end
    assert CALENDAR.working_days_between(start, end) == amount
    assert CALENDAR.working_days_between(end, start) == -amount


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2024-10-08 11:00", 1, "2024-10-08 12:00"),  # filled to the brim: not 14:30
        ("2024-10-08 11:00", 2, "2024-10-08 15:30"),
        ("2024-10-08 13:00", 2, "2024-10-08 16:30"),
        ("2024-10-08 17:00", 4, "2024-10-09 11:30"),
        ("2024-10-08 23:00", 4, "2024-10-09 12:00"),
        ("2024-09-30 16:30", 2, "2024-10-08 09:00"),
        ("2024-10-12 17:00", 2, "2024-10-14 09:30"),
        ("2024-10-08 08:00", 7, "2024-10-08 17:30"),
        ("2024-10-08 08:00", 7.5, "2024-10-09 08:30"),
        ("2024-10-08 03:00", 0, "2024-10-08 03:00"),
    ],
)
def test_adding_working_hours(moment, hours, expected):
    assert CALENDAR.add_working_hours(local(moment), hours) == local(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-10-08 07:59", "2024-10-08 08:00"),
        ("2024-10-08 08:00", "2024-10-08 08:00"),
        ("2024-10-08 10:15", "2024-10-08 10:15"),
        ("2024-10-08 12:00", "2024-10-08 14:30"),
        ("2024-10-08 17:30", "2024-10-09 08:00"),
        ("2024-09-30 17:30", "2024-10-08 08:00"),
    ],
)
def test_the_next_office_moment(moment, expected):
    assert CALENDAR.next_office_moment(local(moment)) == local(expected)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2024-10-08 11:00", "2024-10-08 15:00", 1.5),
        ("2024-10-08 12:00", "2024-10-08 14:30", 0),
        ("2024-10-08 17:00", "2024-10-09 09:00", 1.5),
        ("2024-09-30 16:30", "2024-10-08 09:00", 2),
        ("2024-10-01 00:00", "2024-10-07 23:59", 0),
        ("2024-09-29 00:00", "2024-10-13 00:00", 49),  # 29, 30, 8, 9, 10, 11, 12 at 7 h
    ],
)
def test_working_seconds(start, end, hours):
    assert CALENDAR.working_seconds_between(local(start), local(end)) == hours * 3600
    assert CALENDAR.working_seconds_between(local(end), local(start)) == -hours * 3600


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-10-08 20:59:59", "2024-10-08 20:59:59"),
        ("2024-10-08 21:00", "2024-10-09 08:00"),
        ("2024-12-31 23:30", "2025-01-01 08:00"),
        ("2024-10-08 00:00", "2024-10-08 08:00"),
        ("2024-10-08 07:59:59", "2024-10-08 08:00"),
        ("2024-10-08 08:00", "2024-10-08 08:00"),
    ],
)
def test_no_reminder_at_night(moment, expected):
    assert CALENDAR.not_at_night(local(moment)) == local(expected)


def test_office_time_follows_the_clock_change():
    spring = WorkCalendar(days={date(2024, 3, 31): True}, hours=((time(0), time(6)),), zone=BERLIN)
    night = datetime(2024, 3, 31, tzinfo=BERLIN)
    assert spring.working_seconds_between(night, night + timedelta(days=1)) == 5 * 3600


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(12)), (time(11), time(17))),
    ],
)
def test_office_hours_must_make_sense(hours):
    with pytest.raises(ValueError, match="ascending"):
        WorkCalendar(hours=hours)


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match="timezone"):
        CALENDAR.add_working_hours(datetime(2024, 10, 8, 9), 1)
    with pytest.raises(ValueError, match="added"):
        CALENDAR.add_working_days(date(2024, 10, 8), -1)
    with pytest.raises(ValueError, match="added"):
        CALENDAR.add_working_hours(local("2024-10-08 09:00"), -1)


def test_a_table_without_a_working_day_fails_instead_of_searching_for_ever():
    idle = {date(2024, 1, 1) + timedelta(days=n): False for n in range(500)}
    with pytest.raises(LookupError, match="no working day"):
        WorkCalendar(days=idle).add_working_hours(local("2024-01-01 09:00"), 1)


@given(days, amounts, amounts)
def test_working_days_add_up(day, a, b):
    one_by_one = CALENDAR.add_working_days(CALENDAR.add_working_days(day, a), b)
    assert one_by_one == CALENDAR.add_working_days(day, a + b)


@given(days, st.integers(1, 60))
def test_the_day_reached_is_worked_and_that_many_away(day, amount):
    reached = CALENDAR.add_working_days(day, amount)
    assert CALENDAR.is_working_day(reached)
    assert CALENDAR.working_days_between(day, reached) == amount


@given(moments, spans, spans)
def test_working_time_adds_up(moment, a, b):
    one_by_one = CALENDAR.add_working_time(CALENDAR.add_working_time(moment, a), b)
    assert one_by_one == CALENDAR.add_working_time(moment, a + b)


@given(moments, spans)
def test_adding_and_measuring_agree(moment, span):
    reached = CALENDAR.add_working_time(moment, span)
    assert CALENDAR.working_time_between(moment, reached) == span


@given(moments)
def test_the_next_office_moment_is_its_own_next(moment):
    once = CALENDAR.next_office_moment(moment)
    assert once >= moment
    assert CALENDAR.next_office_moment(once) == once


@given(moments)
def test_a_reminder_moves_forward_into_the_day(moment):
    sent = CALENDAR.not_at_night(moment)
    assert timedelta(0) <= sent - moment <= timedelta(hours=11)
    assert 8 <= sent.astimezone(SHANGHAI).hour < 21


def test_working_time_is_never_taken_away():
    with pytest.raises(ValueError, match="not taken away"):
        CALENDAR.add_working_hours(local("2024-10-08 10:00"), -0.5)
