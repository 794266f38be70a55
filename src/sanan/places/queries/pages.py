"""What the staff pages about places show."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing
from sanan.places.models import Place, QrPoint
from sanan.places.queries.tree import ancestors, children
from sanan.places.rules import Actor, Verb, may

SHOWN_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place, what is above and below it, and its QR points, the retired ones last."""

    place: Place
    above: list[Place]
    below: list[Place]
    more_below: int
    points: list[QrPoint]
    points_under: int


def mine(by: Actor) -> list[Place]:
    """The topmost places that this person looks after."""
    held = Place.objects.filter(positions__person__ref=by.ref).distinct().order_by("path")
    tops: list[Place] = []
    for place in held:
        if may(Verb.BROWSE, place, by) and not any(top.contains(place) for top in tops):
            tops.append(place)
    return tops


def seen(code: str, by: Actor) -> Place:
    """The place with this code if this person looks after it. Raises `Missing` otherwise."""
    place: Place | None = Place.objects.filter(code=code).first()
    if place is None or not may(Verb.BROWSE, place, by):
        raise Missing(_("没有这一页。"), "no_place")
    return place


def seen_point(token: str, by: Actor) -> QrPoint:
    """The QR point with this token, under the same condition."""
    point = QrPoint.objects.select_related("place").filter(token=token).first()
    if point is None or not may(Verb.BROWSE, point.place, by):
        raise Missing(_("没有这一页。"), "no_point")
    return point


def place_page(place: Place, by: Actor) -> PlacePage:
    """Everything on the page of one place, in four statements whatever its size."""
    below = children(place)[:SHOWN_AT_MOST]
    points = QrPoint.objects.filter(place=place).order_by("retired_at", "made_at", "pk")
    under = QrPoint.objects.filter(place__in=Place.objects.within(place), retired_at=None)
    return PlacePage(
        place=place,
        above=[p for p in ancestors(place) if may(Verb.BROWSE, p, by)],
        below=list(below),
        more_below=max(place.numchild - SHOWN_AT_MOST, 0),
        points=_with_place(points, place),
        points_under=under.count(),
    )


def _with_place(points: Iterable[QrPoint], place: Place) -> list[QrPoint]:
    found = sorted(points, key=lambda p: p.retired_at is not None)
    for point in found:
        point.place = place
    return found
