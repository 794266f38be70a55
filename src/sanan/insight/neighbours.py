"""What the most similar labelled messages were labelled: a memory beside the linear model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanan.insight.grams import I64, run_lengths

F32 = NDArray[np.float32]

BITS = 20
COMMON = 500
"""A word that more texts than this hold says nothing of likeness."""

NEAR = 0.4
"""Share of the best likeness that a text must reach to be heard."""

_POWER = 4
_BATCH = 64


class Words(NamedTuple):
    """Hashed words of texts: rows, buckets and counts, sorted by row then bucket."""

    rows: I64
    buckets: I64
    counts: F32

    def of(self, use: NDArray[np.bool_]) -> "Words":
        """Only of the texts in use, numbered anew."""
        kept = use[self.rows]
        number = np.cumsum(use) - 1
        return Words(number[self.rows[kept]], self.buckets[kept], self.counts[kept])


def words_of(texts: Sequence[str]) -> Words:
    """Cut `prepared` texts into words; what is no letter or figure is left out."""
    import rjieba  # with its dictionary, which only a model with a memory needs

    rows: list[int] = []
    buckets: list[int] = []
    for row, text in enumerate(texts):
        found = [_bucket(word) for word in rjieba.cut(text) if word[0].isalnum()]
        buckets += found
        rows += [row] * len(found)
    packed = (np.array(rows, dtype=np.int64) << BITS) | np.array(buckets, dtype=np.int64)
    pairs, counts = run_lengths(packed)
    return Words(pairs >> BITS, pairs & ((1 << BITS) - 1), counts.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Labelled texts by their words, as postings; no text, but what words it had.

    `slots` maps a bucket to a word (0: unknown); the texts that hold word w are `texts[starts[w]:
    starts[w + 1]]`, with the word's weight in each; `labels` has the label's number of each text.
    """

    slots: NDArray[np.int32]
    idf: F32
    starts: I64
    texts: NDArray[np.int32]
    weights: F32
    labels: NDArray[np.int16]

    @classmethod
    def of(cls, words: Words, labels: I64) -> Self:
        """Remember texts; `labels` has one number per text."""
        size = len(labels)
        spread = np.bincount(words.buckets, minlength=1 << BITS)
        known = np.flatnonzero((spread > 1) & (spread <= COMMON))
        slots = np.zeros(1 << BITS, dtype=np.int32)
        slots[known] = np.arange(1, len(known) + 1)
        idf = np.zeros(len(known) + 1, dtype=np.float32)
        idf[1:] = np.log((1 + size) / (1 + spread[known]))
        rows, columns, values = _weighed(words, slots, idf, size)
        order = np.lexsort((rows, columns))
        starts = np.zeros(len(idf) + 1, dtype=np.int64)
        np.cumsum(np.bincount(columns, minlength=len(idf)), out=starts[1:])
        return cls(
            slots=slots,
            idf=idf,
            starts=starts,
            texts=rows[order].astype(np.int32),
            weights=values[order],
            labels=labels.astype(np.int16),
        )

    def votes(self, words: Words, size: int, classes: int) -> F32:
        """Return the share of each label among what is most alike; shape (size, classes).

        A text counts by the fourth power of its cosine, if that is at least 0.4 of the best;
        the row is 0 where no text has a rare word in common.
        """
        out = np.zeros((size, classes), dtype=np.float32)
        rows, columns, values = _weighed(words, self.slots, self.idf, size)
        edges = np.searchsorted(rows, np.arange(0, size + _BATCH, _BATCH))
        for number, (start, end) in enumerate(pairwise(edges)):
            first = number * _BATCH
            some = min(_BATCH, size - first)
            if start < end:
                part = slice(start, end)
                alike = self._alike(rows[part] - first, columns[part], values[part], some)
                out[first : first + some] = self._shares(alike, classes)
        return out

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file keeps."""
        known = np.flatnonzero(self.slots).astype(np.uint32)
        return {
            "near_buckets": known,
            "near_rows": self.slots[known],
            "near_idf": self.idf,
            "near_starts": self.starts,
            "near_texts": self.texts,
            "near_weights": self.weights.astype(np.float16),
            "near_labels": self.labels,
        }

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]]) -> Self | None:
        """Take up what a file kept, or None where it keeps no memory."""
        if "near_labels" not in arrays:
            return None
        slots = np.zeros(1 << BITS, dtype=np.int32)
        slots[arrays["near_buckets"]] = arrays["near_rows"]
        return cls(
            slots=slots,
            idf=arrays["near_idf"],
            starts=arrays["near_starts"],
            texts=arrays["near_texts"],
            weights=arrays["near_weights"].astype(np.float32),
            labels=arrays["near_labels"],
        )

    def _alike(self, rows: I64, columns: I64, values: F32, size: int) -> NDArray[np.float64]:
        lengths = self.starts[columns + 1] - self.starts[columns]
        ends = np.cumsum(lengths)
        steps = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
        at = np.repeat(self.starts[columns], lengths) + steps
        count = len(self.labels)
        cells = np.repeat(rows * count, lengths) + self.texts[at]
        weights = np.repeat(values, lengths) * self.weights[at]
        sums = np.bincount(cells, weights=weights, minlength=size * count).reshape(size, count)
        return np.asarray(sums, dtype=np.float64)

    def _shares(self, alike: NDArray[np.float64], classes: int) -> F32:
        best = alike.max(axis=1, keepdims=True)
        row, text = np.nonzero(alike >= np.maximum(NEAR * best, 1e-6))
        said = alike[row, text] ** _POWER
        size = len(alike)
        cells = row * classes + self.labels[text]
        sums = np.bincount(cells, weights=said, minlength=size * classes).reshape(size, classes)
        return np.asarray(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-12), np.float32)


def _weighed(words: Words, slots: NDArray[np.int32], idf: F32, size: int) -> tuple[I64, I64, F32]:
    """Return rows, word numbers and weights of unit length, of the known words."""
    columns = slots[words.buckets].astype(np.int64)
    seen = columns > 0
    rows, columns = words.rows[seen], columns[seen]
    values = (1 + np.log(words.counts[seen])) * idf[columns]
    length = np.sqrt(np.bincount(rows, weights=values * values, minlength=size))
    return rows, columns, np.asarray(values / np.maximum(length, 1e-9)[rows], np.float32)


@lru_cache(maxsize=1 << 18)
def _bucket(word: str) -> int:
    return crc32(word.encode("utf-8", "replace")) & ((1 << BITS) - 1)
