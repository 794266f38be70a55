import re
from typing import ClassVar, Self

from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from sanan.places.enums import PlaceKind

COMMITTEE = re.compile(r"(?:居民委员会|村民委员会|居委会|村委会|委员会)$")


def beyond(path: str) -> str:
    """The first text after every path under `path`, in C and in linguistic collations alike.

    A branch is `path <= x < beyond(path)`: one range over the index. Steps use only figures and
    capital letters, and no step of four comes near ZZZZ.
    """
    return path + "ZZZZZ"


class PlaceQuerySet(MP_NodeQuerySet):
    def of_kind(self, *kinds: PlaceKind) -> Self:
        """Only nodes of these levels."""
        return self.filter(kind__in=kinds)

    def within(self, place: "Place") -> Self:
        """`place` itself and everything under it, by one range over the path's index."""
        return self.filter(path__gte=place.path, path__lt=beyond(place.path))


class PlaceManager(MP_NodeManager.from_queryset(PlaceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> PlaceQuerySet:
        """The tree in its own order; treebeard's manager would forget our queryset."""
        return PlaceQuerySet(self.model, using=self._db).order_by("path")


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

    objects: ClassVar[PlaceManager] = PlaceManager()

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

    @property
    def spoken(self) -> str:
        """The name as people say it: 蒲坂村, where the code table has 蒲坂村委会."""
        return spoken(self.name, self.kind)

    def contains(self, other: "Place") -> bool:
        """Whether `other` is this place or lies under it."""
        return str(other.path).startswith(str(self.path))


def spoken(name: str, kind: str) -> str:
    """A village's name without its committee; other names as they are."""
    bare = COMMITTEE.sub("", name)
    if kind != PlaceKind.VILLAGE or bare == name or not bare:
        return name
    if bare.endswith(("村", "社区")):
        return bare
    return bare + ("社区" if "居" in name[len(bare) :] else "村")


class Outline(models.Model):
    """The boundary of a place as a map draws it: a GeoJSON geometry in WGS84, with its source."""

    place = models.OneToOneField(Place, models.CASCADE, related_name="outline")
    geometry = models.JSONField()
    source = models.CharField(max_length=200)

    classified = {"public": ["id", "place", "geometry", "source"]}

    def __str__(self) -> str:
        return str(self.place)


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
