"""Texts as numbers: character n-grams of a whole batch in a few array operations."""

from collections.abc import Iterable, Iterator, Sequence
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
    packed = [
        (rows << bits) | buckets
        for rows, buckets in _hashed_grams(texts, sizes=sizes, bits=bits, salt=salt)
    ]
    pairs, counts = run_lengths(np.concatenate(packed) if packed else np.zeros(0, np.int64))
    mask = (1 << bits) - 1
    return pairs >> bits, pairs & mask, counts.astype(np.float32)


def known_counts(
    texts: Sequence[str],
    *,
    sizes: Iterable[int],
    bits: int,
    salt: int,
    slots: NDArray[np.int32],
) -> tuple[I64, I64, NDArray[np.float32]]:
    """The same of known n-grams alone: rows, what `slots` has for the bucket (not 0), and counts.

    What is unknown is left before anything is sorted; most n-grams of a message are.
    """
    width = int(slots.max(initial=0)).bit_length()
    narrow = np.uint32 if len(texts) << width < 1 << 32 else np.int64
    packed: list[NDArray[Any]] = []
    for rows, buckets in _hashed_grams(texts, sizes=sizes, bits=bits, salt=salt):
        known = slots[buckets]
        seen = np.flatnonzero(known)
        packed.append(((rows[seen] << width) | known[seen]).astype(narrow))
    pairs, counts = run_lengths(np.concatenate(packed) if packed else np.zeros(0, np.int64))
    pairs = pairs.astype(np.int64)
    return pairs >> width, pairs & ((1 << width) - 1), counts.astype(np.float32)


def _hashed_grams(
    texts: Sequence[str], *, sizes: Iterable[int], bits: int, salt: int
) -> Iterator[tuple[I64, I64]]:
    """Rows and buckets of the n-grams of each size, in the order of the texts."""
    flat, starts = codes(texts)
    row_of = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(starts))
    for size in sizes:
        keys, inside = gram_keys(flat, size)
        yield row_of[: len(keys)][inside], hashed(keys[inside], bits, salt=salt + size)


def run_lengths(values: NDArray[Any]) -> tuple[NDArray[Any], I64]:
    """Return the distinct values in order and how often each occurs."""
    if not len(values):
        return values, np.zeros(0, dtype=np.int64)
    ordered = np.sort(values)
    edges = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[edges], np.diff(np.append(edges, len(ordered)))
