"""A booking that comes again each week; every day that could not be had is named with its reason."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

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


def book_series(
    *,
    facility: Facility,
    title: str,
    weekdays: Iterable[int],
    since_on: date,
    until_on: date,
    begins: time,
    ends: time,
    name: str,
    by: Person,
    phone: str = "",
    group: str = "",
    people: int = 1,
    at: datetime | None = None,
) -> Series:
    """Book the same hours on weekdays (0 is Monday) from one day to another, at the desk or by a relay.

    What can be had is booked, and `skipped` of the series names each other day and why: closed, a
    holiday, taken, past, too early. Raises `Refused`, naming them all, where no day is left; then
    nothing is kept.
    """
    if not people_of.holds(by, BOOKERS, path=facility.place.path):
        raise Forbidden(_("每周都订的，请找服务台或者网格员。"), "not_yours")
    moment = clock.at_or_now(at)
    days = list(_days(set(weekdays), since_on, until_on))
    if not days:
        raise Invalid(_("这段日子里没有您选的星期几，请再看一遍。"), "no_day", field="weekdays")
    if len(days) > MOST_DAYS:
        raise Invalid(_("一次最多订 %(n)s 天，请分几段来订。") % {"n": MOST_DAYS}, "too_long")
    if ends <= begins:
        raise Invalid(_("结束要晚于开始。"), "order", field="ends")
    made = Series(
        facility=facility,
        place=facility.place,
        title=words.one_line(title, "title", 60),
        weekdays=sorted(set(weekdays)),
        since_on=since_on,
        until_on=until_on,
        begins=begins,
        ends=ends,
        made_at=moment,
        by=by,
    )
    given = {"name": name, "phone": phone, "group": group, "people": people, "by": by}
    with transaction.atomic():
        made.save(force_insert=True)
        _book_each(made, days, given, moment)
        if len(made.skipped) == len(days):
            raise _none_left(made)
        made.save(update_fields=["skipped"])
        content = {"facility": facility.code, "days": len(days), "skipped": made.skipped}
        written(REPEAT, made.code, content, by=by, at=moment)
    return made


def _days(weekdays: set[int], first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last and (day - first).days <= 366:
        if day.weekday() in weekdays:
            yield day
        day += timedelta(days=1)


def _book_each(made: Series, days: list[date], given: dict[str, object], at: datetime) -> None:
    """Each day by itself: what one refuses leaves the others alone. Told once, for the first."""
    opened = open_days(made.facility.centre, days)
    zone = deadlines.calendar_at(made.place).zone
    quiet = False
    for day in days:
        try:
            with transaction.atomic():
                book(
                    facility=made.facility,
                    starts_at=datetime.combine(day, made.begins, zone),
                    ends_at=datetime.combine(day, made.ends, zone),
                    purpose=made.title,
                    series=made,
                    opened=opened[day],
                    quiet=quiet,
                    at=at,
                    **given,  # type: ignore[arg-type]  # as the caller gave them
                )
                quiet = True
        except Invalid:
            raise
        except Refused as no:
            if no.code not in Why.values:
                raise
            made.skipped = [*made.skipped, {"day": day.isoformat(), "why": no.code}]


def _none_left(made: Series) -> Refused:
    each = "；".join(f"{row['day']} {Why(row['why']).label}" for row in made.skipped[:10])
    return Refused(_("没有一天能订：%(days)s。请换个时间。") % {"days": each}, "no_day")
