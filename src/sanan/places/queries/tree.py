"""Finding places and their neighbours in the tree, each in one statement."""

from dataclasses import dataclass
from functools import cache
from math import cos, radians

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing
from sanan.kit.statements import Prepared, PreparedRows
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, PlaceQuerySet, QrPoint
from sanan.places.queries.spelling import in_letters, spelled

FOUND_AT_MOST = 30
NEAR_DEGREES = 0.3
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Lineage:
    """The ancestors that every case repeats, so that lists of a county stay fast; ids or None."""

    county_id: int | None = None
    township_id: int | None = None
    village_id: int | None = None


def by_code(code: str) -> Place:
    """The place with this code. Raises `Missing`."""
    found = with_code(code)
    if found is None:
        raise Missing(_("没有这个地方。请重新选择。"), "no_place")
    return found


def with_code(code: str) -> Place | None:
    """The place with this code, or None, also for what can be no code."""
    found = _BY_CODE(code) if code.isprintable() else []
    return found[0] if found else None


_BY_CODE = PreparedRows(Place, lambda code: Place.objects.filter(code=code), str)


def default() -> Place:
    """Where a case stands that names no place: the top of the tree. Raises `Missing`."""
    top: Place | None = Place.objects.filter(depth=1).order_by("path").first()
    if top is None:
        raise Missing(_("还没有地方数据。请先运行 bin/sanan places load。"), "no_places")
    return top


def lineage(place: Place) -> Lineage:
    """County, township and village of a place (itself included), in one statement."""
    kinds = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
    paths = line(place.path)
    found = dict(_upwards(len(paths))(*paths))
    return Lineage(*(found.get(kind) for kind in kinds))


@cache
def _upwards(depth: int) -> Prepared:
    """Kind and id of `depth` places by their paths."""
    return Prepared(
        lambda *paths: Place.objects.filter(path__in=paths).values_list("kind", "pk"),
        *[str] * depth,
    )


def ancestors(place: Place) -> list[Place]:
    """From the top down to the place's parent."""
    return list(Place.objects.filter(path__in=line(place.path)[:-1]).order_by("path"))


def children(place: Place | None) -> PlaceQuerySet:
    """The places right below, in the tree's order; the tops where none is given."""
    below: PlaceQuerySet = Place.objects.within(place) if place else Place.objects.all()
    return below.filter(depth=place.depth + 1 if place else 1).order_by("path")


def subtree(place: Place, *kinds: PlaceKind) -> PlaceQuerySet:
    """The place and everything under it, of these levels (default: all)."""
    found: PlaceQuerySet = Place.objects.within(place).order_by("path")
    return found.of_kind(*kinds) if kinds else found


def find(words: str, *, under: Place | None = None) -> list[Place]:
    """Places whose full name holds all the words, upper levels first; at most 30.

    One word in letters is read as the sound of a name: pubancun, puban, pbc.
    """
    words = words.strip()
    found: PlaceQuerySet = Place.objects.within(under) if under else Place.objects.all()
    if in_letters(words):
        at = {pk: place for place, pk in enumerate(spelled(words, found, FOUND_AT_MOST))}
        return sorted(Place.objects.filter(pk__in=at), key=lambda place: at[place.pk])
    for word in words.split():
        found = found.filter(full_name__icontains=word)
    return list(found.order_by("depth", "path")[:FOUND_AT_MOST]) if words else []


def nearest(lat: float, lon: float) -> list[Place]:
    """The villages nearest to a position in WGS84 degrees, nearest first; at most five."""
    box = Place.objects.of_kind(PlaceKind.VILLAGE).filter(
        lat__range=(lat - NEAR_DEGREES, lat + NEAR_DEGREES),
        lon__range=(lon - NEAR_DEGREES, lon + NEAR_DEGREES),
    )
    narrow = cos(radians(lat))
    return sorted(box, key=lambda p: (p.lat - lat) ** 2 + ((p.lon - lon) * narrow) ** 2)[:NEAREST]


def live_points(place: Place) -> list[QrPoint]:
    """QR points in use at a place and under it, in the tree's order, places loaded."""
    points = QrPoint.objects.filter(place__in=subtree(place), retired_at__isnull=True)
    return list(points.select_related("place").order_by("place__path", "made_at", "pk"))


def line(path: str) -> list[str]:
    """The paths of a node's ancestors and its own, top first."""
    return [path[:end] for end in range(Place.steplen, len(path) + 1, Place.steplen)]
