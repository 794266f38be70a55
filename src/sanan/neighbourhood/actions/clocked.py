"""What the clock does to bookings: remind the day before, end what was not decided or reached in time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.neighbourhood.actions import notices
from sanan.neighbourhood.enums import BookingState
from sanan.neighbourhood.models import Booking
from sanan.neighbourhood.rules import BOOKING
from sanan.process.declare import SYSTEM, Relation

BEFORE = timedelta(hours=24)
FRESH = timedelta(hours=6)
"""Who booked only so shortly before needs no reminder."""
MOST = 500
REMIND = gettext_noop("提醒您：%(when)s 的%(room)s是您订的。来不了请取消，让给别人。")
LAPSED = gettext_noop("%(when)s 的%(room)s没有轮到您，很抱歉。请换个时间再订。")
JOINS = ("place", "facility__centre__place", "series")


def tick(*, at: datetime | None = None) -> int:
    """Called every minute; safe at any time. Says how many bookings it touched."""
    moment = clock.at_or_now(at)
    soon = Booking.objects.filter(
        state=BookingState.APPROVED,
        reminded_at=None,
        starts_at__gt=moment,
        starts_at__lte=moment + BEFORE,
        made_at__lt=moment - FRESH,
    )
    over = Booking.objects.filter(
        state__in=[BookingState.WAITING, BookingState.REQUESTED], starts_at__lte=moment
    )
    done = 0
    for rows, act in ((soon, remind), (over, lapse)):
        for each in rows.select_related(*JOINS).order_by("starts_at")[:MOST]:
            try:
                act(booking=each, relation=SYSTEM, at=moment)
            except Refused:  # somebody was faster
                continue
            done += 1
    return done


@BOOKING.action("remind")
def remind(
    *,
    booking: Booking,
    relation: Relation | None = None,
    by: None = None,
    at: datetime | None = None,
) -> Booking:
    """Say once that it is tomorrow."""
    with BOOKING.step("remind", booking, by=by, at=at, relation=relation) as step:
        step.thing.reminded_at = step.at
        step.then(lambda done: notices.tell(done.thing, REMIND, at=done.at))
    return booking


@BOOKING.action("lapse")
def lapse(
    *,
    booking: Booking,
    relation: Relation | None = None,
    by: None = None,
    at: datetime | None = None,
) -> Booking:
    """Its time has come and nobody gave it the room."""
    with BOOKING.step("lapse", booking, by=by, at=at, relation=relation) as step:
        step.then(lambda done: notices.tell(done.thing, LAPSED, at=done.at))
    return booking
