"""Street networks and OpenStreetMap extracts from files, taken in by whoever runs the installation."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import clock, phones, words
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.ledger.actions import written
from sanan.neighbourhood.actions.circle import add_point, change_point, measure
from sanan.neighbourhood.circle import hours as opening
from sanan.neighbourhood.circle.osm import NAME
from sanan.neighbourhood.models.circle import ServicePoint, Streets, origin_of
from sanan.neighbourhood.queries.streets import pack
from sanan.people.models import Person
from sanan.places.coordinates import Crs, Point
from sanan.places.models import Place
from sanan.process.declare import OPERATOR

if TYPE_CHECKING:
    from sanan.neighbourhood.circle.network import Network
    from sanan.neighbourhood.circle.osm import Found

TAKE = "circle.streets"
OSM = "osm"


@dataclass(slots=True)
class Taken:
    """What became of an extract's points."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    """Outside the county, or of a name that is there already."""


def take_streets(
    *,
    place: Place,
    network: "Network",
    source: str,
    by: Person | None = None,
    at: datetime | None = None,
) -> Streets:
    """The streets of a place, instead of those before; everything around is measured anew."""
    moment = clock.at_or_now(at)
    if not len(network.metres):
        raise Invalid(_("里面没有一段路。"), "no_ways")
    packed = pack(network)
    values = {
        "source": words.one_line(source, "source", 120),
        "taken_on": local_day(moment),
        "crossings": len(network),
        "ways": len(network.metres),
        "heights": network.height is not None,
        "packed": packed,
        "digest": sha256(packed).hexdigest(),
    }
    with transaction.atomic():
        made, _new = Streets.objects.update_or_create(place=place, defaults=values)
        content = {name: values[name] for name in ("source", "crossings", "ways", "heights")}
        written(TAKE, place.code, content, by=by, at=moment)
        measure(place=place, at=moment)
    return made


def take_points(
    *, place: Place, found: "list[Found]", by: Person | None = None, at: datetime | None = None
) -> Taken:
    """Points of an extract, each once: known again by its number there; what differs is taken over.

    Each belongs to the village whose position is nearest. Hours that nobody can read are left out.
    """
    moment, taken = clock.at_or_now(at), Taken()
    villages = list(Place.objects.within(place).filter(lat__isnull=False, kind="village"))
    known = {point.origin: point for point in ServicePoint.objects.within(place)}
    actor: dict[str, Any] = {
        "by": by,
        "at": moment,
        "relation": None if by else OPERATOR,
        "measuring": False,
    }
    with transaction.atomic():
        for each in found:
            where = Point(*each.at, Crs.WGS84)
            origin = origin_of(OSM, each.ref)
            point = known.get(origin)
            said = _said(each)
            try:
                if point is None:
                    home = _nearest(villages, where) or place
                    add_point(
                        place=home,
                        kind=each.kind,
                        where=where,
                        source=NAME,
                        origin=origin,
                        **said,
                        **actor,
                    )
                    taken.added += 1
                elif _differs(point, said, where):
                    change_point(point=point, where=where, **said, **actor)
                    taken.changed += 1
                else:
                    taken.unchanged += 1
            except Refused:
                taken.left += 1
        measure(place=place, at=moment)
    return taken


def _said(found: "Found") -> dict[str, Any]:
    hours, phone = found.hours[:200], found.phone
    try:
        opening.read(hours)
    except Refused:
        hours = ""
    try:
        phone = phones.office(phone) if phone else ""
    except Refused:
        phone = ""
    name = words.clip(words.clean_line(found.name), 60)
    return {"name": name, "hours": hours, "phone": phone, "address": found.address[:120]}


def _differs(point: ServicePoint, said: dict[str, Any], where: Point) -> bool:
    there = round(where.lat, 7), round(where.lon, 7)
    return any(getattr(point, name) != value for name, value in said.items()) or there != (
        point.lat,
        point.lon,
    )


def _nearest(villages: list[Place], where: Point) -> Place | None:
    def off(place: Place) -> float:
        return where.metres_to(Point(place.lat or 0.0, place.lon or 0.0, Crs.WGS84))

    return min(villages, key=off, default=None)
