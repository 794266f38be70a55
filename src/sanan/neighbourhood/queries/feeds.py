"""What goes out as a calendar: events, and times that are taken in nobody's name."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sanan.kit import clock
from sanan.neighbourhood.calendars.outgoing import Event, write
from sanan.neighbourhood.enums import ProgrammeState
from sanan.neighbourhood.models import Booking, Centre, Facility

BACK, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 5000


def calendar_of(
    centre: Centre, facilities: Iterable[Facility], at: datetime | None = None
) -> bytes:
    """The events and bookings of these rooms, from a month ago on.

    Who booked and what for stays inside; of one room only the events that are held there.
    """
    moment = clock.at_or_now(at)
    rooms = {each.pk: each.name for each in facilities}
    name = next(iter(rooms.values())) if len(rooms) == 1 else centre.name
    rows = Booking.objects.holding().filter(
        facility__in=list(rooms), starts_at__gte=moment - BACK, starts_at__lt=moment + AHEAD
    )
    where = centre.address or centre.name
    events = centre.programmes.exclude(state=ProgrammeState.CANCELLED).filter(
        starts_at__gte=moment - BACK, starts_at__lt=moment + AHEAD
    )
    if len(rooms) == 1:
        events = events.filter(facility__in=list(rooms))
    return write(
        name,
        [
            *(
                Event(each.code, each.title, each.starts_at, each.ends_at, moment, where)
                for each in events[:MOST]
            ),
            *(
                Event(
                    each.code,
                    _("%(room)s：已订") % {"room": rooms[each.facility_id]},
                    each.starts_at,
                    each.ends_at,
                    each.made_at,
                    where,
                )
                for each in rows.order_by("starts_at")[:MOST]
            ),
        ],
    )
