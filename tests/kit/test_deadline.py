"""The clock's published cases: every answer below was worked out by hand on the 2024 calendar.

Working days around National Day 2024: 27 (Fri), 29 (Sun) and 30 September, 8 to 12 October
(the 12th a Saturday), 14 October. The office is open 08:00-12:00 and 14:30-17:30.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.calendar import SHANGHAI, WorkCalendar, seed_year
from sanan.kit.deadline import (
    Allowance,
    Colour,
    Deadline,
    Left,
    Pause,
    Thresholds,
    Unit,
    colour,
    due_at,
    remaining,
    starts_at,
)

CALENDAR = WorkCalendar(days={**seed_year(2024).days, **seed_year(2025).days})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(n: int) -> Allowance:
    return Allowance(Unit.HOUR, n)


def working_hours(n: int) -> Allowance:
    return Allowance(Unit.WORKING_HOUR, n)


def days(n: int) -> Allowance:
    return Allowance(Unit.DAY, n)


def working_days(n: int) -> Allowance:
    return Allowance(Unit.WORKING_DAY, n)


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(local(start), local(end) if end else None)


PLAIN = {
    "hours run at night and on holidays": ("2024-10-01 23:30", hours(2), "2024-10-02 01:30"),
    "a day in hours": ("2024-10-08 10:00", hours(24), "2024-10-09 10:00"),
    "hours over the year's end": ("2024-12-31 23:00", hours(2), "2025-01-01 01:00"),
    "no hour at all": ("2024-10-08 10:00", hours(0), "2024-10-08 10:00"),
    "working hours over lunch": ("2024-10-08 11:00", working_hours(2), "2024-10-08 15:30"),
    "received at lunch": ("2024-10-08 13:00", working_hours(2), "2024-10-08 16:30"),
    "received at night": ("2024-10-08 23:00", working_hours(4), "2024-10-09 12:00"),
    "received before opening": ("2024-10-09 05:00", working_hours(4), "2024-10-09 12:00"),
    "working hours overnight": ("2024-10-08 17:00", working_hours(4), "2024-10-09 11:30"),
    "working hours over a week off": ("2024-09-30 16:30", working_hours(2), "2024-10-08 09:00"),
    "working hours from a worked Saturday": (
        "2024-10-12 17:00",
        working_hours(2),
        "2024-10-14 09:30",
    ),
    "days start the day after": ("2024-10-01 00:00", days(7), "2024-10-08 23:59:59"),
    "late that day is the same": ("2024-10-01 23:59:59", days(7), "2024-10-08 23:59:59"),
    "the same day": ("2024-10-01 09:00", days(0), "2024-10-01 23:59:59"),
    "a leap day": ("2024-02-28 09:00", days(1), "2024-02-29 23:59:59"),
    "a month's end": ("2024-01-31 09:00", days(1), "2024-02-01 23:59:59"),
    "days over the year's end": ("2024-12-20 09:00", days(15), "2025-01-04 23:59:59"),
    "a petition's sixty days": ("2024-01-01 09:00", days(60), "2024-03-01 23:59:59"),
    "a Sunday that is worked": ("2024-09-27 10:00", working_days(1), "2024-09-29 17:30"),
    "over National Day": ("2024-09-27 10:00", working_days(3), "2024-10-08 17:30"),
    "to a Saturday that is worked": ("2024-09-30 16:00", working_days(5), "2024-10-12 17:30"),
    "received on a holiday": ("2024-10-03 22:10", working_days(1), "2024-10-08 17:30"),
    "received on the day before it": ("2024-09-30 23:59", working_days(1), "2024-10-08 17:30"),
    "over the Spring Festival of 2024": ("2024-02-09 10:00", working_days(2), "2024-02-19 17:30"),
    "over the Spring Festival of 2025": ("2025-01-25 10:00", working_days(3), "2025-02-05 17:30"),
    "over New Year": ("2024-12-31 10:00", working_days(1), "2025-01-02 17:30"),
    "the same working day": ("2024-10-12 09:00", working_days(0), "2024-10-12 17:30"),
    "the same working day, too late": ("2024-10-12 18:00", working_days(0), "2024-10-14 17:30"),
    "the same working day on a Sunday": ("2024-10-13 10:00", working_days(0), "2024-10-14 17:30"),
}


@pytest.mark.parametrize(("received", "allowance", "due"), PLAIN.values(), ids=PLAIN)
def test_due(received, allowance, due):
    assert due_at(local(received), allowance, CALENDAR) == local(due)


PAUSED = {
    "over lunch: 1.5 office hours": (
        ("2024-10-08 09:00", working_hours(4)),
        [pause("2024-10-08 11:00", "2024-10-08 15:00")],
        "2024-10-08 17:00",
    ),
    "only lunch: nothing stood still": (
        ("2024-10-08 09:00", working_hours(4)),
        [pause("2024-10-08 12:00", "2024-10-08 14:30")],
        "2024-10-08 15:30",
    ),
    "over night: 1.5 office hours": (
        ("2024-10-08 16:30", working_hours(4)),
        [pause("2024-10-08 17:00", "2024-10-09 09:00")],
        "2024-10-09 15:00",
    ),
    "hours count the night": (
        ("2024-10-08 10:00", hours(24)),
        [pause("2024-10-08 20:00", "2024-10-09 08:00")],
        "2024-10-09 22:00",
    ),
    "working days over National Day: 9 office hours": (
        ("2024-09-30 09:00", working_days(5)),
        [pause("2024-09-30 16:00", "2024-10-09 10:00")],
        "2024-10-15 10:00",
    ),
    "all of National Day: nothing stood still": (
        ("2024-09-30 09:00", working_days(5)),
        [pause("2024-10-01 00:00", "2024-10-07 23:59")],
        "2024-10-12 17:30",
    ),
    "calendar days: two days and five hours": (
        ("2024-10-01 10:00", days(7)),
        [pause("2024-10-03 10:00", "2024-10-05 15:00")],
        "2024-10-11 04:59:59",
    ),
    "on the day of receipt, before the clock starts": (
        ("2024-10-08 09:00", working_days(1)),
        [pause("2024-10-08 10:00", "2024-10-08 12:00")],
        "2024-10-09 17:30",
    ),
    "begun before receipt": (
        ("2024-10-08 10:00", hours(2)),
        [pause("2024-10-08 09:00", "2024-10-08 10:30")],
        "2024-10-08 12:30",
    ),
    "two that overlap count once": (
        ("2024-10-08 10:00", hours(24)),
        [
            pause("2024-10-08 14:00", "2024-10-08 16:00"),
            pause("2024-10-08 12:00", "2024-10-08 15:00"),
        ],
        "2024-10-09 14:00",
    ),
    "the second falls into the time the first gained": (
        ("2024-10-08 08:00", hours(2)),
        [
            pause("2024-10-08 09:00", "2024-10-08 10:30"),
            pause("2024-10-08 11:00", "2024-10-08 11:15"),
        ],
        "2024-10-08 11:45",
    ),
    "begun when it was already late": (
        ("2024-10-08 08:00", hours(2)),
        [pause("2024-10-08 10:00", "2024-10-08 18:00")],
        "2024-10-08 10:00",
    ),
    "over the Spring Festival: 2.5 office hours": (
        ("2024-02-09 09:00", working_hours(4)),
        [pause("2024-02-09 11:00", "2024-02-18 09:30")],
        "2024-02-18 11:30",
    ),
}


@pytest.mark.parametrize(("start", "pauses", "due"), PAUSED.values(), ids=PAUSED)
def test_due_after_pauses(start, pauses, due):
    received, allowance = start
    assert due_at(local(received), allowance, CALENDAR, pauses) == local(due)


EXTENDED = {
    "five working days and ten": (
        ("2024-10-08 09:00", working_days(5)),
        working_days(10),
        "2024-10-28 17:30",
    ),
    "sixty days and thirty": (("2024-01-01 09:00", days(60)), days(30), "2024-03-31 23:59:59"),
    "hours on hours": (("2024-10-08 09:00", hours(24)), hours(24), "2024-10-10 09:00"),
    "working days on calendar days": (
        ("2024-10-01 09:00", days(7)),
        working_days(2),
        "2024-10-10 17:30",
    ),
    "nothing granted": (("2024-10-01 09:00", days(7)), working_days(0), "2024-10-08 23:59:59"),
}


@pytest.mark.parametrize(("start", "extension", "due"), EXTENDED.values(), ids=EXTENDED)
def test_due_after_an_extension(start, extension, due):
    received, allowance = start
    assert due_at(local(received), allowance, CALENDAR, (), extension) == local(due)


def test_extensions_of_one_unit_join_and_others_do_not():
    assert working_days(5) + working_days(10) == working_days(15)
    with pytest.raises(ValueError, match="one unit"):
        working_days(5) + days(1)


def test_a_receipt_in_utc_is_counted_by_the_local_day():
    received = datetime(2024, 10, 8, 16, 30, tzinfo=UTC)  # 00:30 on the 9th
    assert due_at(received, days(1), CALENDAR) == local("2024-10-10 23:59:59")
    assert starts_at(received, days(1), CALENDAR) == local("2024-10-10 00:00")


def test_the_clock_change_moves_hours_but_not_days():
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkCalendar(zone=berlin)
    received = datetime(2024, 3, 30, 12, tzinfo=berlin)
    assert due_at(received, hours(24), calendar) == datetime(2024, 3, 31, 13, tzinfo=berlin)
    assert due_at(received, days(1), calendar) == datetime(2024, 3, 31, 21, 59, 59, tzinfo=UTC)


def test_an_open_pause_counts_up_to_now_and_never_runs_out():
    clock = Deadline(received_at=local("2024-10-08 10:00"), allowance=hours(2))
    clock = clock.pause(local("2024-10-08 11:00"))
    assert clock.paused
    assert clock.due_at(CALENDAR) == local("2024-10-08 12:00")
    for now in ("2024-10-08 11:00", "2024-10-08 15:00", "2024-12-01 03:00"):
        left = clock.remaining(local(now), CALENDAR)
        assert left == Left(unit=Unit.HOUR, seconds=3600, amount=1)
        assert clock.colour(local(now), CALENDAR) is Colour.FINE
    clock = clock.resume(local("2024-10-08 15:00"))
    assert not clock.paused
    assert clock.due_at(CALENDAR) == local("2024-10-08 16:00")


def test_pausing_twice_is_pausing_once():
    clock = Deadline(received_at=local("2024-10-08 10:00"), allowance=hours(2))
    once = clock.pause(local("2024-10-08 11:00"))
    assert once.pause(local("2024-10-08 11:30")) == once


def test_a_kept_promise_stays_kept_whatever_the_time():
    clock = Deadline(received_at=local("2024-10-08 10:00"), allowance=hours(24))
    answered = clock.stop(local("2024-10-08 11:00"))
    assert answered.colour(local("2024-12-01 00:00"), CALENDAR) is Colour.FINE
    assert clock.colour(local("2024-12-01 00:00"), CALENDAR) is Colour.OVERDUE
    late = clock.stop(local("2024-10-09 10:01"))
    assert late.colour(local("2024-12-01 00:00"), CALENDAR) is Colour.OVERDUE


def test_what_is_left_of_a_kept_promise_is_what_was_left_then():
    clock = Deadline(received_at=local("2024-10-08 10:00"), allowance=hours(24))
    answered = clock.stop(local("2024-10-08 11:00"))
    for now in ("2024-10-08 11:00", "2024-12-01 00:00"):
        left = answered.remaining(local(now), CALENDAR)
        assert left == Left(unit=Unit.HOUR, seconds=23 * 3600, amount=23)
    # Before it was kept, its end is not known yet.
    left = answered.remaining(local("2024-10-08 10:30"), CALENDAR)
    assert left == Left(unit=Unit.HOUR, seconds=23.5 * 3600, amount=24)


def test_a_pause_that_ends_as_it_begins_saves_nothing():
    moment = "2024-10-08 11:00"
    assert due_at(local("2024-10-08 10:00"), hours(2), CALENDAR, [pause(moment, moment)]) == local(
        "2024-10-08 12:00"
    )


def test_extending_twice_adds_up():
    clock = Deadline(received_at=local("2024-10-08 09:00"), allowance=working_days(5))
    clock = clock.extend(working_days(4)).extend(working_days(6))
    assert clock.due_at(CALENDAR) == local("2024-10-28 17:30")


@pytest.mark.parametrize(
    ("now", "seconds", "amount", "shown"),
    [
        ("2024-10-08 12:00", 38 * 3600, 5, Colour.FINE),  # this afternoon and five days of 7 h
        ("2024-10-12 12:00", 10 * 3600, 1, Colour.FINE),
        ("2024-10-12 15:45", 8.75 * 3600, 1, Colour.SOON),  # a quarter of 35 h
        ("2024-10-13 10:00", 7 * 3600, 1, Colour.SOON),
        ("2024-10-14 09:00", 6 * 3600, 0, Colour.SOON),
        ("2024-10-14 17:30", 0, 0, Colour.SOON),
        ("2024-10-14 17:30:01", 0, 0, Colour.OVERDUE),
        ("2024-10-15 09:00", -3600, -1, Colour.OVERDUE),
    ],
)
def test_what_is_left_of_five_working_days(now, seconds, amount, shown):
    clock = Deadline(received_at=local("2024-10-08 11:30"), allowance=working_days(5))
    left = clock.remaining(local(now), CALENDAR)
    assert left == Left(unit=Unit.WORKING_DAY, seconds=seconds, amount=amount)
    assert clock.colour(local(now), CALENDAR) is shown


@pytest.mark.parametrize(
    ("now", "unit", "amount"),
    [
        ("2024-10-08 10:00", Unit.HOUR, 24),
        ("2024-10-08 10:01", Unit.HOUR, 24),
        ("2024-10-09 09:30", Unit.HOUR, 1),
        ("2024-10-09 11:00", Unit.HOUR, -1),
        ("2024-10-08 10:00", Unit.WORKING_HOUR, 7),
        ("2024-10-06 10:00", Unit.DAY, 3),
        ("2024-10-09 23:00", Unit.DAY, 0),
    ],
)
def test_what_is_left_in_other_units(now, unit, amount):
    due = local("2024-10-09 10:00")
    assert remaining(local(now), due, unit, CALENDAR).amount == amount


def test_soon_moves_with_a_pause_and_its_share_is_data():
    clock = Deadline(received_at=local("2024-10-08 10:00"), allowance=hours(24))
    assert clock.soon_at(CALENDAR) == local("2024-10-09 04:00")
    assert clock.soon_at(CALENDAR, Thresholds(soon_percent=50)) == local("2024-10-08 22:00")
    rested = clock.pause(local("2024-10-08 12:00")).resume(local("2024-10-08 14:00"))
    assert rested.soon_at(CALENDAR) == local("2024-10-09 06:00")


def test_colour_from_stored_moments():
    due, soon = local("2024-10-09 10:00"), local("2024-10-09 04:00")
    assert colour(local("2024-10-09 03:59"), due, soon) is Colour.FINE
    assert colour(local("2024-10-09 04:00"), due, soon) is Colour.SOON
    assert colour(local("2024-10-09 10:00"), due, soon) is Colour.SOON
    assert colour(local("2024-10-09 10:01"), due, soon) is Colour.OVERDUE


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="negative"):
        hours(-1)
    with pytest.raises(ValueError, match="end before"):
        pause("2024-10-09 10:00", "2024-10-08 10:00")


moments = st.datetimes(datetime(2024, 1, 1), datetime(2025, 3, 31), timezones=st.just(UTC))
units = st.sampled_from(Unit)
amounts = st.integers(0, 40)
lengths = st.timedeltas(timedelta(0), timedelta(days=20))
some_pauses = st.lists(
    st.builds(lambda start, length: Pause(start, start + length), moments, lengths), max_size=4
)


@given(moments, units, amounts, some_pauses)
def test_more_allowance_is_never_less_time(received, unit, amount, pauses):
    less = due_at(received, Allowance(unit, amount), CALENDAR, pauses)
    assert less <= due_at(received, Allowance(unit, amount + 1), CALENDAR, pauses)


@given(moments, units, amounts, some_pauses)
def test_a_pause_never_shortens(received, unit, amount, pauses):
    allowance = Allowance(unit, amount)
    with_some = due_at(received, allowance, CALENDAR, pauses[1:])
    assert received <= due_at(received, allowance, CALENDAR) <= with_some
    assert with_some <= due_at(received, allowance, CALENDAR, pauses)


@given(moments, units, amounts)
def test_an_extension_of_nothing_changes_nothing(received, unit, amount):
    allowance = Allowance(unit, amount)
    assert due_at(received, allowance, CALENDAR, (), Allowance(unit, 0)) == due_at(
        received, allowance, CALENDAR
    )


@given(moments, st.integers(1, 20), st.integers(1, 20))
def test_an_extension_is_as_good_as_a_longer_allowance(received, a, b):
    extended = due_at(received, working_days(a), CALENDAR, (), working_days(b))
    assert extended == due_at(received, working_days(a + b), CALENDAR)


@given(moments, units, amounts, some_pauses)
def test_soon_comes_before_due(received, unit, amount, pauses):
    clock = Deadline(received_at=received, allowance=Allowance(unit, amount), pauses=tuple(pauses))
    assert clock.soon_at(CALENDAR) <= clock.due_at(CALENDAR)


@given(moments, st.integers(1, 20))
def test_a_working_day_deadline_is_the_close_of_a_worked_day(received, amount):
    due = due_at(received, working_days(amount), CALENDAR).astimezone(SHANGHAI)
    assert CALENDAR.is_working_day(due.date())
    assert (due.hour, due.minute) == (17, 30)
    assert isinstance(due.date(), date)
