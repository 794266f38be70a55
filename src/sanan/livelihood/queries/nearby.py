"""Places around a community: the villages of its county, the estates in it."""

from collections.abc import Iterable

from sanan.places.models import Place, PlaceQuerySet, beyond
from sanan.places.queries.tree import line


def villages_around(places: Iterable[Place]) -> PlaceQuerySet:
    """The villages of the counties in which these places lie; of all where none lies in a county."""
    paths = {path for place in places for path in line(place.path)}
    found: PlaceQuerySet = Place.objects.none()
    for county in Place.objects.filter(path__in=paths, kind="county"):
        found = found | Place.objects.filter(
            kind="village", path__gte=county.path, path__lt=beyond(county.path)
        )
    return found.order_by("path")


def estates_in(places: Iterable[Place]) -> PlaceQuerySet:
    """The estates of these places."""
    found: PlaceQuerySet = Place.objects.none()
    for place in places:
        found = found | Place.objects.filter(
            kind="estate", path__gte=place.path, path__lt=beyond(place.path)
        )
    return found.order_by("path")
