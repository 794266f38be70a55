"""The database, not the code above it, refuses the second booking of one room and hour."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sanan.neighbourhood.enums import HOLDING, BookingState
from sanan.neighbourhood.models import Booking

from .conftest import NOW


def booked(yard, begins: int, ends: int, state=BookingState.APPROVED, **more) -> Booking:
    """A row written past every rule, from `begins` to `ends` minutes after now."""
    made = Booking(
        facility=yard.room,
        place=yard.village,
        name="某人",
        state=state,
        starts_at=NOW + timedelta(minutes=begins),
        ends_at=NOW + timedelta(minutes=ends),
        made_at=NOW,
    )
    for name, value in more.items():
        setattr(made, name, value)
    made.hold()
    made.save()
    return made


def refused(do) -> bool:
    """Whether the database said no; only because two overlap."""
    told = ""
    try:
        with transaction.atomic():
            do()
    except DatabaseError as no:
        told = str(no)
    assert not told or "neighbourhood_booking_apart" in told
    return bool(told)


@pytest.mark.parametrize(
    ("begins", "ends", "taken"),
    [
        (0, 60, True),  # the same
        (30, 90, True),  # over its end
        (-30, 30, True),  # over its beginning
        (-60, 120, True),  # around it
        (20, 40, True),  # inside it
        (60, 120, True),  # in the quarter of an hour for tidying up
        (75, 120, False),  # after that
        (-75, -15, False),  # tidied up just in time
        (-75, -14, True),
    ],
)
def test_two_that_overlap_are_refused(yard, begins, ends, taken):
    booked(yard, 0, 60)
    assert refused(lambda: booked(yard, begins, ends)) is taken


def test_only_those_that_hold_their_time_are_kept_apart(yard):
    for state in BookingState:
        booked(yard, 0, 60, state=state)
        assert refused(lambda: booked(yard, 0, 60)) is (state in HOLDING)
        Booking.objects.all().delete()


def test_another_room_is_another_matter(yard):
    booked(yard, 0, 60)
    other = yard.room.__class__.objects.create(
        centre=yard.centre, place=yard.village, name="会议室", kind="meeting"
    )
    assert not refused(lambda: booked(yard, 0, 60, facility=other))


def test_nor_can_one_be_brought_there_by_a_change(yard):
    """Two pending requests that are both confirmed; one moved onto another."""
    booked(yard, 0, 60)
    waiting = booked(yard, 0, 60, state=BookingState.WAITING)
    rows = Booking.objects.filter(pk=waiting.pk)
    assert refused(lambda: rows.update(state=BookingState.APPROVED))
    later = booked(yard, 120, 180)
    rows = Booking.objects.filter(pk=later.pk)
    assert refused(lambda: rows.update(held_from=later.held_from - 100))
    assert not refused(lambda: rows.update(held_until=later.held_until + 5))
