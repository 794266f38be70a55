"""Moments, days and spans as people say them, one way everywhere: 11月29日 23:58, 11月29日至12月4日.

The year is said where it is not this one. Moments are shown in the installation's time zone.
"""

from contextlib import suppress
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


def local_day(at: datetime) -> date:
    """The day on which a moment falls here; never the day of its UTC date."""
    return timezone.localdate(at)


YEARS = range(1900, 2200)
"""Years that people mean. A day at the ends of what a computer can count has no day before or after it."""


def day_said(text: str) -> date | None:
    """The day that an address or a program names (`2026-11-30`); None for what is none that people mean."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def month_said(text: str) -> date | None:
    """The first day of the month that somebody names (`2026-11`); None for what is none that people mean."""
    return day_said(f"{text}-01")


def check_year(on: date) -> None:
    """Refuse a day of a form in a year that nobody means. Raises `ValidationError`."""
    if on.year not in YEARS:
        raise ValidationError(
            _("请填 %(first)d 年到 %(last)d 年之间的日期。")
            % {"first": YEARS[0], "last": YEARS[-1]},
            "year",
        )


def years_on(day: date, years: int) -> date:
    """The same day so many years later, or earlier below 0; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def end_of(day: date) -> datetime:
    """The last moment of a day here, by which something due on it must be done."""
    return datetime.combine(day, time.max, timezone.get_default_timezone())


def moment(at: datetime | None) -> str:
    """A moment: 11月29日 23:58. What is due by the end of a day is due on that day: 11月29日."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if local.time() == time.max:
        return day(local)
    same = local.year == timezone.localdate().year
    return formats.date_format(local, _("n月j日 H:i") if same else _("Y年n月j日 H:i"))


def day(on: date | datetime | None) -> str:
    """A day: 11月29日."""
    if isinstance(on, datetime):
        on = local_day(on)
    if on is None:
        return ""
    same = on.year == timezone.localdate().year
    return formats.date_format(on, _("n月j日") if same else _("Y年n月j日"))


_PARTS = {
    "": "",
    "Q1": gettext_noop("第一季度"),
    "Q2": gettext_noop("第二季度"),
    "Q3": gettext_noop("第三季度"),
    "Q4": gettext_noop("第四季度"),
    "H1": gettext_noop("上半年"),
    "H2": gettext_noop("下半年"),
}


def period(key: str) -> str:
    """A period by its key: 2026-10, 2026Q3, 2026H1, 2026, or a day; anything else as it is."""
    year, part = key[:4], key[4:]
    if year.isdecimal() and part in _PARTS:
        said = _("%(year)s年%(part)s")
        return said % {"year": year, "part": _(_PARTS[part]) if part else ""}
    with suppress(ValueError):
        if len(key) == len("2026-10"):
            return formats.date_format(date.fromisoformat(f"{key}-01"), _("Y年n月"))
        return formats.date_format(date.fromisoformat(key), _("Y年n月j日"))
    return key


def span(first: date | None, last: date | None) -> str:
    """From the first day to the last, both included: 11月29日至12月4日; one day where they are one."""
    if first is None or last is None or first == last:
        return day(first or last)
    return _("%(first)s至%(last)s") % {"first": day(first), "last": day(last)}
