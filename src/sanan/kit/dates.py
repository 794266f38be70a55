"""Moments, days and spans as people say them, one way everywhere: 11月29日 23:58, 11月29日至12月4日.

The year is said where it is not this one. Moments are shown in the installation's time zone.
"""

from datetime import date, datetime, time

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def local_day(at: datetime) -> date:
    """The day on which a moment falls here; never the day of its UTC date."""
    return timezone.localdate(at)


def end_of(day: date) -> datetime:
    """The last moment of a day here, by which something due on it must be done."""
    return datetime.combine(day, time.max, timezone.get_default_timezone())


def moment(at: datetime | None) -> str:
    """A moment: 11月29日 23:58."""
    if at is None:
        return ""
    local = timezone.localtime(at)
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


def span(first: date | None, last: date | None) -> str:
    """From the first day to the last, both included: 11月29日至12月4日; one day where they are one."""
    if first is None or last is None or first == last:
        return day(first or last)
    return _("%(first)s至%(last)s") % {"first": day(first), "last": day(last)}
