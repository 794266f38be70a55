"""The job of the child that reads a stranger's calendar. Knows no Django and no database.

What cannot be taken is named by a code and the event's own words; the sentences are made outside.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from itertools import islice
from typing import Any, BinaryIO

MOST = 20_000
"""Occurrences that are told of one file."""
WORDS = 200


def read(source: BinaryIO, out: BinaryIO, *, first: str, last: str) -> dict[str, Any]:
    """Write the occurrences from the day `first` up to and including `last` as JSON into `out`.

    Says {"wrong": code} where the file is no calendar at all.
    """
    icalendar = import_module("icalendar")
    content = source.read()
    try:
        found = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError):
        return {"wrong": "no_calendar"}
    calendars = [each for each in found if each.name == "VCALENDAR"]
    if not calendars:
        return {"wrong": "no_calendar"}
    told: dict[str, Any] = {"occurrences": [], "cancelled": [], "broken": [], "warnings": []}
    begins, ends = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    for calendar in calendars:
        told["warnings"] += _warnings(calendar)
        usable = _without_broken(calendar, told)
        for event in _between(usable, begins, ends):
            cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
            told["cancelled" if cancelled else "occurrences"].append(_told(event))
    told["cut"] = len(told["occurrences"]) > MOST
    for name in ("occurrences", "cancelled"):
        told[name] = sorted(told[name][:MOST], key=lambda o: (o["start"], o["end"], o["uid"]))
    out.write(json.dumps(told, ensure_ascii=False).encode())
    return {}


def _between(calendar: Any, begins: date, ends: date) -> Iterator[Any]:
    """What takes place: recurrences, exceptions, moved instances are the library's work."""
    recurring = import_module("recurring_ical_events")
    query = recurring.of(calendar, components=["VEVENT"], skip_bad_series=True)
    yield from islice(query.between(begins, ends), MOST + 1)


def _without_broken(calendar: Any, told: dict[str, Any]) -> Any:
    """The calendar without events that nobody can place; each is named."""
    recurring = import_module("recurring_ical_events")
    good = []
    for part in calendar.subcomponents:
        if part.name != "VEVENT":
            good.append(part)
            continue
        no = _why_broken(part, recurring, calendar)
        if no:
            told["broken"].append({**_named(part), **no})
        else:
            good.append(part)
    calendar.subcomponents = good
    return calendar


def _why_broken(event: Any, recurring: Any, calendar: Any) -> dict[str, str] | None:
    for name, _message in event.errors:
        if name in {"DTSTART", "DTEND", "RRULE", "DURATION", "EXDATE", "RDATE", "RECURRENCE-ID"}:
            return {"why": "unreadable", "what": str(name)}
    if "DTSTART" not in event:
        return {"why": "no_start", "what": ""}
    alone = type(calendar)()
    for part in calendar.subcomponents:
        if part.name == "VTIMEZONE":
            alone.add_component(part)
    alone.add_component(event)
    try:
        recurring.of(alone, components=["VEVENT"])
    except recurring.InvalidCalendar as no:
        rule = event.get("RRULE")
        return {"why": "rule", "what": rule.to_ical().decode() if rule else str(no)}
    except (ValueError, TypeError, KeyError, AttributeError) as no:
        return {"why": "unreadable", "what": str(no)[:WORDS]}
    return None


def _warnings(calendar: Any) -> list[dict[str, Any]]:
    """What can be read, but hardly as its writer meant it."""
    found: list[dict[str, Any]] = []
    masters: Counter[tuple[str, str]] = Counter()
    for event in calendar.walk("VEVENT"):
        begins, ends = event.get("DTSTART"), event.get("DTEND")
        if begins is not None and ends is not None and _before(ends.dt, begins.dt):
            found.append({**_named(event), "why": "ends_before"})
        if "UID" in event and "RECURRENCE-ID" not in event:
            masters[str(event["UID"]), str(event.get("SEQUENCE", 0))] += 1
    for (uid, _sequence), count in masters.items():
        if count > 1:
            found.append({"uid": uid, "summary": "", "why": "same_uid", "count": count})
    return found


def _before(one: Any, two: Any) -> bool:
    try:
        return bool(one < two)
    except TypeError:  # a day and a moment, or a zone on one side only
        return str(one) < str(two)[: len(str(one))]


def _named(event: Any) -> dict[str, str]:
    return {
        "uid": str(event.get("UID", "")),
        "summary": str(event.get("SUMMARY", ""))[:WORDS],
    }


def _told(event: Any) -> dict[str, Any]:
    begins, ends = event.start, event.end
    recurrence = event.get("RECURRENCE-ID")
    return {
        **_named(event),
        "start": begins.isoformat(),
        "end": ends.isoformat(),
        "all_day": not isinstance(begins, datetime),
        "recurrence_id": recurrence.dt.isoformat() if recurrence is not None else None,
        "status": str(event.get("STATUS", "")) or None,
        "location": str(event.get("LOCATION", ""))[:WORDS] or None,
    }
