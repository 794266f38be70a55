"""A day of a centre: who has which room when, and what is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sanan.cases import deadlines
from sanan.kit import clock
from sanan.neighbourhood.models import Booking, Centre, Facility
from sanan.neighbourhood.models.booking import MINUTE, minute_of
from sanan.neighbourhood.rules.hours import DAY, WEEKDAYS, OpenDay, open_on


@dataclass(frozen=True, slots=True)
class Row:
    """One facility on a day: its bookings in order, and the spans that nobody holds."""

    facility: Facility
    bookings: Sequence[Booking]
    free: Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One day of a centre."""

    day: date
    opened: OpenDay
    rows: Sequence[Row]

    @property
    def weekday(self) -> Any:
        """Which day of the week."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def before(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def after(self) -> date:
        """The day after."""
        return self.day + DAY


def sheet(centre: Centre, day: date) -> Sheet:
    """Four statements, however many bookings a year has."""
    opened = open_on(centre, day)
    facilities = list(centre.facilities.order_by("name"))
    zone = deadlines.calendar_at(centre.place).zone
    begins = datetime.combine(day, datetime.min.time(), zone)
    held: dict[int, list[Booking]] = {each.pk: [] for each in facilities}
    rows = Booking.objects.filter(
        facility__in=[each.pk for each in facilities],
        held_from__gte=minute_of(begins),
        held_from__lt=minute_of(begins + DAY),
    )
    for booking in rows.order_by("held_from", "made_at"):
        held[booking.facility_id].append(booking)
    return Sheet(
        day,
        opened,
        [Row(each, held[each.pk], free(each, held[each.pk], opened)) for each in facilities],
    )


def free(
    facility: Facility,
    bookings: Sequence[Booking],
    opened: OpenDay,
    at: datetime | None = None,
) -> list[tuple[datetime, datetime]]:
    """The spans of an open day that are not over, that nobody holds, and that are long enough to book."""
    now = clock.at_or_now(at)
    holding = sorted((b.held_from, b.held_until) for b in bookings if b.holds)
    found = []
    for opens, closes in opened.spans:
        begins = max(opens, _next_step(now.astimezone(opens.tzinfo), facility.step))
        for first, last in [*holding, (minute_of(closes), minute_of(closes))]:
            until = min(_moment(first, opens), closes)
            if until - begins >= timedelta(minutes=facility.least):
                found.append((begins, until))
            begins = max(begins, min(_moment(last, opens), closes))
    return found


def _next_step(moment: datetime, step: int) -> datetime:
    """The next beginning that the facility's steps allow."""
    whole = moment.replace(second=0, microsecond=0)
    past = (whole.hour * MINUTE + whole.minute) % step
    return whole + timedelta(minutes=step - past)


def _moment(minute: int, like: datetime) -> datetime:
    return datetime.fromtimestamp(minute * MINUTE, like.tzinfo)


def of_facility(facility: Facility, day: date) -> Row:
    """The same of one facility."""
    zone = deadlines.calendar_at(facility.place).zone
    begins = minute_of(datetime.combine(day, datetime.min.time(), zone))
    rows = facility.bookings.holding().filter(
        held_from__gte=begins, held_from__lt=begins + int(DAY.total_seconds()) // MINUTE
    )
    bookings = list(rows.order_by("held_from"))
    return Row(facility, bookings, free(facility, bookings, open_on(facility.centre, day)))
