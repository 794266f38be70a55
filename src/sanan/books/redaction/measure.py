"""How well the redaction finds what was planted on invented vouchers."""

import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sanan.books.redaction.covering import find
from sanan.books.redaction.finding import Box
from sanan.books.redaction.skew import turned
from sanan.books.redaction.specimen import Specimen, specimen

MUST = ("phone", "id_number", "bank_card")
"""What the recall is promised for."""
ENOUGH = 0.95
"""Hidden: at least this share of what was planted lies under boxes, less than one figure of 18 shows."""


@dataclass
class Measured:
    """Counts over all vouchers; `missed` are `(voucher, kind, text)`."""

    vouchers: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    drawn: int = 0
    right: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[tuple[int, str, str]] = field(default_factory=list)
    needless: list[tuple[int, str]] = field(default_factory=list)

    def recall(self, kinds: Sequence[str] = MUST) -> float:
        """Planted things that were hidden, of all planted."""
        whole = sum(self.planted[k] for k in kinds)
        return sum(self.hidden[k] for k in kinds) / whole if whole else math.nan

    @property
    def precision(self) -> float:
        """Boxes under which something planted lies, of all boxes."""
        return self.right / self.drawn if self.drawn else math.nan

    def as_dict(self) -> dict[str, Any]:
        """For people and programs."""
        kinds = sorted(self.planted)
        return {
            "vouchers": self.vouchers,
            "planted": {k: self.planted[k] for k in kinds},
            "hidden": {k: self.hidden[k] for k in kinds},
            "recall": {k: round(self.recall([k]), 4) for k in kinds},
            "recall_phone_id_bank": round(self.recall(), 4),
            "recall_all": round(self.recall(kinds), 4),
            "boxes": self.drawn,
            "boxes_right": self.right,
            "precision": round(self.precision, 4),
            "seconds_a_voucher": round(sum(self.seconds) / max(len(self.seconds), 1), 2),
            "missed": self.missed[:50],
            "needless": self.needless[:50],
        }


def measure(count: int, *, first: int = 0, told: Callable[[int], None] | None = None) -> Measured:
    """Find and compare on the specimens `first` to `first + count`."""
    result = Measured()
    for number in range(first, first + count):
        one = specimen(number)
        began = time.perf_counter()
        level, found = find(one.image)
        result.seconds.append(time.perf_counter() - began)
        _compare(result, number, one, level, found)
        if told is not None:
            told(number)
    return result


def _compare(
    result: Measured, number: int, one: Specimen, level: float, found: Sequence[Box]
) -> None:
    mask = np.asarray(turned(one.mask, level, exact=True))
    cover = np.zeros(mask.shape, dtype=bool)
    for box in found:
        area = mask[box.top : box.bottom, box.left : box.right]
        cover[box.top : box.bottom, box.left : box.right] = True
        result.drawn += 1
        if (area > 0).any():
            result.right += 1
        else:
            result.needless.append((number, box.kind))
    whole = np.bincount(mask.ravel(), minlength=len(one.planted) + 1)
    under = np.bincount(mask[cover].ravel(), minlength=len(one.planted) + 1)
    for index, planted in enumerate(one.planted, 1):
        result.planted[planted.kind] += 1
        if under[index] >= ENOUGH * whole[index]:
            result.hidden[planted.kind] += 1
        else:
            result.missed.append((number, planted.kind, planted.text))
    result.vouchers += 1
