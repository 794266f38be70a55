"""Whom a resident may turn to: names and duties, never a number."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Position
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond

CADRES = (Role.VILLAGE_CADRE, Role.VILLAGE_SUPERVISOR, Role.GRID_WORKER)
NEIGHBOURS = (Role.BUILDING_LEADER, Role.PARTY_CONTACT)
UNIT_KINDS = (
    OrgKind.COMMUNITY_PARTY,
    OrgKind.VILLAGE_COMMITTEE,
    OrgKind.SUPERVISION_COMMITTEE,
    OrgKind.ESTATE_BRANCH,
    OrgKind.PROPERTY_COMPANY,
    OrgKind.OWNERS_COMMITTEE,
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Someone in office here. `position_id` is what a relayed call asks for."""

    position_id: int
    name: str
    role: str
    at: str


@dataclass(frozen=True, slots=True)
class Building:
    """A building with its leaders and contacts; both may be empty, which the page says."""

    place: Place
    estate: str
    leaders: tuple[Neighbour, ...]
    contacts: tuple[Neighbour, ...]


@dataclass(frozen=True, slots=True)
class VillagePeople:
    """Who is in office in a village: its cadres, its buildings, its units by name."""

    village: Place
    cadres: tuple[Neighbour, ...]
    buildings: tuple[Building, ...]
    units: tuple[Org, ...]


def village_people(place: Place, *, day: date | None = None) -> VillagePeople:
    """The people of `place` (a village, or any place in it) on `day`. Four statements."""
    village = _village(place)
    positions = _positions(village, day or timezone.localdate())
    places = Place.objects.within(village).of_kind(PlaceKind.ESTATE, PlaceKind.BUILDING)
    rows = {p.path: p for p in places.order_by("path")}
    buildings = tuple(
        Building(
            place=p,
            estate=rows[above].name if (above := p.path[: -Place.steplen]) in rows else "",
            leaders=_of(positions, Role.BUILDING_LEADER, p.path),
            contacts=_of(positions, Role.PARTY_CONTACT, p.path),
        )
        for p in rows.values()
        if p.kind == PlaceKind.BUILDING
    )
    units = Org.objects.filter(
        kind__in=UNIT_KINDS, place__path__gte=village.path, place__path__lt=beyond(village.path)
    ).select_related("place")
    cadres = tuple(_neighbour(p) for role in CADRES for p in positions if p.role == role)
    return VillagePeople(village, cadres, buildings, tuple(units.order_by("place__path", "name")))


def _village(place: Place) -> Place:
    if place.kind == PlaceKind.VILLAGE:
        return place
    step = Place.steplen
    above = [place.path[:end] for end in range(step, len(place.path), step)]
    found = Place.objects.filter(path__in=above, kind=PlaceKind.VILLAGE).first()
    return found or place


def _positions(village: Place, day: date) -> list[Position]:
    held = Position.objects.on(day).filter(
        role__in=(*CADRES, *NEIGHBOURS),
        person__is_active=True,
        place__path__gte=village.path,
        place__path__lt=beyond(village.path),
    )
    return list(held.select_related("person", "place", "org").order_by("place__path", "since_on"))


def _of(positions: list[Position], role: Role, path: str) -> tuple[Neighbour, ...]:
    return tuple(
        _neighbour(p) for p in positions if p.role == role and p.place.path.startswith(path)
    )


def _neighbour(position: Position) -> Neighbour:
    return Neighbour(
        position_id=position.pk,
        name=position.person.name,
        role=position.get_role_display(),
        at=position.org.name if position.org else position.place.name,
    )
