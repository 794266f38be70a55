"""What is drawn beneath a map where no county bought tiles: our own tree, its points and outlines."""

from collections.abc import Iterator

from django.db.models import Q

from sanan.places.enums import PlaceKind
from sanan.places.maps import Feature, shape, spot
from sanan.places.models import Outline, Place
from sanan.places.queries.tree import line

SHOWN = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.ESTATE)
MOST = 600


def ground(place: Place) -> list[Feature]:
    """The surroundings of a place: everything that is located within its township, with outlines.

    Where it stands above townships, all that lies in it. At most 600 points, upper levels first.
    """
    around = _around(place)
    return [*_outlines(around), *_points(around)]


def _points(around: Place) -> Iterator[Feature]:
    located = Place.objects.within(around).of_kind(*SHOWN).filter(lat__isnull=False)
    for each in located.order_by("depth", "path")[:MOST]:
        yield spot(each.spoken, each.lat, each.lon)


def _outlines(around: Place) -> Iterator[Feature]:
    inside = Q(place__in=Place.objects.within(around)) | Q(place__path__in=line(around.path))
    for each in Outline.objects.filter(inside).select_related("place")[:MOST]:
        yield shape(each.place.spoken, each.geometry)


def _around(place: Place) -> Place:
    found = {each.kind: each for each in Place.objects.filter(path__in=line(place.path))}
    return found.get(PlaceKind.TOWNSHIP) or place
