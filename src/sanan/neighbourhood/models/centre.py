from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.neighbourhood.enums import (
    OPEN_CENTRES,
    READERS,
    CentreState,
    FacilityKind,
    FacilityState,
    Who,
)
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place

WEEKDAYS = 7
MOST_STARS = 5


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class CentreQuerySet(models.QuerySet["Centre"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where the centre stands."""
        return self.filter(below(person, READERS))

    def open(self) -> Self:
        """Those that residents use."""
        return self.filter(state__in=OPEN_CENTRES)


class Centre(models.Model):
    """A neighbourhood centre: Party-building, the six haves, and what is its own (1+6+X).

    `haves` are the values of `Have` that it offers, `more` its own X in words. `area` is in square
    metres. `open_on_holidays` says whether public holidays keep the hours of their weekday; else
    the centre is closed on them. `stars` are one to five once assessed.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="centres")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    haves = models.JSONField(default=list)
    more = models.CharField(max_length=200, blank=True)
    area = models.PositiveIntegerField(default=0)
    open_on_holidays = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CentreState, default=CentreState.PLANNED)
    opened_on = models.DateField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)

    objects = CentreQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "name",
            "address",
            "phone",
            "haves",
            "more",
            "area",
            "open_on_holidays",
            "state",
            "opened_on",
            "stars",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="neighbourhood_centre_once"),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_CENTRES) | Q(opened_on__isnull=False),
                name="neighbourhood_centre_opened",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=MOST_STARS),
                name="neighbourhood_centre_stars",
            ),
            models.CheckConstraint(
                condition=~Q(state=CentreState.ASSESSED) | Q(stars__isnull=False),
                name="neighbourhood_centre_assessed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether residents use it."""
        return self.state in OPEN_CENTRES


class OpeningHours(models.Model):
    """One span of a weekday (0 is Monday) on which the centre is open; several may stand apart."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    classified = {"public": ["id", "centre", "weekday", "opens", "closes"]}

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lt=WEEKDAYS), name="neighbourhood_hours_weekday"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="neighbourhood_hours_order"
            ),
            models.UniqueConstraint(
                fields=["centre", "weekday", "opens"], name="neighbourhood_hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class DayException(models.Model):
    """A day that is not as its weekday: other hours, or closed where it has none."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="exceptions")
    day = models.DateField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    reason = models.CharField(max_length=100)

    classified = {"public": ["id", "centre", "day", "opens", "closes", "reason"]}

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "day"], name="neighbourhood_exception_once"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="neighbourhood_exception_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.reason}"


class Duty(models.Model):
    """A department that sits in the centre at an hour of the week (部门轮值)."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="duties")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    does = models.CharField(max_length=100)

    classified = {"public": ["id", "centre", "org", "weekday", "begins", "ends", "does"]}

    class Meta:
        ordering = ["weekday", "begins", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins"), weekday__lt=WEEKDAYS),
                name="neighbourhood_duty_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org} {self.does}"


class Device(models.Model):
    """A machine that people use there: a blood-pressure meter, a self-service desk."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60)
    count = models.PositiveSmallIntegerField(default=1)
    works = models.BooleanField(default=True)
    checked_on = models.DateField()

    classified = {"public": ["id", "centre", "name", "count", "works", "checked_on"]}

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="neighbourhood_device_once"),
        ]

    def __str__(self) -> str:
        return self.name


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where its centre stands."""
        return self.filter(below(person, READERS))

    def bookable(self) -> Self:
        """Open, in a centre that is open."""
        return self.filter(state=FacilityState.OPEN, centre__state__in=OPEN_CENTRES)


class Facility(models.Model):
    """A room or a ground that is booked as a whole. It costs nothing.

    `capacity` is in persons, 0 where nobody counts. A booking lasts from `least` to `most` minutes
    in steps of `step`; `buffer` minutes after each are kept for tidying up. It may be booked up to
    `ahead` days before. `cap` is how many bookings to come one phone number may hold at a time.
    `outlay` is what it cost to make, in fen. `coded` rooms open with a door code.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="facilities")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=FacilityKind)
    rules = models.CharField(max_length=1000, blank=True)
    capacity = models.PositiveSmallIntegerField(default=0)
    least = models.PositiveSmallIntegerField(default=30)
    most = models.PositiveSmallIntegerField(default=180)
    step = models.PositiveSmallIntegerField(default=30)
    buffer = models.PositiveSmallIntegerField(default=0)
    ahead = models.PositiveSmallIntegerField(default=60)
    cap = models.PositiveSmallIntegerField(default=4)
    who = models.CharField(max_length=8, choices=Who, default=Who.EVERYONE)
    needs_approval = models.BooleanField(default=False)
    coded = models.BooleanField(default=False)
    outlay = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, choices=FacilityState, default=FacilityState.OPEN)

    objects = FacilityQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "centre",
            "place",
            "name",
            "kind",
            "rules",
            "capacity",
            "least",
            "most",
            "step",
            "buffer",
            "ahead",
            "cap",
            "who",
            "needs_approval",
            "coded",
            "outlay",
            "state",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "name"], name="neighbourhood_facility_once"),
            models.CheckConstraint(
                condition=Q(step__gte=5, least__gte=F("step"), most__gte=F("least"), cap__gte=1),
                name="neighbourhood_facility_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name
