"""Weights of a text model from counted texts: support vectors on n-grams, and a memory beside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sanan.insight.encoder import Encoder
from sanan.insight.grams import I64, bucket_counts
from sanan.insight.model import (
    BESIDE,
    DENSE,
    F32,
    HEAD,
    HEAD_SALT,
    HEAD_SIZES,
    HEAD_WEIGHT,
    TextModel,
    unsure,
)
from sanan.insight.neighbours import Neighbours, Words, words_of

BITS = 21
TOLERANCE = 0.05
FEW = 5_000
"""Below so many texts even an n-gram that occurs once is kept."""

PENALTY = 1.0
"""C of the linear support vector machine."""

SHORT = 0.25
"""What a short form counts beside its text."""

TELLING, PLAIN = 0.5, 0.3
"""An n-gram counts for a label by |ln of its odds there against elsewhere| ** 0.5 + 0.3."""

_TWO = 2
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class How:
    """How a model is made: sizes of n-grams, with a memory, and by which encoder."""

    sizes: tuple[int, ...]
    memory: bool = False
    encoder: Encoder | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Counted n-grams of texts and of their heads; `of` says which text each row is of.

    The first rows are the texts; after them come the short forms of some, such as titles.
    """

    rows: I64
    buckets: I64
    counts: F32
    head: Bools
    of: I64
    texts: int
    words: Words | None = None
    vectors: F32 | None = None

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.of)


def table_of(texts: Sequence[str], short: Sequence[tuple[int, str]], how: How) -> Table:
    """Count texts, and short forms given as (number of the text, short form)."""
    every = [*texts, *(form for _at, form in short)]
    heads = [text[:HEAD] for text in every]
    whole = bucket_counts(every, sizes=how.sizes, bits=BITS)
    first = bucket_counts(heads, sizes=HEAD_SIZES, bits=BITS, salt=HEAD_SALT)
    return Table(
        rows=np.concatenate([whole[0], first[0]]),
        buckets=np.concatenate([whole[1], first[1]]),
        counts=np.concatenate([whole[2], first[2]]),
        head=np.repeat([False, True], [len(whole[0]), len(first[0])]),
        of=np.array([*range(len(texts)), *(at for at, _form in short)], dtype=np.int64),
        texts=len(texts),
        words=words_of(every) if how.memory else None,
    )


def fit(
    table: Table,
    y: I64,
    weight: NDArray[np.float64],
    use: Bools,
    names: tuple[str, ...],
    how: How,
) -> TextModel:
    """Return a model, not yet calibrated, of the texts in use; `y` and `weight` per text."""
    rows = use[table.of]
    inside = rows[table.rows] & (table.rows < table.texts)
    spread = np.bincount(table.buckets[inside], minlength=1 << BITS)
    known = np.flatnonzero(spread >= (_TWO if use.sum() > FEW else 1))
    slots = np.zeros(1 << BITS, dtype=np.int32)
    slots[known] = np.arange(1, len(known) + 1)
    idf = np.zeros(len(known) + 1, dtype=np.float32)
    idf[1:] = np.log((1 + use.sum()) / (1 + spread[known])) + 1
    matrix = _matrix(table, slots, idf)[np.flatnonzero(rows)]
    counts = weight[table.of] * np.where(np.arange(table.size) < table.texts, 1.0, SHORT)
    coef, bias = _machines(matrix, len(idf), y[table.of[rows]], counts[rows], len(names))
    near = None
    if table.words is not None:
        used = np.zeros(table.size, dtype=use.dtype)
        used[: len(use)] = use  # the short forms are no texts of their own
        near = Neighbours.of(table.words.of(used), y[use])
    return TextModel(
        labels=names,
        sizes=how.sizes,
        bits=BITS,
        slots=slots,
        idf=idf,
        weights=np.ascontiguousarray(coef[:, : len(idf)].T, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        slope=np.ones(len(names), dtype=np.float32),
        offset=np.zeros(len(names), dtype=np.float32),
        about={},
        near=near,
        dense=(
            np.ascontiguousarray(coef[:, len(idf) :].T, dtype=np.float32) if how.encoder else None
        ),
        encoded_by=how.encoder.sha256 if how.encoder else "",
    )


def apply(model: TextModel, table: Table, use: Bools) -> F32:
    """Return the margins of the rows of texts in use: of the texts, then of their short forms."""
    rows = use[table.of]
    matrix = _matrix(table, model.slots, model.idf)[np.flatnonzero(rows)]
    weights = model.weights if model.dense is None else np.vstack([model.weights, model.dense])
    scores = np.asarray(matrix @ weights + model.bias, dtype=np.float32)
    if model.near is not None and table.words is not None:
        asked = unsure(scores)
        words = table.words.of(_among(rows, asked))
        votes = model.near.votes(words, int(asked.sum()), len(model.labels))
        scores[asked] += np.float32(BESIDE) * votes
    return scores


def _among(rows: Bools, asked: Bools) -> Bools:
    """Those of the rows in use that are asked, as a choice of all rows."""
    out = rows.copy()
    out[rows] = asked
    return out


def _machines(
    matrix: sparse.csr_matrix, columns: int, y: I64, weight: NDArray[np.float64], labels: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Train one machine per label, each on n-grams weighed by what they tell of that label."""
    from sklearn.svm import LinearSVC

    width = matrix.shape[1]
    cells = np.repeat(y * width, np.diff(matrix.indptr)) + matrix.indices
    inside = np.bincount(cells, minlength=labels * width).reshape(labels, width)[:, :columns]
    total = inside.sum(axis=0)
    coef, bias = np.zeros((labels, width)), np.zeros(labels)
    for label in range(1 if labels == _TWO else 0, labels):
        tells = np.ones(width)
        tells[:columns] = _tells(inside[label], total)
        weighed = sparse.csr_matrix(  # type: ignore[no-untyped-call]
            (matrix.data * tells[matrix.indices], matrix.indices, matrix.indptr),
            shape=matrix.shape,
        )
        machine = LinearSVC(  # type: ignore[no-untyped-call]
            C=PENALTY, tol=TOLERANCE, random_state=0
        )
        machine.fit(weighed, y == label, sample_weight=weight)
        coef[label], bias[label] = machine.coef_[0] * tells, machine.intercept_[0]
    if labels == _TWO:
        coef[0], bias[0] = -coef[1], -bias[1]
    return coef, bias


def _tells(inside: I64, total: I64) -> NDArray[np.float64]:
    here, elsewhere = inside + 1, total - inside + 1
    odds = np.log(here / here.sum()) - np.log(elsewhere / elsewhere.sum())
    return np.asarray(np.abs(odds) ** TELLING + PLAIN)


def _matrix(table: Table, slots: NDArray[np.int32], idf: F32) -> sparse.csr_matrix:
    columns = slots[table.buckets]
    seen = columns > 0
    rows, columns, head = table.rows[seen], columns[seen], table.head[seen]
    values = (1 + np.log(table.counts[seen])) * idf[columns]
    for field, weight in ((~head, 1.0), (head, HEAD_WEIGHT)):
        part, at = values[field], rows[field]
        lengths = np.sqrt(np.bincount(at, weights=part * part, minlength=table.size))
        values[field] = weight * part / np.maximum(lengths, 1e-9)[at]
    matrix = sparse.csr_matrix(  # type: ignore[no-untyped-call]
        (values, (rows, columns)), shape=(table.size, len(idf))
    )
    if table.vectors is None:
        return matrix
    dense = sparse.csr_matrix(DENSE * table.vectors)  # type: ignore[no-untyped-call]
    return sparse.csr_matrix(sparse.hstack([matrix, dense]))  # type: ignore[no-untyped-call]
