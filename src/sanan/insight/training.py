"""From labelled texts to a model: counts, weights, grouped folds, calibration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from sanan.insight.errors import BadLabels
from sanan.insight.fitting import How, Table, apply, fit, table_of
from sanan.insight.grams import I64
from sanan.insight.measures import Scores, scores_of
from sanan.insight.model import F32, TextModel
from sanan.insight.progress import Kept, Tick, untold

SIZES = (1, 2)
FOLDS = 5
MIN_PER_LABEL = 2
ENCODED_AT_ONCE = 320
TWO = 2


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, how often each label occurred, and what grouped cross-validation found.

    `check` is of whole messages, `short` of their short forms: titles, first words.
    """

    model: TextModel
    counts: dict[str, int]
    folds: int
    check: Scores | None
    short: Scores | None = None


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    groups: Sequence[int],
    weights: Sequence[float] | None = None,
    short: Sequence[tuple[int, str]] = (),
    how: How | None = None,
    about: dict[str, Any] | None = None,
    kept: Kept | None = None,
    tick: Tick = untold,
) -> Trained:
    """Train on texts that are `prepared`; texts of one group never straddle a fold.

    `short` gives short forms of some texts, as (number of the text, short form): learnt beside
    them, and checked by themselves. `kept` has begun; the folds that it holds are not done again.
    Raises `BadLabels` where there are fewer than two labels, or a label with one example.
    """
    kept, how = kept or Kept(), how or How(SIZES)
    names, y = _label_numbers(labels)
    weight = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    tick("features", 0, 1)
    table = _table(texts, short, how, kept, tick)
    fold = fold_numbers(np.asarray(groups), FOLDS)
    held_out = np.zeros((table.size, len(names)), dtype=np.float32)
    whole = all(len(set(fold[y == i])) > 1 for i in range(len(names)))
    for number in range(FOLDS if whole else 0):
        tick("folds", number, FOLDS)
        away = fold != number
        scores = kept.get(f"fold {number}")
        if scores is None:
            scores = apply(fit(table, y, weight, away, names, how), table, ~away)
            kept.put(**{f"fold {number}": scores})
        held_out[~away[table.of]] = scores
    tick("weights", 0, 1)
    model = fit(table, y, weight, np.ones(len(y), dtype=np.bool_), names, how)
    own, of_short = held_out[: len(y)], held_out[len(y) :]
    slope, offset = calibrate(own, y) if whole else (np.full(len(names), 3.0), model.offset)
    model = replace(
        model,
        slope=np.asarray(slope, np.float32),
        offset=np.asarray(offset, np.float32),
        about=about or {},
    )
    return Trained(
        model,
        dict(Counter(labels)),
        FOLDS if whole else 0,
        scores_of(model.calibrated(own), y, names) if whole else None,
        scores_of(model.calibrated(of_short), y[table.of[len(y) :]], names)
        if whole and len(of_short)
        else None,
    )


def _table(
    texts: Sequence[str], short: Sequence[tuple[int, str]], how: How, kept: Kept, tick: Tick
) -> Table:
    """Count the texts; an encoder's vectors are kept as they come, since they take longest."""
    if how.encoder is None:
        return table_of(texts, short, how)
    every = [*texts, *(form for _at, form in short)]
    done = kept.get("vectors")
    vectors = np.zeros((0, how.encoder.size), dtype=np.float32) if done is None else done
    while len(vectors) < len(every):
        tick("vectors", len(vectors), len(every))
        some = how.encoder.encode(every[len(vectors) : len(vectors) + ENCODED_AT_ONCE])
        vectors = np.concatenate([vectors, some])
        kept.put(vectors=vectors)
    return replace(table_of(texts, short, How(how.sizes, how.memory)), vectors=vectors)


def fold_numbers(groups: NDArray[Any], folds: int) -> I64:
    """Deal whole groups into folds, largest first, always to the emptiest; the same every time."""
    names, sizes = np.unique(groups, return_counts=True)
    load = np.zeros(folds, dtype=np.int64)
    fold_of = {}
    shuffled = np.random.default_rng(7).permutation(len(names))
    for at in shuffled[np.argsort(-sizes[shuffled], kind="stable")]:
        fold_of[names[at]] = int(load.argmin())
        load[load.argmin()] += sizes[at]
    return np.array([fold_of[group] for group in groups], dtype=np.int64)


def calibrate(scores: F32, y: I64) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return slope and offset per label that make held-out scores honest log-odds.

    Platt scaling for several classes at once: the softmax likelihood, lightly held to one
    common slope.
    """
    classes = scores.shape[1]

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slope, offset = values[:classes], values[classes:]
        odds = scores * slope + offset
        odds -= odds.max(axis=1, keepdims=True)
        shares = np.exp(odds)
        shares /= shares.sum(axis=1, keepdims=True)
        spread = slope - slope.mean()
        value = -np.log(shares[np.arange(len(y)), y] + 1e-12).sum()
        shares[np.arange(len(y)), y] -= 1
        grad = np.concatenate([(shares * scores).sum(axis=0), shares.sum(axis=0)])
        grad[:classes] += 2 * spread
        grad[classes:] += 2 * offset
        return float(value + (spread**2).sum() + (offset**2).sum()), grad

    start = np.concatenate([np.full(classes, 3.0), np.zeros(classes)])
    found = optimize.minimize(  # type: ignore[no-untyped-call]
        loss, start, jac=True, method="L-BFGS-B"
    ).x
    return found[:classes], found[classes:]


def _label_numbers(labels: Sequence[str]) -> tuple[tuple[str, ...], I64]:
    counts = Counter(labels)
    if len(counts) < TWO:
        raise BadLabels(
            "至少要有两个类别的样本才能训练。", "Training needs examples of at least two labels."
        )
    rare = sorted(label for label, count in counts.items() if count < MIN_PER_LABEL)
    if rare:
        raise BadLabels(
            f"这些类别只有一个样本，请补充或合并：{'、'.join(rare)}。",
            f"These labels have one example each; add more or merge them: {', '.join(rare)}.",
        )
    names = tuple(sorted(counts))
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number[label] for label in labels], dtype=np.int64)
