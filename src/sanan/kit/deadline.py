"""A deadline as pure data: when it falls, how much is left, what colour it shows.

The rules, in one place:

- An allowance in days or working days starts the day after receipt; in hours or working hours
  it starts at receipt (common practice of hotline and petition rules).
- Calendar days end at 23:59:59 local, working days at the close of the office on the last day.
- Nought days means "the same day"; nought working days the first office close after receipt.
- Pauses push the due moment on by exactly the time that stood still, counted as the allowance
  counts: office time for working units, elapsed time for the others. Overlapping pauses count
  once, only while the clock was running, and a pause begun after the due moment saves nothing.
- An extension is counted from the due moment, in its own unit, before pauses.
- Nothing here depends on who handles the case: moving it between units leaves the clock alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sanan.kit.calendar import WorkCalendar

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What an allowance is counted in."""

    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"

    @property
    def working(self) -> bool:
        return self in {Unit.WORKING_HOUR, Unit.WORKING_DAY}

    @property
    def daily(self) -> bool:
        return self in {Unit.DAY, Unit.WORKING_DAY}


class Colour(StrEnum):
    """How a deadline shows; never the only cue on a page."""

    OVERDUE = "overdue"
    SOON = "soon"
    FINE = "fine"


@dataclass(frozen=True)
class Allowance:
    """How long someone has: a whole, non-negative `amount` of `unit`."""

    unit: Unit
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("An allowance cannot be negative.")

    def __add__(self, other: "Allowance") -> "Allowance":
        """Join two allowances of one unit, such as two extensions; else ValueError."""
        if self.unit is not other.unit:
            raise ValueError("Only allowances of one unit can be joined.")
        return Allowance(self.unit, self.amount + other.amount)


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock stood still; `end` is None while it lasts."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("A pause cannot end before it starts.")


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """When a deadline turns `soon`: once at most `soon_percent` of the allowance is left."""

    soon_percent: int = 25


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left, counted as the allowance counts; negative once overdue.

    `seconds` is office time for working units and elapsed time for the others.
    `amount` is in whole `unit`s: hours begun, or day changes until the due day (0: today).
    """

    unit: Unit
    seconds: float
    amount: int


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One running clock. Change it with `pause`, `resume`, `extend`, `stop`: each gives a new one.

    `stopped_at` is the moment the promise was kept (an answer stops the first-response clock).
    """

    received_at: datetime
    allowance: Allowance
    pauses: tuple[Pause, ...] = ()
    extension: Allowance | None = None
    stopped_at: datetime | None = None

    @property
    def paused(self) -> bool:
        return any(pause.end is None for pause in self.pauses)

    def pause(self, at: datetime) -> "Deadline":
        """Stop the clock at `at`; a clock that already stands still is left as it is."""
        return self if self.paused else replace(self, pauses=(*self.pauses, Pause(at)))

    def resume(self, at: datetime) -> "Deadline":
        """Let the clock run again from `at`; ValueError if the pause began later than that."""
        ended = (replace(p, end=at) if p.end is None else p for p in self.pauses)
        return replace(self, pauses=tuple(ended))

    def extend(self, by: Allowance) -> "Deadline":
        """Grant more time, on top of what was granted before in the same unit."""
        return replace(self, extension=self.extension + by if self.extension else by)

    def stop(self, at: datetime) -> "Deadline":
        """Record that the promise was kept at `at`."""
        return replace(self, stopped_at=at)

    def due_at(self, calendar: WorkCalendar, now: datetime | None = None) -> datetime:
        """Give the due moment in UTC; an open pause counts up to `now` (see `due_at`)."""
        return due_at(
            self.received_at, self.allowance, calendar, self.pauses, self.extension, now=now
        )

    def soon_at(
        self,
        calendar: WorkCalendar,
        thresholds: Thresholds = Thresholds(),
        now: datetime | None = None,
    ) -> datetime:
        """Give the moment from which the deadline shows as `soon`, in UTC."""
        starts = starts_at(self.received_at, self.allowance, calendar)
        bare = due_at(self.received_at, self.allowance, calendar, extension=self.extension)
        whole = _time_between(starts, bare, self.allowance.unit, calendar)
        used = whole * (100 - thresholds.soon_percent) / 100
        soon = _run_on(starts, used, self.allowance.unit, calendar)
        return _pushed(soon, starts, _merged(self.pauses, now), self.allowance.unit, calendar)

    def remaining(self, now: datetime, calendar: WorkCalendar) -> Left:
        """Say what is left at `now`, or at the stop if that came first."""
        now = min(now, self.stopped_at) if self.stopped_at else now
        return remaining(now, self.due_at(calendar, now), self.allowance.unit, calendar)

    def colour(
        self,
        now: datetime,
        calendar: WorkCalendar,
        thresholds: Thresholds = Thresholds(),
    ) -> Colour:
        """Say how the deadline shows at `now`; a kept promise keeps the colour it was kept in."""
        now = min(now, self.stopped_at) if self.stopped_at else now
        soon = self.soon_at(calendar, thresholds, now)
        return colour(now, self.due_at(calendar, now), soon)


def starts_at(received_at: datetime, allowance: Allowance, calendar: WorkCalendar) -> datetime:
    """Give the moment the clock starts: at receipt, or at midnight after it for day units."""
    if allowance.unit.daily and allowance.amount > 0:
        return calendar.day_begins(calendar.local_day(received_at) + _DAY)
    return received_at.astimezone(UTC)


def due_at(
    received_at: datetime,
    allowance: Allowance,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extension: Allowance | None = None,
    *,
    now: datetime | None = None,
) -> datetime:
    """Give the last moment that is still in time, in UTC, by the rules at the top of this file.

    A pause that is still open counts up to `now`, so a clock that stands still never runs out;
    without `now` it counts for nothing yet. Pass pauses only where the policy allows them.
    """
    starts = starts_at(received_at, allowance, calendar)
    due = _promised(received_at, allowance, calendar)
    if extension and extension.amount:
        due = _promised(due, extension, calendar)
    return _pushed(due, starts, _merged(pauses, now), allowance.unit, calendar)


def remaining(now: datetime, due: datetime, unit: Unit, calendar: WorkCalendar) -> Left:
    """Say what is left from `now` to `due`, counted in `unit`."""
    seconds = _time_between(now, due, unit, calendar).total_seconds()
    today, last = calendar.local_day(now), calendar.local_day(due)
    if unit is Unit.DAY:
        amount = (last - today).days
    elif unit is Unit.WORKING_DAY:
        amount = calendar.working_days_between(today, last)
    else:
        amount = int(-(-seconds // 3600))
    return Left(unit=unit, seconds=seconds, amount=amount)


def colour(now: datetime, due: datetime, soon: datetime) -> Colour:
    """Say how a deadline shows at `now`; the due moment itself is still in time."""
    if now > due:
        return Colour.OVERDUE
    return Colour.SOON if now >= soon else Colour.FINE


def _promised(received_at: datetime, allowance: Allowance, calendar: WorkCalendar) -> datetime:
    day = calendar.local_day(received_at)
    match allowance.unit:
        case Unit.DAY:
            return calendar.day_ends(day + allowance.amount * _DAY)
        case Unit.WORKING_DAY if allowance.amount == 0:
            first = calendar.local_day(calendar.next_office_moment(received_at))
            return calendar.closes(first)
        case Unit.WORKING_DAY:
            return calendar.closes(calendar.add_working_days(day, allowance.amount))
        case Unit.HOUR | Unit.WORKING_HOUR:
            span = timedelta(hours=allowance.amount)
            return _run_on(received_at, span, allowance.unit, calendar)


def _pushed(
    due: datetime,
    starts: datetime,
    stood: Iterable[tuple[datetime, datetime]],
    unit: Unit,
    calendar: WorkCalendar,
) -> datetime:
    for start, end in stood:
        if start < due:
            stood_still = _time_between(max(start, starts), max(end, starts), unit, calendar)
            due = _run_on(due, stood_still, unit, calendar)
    return due


def _merged(pauses: Iterable[Pause], now: datetime | None) -> list[tuple[datetime, datetime]]:
    """Close open pauses at `now`, put them in order and join those that overlap."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda each: each.start):
        start, end = pause.start, pause.end or max(pause.start, now or pause.start)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _time_between(start: datetime, end: datetime, unit: Unit, calendar: WorkCalendar) -> timedelta:
    if unit.working:
        return calendar.working_time_between(start, end)
    return end.astimezone(UTC) - start.astimezone(UTC)


def _run_on(moment: datetime, span: timedelta, unit: Unit, calendar: WorkCalendar) -> datetime:
    if unit.working:
        return calendar.add_working_time(moment, span)
    return moment.astimezone(UTC) + span
