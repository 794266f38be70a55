"""Who is covered: the share of positions from which something of each kind is within reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanan.neighbourhood.circle.network import SLACK, Network, on_sphere, tree_of
from sanan.neighbourhood.circle.walking import DETOUR

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Coverage:
    """The share of positions covered by each kind, and by every kind. Unrounded, 0 to 1."""

    covered: dict[str, float]
    all: float


def coverage(network: Network, points: "Mapping[str, np.ndarray]", metres: float) -> Coverage:
    """The share of all crossings within `metres` on foot of a point of each kind.

    `points` are the crossings that the points of a kind belong to. What cannot be reached is not
    covered.
    """
    import numpy as np

    far = {kind: network.distances(where, metres) for kind, where in points.items()}
    return shares({kind: np.isfinite(found) for kind, found in far.items()}, len(network))


def shares(covered: "Mapping[str, np.ndarray]", count: int) -> Coverage:
    """The shares of what is marked for each kind, and of what is marked for every kind."""
    import numpy as np

    every = np.ones(count, dtype=bool)
    for marks in covered.values():
        every &= marks
    return Coverage(
        {kind: int(marks.sum()) / count for kind, marks in covered.items()},
        int(every.sum()) / count,
    )


def straight(
    lat: "np.ndarray", lon: "np.ndarray", to_lat: "np.ndarray", to_lon: "np.ndarray"
) -> "np.ndarray":
    """An estimate without a network: the straight line to the nearest point, times the detour."""
    import numpy as np

    if not len(to_lat):
        return np.full(len(lat), np.inf)
    off, _nearest = tree_of(to_lat, to_lon).query(on_sphere(lat, lon))
    return np.asarray(off * DETOUR)


def coverage_by_line(
    lat: "np.ndarray",
    lon: "np.ndarray",
    points: "Mapping[str, tuple[np.ndarray, np.ndarray]]",
    metres: float,
) -> Coverage:
    """The same shares where no network is known: an estimate, and to be marked as one."""
    far = {kind: straight(lat, lon, *where) for kind, where in points.items()}
    return shares({kind: found <= metres + SLACK for kind, found in far.items()}, len(lat))
