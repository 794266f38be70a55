from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.council.enums import DESK, READERS, Kind, Standing
from sanan.kit import tokens
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class CouncilQuerySet(models.QuerySet["Council"]):
    def visible_to(self, person: Person | None) -> Self:
        """Bodies at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def run_by(self, person: Person | None) -> Self:
        """Bodies that this person runs."""
        return self.filter(below(person, DESK))


class Council(models.Model):
    """A body that deliberates: a council, a villagers' assembly, all owners of an estate.

    `area` is the declared whole in hundredths of a square metre, where votes weigh by area.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="councils")
    state = models.CharField(max_length=10, choices=Standing, default=Standing.STANDING)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.COUNCIL)
    monthly = models.BooleanField(default=False)
    founded_on = models.DateField()
    area = models.PositiveBigIntegerField(default=0)

    objects = CouncilQuerySet.as_manager()

    classified = {
        "public": ["id", "code", "place", "state", "name", "kind", "monthly", "founded_on", "area"]
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="council_once")]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def on(self, day: date) -> Self:
        """Seats whose term holds on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), since_on__lte=day)


class Seat(models.Model):
    """One member on a body's roll: one person, one vote, however many doors.

    `area` sums what the member owns. `ref` names the seat in the ledger; `person` is there where
    the member has an account. Who gets one later is known by `phone_hash`, the number on the roll.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    council = models.ForeignKey(Council, models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="council_seats"
    )
    name = models.CharField(max_length=40)
    phone_hash = models.CharField(max_length=64, blank=True)
    household = models.CharField(max_length=120, blank=True)
    area = models.PositiveBigIntegerField(default=0)
    representative = models.BooleanField(default=False)
    woman = models.BooleanField(default=False)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    classified = {
        "internal": ["id", "ref", "council", "since_on", "until_on", "representative"],
        "personal": ["person", "name", "phone_hash", "household", "area", "woman"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "person"],
                name="council_seat_person",
                condition=Q(person__isnull=False, until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="council_seat_dates",
            ),
        ]
        indexes = [models.Index(fields=["council", "household"], name="council_seat_roll")]

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """A room in which meetings are held (议事厅)."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="halls")
    name = models.CharField(max_length=80)
    holds = models.PositiveSmallIntegerField(default=30)

    classified = {"public": ["id", "code", "place", "name", "holds"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="council_hall_once")]

    def __str__(self) -> str:
        return self.name


class BookingQuerySet(models.QuerySet["Booking"]):
    def standing(self) -> Self:
        """Not given back."""
        return self.filter(freed_at__isnull=True)

    def across(self, begins_at: datetime, ends_at: datetime) -> Self:
        """Those that share a moment with this time; touching ends share none."""
        return self.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)


class Booking(models.Model):
    """A hall taken for a time."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="bookings")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    purpose = models.CharField(max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    freed_at = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()

    classified = {"internal": ["id", "hall", "begins_at", "ends_at", "purpose", "by", "freed_at"]}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="council_booking_times"
            )
        ]
        indexes = [models.Index(fields=["hall", "begins_at"], name="council_booking_when")]

    def __str__(self) -> str:
        return self.purpose
