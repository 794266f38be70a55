"""The one place that reads the time, so that every action can be given another."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, in UTC with its zone."""
    return timezone.now()


def at_or_now(at: datetime | None) -> datetime:
    """`at`, or the present moment where none is given."""
    return at if at is not None else now()


def day_of(at: datetime) -> datetime:
    """The midnight with which the day of this moment begins, where the installation is."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_day(at: datetime) -> datetime:
    """The last moment of the day of this one, where the installation is."""
    return timezone.localtime(at).replace(hour=23, minute=59, second=59, microsecond=999999)
