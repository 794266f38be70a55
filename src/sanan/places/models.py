from typing import Self

from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from sanan.places.enums import PlaceKind


class PlaceQuerySet(MP_NodeQuerySet):
    def of_kind(self, *kinds: PlaceKind) -> Self:
        """Only nodes of these levels."""
        return self.filter(kind__in=kinds)

    def within(self, place: "Place") -> Self:
        """`place` itself and everything under it, by one range over the path's index."""
        return self.filter(path__gte=place.path, path__lt=place.path + "~")


class Place(MP_Node):
    """A node of the region tree: a county, a village, a building.

    `code` is the 12-digit statistics code where there is one (9 or 6 digits padded with zeros above
    the village), else our own opaque code. Coordinates are WGS84 degrees.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=PlaceKind)
    code = models.CharField(max_length=20, unique=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    full_name = models.CharField(max_length=300, blank=True)

    objects = MP_NodeManager.from_queryset(PlaceQuerySet)()  # type: ignore[misc]

    classified = {
        "public": ["path", "depth", "numchild", "name", "kind", "code", "lat", "lon", "full_name"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True)
                | models.Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="places_lat_with_lon",
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="places_kind_name")]

    def __str__(self) -> str:
        return self.name

    def contains(self, other: "Place") -> bool:
        """Whether `other` is this place or lies under it."""
        return str(other.path).startswith(str(self.path))


class Grid(models.Model):
    """A grid (网格): a set of places that one grid worker looks after, across the tree's levels."""

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    places = models.ManyToManyField(Place, related_name="grids")

    classified = {"public": ["id", "name", "code", "parent", "places"]}

    def __str__(self) -> str:
        return self.name


class QrPoint(models.Model):
    """A poster somewhere: its token opens the resident's page already knowing the place."""

    token = models.CharField(max_length=16, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="qr_points")
    label = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    classified = {"public": ["id", "token", "place", "label", "made_at", "retired_at"]}

    def __str__(self) -> str:
        return f"{self.place} {self.label}".strip()
