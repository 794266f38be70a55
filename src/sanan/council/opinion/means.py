"""k-means and the silhouette for points on a plane, in numpy alone.

scikit-learn does both, but takes three seconds to be imported, longer than the whole of a
consultation takes. The draws are made in its order, so that a seed gives its partition; a test
holds both equal.
"""

import numpy as np
from numpy.typing import NDArray

from sanan.council.opinion.statistics import Matrix

STARTS, MOST_ROUNDS, STILL = 10, 300, 1e-4
BLOCK = 512

Labels = NDArray[np.int64]


def split(points: Matrix, k: int, *, seed: int) -> Labels:
    """The best of ten partitions of `points` (rows) into `k`, by k-means++ and Lloyd's rounds."""
    chance = np.random.RandomState(seed)
    centred = points - points.mean(axis=0)
    still = float(np.var(centred, axis=0).mean()) * STILL
    best, found = np.inf, np.zeros(len(points), dtype=np.int64)
    for _start in range(STARTS):
        labels, spread = _settled(centred, _seeds(centred, k, chance), still)
        if spread < best and not (np.isfinite(best) and _same(labels, found)):
            best, found = spread, labels
    return found


def silhouette(points: Matrix, labels: Labels) -> float:
    """The mean over all points of (b − a) / max(a, b) (Rousseeuw 1987); alone in a group is 0.

    `a`: the mean distance to one's own group; `b`: to the nearest other. In [−1, 1].
    """
    sizes = np.bincount(labels)
    belongs = np.eye(len(sizes))[labels]
    total = 0.0
    for begin in range(0, len(points), BLOCK):
        rows = slice(begin, begin + BLOCK)
        total += float(_silhouettes(points, labels, belongs, sizes, rows).sum())
    return total / len(points)


def _silhouettes(
    points: Matrix, labels: Labels, belongs: Matrix, sizes: Labels, rows: slice
) -> Matrix:
    apart = np.sqrt(_squares(points[rows], points)) @ belongs
    mine, own = labels[rows], np.arange(len(apart))
    others = apart / np.maximum(sizes, 1)
    others[own, mine] = np.inf
    others[:, sizes == 0] = np.inf
    near = others.min(axis=1)
    inside = apart[own, mine] / np.maximum(sizes[mine] - 1, 1)
    wide = np.maximum(inside, near)
    told = np.divide(near - inside, wide, out=np.zeros(len(wide)), where=wide > 0)
    return np.where(sizes[mine] > 1, told, 0.0)


def _squares(one: Matrix, other: Matrix) -> Matrix:
    """Squared distances of each row of `one` to each of `other`, exact for equal points."""
    apart = one[:, None, :] - other[None, :, :]
    squares: Matrix = (apart**2).sum(axis=2)
    return squares


def _seeds(points: Matrix, k: int, chance: np.random.RandomState) -> Matrix:
    """k-means++ (Arthur and Vassilvitskii 2007): each next seed far off, the best of a few."""
    tries = 2 + int(np.log(k))
    chosen = [int(chance.choice(len(points), p=np.full(len(points), 1 / len(points))))]
    nearest = _squares(points[chosen], points)[0]
    while len(chosen) < k:
        drawn = chance.uniform(size=tries) * nearest.sum()
        found = np.minimum(np.searchsorted(np.cumsum(nearest), drawn), len(points) - 1)
        reached = np.minimum(nearest, _squares(points[found], points))
        best = int(np.argmin(reached.sum(axis=1)))
        nearest = reached[best]
        chosen.append(int(found[best]))
    seeds: Matrix = points[chosen]
    return seeds


def _settled(points: Matrix, centres: Matrix, still: float) -> tuple[Labels, float]:
    """Lloyd's rounds until nobody changes sides, or the centres hardly move."""
    labels = np.full(len(points), -1, dtype=np.int64)
    for _round in range(MOST_ROUNDS):
        before, labels = labels, _squares(points, centres).argmin(axis=1)
        moved = _centres(points, labels, centres)
        shift = float(((moved - centres) ** 2).sum())
        centres = moved
        if np.array_equal(labels, before):
            break
        if shift <= still:
            labels = _squares(points, centres).argmin(axis=1)
            break
    spread = float(((points - centres[labels]) ** 2).sum())
    return labels, spread


def _centres(points: Matrix, labels: Labels, before: Matrix) -> Matrix:
    """The middle of each group; an empty one starts anew at the point that lies farthest off."""
    k = len(before)
    sizes = np.bincount(labels, minlength=k)
    for empty in np.flatnonzero(sizes == 0):
        far = int(((points - before[labels]) ** 2).sum(axis=1).argmax())
        labels = labels.copy()
        labels[far] = empty
    sizes = np.maximum(np.bincount(labels, minlength=k), 1)
    columns = [np.bincount(labels, weights=column, minlength=k) / sizes for column in points.T]
    middles: Matrix = np.stack(columns, axis=1)
    return middles


def _same(one: Labels, other: Labels) -> bool:
    """Whether two partitions are the same but for the names of their groups."""
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len({a for a, _b in pairs}) == len({b for _a, b in pairs})
