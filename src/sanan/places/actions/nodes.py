"""Single places that no code table has: estates, buildings, units, households; grids over them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.kit import tokens
from sanan.kit.errors import Invalid, Refused
from sanan.kit.words import clean_line
from sanan.ledger import actions as ledger
from sanan.places import queries
from sanan.places.actions.naming import full_name, renew_full_names
from sanan.places.coordinates import Crs, Point
from sanan.places.enums import OWN_KINDS, TOP_DOWN, Event, PlaceKind
from sanan.places.models import Grid, Place
from sanan.places.rules import Actor, Verb, check

LONGEST_NAME = 80


def add_place(
    *,
    parent: Place,
    name: str,
    kind: PlaceKind,
    code: str = "",
    by: Actor | None = None,
    at: datetime | None = None,
) -> Place:
    """Add a place under another, with an opaque code unless one is given.

    Raises `Invalid` for a level that cannot lie under the parent or belongs to the code table,
    `Refused` where that name or code is taken.
    """
    check(Verb.ADD, parent, by)
    name = _name(name)
    _check_level(parent, kind)
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=parent.pk)
        if queries.children(parent).filter(name=name, kind=kind).exists():
            raise Refused(
                _("%(parent)s已经有“%(name)s”。") % {"parent": parent.spoken, "name": name}, "taken"
            )
        if code and Place.objects.filter(code=code).exists():
            raise Refused(_("编码%(code)s已经用过了。") % {"code": code}, "taken")
        place = Place(name=name, kind=kind, code=code or tokens.opaque(10))
        place.full_name = full_name([*queries.ancestors(parent), parent], name, kind)
        Place.objects.add_child(parent, instance=place)
        _record(
            Event.ADD,
            place.code,
            {"name": name, "kind": str(kind), "parent": parent.code, "path": place.path},
            by,
            at,
        )
    return place


def rename_place(
    *, place: Place, name: str, by: Actor | None = None, at: datetime | None = None
) -> Place:
    """Give a place another name, and everything under it its new full name."""
    check(Verb.RENAME, place, by)
    old, place.name = place.name, _name(name)
    if place.name == old:
        return place
    with transaction.atomic():
        place.save(update_fields=["name"])
        renew_full_names([place])
        _record(Event.RENAME, place.code, {"from": old, "to": place.name}, by, at)
        place.full_name = Place.objects.values_list("full_name", flat=True).get(pk=place.pk)
    return place


def locate(
    *,
    place: Place,
    lat: float,
    lon: float,
    datum: Crs,
    by: Actor | None = None,
    at: datetime | None = None,
) -> Place:
    """Say where a place is. The coordinates are kept as WGS84, whatever they came in."""
    check(Verb.LOCATE, place, by)
    point = Point(lat, lon, datum).to(Crs.WGS84)
    place.lat, place.lon = point.lat, point.lon
    with transaction.atomic():
        place.save(update_fields=["lat", "lon"])
        given = {"lat": lat, "lon": lon, "datum": str(datum)}
        _record(Event.LOCATE, place.code, {"given": given, "wgs84": [place.lat, place.lon]}, by, at)
    return place


def add_grid(
    *,
    name: str,
    places: Iterable[Place],
    code: str = "",
    parent: Grid | None = None,
    by: Actor | None = None,
    at: datetime | None = None,
) -> Grid:
    """Draw a grid over places; three levels are usual, any number may hang under each other."""
    members = list(places)
    for place in members:
        check(Verb.SET_GRID, place, by)
    with transaction.atomic():
        grid = Grid.objects.create(name=_name(name), code=code or tokens.opaque(10), parent=parent)
        grid.places.set(members)
        _record(
            Event.ADD_GRID,
            grid.code,
            {
                "name": grid.name,
                "parent": parent.code if parent else "",
                "places": sorted(p.code for p in members),
            },
            by,
            at,
        )
    return grid


def set_grid(
    *, grid: Grid, places: Iterable[Place], by: Actor | None = None, at: datetime | None = None
) -> Grid:
    """Let a grid cover exactly these places."""
    members = list(places)
    for place in members:
        check(Verb.SET_GRID, place, by)
    with transaction.atomic():
        grid.places.set(members)
        _record(Event.SET_GRID, grid.code, {"places": sorted(p.code for p in members)}, by, at)
    return grid


def _name(name: str) -> str:
    tidy = clean_line(name, most=LONGEST_NAME, field="name")
    if not tidy:
        raise Invalid(_("请写上名称。"), "no_name", field="name")
    return tidy


def _check_level(parent: Place, kind: PlaceKind) -> None:
    if kind not in OWN_KINDS:
        raise Invalid(_("县、乡镇、村由编码表导入，不能单独添加。"), "wrong_level", field="kind")
    if TOP_DOWN.index(kind) <= TOP_DOWN.index(PlaceKind(parent.kind)):
        raise Invalid(
            _("%(kind)s不能放在%(parent)s下面。")
            % {"kind": kind.label, "parent": parent.get_kind_display()},
            "wrong_level",
            field="kind",
        )


def _record(
    event: str, subject: str, content: dict[str, object], by: Actor | None, at: datetime | None
) -> None:
    ledger.record(event=event, subject=subject, content=content, by=by.ref if by else "", at=at)
