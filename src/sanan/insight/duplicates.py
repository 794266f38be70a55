"""Near-duplicate texts: MinHash bands find pairs, exact comparison decides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sanan.insight.grams import I64, U64, codes, gram_keys, hashed
from sanan.insight.text import normals

THRESHOLD = 0.6
"""Share of common character pairs (Jaccard) above which two texts are near duplicates."""

BANDS = 8
ROWS = 2
_SHINGLE = 2
_BITS = 30
_CHUNK = 50_000

I32 = NDArray[np.int32]


def near_duplicates(
    texts: Sequence[str], *, threshold: float = THRESHOLD, ready: bool = False
) -> I64:
    """Return one group number per text; near duplicates, and theirs, share a number.

    Candidate pairs agree in one of eight bands of two MinHash values; every candidate pair is
    then compared exactly (Jaccard of character pairs >= `threshold`). `ready` says that the
    texts are `normal` already. Texts of fewer than two characters stand alone unless equal.
    """
    clean = texts if ready else normals(texts)
    number: dict[str, int] = {}
    same = np.array([number.setdefault(text, len(number)) for text in clean], dtype=np.int64)
    distinct = list(number)
    sets = shingle_sets(distinct)
    groups = _joined(sets, _band_keys(*sets, bands=BANDS, rows=ROWS), threshold)
    return groups[same] if len(same) else same


def signatures(texts: Sequence[str], *, bands: int = BANDS, rows: int = ROWS) -> U64:
    """Return one key per band for each `normal` text; shape (len(texts), bands).

    Two texts with Jaccard similarity s share at least one key with probability
    1 - (1 - s**rows)**bands. Keys can be stored and looked up in a database index; a key of 0
    means that the text is too short.
    """
    return _band_keys(*shingle_sets(texts), bands=bands, rows=rows)


def shingle_sets(texts: Sequence[str]) -> tuple[I32, I64]:
    """Return the distinct hashed character pairs of each text, end to end, and their number."""
    parts: list[I32] = []
    lengths = np.zeros(len(texts), dtype=np.int64)
    for start in range(0, len(texts), _CHUNK):
        chunk = texts[start : start + _CHUNK]
        flat, starts = codes(chunk)
        keys, inside = gram_keys(flat, _SHINGLE)
        row_of = np.repeat(np.arange(len(chunk), dtype=np.int64), np.diff(starts))[: len(keys)]
        packed = np.sort((row_of[inside] << _BITS) | hashed(keys[inside], _BITS))
        if len(packed):
            packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))]
        lengths[start : start + len(chunk)] = np.bincount(packed >> _BITS, minlength=len(chunk))
        parts.append((packed & ((1 << _BITS) - 1)).astype(np.int32))
    return np.concatenate([*parts, np.zeros(0, np.int32)]), lengths


def jaccard_pairs(sets: tuple[I32, I64], first: I64, second: I64) -> NDArray[np.float64]:
    """Return the exact Jaccard similarity of pairs of shingle sets."""
    shingles, lengths = sets
    edges = np.concatenate(([0], np.cumsum(lengths)))
    ones = np.ones(len(shingles), dtype=np.int8)
    matrix = sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (ones, shingles, edges), shape=(len(lengths), 1 << _BITS)
    )
    out = np.zeros(len(first))
    for start in range(0, len(first), _CHUNK):
        part = slice(start, start + _CHUNK)
        both = matrix[first[part]].multiply(matrix[second[part]]).tocsr()
        common = np.diff(both.indptr)
        out[part] = common / np.maximum(lengths[first[part]] + lengths[second[part]] - common, 1)
    return out


def _band_keys(shingles: I32, lengths: I64, *, bands: int, rows: int) -> U64:
    out = np.zeros((len(lengths), bands), dtype=np.uint64)
    full = np.flatnonzero(lengths)
    if not len(full):
        return out
    starts = (np.cumsum(lengths) - lengths)[full]
    values = shingles.astype(np.uint32)
    dice = np.random.default_rng(11)
    for band in range(bands):
        key = np.full(len(full), band + 1, dtype=np.uint64)
        for _ in range(rows):
            factor = np.uint32(int(dice.integers(1, 1 << 31)) * 2 + 1)
            smallest = np.minimum.reduceat(values * factor, starts)
            key = key * np.uint64(0x9E3779B97F4A7C15) + smallest
        out[full, band] = key | np.uint64(1)
    return out


def linked(size: int, first: Sequence[I64], second: Sequence[I64]) -> I64:
    """Return group numbers of `size` rows joined by pairs."""
    one = np.concatenate([*first, np.zeros(0, np.int64)])
    other = np.concatenate([*second, np.zeros(0, np.int64)])
    links = sparse.coo_matrix(  # type: ignore[no-untyped-call]
        (np.ones(len(one), np.int8), (one, other)), shape=(size, size)
    )
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _joined(sets: tuple[I32, I64], keys: U64, threshold: float) -> I64:
    """Join rows band by band; neighbours in a band that are joined already need no comparing."""
    size = len(keys)
    groups = np.arange(size, dtype=np.int64)
    for band in range(keys.shape[1]):
        column = keys[:, band]
        order = np.argsort(column)
        same = (column[order][1:] == column[order][:-1]) & (column[order][1:] != 0)
        first, second = order[:-1][same], order[1:][same]
        apart = groups[first] != groups[second]
        first, second = first[apart], second[apart]
        near = jaccard_pairs(sets, first, second) >= threshold
        if near.any():
            groups = linked(size, [groups[first[near]]], [groups[second[near]]])[groups]
    return groups
