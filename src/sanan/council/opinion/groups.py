"""Who thinks alike: two components of the imputed votes, scaled for sparsity, then k-means."""

import numpy as np
from numpy.typing import NDArray

from sanan.council.opinion.means import silhouette, split
from sanan.council.opinion.statistics import Matrix

LEAST_VOTES = 7
MOST_GROUPS = 5
APART = -1
SEED = 20260101


def positions(matrix: Matrix) -> tuple[Matrix, NDArray[np.int64]]:
    """Where each voter stands, and which rows are placed: those with at least seven votes.

    Unseen votes take their statement's mean; each projection is stretched by √(statements / votes
    cast), so that who answered little does not crowd the middle. With fewer than seven statements,
    all of them are enough.
    """
    seen = (~np.isnan(matrix)).sum(axis=1)
    placed = np.flatnonzero(seen >= min(LEAST_VOTES, matrix.shape[1]))
    votes = matrix[placed]
    if len(placed) < 3 or matrix.shape[1] < 2:
        return np.zeros((len(placed), 2)), placed
    known = ~np.isnan(votes)
    total = np.where(known, votes, 0.0).sum(axis=0)
    means = total / np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, votes, means)
    centred = filled - filled.mean(axis=0)
    _left, _size, components = np.linalg.svd(centred, full_matrices=False)
    laid = centred @ components[:2].T
    stretch = np.sqrt(matrix.shape[1] / seen[placed])
    return laid * stretch[:, None], placed


def cluster(matrix: Matrix) -> NDArray[np.int64]:
    """The group of each voter from 0, the largest first; −1 where not placed.

    k from 2 to 5 by the silhouette. One group where nothing sets people apart.
    """
    labels = np.full(len(matrix), APART, dtype=np.int64)
    laid, placed = positions(matrix)
    if len(placed) == 0:
        return labels
    labels[placed] = _best(laid)
    return labels


def _best(laid: Matrix) -> NDArray[np.int64]:
    different = len(np.unique(laid.round(9), axis=0))
    best, found = -1.0, np.zeros(len(laid), dtype=np.int64)
    for k in range(2, min(MOST_GROUPS, different - 1, len(laid) - 1) + 1):
        made = split(laid, k, seed=SEED)
        score = silhouette(laid, made)
        if score > best:
            best, found = score, made
    return _largest_first(found)


def _largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    sizes = np.bincount(labels)
    order = sorted(range(len(sizes)), key=lambda g: (-sizes[g], int(np.argmax(labels == g))))
    rank = {group: place for place, group in enumerate(order)}
    return np.array([rank[int(g)] for g in labels], dtype=np.int64)
