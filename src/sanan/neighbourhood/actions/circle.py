"""Service points and the reach of those who live around them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit import clock, phones, words
from sanan.kit.errors import Invalid
from sanan.neighbourhood.circle import hours as opening
from sanan.neighbourhood.circle.kinds import SIX, PointKind
from sanan.neighbourhood.models import Centre
from sanan.neighbourhood.models.circle import Dwelling, ServicePoint, Streets
from sanan.neighbourhood.queries.reach import FARTHEST, Box, reached, standing
from sanan.neighbourhood.queries.streets import network_of
from sanan.neighbourhood.rules.circle import POINT
from sanan.people.models import Person
from sanan.places.coordinates import Crs, Point
from sanan.places.models import Place
from sanan.process.declare import Relation

BATCH = 1000


@POINT.action("add")
def add_point(
    *,
    place: Place,
    kind: str,
    name: str,
    where: Point,
    by: Person | None,
    address: str = "",
    phone: str = "",
    hours: str = "",
    centre: Centre | None = None,
    source: str = "",
    origin: str | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
    measuring: bool = True,
) -> ServicePoint:
    """Enter a service point. `where` may be in any system; it is kept as WGS84.

    Whoever enters many measures once at the end, without `measuring` each. Raises `Invalid` where the
    place has one of that kind and name, or the hours cannot be read.
    """
    moment = clock.at_or_now(at)
    made = ServicePoint(
        place=place,
        centre=centre,
        kind=PointKind(kind),
        source=source,
        origin=origin,
        checked_on=deadlines.calendar_at(place).local_day(moment),
        **said_of(name=name, address=address, phone=phone, hours=hours),
        **_position(where),
    )
    twice = ServicePoint.objects.open().filter(place=place, kind=kind, name=made.name)
    if twice.exists():
        raise Invalid(_("这里已经有一个同名的点。"), "twice", field="name")
    with POINT.begin("add", made, by=by, at=at, relation=relation) as step:
        if measuring:
            step.then(lambda _step: measure_around(made, at=moment))
    return made


def said_of(*, name: str, address: str, phone: str, hours: str) -> dict[str, str]:
    """What is said of a point, tidied. Raises `Invalid` for hours that cannot be read."""
    hours = words.clean_line(hours, most=200, field="hours")
    if hours:
        opening.read(hours)
    return {
        "name": words.one_line(name, "name", 60),
        "address": words.clean_line(address, most=120, field="address"),
        "phone": phones.office(phone) if phone else "",
        "hours": hours,
    }


def _position(where: Point) -> dict[str, float]:
    there = where.to(Crs.WGS84)
    return {"lat": round(there.lat, 7), "lon": round(there.lon, 7)}


@POINT.action("change")
def change_point(
    *,
    point: ServicePoint,
    by: Person | None,
    where: Point | None = None,
    relation: Relation | None = None,
    at: datetime | None = None,
    measuring: bool = True,
    **said: str,
) -> ServicePoint:
    """Change what is said of it, or where it stands."""
    tidy = said_of(**said)
    with POINT.step("change", point, by=by, at=at, relation=relation) as step:
        thing = step.thing
        others = ServicePoint.objects.open().filter(
            place=thing.place_id, kind=thing.kind, name=tidy["name"]
        )
        if others.exclude(pk=thing.pk).exists():
            raise Invalid(_("这里已经有一个同名的点。"), "twice", field="name")
        before = thing.lat, thing.lon
        step.set(**tidy, **(_position(where) if where else {}))
        step.thing.checked_on = deadlines.calendar_at(thing.place).local_day(step.at)
        if measuring and before != (thing.lat, thing.lon):
            step.then(lambda done: measure_around(done.thing, before, at=done.at))
    return point


@POINT.action("see")
def see_point(*, point: ServicePoint, by: Person, at: datetime | None = None) -> ServicePoint:
    """Somebody went there: it is as it says."""
    with POINT.step("see", point, by=by, at=at) as step:
        step.thing.checked_on = deadlines.calendar_at(step.thing.place).local_day(step.at)
    return point


@POINT.action("close")
def close_point(
    *, point: ServicePoint, by: Person, reason: str, at: datetime | None = None
) -> ServicePoint:
    """It is gone for good; whoever had it within reach has it no longer."""
    with POINT.step("close", point, by=by, at=at) as step:
        step.say(words.one_line(reason, "reason", 100))
        step.then(lambda done: measure_around(done.thing, at=done.at))
    return point


@POINT.action("reopen")
def reopen_point(*, point: ServicePoint, by: Person, at: datetime | None = None) -> ServicePoint:
    """It is there again."""
    with POINT.step("reopen", point, by=by, at=at) as step:
        step.then(lambda done: measure_around(done.thing, at=done.at))
    return point


def place_centre(
    *, centre: Centre, where: Point, by: Person | None, at: datetime | None = None
) -> list[ServicePoint]:
    """Say where a centre stands: each of the six haves that it offers becomes a point there.

    What has a point already keeps it. Its hours are the centre's.
    """
    there = set(centre.points.values_list("kind", flat=True))
    with transaction.atomic():
        return [
            add_point(
                place=centre.place,
                kind=kind,
                name=centre.name,
                where=where,
                address=centre.address,
                centre=centre,
                by=by,
                at=at,
            )
            for kind in SIX
            if kind in centre.haves and kind not in there
        ]


def measure_around(
    point: ServicePoint, *before: tuple[float, float], at: datetime | None = None
) -> int:
    """Measure anew from every building that may have this point within reach, or had."""
    box = Box.around([(point.lat, point.lon), *before], FARTHEST)
    return _measure(Dwelling.objects.filter(box.inside), at=at)


def measure(*, place: Place | None = None, at: datetime | None = None) -> int:
    """Measure anew from every building of a place, or of all places; how many there are."""
    rows = Dwelling.objects.all()
    return _measure(rows.within(place) if place else rows, at=at)


def _measure(rows: QuerySet[Dwelling], *, at: datetime | None) -> int:
    moment = clock.at_or_now(at)
    done = 0
    dwellings = list(rows.select_related("place"))
    for streets, some in _by_streets(dwellings):
        network = network_of(streets)
        where = [(each.lat, each.lon) for each in some]
        box = Box.around(where, FARTHEST)
        points = standing().filter(box.inside).values_list("kind", "lat", "lon")
        wide = Box.around(where, FARTHEST * 2)
        for each, found in zip(some, reached(where, points, wide.cut(network)), strict=True):
            each.reach, each.by_line, each.measured_at = found.metres, found.by_line, moment
        fields = ["reach", "by_line", "measured_at"]
        Dwelling.objects.bulk_update(some, fields, batch_size=BATCH)
        done += len(some)
    return done


def _by_streets(dwellings: list[Dwelling]) -> Iterable[tuple[Streets | None, list[Dwelling]]]:
    """Buildings by the street network that they lie in; of several the one of the smallest place."""
    known = Streets.objects.defer("packed").select_related("place").order_by("-place__path")
    every = list(known)
    found: dict[int | None, tuple[Streets | None, list[Dwelling]]] = {}
    for each in dwellings:
        streets = next((s for s in every if s.place.contains(each.place)), None)
        found.setdefault(streets.pk if streets else None, (streets, []))[1].append(each)
    return found.values()
