"""Which bodies of this installation may receive a report, the receiving one first."""

from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.sealed.enums import About
from sanan.sealed.models import Body
from sanan.sealed.models.body import BodyQuerySet
from sanan.sealed.rules.routes import RECEIVING, may_receive


def wheres() -> list[Place]:
    """Counties and cities to choose from; nothing below ever reaches the server."""
    found = Place.objects.filter(kind__in=RECEIVING).order_by("path")
    return sorted(found, key=lambda place: (place.kind != PlaceKind.COUNTY, place.path))


def route(where: Place, about: About, *, up: int = 0) -> list[Body]:
    """The receiving body and those above it that can also read; empty: none is in this installation.

    `up` is how many levels higher the reporter wants it, because it is about that body itself.
    """
    fitting = [
        body for body in _over(str(where.path)) if may_receive(body.org.place.kind, About(about))
    ]
    return fitting[up:]


def above(body: Body) -> list[Body]:
    """Bodies over this one that can receive, the nearest first."""
    path = str(body.org.place.path)
    return [other for other in _over(path) if len(other.org.place.path) < len(path)]


def by_codes(codes: list[str]) -> list[Body]:
    """The same bodies again, in the same order, if every one can still receive; else empty."""
    found = {body.code: body for body in _ready().filter(code__in=codes)}
    return [found[code] for code in codes] if set(found) == set(codes) else []


def _over(path: str) -> list[Body]:
    bodies = _ready().filter(org__place__kind__in=RECEIVING)
    over = [body for body in bodies if path.startswith(str(body.org.place.path))]
    return sorted(over, key=lambda body: -len(body.org.place.path))


def _ready() -> BodyQuerySet:
    return Body.objects.ready().select_related("org__place")
