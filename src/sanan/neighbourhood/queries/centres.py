"""Centres as their pages show them: what is open now, the week, rooms, who sits there when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise

from sanan.cases import deadlines
from sanan.kit import clock
from sanan.neighbourhood.enums import BookingState, Have, ProgrammeState
from sanan.neighbourhood.models import Booking, Centre, OpeningHours
from sanan.neighbourhood.rules.hours import DAY, WEEKDAYS, OpenDay, open_on
from sanan.neighbourhood.rules.processes import EARLY
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.places.queries.tree import line

SHOWN_EXCEPTIONS = 10


@dataclass(frozen=True, slots=True)
class Now:
    """Whether a centre is open at a moment, until when, or when it opens next that day or the next."""

    today: OpenDay
    until: datetime | None
    opens_at: datetime | None


def centres_for(person: Person) -> QuerySet[Centre]:
    """The centres that a member of staff sees."""
    found = Centre.objects.visible_to(person).select_related("place")
    return found.prefetch_related("facilities").order_by("place__path", "name")


def centres_of(place: Place) -> list[Centre]:
    """The open centres in a place or above it, the nearest first."""
    within = Centre.objects.open().filter(place__in=Place.objects.all().within(place))
    above = Centre.objects.open().filter(place__path__in=line(place.path))
    found = (within | above).distinct().select_related("place")
    rooms = Prefetch("facilities", to_attr="rooms")
    return sorted(
        found.prefetch_related(rooms), key=lambda each: (-len(each.place.path), each.name)
    )


def now_at(centre: Centre, at: datetime | None = None) -> Now:
    """What the door says now."""
    moment = clock.at_or_now(at)
    day = deadlines.calendar_at(centre.place).local_day(moment)
    today = open_on(centre, day)
    until = next((closes for opens, closes in today.spans if opens <= moment < closes), None)
    later = [opens for opens, _closes in today.spans if opens > moment]
    if until is None and not later:
        later = [opens for opens, _closes in open_on(centre, day + DAY).spans]
    return Now(today, until, later[0] if until is None and later else None)


def week(hours: Iterable[OpeningHours]) -> list[tuple[str | Promise, list[OpeningHours]]]:
    """The hours of each weekday, those without any left out."""
    found: dict[int, list[OpeningHours]] = {}
    for each in hours:
        found.setdefault(each.weekday, []).append(each)
    return [(WEEKDAYS[weekday], found[weekday]) for weekday in sorted(found)]


def about(centre: Centre) -> dict[str, Any]:
    """What a page tells of a centre."""
    today = deadlines.calendar_at(centre.place).local_day(clock.now())
    return {
        "now": now_at(centre) if centre.is_open else None,
        "week": week(centre.hours.all()),
        "exceptions": centre.exceptions.filter(day__gte=today)[:SHOWN_EXCEPTIONS],
        "duties": [(WEEKDAYS[d.weekday], d) for d in centre.duties.select_related("org")],
        "devices": centre.devices.all(),
        "facilities": centre.facilities.all(),
        "haves": [have.label for have in Have if have in centre.haves],
        "coming": centre.programmes.filter(
            state=ProgrammeState.PLANNED, ends_at__gt=clock.now()
        ).order_by("starts_at")[:SHOWN_EXCEPTIONS],
    }


def code_shown(booking: Booking, at: datetime | None = None) -> str:
    """The figures of the door, from shortly before the beginning to the end; else nothing."""
    moment = clock.at_or_now(at)
    booked = booking.state in {BookingState.APPROVED, BookingState.USED}
    now = booking.starts_at - EARLY <= moment < booking.ends_at
    return booking.door_code if booking.facility.coded and booked and now else ""
