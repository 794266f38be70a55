from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.neighbourhood.enums import BOOKERS, COMING, HOLDING, BookingState, Door
from sanan.neighbourhood.models.centre import Facility, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place

MINUTE = 60
DOOR_DIGITS = 6


def minute_of(moment: datetime) -> int:
    """Minutes since 1970, the whole numbers in which the database compares times."""
    return int(moment.timestamp()) // MINUTE


class Series(models.Model):
    """A booking that comes again: on which weekdays (0 is Monday), from when to when.

    One that was brought as a calendar has neither weekdays nor hours of its own. `skipped` names
    each day that could not be had, and why.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="series")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    weekdays = models.JSONField(default=list)
    since_on = models.DateField()
    until_on = models.DateField()
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    skipped = models.JSONField(default=list)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": [
            "id",
            "code",
            "facility",
            "place",
            "title",
            "weekdays",
            "since_on",
            "until_on",
            "begins",
            "ends",
            "skipped",
            "made_at",
            "by",
        ]
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on"), ends__gt=F("begins")),
                name="neighbourhood_series_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BookedQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where the centre stands; a relay sees what they entered."""
        return self.filter(below(person, BOOKERS))

    def holding(self) -> Self:
        """Those that hold their time."""
        return self.filter(state__in=HOLDING)

    def coming(self) -> Self:
        """Those not over, refused or given up."""
        return self.filter(state__in=COMING)


class Booking(models.Model):
    """One facility for one span of time.

    `held_from` and `held_until` (minutes since 1970, the buffer after it included) are what the
    database keeps apart: no two bookings of a facility that hold their time overlap. `title` is
    what everyone may read of a club's booking, `purpose` what the desk reads. `phone_locked` is the
    number of whoever comes, encrypted.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="bookings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.REQUESTED)
    door = models.CharField(max_length=6, choices=Door, default=Door.PHONE)
    name = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    phone_locked = models.CharField(max_length=300, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    group = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_from = models.BigIntegerField()
    held_until = models.BigIntegerField()
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    objects = BookedQuerySet.as_manager()

    classified = {
        "public": ["code", "facility", "place", "state", "starts_at", "ends_at"],
        "internal": [
            "id",
            "series",
            "door",
            "entered_by",
            "people",
            "held_from",
            "held_until",
            "made_at",
            "reminded_at",
            "score",
        ],
        "personal": ["name", "person", "phone_locked", "phone_hash", "group", "purpose"],
    }

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), held_until__gt=F("held_from")),
                name="neighbourhood_booking_order",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="neighbourhood_booking_score",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "held_from"], name="neighbourhood_booking_day"),
            models.Index(fields=["place", "starts_at"], name="neighbourhood_booking_place"),
            models.Index(fields=["phone_hash", "state"], name="neighbourhood_booking_phone"),
            models.Index(fields=["state", "starts_at"], name="neighbourhood_booking_clock"),
        ]

    def __str__(self) -> str:
        return self.code

    def hold(self) -> None:
        """Take the time, and the facility's buffer after it."""
        self.held_from = minute_of(self.starts_at)
        self.held_until = minute_of(self.ends_at) + self.facility.buffer

    @property
    def holds(self) -> bool:
        """Whether nobody else can have its time."""
        return self.state in HOLDING

    @property
    def door_code(self) -> str:
        """The figures that open the door; derived, so that nothing stores them."""
        number = int(tokens.keyed_hash("door", self.code), 16) % 10**DOOR_DIGITS
        return f"{number:0{DOOR_DIGITS}d}"
