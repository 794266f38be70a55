"""A booking that comes again; every day that could not be had is named with its reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import clock, words
from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.ledger.actions import written
from sanan.neighbourhood.actions.bookings import book
from sanan.neighbourhood.enums import BOOKERS, Why
from sanan.neighbourhood.models import Facility, Series
from sanan.neighbourhood.rules.hours import open_days
from sanan.people import queries as people_of
from sanan.people.models import Person

MOST_DAYS = 60
REPEAT = "booking.repeat"
Times = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Booker:
    """For whom a series is made."""

    name: str
    phone: str = ""
    group: str = ""
    people: int = 1


def book_series(
    *,
    facility: Facility,
    title: str,
    weekdays: Iterable[int],
    since_on: date,
    until_on: date,
    begins: time,
    ends: time,
    by: Person,
    at: datetime | None = None,
    **who: Any,
) -> Series:
    """Book the same hours on weekdays (0 is Monday) from one day to another, at the desk or by a relay.

    `who` are the fields of `Booker`. What can be had is booked, and `skipped` of the series names
    each other day and why: closed, a holiday, taken, past, too early. Raises `Refused`, naming them
    all, where no day is left; then nothing is kept.
    """
    if ends <= begins:
        raise Invalid(_("结束要晚于开始。"), "order", field="ends")
    zone = deadlines.calendar_at(facility.place).zone
    days = list(_days(set(weekdays), since_on, until_on))
    if not days:
        raise Invalid(_("这段日子里没有您选的星期几，请再看一遍。"), "no_day", field="weekdays")
    made = _drafted(facility, title, by, since_on, until_on, at)
    made.weekdays, made.begins, made.ends = sorted(set(weekdays)), begins, ends
    times = [
        (datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)) for day in days
    ]
    return _kept(made, times, Booker(**who), strict=True)


def book_calendar(
    *,
    facility: Facility,
    title: str,
    occurrences: Iterable[Mapping[str, Any]],
    by: Person,
    at: datetime | None = None,
    **who: Any,
) -> Series:
    """Book what takes place in a club's calendar (`calendars.incoming`), as a series.

    A time without a zone is local. Whole days, and what does not fit the facility's rules, are named
    among `skipped` as well. Raises `Refused` where nothing of it can be had.
    """
    zone = deadlines.calendar_at(facility.place).zone
    told = list(occurrences)
    times = [
        (_moment(each["start"], zone), _moment(each["end"], zone))
        for each in told
        if not each["all_day"]
    ]
    whole = [each["start"] for each in told if each["all_day"]]
    days = [begins.astimezone(zone).date() for begins, _ends in times]
    days += [date.fromisoformat(day) for day in whole]
    if not days:
        raise Invalid(_("这段时间里日历上没有活动，请改一改从哪天到哪天。"), "no_day", field="file")
    made = _drafted(facility, title, by, min(days), max(days), at)
    made.skipped = [{"day": day, "why": str(Why.WHOLE_DAY)} for day in whole]
    return _kept(made, times, Booker(**who), strict=False)


def _moment(said: str, zone: Any) -> datetime:
    found = datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _drafted(
    facility: Facility,
    title: str,
    by: Person,
    since_on: date,
    until_on: date,
    at: datetime | None,
) -> Series:
    if not people_of.holds(by, BOOKERS, path=facility.place.path):
        raise Forbidden(_("每周都订的，请找服务台或者网格员。"), "not_yours")
    return Series(
        facility=facility,
        place=facility.place,
        title=words.one_line(title, "title", 60),
        since_on=since_on,
        until_on=until_on,
        made_at=clock.at_or_now(at),
        by=by,
    )


def _days(weekdays: set[int], first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last and (day - first).days <= 366:
        if day.weekday() in weekdays:
            yield day
        day += timedelta(days=1)


def _kept(made: Series, times: Times, who: Booker, *, strict: bool) -> Series:
    count = len(times) + len(made.skipped)
    if count > MOST_DAYS:
        raise Invalid(_("一次最多订 %(n)s 天，请分几段来订。") % {"n": MOST_DAYS}, "too_long")
    with transaction.atomic():
        made.save(force_insert=True)
        _book_each(made, times, who, strict=strict)
        if len(made.skipped) == count:
            raise _none_left(made)
        made.save(update_fields=["skipped"])
        content = {"facility": made.facility.code, "days": count, "skipped": made.skipped}
        written(REPEAT, made.code, content, by=made.by, at=made.made_at)
    return made


def _book_each(made: Series, times: Times, who: Booker, *, strict: bool) -> None:
    """Each day by itself: what one refuses leaves the others alone. Told once, for the first."""
    zone = deadlines.calendar_at(made.place).zone
    days = [begins.astimezone(zone).date() for begins, _ends in times]
    opened = open_days(made.facility.centre, days)
    quiet = False
    for day, (begins, ends) in zip(days, times, strict=True):
        try:
            with transaction.atomic():
                book(
                    facility=made.facility,
                    starts_at=begins,
                    ends_at=ends,
                    name=who.name,
                    phone=who.phone,
                    group=who.group,
                    people=who.people,
                    purpose=made.title,
                    series=made,
                    opened=opened[day],
                    quiet=quiet,
                    by=made.by,
                    at=made.made_at,
                )
                quiet = True
        except Refused as no:
            why = _why(no, strict=strict)
            if why is None:
                raise
            made.skipped = [*made.skipped, {"day": day.isoformat(), "why": why}]


OF_TIME = {"length", "step", "order"}


def _why(no: Refused, *, strict: bool) -> str | None:
    """Under which reason a day is named; None where the whole series is wrong."""
    if no.code in OF_TIME and not strict:
        return str(Why.RULES)
    return no.code if no.code in Why.values else None


def _none_left(made: Series) -> Refused:
    each = "；".join(f"{row['day']} {Why(row['why']).label}" for row in made.skipped[:10])
    return Refused(_("没有一天能订：%(days)s。请换个时间。") % {"days": each}, "no_day")
