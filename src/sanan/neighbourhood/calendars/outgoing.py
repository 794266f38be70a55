"""A calendar that goes out: what a centre or a room is taken for, in nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a calendar; `changed_at` is when it was last written."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    location: str = ""


def write(name: str, events: Iterable[Event]) -> bytes:
    """An iCalendar file (RFC 5545), moments in UTC."""
    icalendar = import_module("icalendar")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Sanan//neighbourhood//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in events:
        event = icalendar.Event()
        event.add("uid", f"{each.uid}@sanan")
        event.add("summary", each.summary)
        event.add("dtstart", each.starts_at.astimezone(UTC))
        event.add("dtend", each.ends_at.astimezone(UTC))
        event.add("dtstamp", each.changed_at.astimezone(UTC))
        if each.location:
            event.add("location", each.location)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
