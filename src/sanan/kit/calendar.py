"""The working calendar: which days are worked, which hours, and time counted in both."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import pairwise
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = ((time(8, 0), time(12, 0)), (time(14, 30), time(17, 30)))
NIGHT_BEGINS = time(21, 0)
NIGHT_ENDS = time(8, 0)

_ZERO = timedelta(0)
_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST_REST = 366  # days without office hours after which the table must be wrong


@dataclass(frozen=True, kw_only=True)
class YearSeed:
    """The days of one year as published by the State Council, or the news that it is missing.

    `days` holds every date of the year (True: a working day) and is empty when not `known`:
    filling a missing year with guesses would silence the warning that it is missing.
    """

    year: int
    days: Mapping[date, bool]

    @property
    def known(self) -> bool:
        return bool(self.days)


def seed_year(year: int) -> YearSeed:
    """Give the public holidays and make-up working days of `year`, from `chinesecalendar`.

    Source: the State Council's yearly holiday notice, published each November for the next year.
    """
    published = import_module("chinese_calendar")
    try:
        days = {day: bool(published.is_workday(day)) for day in _days_of(year)}
    except NotImplementedError:
        days = {}
    return YearSeed(year=year, days=days)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Answers in working days and working hours for one tenant.

    `days` says of each date whether it is worked; the tenant edits that table and the caller
    passes it in. A date outside it counts as worked from Monday to Friday, and its year is
    remembered in `missing_years` and logged once, so that a page can show the warning.
    `hours` are the sessions of every working day, ascending and apart, local to `zone`.

    Moments go in with any timezone and come out in UTC; a naive moment is a ValueError.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    zone: ZoneInfo = SHANGHAI
    missing_years: set[int] = field(default_factory=set, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for session in self.hours for edge in session]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("Office hours must be ascending sessions that do not touch.")

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is worked."""
        worked = self.days.get(day)
        if worked is not None:
            return worked
        self._note_missing(day.year)
        return day.weekday() < _SATURDAY

    def local_day(self, moment: datetime) -> date:
        """Give the date on the office wall at `moment`."""
        return _aware(moment).astimezone(self.zone).date()

    def add_working_days(self, day: date, amount: int) -> date:
        """Give the `amount`-th working day after `day`; 0 gives `day` itself, worked or not."""
        if amount < 0:
            raise ValueError("Working days are added, not taken away.")
        for _ in range(amount):
            day = self.working_day_from(day + _DAY)
        return day

    def working_day_from(self, day: date) -> date:
        """Give the first working day on or after `day`; LookupError if none within a year."""
        for offset in range(_LONGEST_REST):
            candidate = day + offset * _DAY
            if self.is_working_day(candidate):
                return candidate
        raise LookupError(f"The working calendar has no working day in the year after {day}.")

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative backwards."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + n * _DAY) for n in range(1, span + 1))

    def closes(self, day: date) -> datetime:
        """Give the moment the office closes on `day`, whether or not it is worked."""
        return self._at(day, self.hours[-1][1])

    def day_begins(self, day: date) -> datetime:
        """Give 00:00:00 local of `day`."""
        return self._at(day, time.min)

    def day_ends(self, day: date) -> datetime:
        """Give 23:59:59 local of `day`, the last second that still counts as that day."""
        return self._at(day, time(23, 59, 59))

    def next_office_moment(self, moment: datetime) -> datetime:
        """Give `moment` itself inside office hours, else the next opening. 12:00 gives 14:30."""
        begins, _ends = next(self._sessions(moment))
        return max(begins, _aware(moment).astimezone(UTC))

    def add_working_hours(self, moment: datetime, amount: float) -> datetime:
        """Give the earliest moment at which `amount` office hours have passed since `moment`."""
        return self.add_working_time(moment, timedelta(hours=amount))

    def add_working_time(self, moment: datetime, span: timedelta) -> datetime:
        """Give the earliest moment at which `span` of office time has passed since `moment`.

        Nothing added gives `moment` back, even at night; a session filled to the brim ends at
        its close and not at the next opening. LookupError if no office hour comes within a year.
        """
        if span < _ZERO:
            raise ValueError("Working time is added, not taken away.")
        moment = _aware(moment).astimezone(UTC)
        if span == _ZERO:
            return moment
        for begins, ends in self._sessions(moment):
            begins = max(begins, moment)  # noqa: PLW2901 - the part of the session still ahead
            if span <= ends - begins:
                return begins + span
            span -= ends - begins
        raise AssertionError("sessions never end")  # pragma: no cover

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the office time from `start` to `end`; negative when `end` is earlier."""
        start, end = _aware(start).astimezone(UTC), _aware(end).astimezone(UTC)
        if end < start:
            return -self.working_time_between(end, start)
        passed, day, last = _ZERO, self.local_day(start), self.local_day(end)
        while day <= last:
            if self.is_working_day(day):
                for begins, ends in self._sessions_on(day):
                    passed += max(_ZERO, min(ends, end) - max(begins, start))
            day += _DAY
        return passed

    def working_seconds_between(self, start: datetime, end: datetime) -> float:
        """Measure the office time from `start` to `end` in seconds, with sign."""
        return self.working_time_between(start, end).total_seconds()

    def not_at_night(self, moment: datetime) -> datetime:
        """Give the moment a reminder may go out: never from 21:00 to 08:00, then at 08:00."""
        local = _aware(moment).astimezone(self.zone)
        if local.time() < NIGHT_ENDS:
            return self._at(local.date(), NIGHT_ENDS)
        if local.time() >= NIGHT_BEGINS:
            return self._at(local.date() + _DAY, NIGHT_ENDS)
        return moment.astimezone(UTC)

    def _sessions(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the office sessions that end after `moment`, for ever."""
        day = self.local_day(moment)
        while True:
            day = self.working_day_from(day)
            yield from (session for session in self._sessions_on(day) if session[1] > moment)
            day += _DAY

    def _sessions_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        return ((self._at(day, begins), self._at(day, ends)) for begins, ends in self.hours)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def _note_missing(self, year: int) -> None:
        if year not in self.missing_years:
            self.missing_years.add(year)
            log.warning("The working calendar has gaps in %d; Monday to Friday is assumed.", year)


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _DAY


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without a timezone cannot be placed on the calendar.")
    return moment
