from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.neighbourhood.circle.hours import Hours, read
from sanan.neighbourhood.circle.kinds import PointKind, PointState
from sanan.neighbourhood.enums import READERS
from sanan.neighbourhood.models.centre import Centre, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place, beyond

ON_EARTH = Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180)


class ServicePointQuerySet(models.QuerySet["ServicePoint"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where the point stands."""
        return self.filter(below(person, READERS))

    def open(self) -> Self:
        """Those that have not closed for good."""
        return self.filter(state=PointState.OPEN)

    def within(self, place: Place) -> Self:
        """At or under a place."""
        return self.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))


class ServicePoint(models.Model):
    """Something that people need within reach: one of the six haves, or of every day.

    Position in WGS84. `hours` as `circle.hours` reads them, empty where nobody knows them; what a
    centre offers has the hours of the `centre`. `source` and `ref` say where it was taken from and
    under what it is known there; `checked_on` when somebody last saw that it is so.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="service_points")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="points")
    kind = models.CharField(max_length=10, choices=PointKind)
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    state = models.CharField(max_length=6, choices=PointState, default=PointState.OPEN)
    source = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=64, unique=True, null=True)
    checked_on = models.DateField()

    objects = ServicePointQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "centre",
            "kind",
            "name",
            "address",
            "phone",
            "hours",
            "lat",
            "lon",
            "state",
            "source",
            "checked_on",
        ],
        "internal": ["id", "origin"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="neighbourhood_point_on_earth"),
            models.UniqueConstraint(
                fields=["place", "kind", "name"],
                condition=Q(state=PointState.OPEN),
                name="neighbourhood_point_once",
            ),
            models.UniqueConstraint(
                fields=["centre", "kind"], name="neighbourhood_point_of_centre"
            ),
        ]
        indexes = [models.Index(fields=["state", "lat"], name="neighbourhood_point_near")]

    def __str__(self) -> str:
        return self.name

    @property
    def week(self) -> Hours | None:
        """Its own hours, or None where nobody knows them."""
        return read(self.hours) if self.hours else None


def origin_of(source: str, ref: str) -> str:
    """Under what a row of somebody else's table is known again."""
    return tokens.keyed_hash("neighbourhood-origin", f"{source}\n{ref}")


class DwellingQuerySet(models.QuerySet["Dwelling"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above where the building stands."""
        return self.filter(below(person, READERS))

    def within(self, place: Place) -> Self:
        """At or under a place."""
        return self.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))


class Dwelling(models.Model):
    """How many live in a building, and how many of them are elders (60 and older) or under 14.

    Numbers only, of a day. `reach` holds for each kind the flat metres to the nearest point that is
    no farther than anybody walks in fifteen minutes; a kind that is missing is not within reach.
    `by_line` says that no street was known and the straight line was taken; `measured_at` is None
    until it was worked out.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="dwellings")
    name = models.CharField(max_length=60)
    lat = models.FloatField()
    lon = models.FloatField()
    people = models.PositiveIntegerField()
    elders = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)
    counted_on = models.DateField()
    reach = models.JSONField(default=dict)
    by_line = models.BooleanField(default=False)
    measured_at = models.DateTimeField(null=True)

    objects = DwellingQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "place",
            "name",
            "lat",
            "lon",
            "people",
            "elders",
            "children",
            "counted_on",
            "reach",
            "by_line",
            "measured_at",
        ]
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=ON_EARTH, name="neighbourhood_dwelling_on_earth"),
            models.CheckConstraint(
                condition=Q(people__gte=F("elders") + F("children")),
                name="neighbourhood_dwelling_numbers",
            ),
            models.UniqueConstraint(fields=["place", "name"], name="neighbourhood_dwelling_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place.spoken} {self.name}"


class Streets(models.Model):
    """The walkable streets of a county, as one network (`queries.streets` packs and unpacks it).

    `digest` is the SHA-256 of what is packed, under which a process keeps it unpacked.
    """

    place = models.OneToOneField(Place, models.PROTECT, related_name="streets")
    source = models.CharField(max_length=120)
    taken_on = models.DateField()
    crossings = models.PositiveIntegerField()
    ways = models.PositiveIntegerField()
    heights = models.BooleanField(default=False)
    packed = models.BinaryField()
    digest = models.CharField(max_length=64)

    classified = {
        "public": [
            "id",
            "place",
            "source",
            "taken_on",
            "crossings",
            "ways",
            "heights",
            "packed",
            "digest",
        ]
    }

    class Meta:
        verbose_name_plural = "streets"

    def __str__(self) -> str:
        return f"{self.place} {self.source}"
