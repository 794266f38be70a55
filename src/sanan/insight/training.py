"""From labelled texts to a model: counts, weights, grouped folds, calibration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from sanan.insight.errors import BadLabels
from sanan.insight.grams import I64, bucket_counts
from sanan.insight.measures import Scores, scores_of
from sanan.insight.model import F32, HEAD, HEAD_SALT, HEAD_SIZES, HEAD_WEIGHT, TextModel
from sanan.insight.progress import Kept, Tick, untold

SIZES = (1, 2)
BITS = 21
FOLDS = 4
MIN_PER_LABEL = 2
TWO = 2
TOLERANCE = 0.01
FEW = 5_000
"""Below so many texts even an n-gram that occurs once is kept."""
PENALTY = 2.0
"""C of the linear support vector machine."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, how often each label occurred, and what grouped cross-validation found."""

    model: TextModel
    counts: dict[str, int]
    folds: int
    check: Scores | None


@dataclass(frozen=True, slots=True)
class _Table:
    """Counted n-grams of whole texts, then of their heads."""

    rows: I64
    buckets: I64
    counts: F32
    head: NDArray[np.bool_]
    size: int


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    groups: Sequence[int],
    weights: Sequence[float] | None = None,
    sizes: tuple[int, ...] = SIZES,
    about: dict[str, Any] | None = None,
    kept: Kept | None = None,
    tick: Tick = untold,
) -> Trained:
    """Train on texts that are `prepared`; texts of one group never straddle a fold.

    `kept` has begun; the folds that it holds are not done again. Raises `BadLabels` where there
    are fewer than two labels, or a label with one example.
    """
    kept = kept or Kept()
    names, y = _label_numbers(labels)
    weight = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    tick("features", 0, 1)
    table = _table(texts, sizes)
    fold = fold_numbers(np.asarray(groups), FOLDS)
    held_out = np.zeros((len(y), len(names)), dtype=np.float32)
    whole = all(len(set(fold[y == i])) > 1 for i in range(len(names)))
    for number in range(FOLDS if whole else 0):
        tick("folds", number, FOLDS)
        away = fold != number
        scores = kept.get(f"fold {number}")
        if scores is None:
            scores = _apply(_fit(table, y, weight, away, names, sizes), table, ~away)
            kept.put(**{f"fold {number}": scores})
        held_out[~away] = scores
    tick("weights", 0, 1)
    model = _fit(table, y, weight, np.ones(len(y), dtype=np.bool_), names, sizes)
    slope, offset = calibrate(held_out, y) if whole else (np.full(len(names), 3.0), model.offset)
    model = replace(
        model,
        slope=np.asarray(slope, np.float32),
        offset=np.asarray(offset, np.float32),
        about=about or {},
    )
    check = scores_of(model.calibrated(held_out), y, names) if whole else None
    return Trained(model, dict(Counter(labels)), FOLDS if whole else 0, check)


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


def _table(texts: Sequence[str], sizes: tuple[int, ...]) -> _Table:
    heads = [text[:HEAD] for text in texts]
    whole = bucket_counts(texts, sizes=sizes, bits=BITS)
    first = bucket_counts(heads, sizes=HEAD_SIZES, bits=BITS, salt=HEAD_SALT)
    head = np.repeat([False, True], [len(whole[0]), len(first[0])])
    return _Table(
        rows=np.concatenate([whole[0], first[0]]),
        buckets=np.concatenate([whole[1], first[1]]),
        counts=np.concatenate([whole[2], first[2]]),
        head=head,
        size=len(texts),
    )


def _fit(
    table: _Table,
    y: I64,
    weight: NDArray[np.float64],
    use: NDArray[np.bool_],
    names: tuple[str, ...],
    sizes: tuple[int, ...],
) -> TextModel:
    from sklearn.svm import LinearSVC

    inside = use[table.rows]
    spread = np.bincount(table.buckets[inside], minlength=1 << BITS)
    known = np.flatnonzero(spread >= (2 if use.sum() > FEW else 1))
    slots = np.zeros(1 << BITS, dtype=np.int32)
    slots[known] = np.arange(1, len(known) + 1)
    idf = np.zeros(len(known) + 1, dtype=np.float32)
    idf[1:] = np.log((1 + use.sum()) / (1 + spread[known])) + 1
    machine = LinearSVC(  # type: ignore[no-untyped-call]
        C=PENALTY, tol=TOLERANCE, random_state=0
    )
    matrix = _matrix(table, slots, idf)[np.flatnonzero(use)]
    machine.fit(matrix, y[use], sample_weight=weight[use])
    coef, bias = machine.coef_, machine.intercept_
    if len(names) == TWO:
        coef, bias = np.vstack([-coef, coef]), np.concatenate([-bias, bias])
    return TextModel(
        labels=names,
        sizes=sizes,
        bits=BITS,
        slots=slots,
        idf=idf,
        weights=np.ascontiguousarray(coef.T, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        slope=np.ones(len(names), dtype=np.float32),
        offset=np.zeros(len(names), dtype=np.float32),
        about={},
    )


def _apply(model: TextModel, table: _Table, use: NDArray[np.bool_]) -> F32:
    matrix = _matrix(table, model.slots, model.idf)[np.flatnonzero(use)]
    return np.asarray(matrix @ model.weights + model.bias, dtype=np.float32)


def _matrix(table: _Table, slots: NDArray[np.int32], idf: F32) -> sparse.csr_matrix:
    columns = slots[table.buckets]
    seen = columns > 0
    rows, columns, head = table.rows[seen], columns[seen], table.head[seen]
    values = (1 + np.log(table.counts[seen])) * idf[columns]
    for field, weight in ((~head, 1.0), (head, HEAD_WEIGHT)):
        part, at = values[field], rows[field]
        lengths = np.sqrt(np.bincount(at, weights=part * part, minlength=table.size))
        values[field] = weight * part / np.maximum(lengths, 1e-9)[at]
    return sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (values, (rows, columns)), shape=(table.size, len(idf))
    )
