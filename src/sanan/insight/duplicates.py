"""Near-duplicate texts: MinHash bands find pairs, exact comparison decides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sanan.insight.grams import I64, U64, codes, gram_keys, hashed, run_lengths
from sanan.insight.text import normal

THRESHOLD = 0.6
"""Share of common character pairs (Jaccard) above which two texts are near duplicates."""

BANDS = 10
ROWS = 2
_SHINGLE = 2
_BITS = 30
_CHUNK = 50_000


def near_duplicates(
    texts: Sequence[str], *, threshold: float = THRESHOLD, ready: bool = False
) -> I64:
    """Return one group number per text; near duplicates, and theirs, share a number.

    Candidate pairs agree in one of ten bands of two MinHash values; every candidate pair is
    then compared exactly (Jaccard of character pairs >= `threshold`). `ready` says that the
    texts are `normal` already. Texts of fewer than two characters stand alone unless equal.
    """
    clean = list(texts) if ready else [normal(text) for text in texts]
    number: dict[str, int] = {}
    same = np.array([number.setdefault(text, len(number)) for text in clean], dtype=np.int64)
    groups = _grouped(list(number), threshold)
    return groups[same] if len(same) else same


def signatures(texts: Sequence[str], *, bands: int = BANDS, rows: int = ROWS) -> U64:
    """Return one key per band for each `normal` text; shape (len(texts), bands).

    Two texts with Jaccard similarity s share at least one key with probability
    1 - (1 - s**rows)**bands. Keys can be stored and looked up in a database index.
    """
    shingles, lengths = shingle_sets(texts)
    out = np.zeros((len(texts), bands), dtype=np.uint64)
    full = np.flatnonzero(lengths)
    if not len(full):
        return out
    starts = (np.cumsum(lengths) - lengths)[full]
    values = shingles.astype(np.uint64)
    dice = np.random.default_rng(11)
    for band in range(bands):
        key = np.zeros(len(full), dtype=np.uint64)
        for _ in range(rows):
            factor = np.uint64(int(dice.integers(1, 1 << 62)) * 2 + 1)
            smallest = np.minimum.reduceat((values * factor) >> np.uint64(32), starts)
            key = key * np.uint64(0x100000001B3) + smallest
        out[full, band] = (key << np.uint64(4)) | np.uint64(band % 16)
    return out


def shingle_sets(texts: Sequence[str]) -> tuple[I64, I64]:
    """Return the distinct hashed character pairs of each text, end to end, and their number."""
    flat, starts = codes(texts)
    keys, inside = gram_keys(flat, _SHINGLE)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))[: len(keys)]
    packed, _ = run_lengths((row_of[inside] << _BITS) | hashed(keys[inside], _BITS))
    lengths = np.bincount(packed >> _BITS, minlength=len(texts))
    return packed & ((1 << _BITS) - 1), lengths


def jaccard_pairs(sets: tuple[I64, I64], first: I64, second: I64) -> NDArray[np.float64]:
    """Return the exact Jaccard similarity of pairs of shingle sets."""
    shingles, lengths = sets
    _, columns = np.unique(shingles, return_inverse=True)
    edges = np.concatenate(([0], np.cumsum(lengths)))
    ones = np.ones(len(shingles), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, edges))  # type: ignore[no-untyped-call]
    out = np.zeros(len(first))
    for start in range(0, len(first), _CHUNK):
        part = slice(start, start + _CHUNK)
        common = matrix[first[part]].multiply(matrix[second[part]]).sum(axis=1).A1
        out[part] = common / np.maximum(lengths[first[part]] + lengths[second[part]] - common, 1)
    return out


def linked(size: int, first: Sequence[I64], second: Sequence[I64]) -> I64:
    """Return group numbers of `size` rows joined by pairs."""
    one = np.concatenate([*first, np.zeros(0, np.int64)])
    other = np.concatenate([*second, np.zeros(0, np.int64)])
    links = sparse.coo_matrix(  # type: ignore[no-untyped-call]
        (np.ones(len(one), np.int8), (one, other)), shape=(size, size)
    )
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _grouped(texts: list[str], threshold: float) -> I64:
    first, second = _candidates(signatures(texts))
    near = jaccard_pairs(shingle_sets(texts), first, second) >= threshold
    return linked(len(texts), [first[near]], [second[near]])


def _candidates(keys: U64) -> I64:
    """Return pairs of rows with a band in common: each with its neighbour and with the first."""
    found: list[I64] = []
    for band in range(keys.shape[1]):
        column = keys[:, band]
        order = np.argsort(column, kind="stable")
        same = (column[order][1:] == column[order][:-1]) & (column[order][1:] != 0)
        found.append(np.stack([order[:-1][same], order[1:][same]]))
    pairs = np.concatenate(found, axis=1)
    size = len(keys)
    packed = np.unique(pairs.min(axis=0) * size + pairs.max(axis=0))
    return np.stack([packed // max(size, 1), packed % max(size, 1)])
