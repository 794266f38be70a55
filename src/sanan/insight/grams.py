"""Texts as numbers: character n-grams of a whole batch in a few array operations."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

END = "\n"
_GOLD = np.uint64(0x9E3779B97F4A7C15)
_RADIX = np.uint64(1 << 21)
_END_CODE = np.uint64(ord(END))


def codes(texts: Sequence[str]) -> tuple[U64, I64]:
    """Return code points of all texts, each ended by a line feed, and where each begins.

    Shapes: (total characters + len(texts),) and (len(texts) + 1,). The texts must be `normal`.
    """
    joined = "".join(f"{text}{END}" for text in texts)
    flat = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(text) + 1 for text in texts], out=starts[1:])
    return flat, starts


def gram_keys(flat: U64, size: int) -> tuple[U64, NDArray[np.bool_]]:
    """Return one exact key per position for n-grams of `size` <= 3, and which lie in one text."""
    length = max(len(flat) - size + 1, 0)
    keys = np.zeros(length, dtype=np.uint64)
    inside = np.ones(length, dtype=np.bool_)
    for step in range(size):
        part = flat[step : step + length]
        keys = keys * _RADIX + part
        inside &= part != _END_CODE
    return keys, inside


def hashed(keys: U64, bits: int, salt: int = 0) -> I64:
    """Spread keys over `2**bits` buckets (multiplicative hashing, Knuth 6.4)."""
    mixed = (keys + np.uint64(salt)) * _GOLD
    mixed ^= mixed >> np.uint64(29)
    return ((mixed * _GOLD) >> np.uint64(64 - bits)).astype(np.int64)


def bucket_counts(
    texts: Sequence[str], *, sizes: Iterable[int], bits: int, salt: int = 0
) -> tuple[I64, I64, NDArray[np.float32]]:
    """Count hashed n-grams of every text: rows, buckets and counts, sorted by row then bucket."""
    flat, starts = codes(texts)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))
    packed: list[I64] = []
    for size in sizes:
        keys, inside = gram_keys(flat, size)
        rows = row_of[: len(keys)][inside]
        packed.append((rows << bits) | hashed(keys[inside], bits, salt=salt + size))
    pairs, counts = run_lengths(np.concatenate(packed) if packed else np.zeros(0, np.int64))
    mask = (1 << bits) - 1
    return pairs >> bits, pairs & mask, counts.astype(np.float32)


def run_lengths(values: NDArray[Any]) -> tuple[NDArray[Any], I64]:
    """Return the distinct values in order and how often each occurs."""
    if not len(values):
        return values, np.zeros(0, dtype=np.int64)
    ordered = np.sort(values)
    edges = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[edges], np.diff(np.append(edges, len(ordered)))
