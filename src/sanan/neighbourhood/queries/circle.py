"""Who of a place has what within reach: shares by kind and group, gaps, and what a new point would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from sanan.kit.rounding import rate
from sanan.neighbourhood.circle.kinds import DAILY, SIX, Group, PointKind
from sanan.neighbourhood.circle.walking import Walker, reach
from sanan.neighbourhood.models.circle import Dwelling, ServicePoint
from sanan.neighbourhood.queries.reach import FARTHEST, Box, reached, standing
from sanan.neighbourhood.queries.streets import network_of, streets_of
from sanan.places.models import Place, PlaceQuerySet
from sanan.places.queries.tree import line as line_of

if TYPE_CHECKING:
    import numpy as np

    from sanan.neighbourhood.circle.network import Network

SIX_OF_THEM = "six"
"""In an address: all six haves together."""
TENTH = 0.05
"""Reach is kept to the decimetre; half of one decides nothing."""
MOST_DRAWN = 4000
"""Pieces of street on a map; of more, a phone is slow."""

NOWHERE = float("inf")
LIMITS = {
    Group.EVERYONE: reach(Walker.ADULT),
    Group.ELDERS: reach(Walker.ELDER),
    Group.CHILDREN: reach(Walker.ADULT),
}


def people_of(dwelling: Dwelling, group: str) -> int:
    """How many of a group live there."""
    if group == Group.EVERYONE:
        return dwelling.people
    return dwelling.elders if group == Group.ELDERS else dwelling.children


def has(metres: Mapping[str, float], kind: str, group: str) -> bool:
    """Whether somebody of a group reaches that kind, or all six haves, within fifteen minutes."""
    limit = LIMITS[Group(group)] + TENTH
    wanted: Sequence[str] = SIX if kind == SIX_OF_THEM else (kind,)
    return all(metres.get(each, NOWHERE) <= limit for each in wanted)


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many people, how many have it within reach."""

    covered: int
    total: int

    @property
    def gap(self) -> int:
        """Who has not."""
        return self.total - self.covered

    @property
    def percent(self) -> Decimal | None:
        """To one decimal; None where nobody lives there."""
        return rate(self.covered, self.total)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind: how many points, and each group's share."""

    kind: str
    label: object
    points: int
    shares: dict[Group, Share]


def tally(dwellings: Iterable[Dwelling]) -> dict[str, dict[Group, Share]]:
    """Every share of every kind and of all six together, in one round over these buildings."""
    totals = dict.fromkeys(Group, 0)
    covered = {kind: dict.fromkeys(Group, 0) for kind in (*PointKind.values, SIX_OF_THEM)}
    for each in dwellings:
        people = {group: people_of(each, group) for group in Group}
        for group, count in people.items():
            totals[group] += count
        reached = {**each.reach, SIX_OF_THEM: max(each.reach.get(k, NOWHERE) for k in SIX)}
        for kind, metres in reached.items():
            of_kind = covered.get(kind, {})
            for group in of_kind:
                if metres <= LIMITS[group] + TENTH:
                    of_kind[group] += people[group]
    return {
        kind: {group: Share(counts[group], totals[group]) for group in Group}
        for kind, counts in covered.items()
    }


def lines(place: Place, dwellings: Sequence[Dwelling]) -> tuple[list[Line], list[Line], Line]:
    """The six haves, the daily needs, and the line of all six together."""
    rows = standing().within(place).order_by().values_list("kind").annotate(n=Count("pk"))
    points, shares = dict(rows), tally(dwellings)

    def line(kind: str, label: object, count: int) -> Line:
        return Line(kind, label, count, shares[kind])

    six, daily = (
        [line(kind, kind.label, points.get(kind, 0)) for kind in kinds] for kinds in (SIX, DAILY)
    )
    together = line(SIX_OF_THEM, "", sum(points.get(kind, 0) for kind in SIX))
    return six, daily, together


def dwellings_of(place: Place) -> list[Dwelling]:
    """The buildings of a place with their reach."""
    rows = Dwelling.objects.within(place).select_related("place")
    return list(rows.order_by("place__path", "name"))


def places_with_numbers(places: PlaceQuerySet) -> list[Place]:
    """Of these places those in which buildings are counted."""
    paths = Dwelling.objects.order_by().values_list("place__path", flat=True).distinct()
    inside = {above for path in paths for above in line_of(path)}
    return [place for place in places if place.path in inside]


@dataclass(frozen=True, slots=True)
class Villages:
    """A village's share of all six haves, for the table of a township or county."""

    place: Place
    shares: dict[Group, Share]


def by_village(dwellings: Sequence[Dwelling], villages: Iterable[Place]) -> list[Villages]:
    """Each village that has buildings, the least covered first."""
    own: dict[str, list[Dwelling]] = {}
    for each in dwellings:
        for path in line_of(each.place.path):
            own.setdefault(path, []).append(each)
    found = [
        Villages(village, tally(own[village.path])[SIX_OF_THEM])
        for village in villages
        if village.path in own
    ]
    return sorted(
        found, key=lambda each: (each.shares[Group.EVERYONE].percent or 0, each.place.path)
    )


def points_around(box: Box, kind: str) -> "QuerySet[ServicePoint]":
    """Points of a kind (or of the six haves) in a box."""
    kinds: Sequence[str] = SIX if kind == SIX_OF_THEM else (kind,)
    return standing().filter(box.inside, kind__in=kinds).select_related("place")


@dataclass(frozen=True, slots=True)
class Walked:
    """The pieces of street from which a kind is within reach, for a map; `cut` where there were more."""

    paths: list[list[list[float]]]
    cut: bool


def walked(box: Box, place: Place, kind: str, group: str) -> Walked:
    """The reached streets in a box, longitude first. Empty where no streets are known."""
    network = _grown(box).cut(network_of(streets_of(place)))
    if network is None:
        return Walked([], cut=False)
    import numpy as np

    limit = LIMITS[Group(group)]
    marks = np.ones(len(network), dtype=bool)
    wanted: Sequence[str] = SIX if kind == SIX_OF_THEM else (kind,)
    points = list(points_around(_grown(box), kind).values_list("kind", "lat", "lon"))
    for each in wanted:
        at = [(lat, lon) for of, lat, lon in points if of == each]
        marks &= _reached(network, at, limit)
    seen = marks[network.start] & marks[network.end]
    inside = (network.lat >= box.south) & (network.lat <= box.north)
    inside &= (network.lon >= box.west) & (network.lon <= box.east)
    seen &= inside[network.start] & inside[network.end]
    pieces = np.flatnonzero(seen)
    ends = zip(network.start[pieces[:MOST_DRAWN]], network.end[pieces[:MOST_DRAWN]], strict=True)
    paths = [[_at(network, one), _at(network, other)] for one, other in ends]
    return Walked(paths, cut=len(pieces) > MOST_DRAWN)


def _grown(box: Box) -> Box:
    return Box.around([(box.south, box.west), (box.north, box.east)], FARTHEST)


def _at(network: "Network", crossing: int) -> list[float]:
    return [round(float(network.lon[crossing]), 6), round(float(network.lat[crossing]), 6)]


def _reached(network: "Network", at: Sequence[tuple[float, float]], limit: float) -> "np.ndarray":
    import numpy as np

    if not at:
        return np.zeros(len(network), dtype=bool)
    lat, lon = np.array(at).T
    sources, _off = network.nearest(lat, lon)
    marks: np.ndarray = np.isfinite(network.distances(sources, limit))
    return marks


@dataclass(frozen=True, slots=True)
class Changed:
    """What one more point would change for a group: how many have it, before and after."""

    group: Group
    before: Share
    after: Share

    @property
    def more(self) -> int:
        """Who would have it and has it not."""
        return self.after.covered - self.before.covered


@dataclass(frozen=True, slots=True)
class Trial:
    """Before and after a new point; `gained` are the buildings from which somebody gains by it."""

    changes: list[Changed]
    gained: list[Dwelling]
    by_line: bool


def try_point(*, place: Place, kind: str, lat: float, lon: float) -> Trial:
    """What one more point of a kind would change for those who live in a place."""
    dwellings = dwellings_of(place)
    box = Box.around([(lat, lon)], FARTHEST)
    near = [each for each in dwellings if box.holds(each.lat, each.lon)]
    network = _grown(box).cut(network_of(streets_of(place)))
    found = reached([(each.lat, each.lon) for each in near], [(kind, lat, lon)], network)
    far = {each.pk: new.metres for each, new in zip(near, found, strict=True)}
    changes: list[Changed] = []
    gained: set[int] = set()
    for group, before in tally(dwellings)[kind].items():
        more = 0
        for each in near:
            if has(far[each.pk], kind, group) and not has(each.reach, kind, group):
                more += people_of(each, group)
                gained.add(each.pk)
        changes.append(Changed(group, before, Share(before.covered + more, before.total)))
    return Trial(
        changes,
        [each for each in near if each.pk in gained],
        by_line=any(each.by_line for each in found),
    )
