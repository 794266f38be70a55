"""The terms two texts can have in common: pairs of Chinese characters, and Latin words."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sanan.insight.words import word_list

READ = 600
"""Characters of a normal text that are compared."""

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
_EMPTY = word_list("empty_terms")
_SLOTS = 1 << 20


def terms(text: str) -> frozenset[str]:
    """Return the distinct terms of a `normal` text (its first 600 characters)."""
    found: set[str] = set()
    for run in _RUN.findall(text[:READ]):
        if run[0] >= "\u4e00":
            found.update(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.add(run)
    return frozenset(found - _EMPTY)


def term_keys(found: Iterable[str]) -> dict[int, str]:
    """Return 32-bit keys of terms, stable between processes, so that they can be stored."""
    return {crc32(term.encode()): term for term in found}


@dataclass(slots=True)
class Rarity:
    """How rare terms are among the texts seen so far; a rare term in common says more."""

    texts: int = 0
    counts: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(_SLOTS, dtype=np.uint32))

    def saw(self, keys: Iterable[int]) -> None:
        """Count the terms of one more text."""
        self.texts += 1
        for key in keys:
            self.counts[key % _SLOTS] += 1

    def weight(self, key: int) -> float:
        """Return the inverse document frequency of a term."""
        return math.log((self.texts + 1.5) / (float(self.counts[key % _SLOTS]) + 0.5))


def likeness(first: Mapping[int, float], second: Mapping[int, float]) -> float:
    """Return the cosine (0 to 1) of two texts given as weights of their term keys."""
    if len(second) < len(first):
        first, second = second, first
    common = sum(weight * second[key] for key, weight in first.items() if key in second)
    if not common:
        return 0.0
    size = math.sqrt(sum(w * w for w in first.values()) * sum(w * w for w in second.values()))
    return min(common / size, 1.0) if size else 0.0
