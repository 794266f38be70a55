"""A street network: which way is how long, and which crossing is nearest."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sanan.neighbourhood.circle import walking

if TYPE_CHECKING:
    import numpy as np

EARTH_RADIUS = 6_371_008.8  # metres, the mean radius of WGS84
SLACK = 1e-6
"""Metres within which two lengths are the same: sums of floats differ by less, no street does."""


@dataclass(frozen=True, eq=False)
class Network:
    """Crossings with their positions, and ways between them that are walked in both directions.

    `start` and `end` are positions in `lat` and `lon`, `metres` the length of each way along the
    ground, `height` metres above the sea where they are known. Several ways between two crossings are
    allowed (the shortest counts), so are ways of no length.
    """

    lat: "np.ndarray"
    lon: "np.ndarray"
    start: "np.ndarray"
    end: "np.ndarray"
    metres: "np.ndarray"
    height: "np.ndarray | None" = None

    def __len__(self) -> int:
        return len(self.lat)

    @cached_property
    def flat(self) -> "np.ndarray":
        """The length of each way as it is walked: with its slope, where heights are known."""
        import numpy as np

        if self.height is None:
            return self.metres
        rise = self.height[self.end] - self.height[self.start]
        return walking.flat_metres(self.metres, np.nan_to_num(rise))

    @cached_property
    def ways(self) -> Any:
        """The ways as a sparse matrix, from either end, the shortest of several."""
        import numpy as np
        from scipy.sparse import csr_array

        ends = np.concatenate([self.start, self.end])
        others = np.concatenate([self.end, self.start])
        lengths = np.concatenate([self.flat, self.flat])
        order = np.lexsort((lengths, others, ends))  # a sparse matrix would add up parallel ways
        ends, others, lengths = ends[order], others[order], lengths[order]
        first = np.ones(len(ends), dtype=bool)
        first[1:] = (ends[1:] != ends[:-1]) | (others[1:] != others[:-1])
        rows = np.searchsorted(ends[first], np.arange(len(self) + 1))
        given = (lengths[first], others[first].astype(np.int32), rows.astype(np.int32))
        return csr_array(  # type: ignore[no-untyped-call]  # the stubs leave its arguments open
            given, shape=(len(self), len(self))
        )

    @cached_property
    def tree(self) -> Any:
        """The crossings, ready to be asked for the nearest."""
        return tree_of(self.lat, self.lon)

    def nearest(self, lat: "np.ndarray", lon: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """The crossing nearest to each position, the first of equals, and how many metres off it is.

        As on a sphere: a degree of longitude is shorter than one of latitude.
        """
        import numpy as np

        asked = on_sphere(np.atleast_1d(lat), np.atleast_1d(lon))
        several = min(4, len(self))
        off, found = self.tree.query(asked, k=several)
        off, found = off.reshape(-1, several), found.reshape(-1, several)
        equal = off <= off[:, :1] + SLACK
        return np.where(equal, found, len(self)).min(axis=1), off[:, 0]

    def distances(self, sources: "np.ndarray", limit: float) -> "np.ndarray":
        """From every crossing the flat metres to the nearest of `sources`; inf beyond `limit`."""
        import numpy as np
        from scipy.sparse.csgraph import dijkstra

        if not len(sources):
            return np.full(len(self), np.inf)
        found = dijkstra(self.ways, indices=np.unique(sources), min_only=True, limit=limit + SLACK)
        return np.asarray(found)

    def within(self, south: float, west: float, north: float, east: float) -> Self:
        """The part of the network inside a box; ways that leave it are left out."""
        import numpy as np

        inside = (self.lat >= south) & (self.lat <= north)
        inside &= (self.lon >= west) & (self.lon <= east)
        place = np.cumsum(inside) - 1
        kept = inside[self.start] & inside[self.end]
        return type(self)(
            lat=self.lat[inside],
            lon=self.lon[inside],
            start=place[self.start[kept]],
            end=place[self.end[kept]],
            metres=self.metres[kept],
            height=None if self.height is None else self.height[inside],
        )


def tree_of(lat: "np.ndarray", lon: "np.ndarray") -> Any:
    """Positions, ready to be asked for the nearest: a KDTree in space."""
    from scipy.spatial import KDTree

    return KDTree(on_sphere(lat, lon))  # type: ignore[no-untyped-call]  # the stubs leave it open


def on_sphere(lat: "np.ndarray", lon: "np.ndarray") -> "np.ndarray":
    """Positions in space, in metres: straight through the earth instead of along it.

    Which of two is nearer stays the same; over ten kilometres the length differs by a millimetre.
    """
    import numpy as np

    north, east = np.radians(lat), np.radians(lon)
    flat = np.cos(north)
    return EARTH_RADIUS * np.stack(
        [flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=1
    )
