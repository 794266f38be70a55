"""When a centre is open: hours of the weekday, public holidays, days that are not as their weekday."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.cases import deadlines
from sanan.kit.calendar import WorkCalendar
from sanan.kit.errors import Invalid
from sanan.neighbourhood.models import Centre, DayException, OpeningHours

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_HOLIDAY = 12
HOLIDAY = gettext_lazy("法定假日")


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The spans in which a centre is open on a day, and why it is not as its weekday, if it is not."""

    day: date
    spans: tuple[tuple[datetime, datetime], ...]
    reason: str | Promise = ""

    def holds(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether one span holds all of it."""
        return any(opens <= starts_at and ends_at <= closes for opens, closes in self.spans)


def is_holiday(calendar: WorkCalendar, day: date) -> bool:
    """Whether `day` lies in a public holiday: days off in a row of which one is no weekend."""
    if calendar.is_working_day(day):
        return False
    run = [day, *_rest(calendar, day, -DAY), *_rest(calendar, day, DAY)]
    return any(each.weekday() < SATURDAY for each in run)


def _rest(calendar: WorkCalendar, day: date, step: timedelta) -> Iterable[date]:
    for turn in range(1, LONGEST_HOLIDAY):
        if calendar.is_working_day(day + turn * step):
            return
        yield day + turn * step


def open_on(centre: Centre, day: date) -> OpenDay:
    """The opening hours of one day. What was said of that day stands above holidays and weekdays."""
    return open_days(centre, [day])[day]


def open_days(centre: Centre, days: Iterable[date]) -> dict[date, OpenDay]:
    """The same for many days, in two statements."""
    wanted = list(days)
    calendar = deadlines.calendar_at(centre.place)
    hours = list(OpeningHours.objects.filter(centre=centre))
    excepted = {
        each.day: each for each in DayException.objects.filter(centre=centre, day__in=wanted)
    }
    return {day: _day(centre, day, calendar, hours, excepted.get(day)) for day in wanted}


def _day(
    centre: Centre,
    day: date,
    calendar: WorkCalendar,
    hours: list[OpeningHours],
    excepted: DayException | None,
) -> OpenDay:
    def span(opens: time, closes: time) -> tuple[datetime, datetime]:
        zone = calendar.zone
        return datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)

    if excepted is not None:
        own = (
            ()
            if excepted.opens is None or excepted.closes is None
            else (span(excepted.opens, excepted.closes),)
        )
        return OpenDay(day, own, excepted.reason)
    if not centre.open_on_holidays and is_holiday(calendar, day):
        return OpenDay(day, (), HOLIDAY)
    of_weekday = [each for each in hours if each.weekday == day.weekday()]
    return OpenDay(day, tuple(span(each.opens, each.closes) for each in of_weekday))


def apart(spans: Iterable[tuple[int, time, time]]) -> list[tuple[int, time, time]]:
    """Hours of a week in order. Raises `Invalid` where one ends before it begins, or two overlap."""
    ordered = sorted(spans)
    for weekday, opens, closes in ordered:
        if closes <= opens:
            told = {
                "day": WEEKDAYS[weekday],
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
            }
            raise Invalid(_("%(day)s的 %(opens)s 到 %(closes)s：关门要晚于开门。") % told, "order")
    for (weekday, opens, closes), (other, again, until) in pairwise(ordered):
        if weekday == other and again < closes:
            told = {
                "day": WEEKDAYS[weekday],
                "one": f"{opens:%H:%M}–{closes:%H:%M}",
                "two": f"{again:%H:%M}–{until:%H:%M}",
            }
            sentence = _("%(day)s的 %(one)s 和 %(two)s 重叠了，请合成一段或者分开。")
            raise Invalid(sentence % told, "overlap", field="hours")
    return ordered


WEEKDAYS = (
    gettext_lazy("星期一"),
    gettext_lazy("星期二"),
    gettext_lazy("星期三"),
    gettext_lazy("星期四"),
    gettext_lazy("星期五"),
    gettext_lazy("星期六"),
    gettext_lazy("星期日"),
)
