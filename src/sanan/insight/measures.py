"""How good suggestions are: accuracy, F1 and honesty of probabilities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sanan.insight.grams import I64
from sanan.insight.model import F32

BINS = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares between 0 and 1; `ece` is the expected calibration error in ten equal bins."""

    rows: int
    accuracy: float
    top3: float
    macro_f1: float
    per_class: dict[str, float]
    ece: float


def scores_of(shares: F32, y: I64, names: tuple[str, ...]) -> Scores:
    """Measure probabilities (rows, labels) against the true label numbers.

    A row whose truth is -1 has a label that the model does not know and counts as wrong.
    """
    best = shares.argmax(axis=1)
    order = np.argsort(-shares, axis=1)[:, :3]
    per_class = {name: _f1(best, y, i) for i, name in enumerate(names) if (y == i).any()}
    hit = best == y
    return Scores(
        rows=len(y),
        accuracy=float(hit.mean()) if len(y) else 0.0,
        top3=float((order == y[:, None]).any(axis=1).mean()) if len(y) else 0.0,
        macro_f1=float(np.mean(list(per_class.values()))) if per_class else 0.0,
        per_class=per_class,
        ece=calibration_error(shares.max(axis=1), hit),
    )


def calibration_error(sure: F32, hit: NDArray[np.bool_]) -> float:
    """Return the mean distance between confidence and accuracy, over ten equal-width bins."""
    bins = np.clip((sure * BINS).astype(np.int64), 0, BINS - 1)
    gap = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            gap += inside.mean() * abs(float(sure[inside].mean()) - float(hit[inside].mean()))
    return float(gap)


def _f1(best: NDArray[np.int64], y: I64, label: int) -> float:
    right = int(((best == label) & (y == label)).sum())
    said, true = int((best == label).sum()), int((y == label).sum())
    return 2 * right / (said + true) if said + true else 0.0
