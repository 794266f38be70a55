"""The four-level chain: who stands between the community's Party organisation and one door.

Community Party organisation → estate (property) branch → building leader → Party contact
(domain brief §2.12, ACC-43). Every estate must resolve from its buildings to the community without
a hole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import ChainLevel, OrgKind, Role
from sanan.people.models import Org, Position
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, beyond

CHAIN_KINDS = (PlaceKind.VILLAGE, PlaceKind.ESTATE, PlaceKind.BUILDING, PlaceKind.UNIT)
SENTENCES: Mapping[ChainLevel, Promise] = {
    ChainLevel.COMMUNITY_PARTY: _("还没有登记社区党组织"),
    ChainLevel.ESTATE_BRANCH: _("还没有小区（物业）党支部"),
    ChainLevel.BUILDING_LEADER: _("还没有党员楼长"),
    ChainLevel.PARTY_CONTACT: _("还没有党员联络员"),
}
NO_PARENT = _("党支部还没有挂到本社区党组织下面")
NO_BUILDINGS = _("还没有登记楼栋，链条接不下去")


@dataclass(frozen=True, slots=True)
class Link:
    """One level of a place's chain: at `place`, the organisation or the people, or a `gap`."""

    level: ChainLevel
    place: Place | None
    org: Org | None = None
    people: tuple[Position, ...] = ()
    gap: Promise | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The levels that a place has, top first."""

    place: Place
    links: tuple[Link, ...]

    @property
    def whole(self) -> bool:
        """Whether no level is missing."""
        return all(link.gap is None for link in self.links)


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole: which level is missing at which place, in words."""

    level: ChainLevel
    place: Place
    sentence: Promise


@dataclass(slots=True)
class _Ground:
    """Everything read once: places by path, and who is active at each."""

    places: dict[str, Place] = field(default_factory=dict)
    parties: dict[str, Org] = field(default_factory=dict)
    branches: dict[str, Org] = field(default_factory=dict)
    leaders: dict[str, list[Position]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[str, list[Position]] = field(default_factory=lambda: defaultdict(list))


def chain(place: Place, *, day: date | None = None) -> Chain:
    """The chain from the community down to `place` (a community, estate, building, unit or door)."""
    ground = _read(place, day)
    at = {p.kind: p for path, p in ground.places.items() if place.path.startswith(path)}
    village, estate = at.get(PlaceKind.VILLAGE), at.get(PlaceKind.ESTATE)
    building = at.get(PlaceKind.BUILDING)
    links = [_party_link(ground, village)]
    if estate is not None:
        links.append(_branch_link(ground, estate, village))
    if building is not None:
        links.append(_people_link(ChainLevel.BUILDING_LEADER, building, ground.leaders))
        links.append(_contact_link(ground, building, place))
    return Chain(place, tuple(links))


def chain_gaps(place: Place, *, day: date | None = None) -> list[Gap]:
    """Every hole in the chains of the estates at or under `place`, in the order of the tree.

    As many statements for one estate as for a county.
    """
    return list(_gaps(place, _read(place, day)))


def coverage(place: Place, *, day: date | None = None) -> dict[ChainLevel, tuple[int, int]]:
    """For each level: how many places have it, of how many that should (those with an estate)."""
    ground = _read(place, day)
    gaps = {(gap.level, gap.place.path) for gap in _gaps(place, ground)}
    wanted = _wanted(place, ground)
    return {
        level: (sum(1 for path in paths if (level, path) not in gaps), len(paths))
        for level, paths in wanted.items()
    }


def _read(place: Place, day: date | None) -> _Ground:
    day = day or timezone.localdate()
    step = Place.steplen
    above = [place.path[:end] for end in range(step, len(place.path), step)]
    ground = _Ground()
    rows = Place.objects.filter(kind__in=CHAIN_KINDS)
    found = rows.filter(path__in=above) | rows.within(place)
    ground.places = {p.path: p for p in found.order_by("path")}
    villages = [p for p in ground.places.values() if p.kind == PlaceKind.VILLAGE]
    estates = [p for p in ground.places.values() if p.kind == PlaceKind.ESTATE]
    orgs = Org.objects.filter(
        kind__in=(OrgKind.COMMUNITY_PARTY, OrgKind.ESTATE_BRANCH), place__in=[*villages, *estates]
    ).select_related("place", "parent", "parent__place")
    for org in orgs:
        kept = ground.parties if org.kind == OrgKind.COMMUNITY_PARTY else ground.branches
        kept[org.place.path] = org
    held = (
        Position.objects.on(day)
        .filter(role__in=(Role.BUILDING_LEADER, Role.PARTY_CONTACT), person__is_active=True)
        .filter(place__path__gte=_top(place), place__path__lt=beyond(_top(place)))
        .select_related("person", "place")
        .order_by("since_on", "pk")
    )
    for position in held:
        leads = position.role == Role.BUILDING_LEADER
        (ground.leaders if leads else ground.contacts)[position.place.path].append(position)
    return ground


def _top(place: Place) -> str:
    """The building's path for anything inside it, else the place's own."""
    inside = {PlaceKind.UNIT: 1, PlaceKind.HOUSEHOLD: 2}.get(PlaceKind(place.kind), 0)
    return str(place.path)[: len(place.path) - inside * Place.steplen]


def _party_link(ground: _Ground, village: Place | None) -> Link:
    org = ground.parties.get(village.path) if village else None
    gap = None if org else SENTENCES[ChainLevel.COMMUNITY_PARTY]
    return Link(ChainLevel.COMMUNITY_PARTY, village, org, gap=gap)


def _branch_link(ground: _Ground, estate: Place, village: Place | None) -> Link:
    org = ground.branches.get(estate.path)
    gap: Promise | None = None
    if org is None:
        gap = SENTENCES[ChainLevel.ESTATE_BRANCH]
    elif not _hangs(org, village):
        gap = NO_PARENT
    return Link(ChainLevel.ESTATE_BRANCH, estate, org, gap=gap)


def _hangs(branch: Org, village: Place | None) -> bool:
    parent = branch.parent
    return (
        parent is not None
        and parent.kind == OrgKind.COMMUNITY_PARTY
        and village is not None
        and parent.place_id == village.pk
    )


def _people_link(level: ChainLevel, place: Place, people: Mapping[str, Iterable[Position]]) -> Link:
    found = tuple(people.get(place.path, ()))
    return Link(level, place, people=found, gap=None if found else SENTENCES[level])


def _contact_link(ground: _Ground, building: Place, place: Place) -> Link:
    """Contacts of the door's unit or building; for a whole building, all inside it."""
    near = tuple(
        position
        for path, people in ground.contacts.items()
        if path.startswith(building.path)
        and (place.path.startswith(path) or path.startswith(place.path))
        for position in people
    )
    gap = None if near else SENTENCES[ChainLevel.PARTY_CONTACT]
    return Link(ChainLevel.PARTY_CONTACT, place, people=near, gap=gap)


def _wanted(place: Place, ground: _Ground) -> dict[ChainLevel, list[str]]:
    """Paths of the places that should have each level."""
    estates = [p for p in _inside(place, ground) if p.kind == PlaceKind.ESTATE]
    buildings = [b for e in estates for b in _under(e, ground, PlaceKind.BUILDING)]
    bare = [e.path for e in estates if not _under(e, ground, PlaceKind.BUILDING)]
    doors: list[str] = []
    for building in buildings:
        units = _under(building, ground, PlaceKind.UNIT)
        doors += [u.path for u in units] or [building.path]
    villages = {v.path for e in estates if (v := _village_of(e, ground))}
    return {
        ChainLevel.COMMUNITY_PARTY: sorted(villages),
        ChainLevel.ESTATE_BRANCH: [e.path for e in estates],
        ChainLevel.BUILDING_LEADER: [*(b.path for b in buildings), *bare],
        ChainLevel.PARTY_CONTACT: doors,
    }


def _gaps(place: Place, ground: _Ground) -> Iterable[Gap]:
    wanted = _wanted(place, ground)
    for path in wanted[ChainLevel.COMMUNITY_PARTY]:
        if path not in ground.parties:
            yield _gap(ChainLevel.COMMUNITY_PARTY, ground.places[path])
    for path in wanted[ChainLevel.ESTATE_BRANCH]:
        estate = ground.places[path]
        link = _branch_link(ground, estate, _village_of(estate, ground))
        if link.gap is not None:
            yield Gap(ChainLevel.ESTATE_BRANCH, estate, link.gap)
    for path in wanted[ChainLevel.BUILDING_LEADER]:
        at = ground.places[path]
        if at.kind == PlaceKind.ESTATE:
            yield Gap(ChainLevel.BUILDING_LEADER, at, NO_BUILDINGS)
        elif path not in ground.leaders:
            yield _gap(ChainLevel.BUILDING_LEADER, at)
    covered = ground.contacts.keys()
    for path in wanted[ChainLevel.PARTY_CONTACT]:
        if not any(c.startswith(path) or path.startswith(c) for c in covered):
            yield _gap(ChainLevel.PARTY_CONTACT, ground.places[path])


def _gap(level: ChainLevel, place: Place) -> Gap:
    return Gap(level, place, SENTENCES[level])


def _inside(place: Place, ground: _Ground) -> list[Place]:
    return [p for path, p in ground.places.items() if path.startswith(place.path)]


def _under(place: Place, ground: _Ground, kind: PlaceKind) -> list[Place]:
    return [p for p in _inside(place, ground) if p.kind == kind]


def _village_of(estate: Place, ground: _Ground) -> Place | None:
    step = Place.steplen
    for end in range(len(estate.path) - step, 0, -step):
        above = ground.places.get(estate.path[:end])
        if above is not None and above.kind == PlaceKind.VILLAGE:
            return above
    return None
