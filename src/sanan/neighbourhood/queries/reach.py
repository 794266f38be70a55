"""How far it is from where people live to what they need: by the streets, or marked as an estimate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

from django.db.models import Q

from sanan.neighbourhood.circle.walking import Walker, reach
from sanan.neighbourhood.enums import OPEN_CENTRES
from sanan.neighbourhood.models.circle import ServicePoint, ServicePointQuerySet

if TYPE_CHECKING:
    import numpy as np

    from sanan.neighbourhood.circle.network import Network

FARTHEST = reach(Walker.ADULT)
"""Flat metres that anybody walks in fifteen minutes."""
OFF_STREET = 300.0
"""Metres from the nearest crossing beyond which the network does not reach."""
METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Box:
    """From south-west to north-east, in degrees."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def around(cls, at: Iterable[tuple[float, float]], metres: float) -> "Box":
        """What holds all these positions and so many metres more on every side."""
        lats, lons = zip(*at, strict=True)
        south, north = min(lats), max(lats)
        up = metres / METRES_A_DEGREE
        aside = up / max(0.01, cos(radians(max(abs(south), abs(north)))))
        return cls(south - up, min(lons) - aside, north + up, max(lons) + aside)

    @property
    def inside(self) -> Q:
        """The rows that stand in it."""
        return Q(lat__range=(self.south, self.north), lon__range=(self.west, self.east))

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a position lies in it."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def cut(self, network: "Network | None") -> "Network | None":
        """The part of a network inside; None where nothing is."""
        if network is None:
            return None
        part = network.within(self.south, self.west, self.north, self.east)
        return part if len(part) else None


@dataclass(frozen=True, slots=True)
class Reached:
    """For one position: the flat metres to the nearest of each kind, and whether that is an estimate."""

    metres: dict[str, float]
    by_line: bool


def standing() -> ServicePointQuerySet:
    """Points that are there: not closed, and of a centre only while that is open."""
    here: ServicePointQuerySet = ServicePoint.objects.open()
    return here.filter(Q(centre=None) | Q(centre__state__in=OPEN_CENTRES))


def reached(
    at: Sequence[tuple[float, float]],
    points: Iterable[tuple[str, float, float]],
    network: "Network | None",
    limit: float = FARTHEST,
) -> list[Reached]:
    """From each position how far the nearest point of each kind is; farther than `limit` is left out.

    Points are (kind, latitude, longitude); positions and points belong to their nearest crossing. A
    position that has none within 300 m is measured by the straight line, and marked.
    """
    import numpy as np

    from sanan.neighbourhood.circle.coverage import straight

    if not at:
        return []
    lat, lon = np.array(at, dtype=float).T
    by_line = np.ones(len(at), dtype=bool)
    where = np.zeros(len(at), dtype=np.int64)
    if network is not None:
        where, off = network.nearest(lat, lon)
        by_line = off > OFF_STREET
    found: list[dict[str, float]] = [{} for _each in at]
    for kind, to in _by_kind(points).items():
        metres = np.full(len(at), np.inf)
        if network is not None:
            sources, _off = network.nearest(*to)
            metres = network.distances(sources, limit)[where]
        metres[by_line] = straight(lat[by_line], lon[by_line], *to)
        for each, far in zip(found, metres.tolist(), strict=True):
            if far <= limit:
                each[kind] = round(far, 1)
    return [Reached(m, bool(line)) for m, line in zip(found, by_line.tolist(), strict=True)]


def _by_kind(
    points: Iterable[tuple[str, float, float]],
) -> "dict[str, tuple[np.ndarray, np.ndarray]]":
    import numpy as np

    kinds: dict[str, list[tuple[float, float]]] = {}
    for kind, lat, lon in points:
        kinds.setdefault(kind, []).append((lat, lon))
    return {kind: tuple(np.array(at).T) for kind, at in kinds.items()}
