"""How good a model is: on held-out rows, and by grouped cross-validation."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sanan.insight.duplicates import linked
from sanan.insight.encoder import Encoder
from sanan.insight.files import Labelled
from sanan.insight.fitting import How
from sanan.insight.gathering import vectors_of
from sanan.insight.grams import I64
from sanan.insight.measures import Scores, scores_of
from sanan.insight.model import HEAD, TextModel, prepared
from sanan.insight.progress import Kept, Tick, fingerprint, untold
from sanan.insight.training import SIZES, Trained, train

CORRECTION = 3.0
"""Weight of a label that staff corrected, against one that was imported."""

FIRST_WORDS = 20
"""Characters of a text without a title that stand for one."""

_COMMON = 150
_STEP = 500
_ALIKE = 0.45


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on held-out rows, milliseconds per message, and which model gave them."""

    scores: Scores
    ms_per_message: float
    model: str


def groups_of(texts: Sequence[str]) -> I64:
    """Group near duplicates generously, so that no near copy straddles a fold.

    Two texts belong together where the cosine of their rare character pairs is at least 0.45;
    so a text and its own segmented form, without stop words, do as well.
    """
    vectors = vectors_of(texts, sizes=(2,), common=_COMMON)
    first: list[I64] = []
    second: list[I64] = []
    other = vectors.T.tocsr()
    for start in range(0, len(texts), _STEP):
        graph = (vectors[start : start + _STEP] @ other).tocoo()
        close = graph.data >= _ALIKE
        first.append(graph.row[close].astype(np.int64) + start)
        second.append(graph.col[close].astype(np.int64))
    return linked(len(texts), first, second)


def train_on(
    rows: Sequence[Labelled],
    *,
    source: str = "",
    encoder: Encoder | None = None,
    kept: Kept | None = None,
    tick: Tick = untold,
) -> Trained:
    """Train on labelled rows, with grouped cross-validation. Raises `BadLabels`.

    Stopped and started again with the same rows and the same `kept`, it goes on where it was and
    comes to the equal model.

    A text that is given twice with different labels keeps the one with the greater weight, the
    later one where weights are equal: so a staff correction replaces what it corrects. An
    `encoder` adds its vectors; the model then asks for that encoder.
    """
    work = kept or Kept()
    chosen: dict[str, Labelled] = {}
    for row in rows:
        known = chosen.get(row.text)
        if known is None or row.weight >= known.weight:
            chosen[row.text] = row
    texts = list(chosen)
    by = encoder.sha256 if encoder is not None else ""
    work.begin(fingerprint([source, by, *_parts(chosen.values())]))
    tick("groups", 0, 1)
    groups = work.get("groups")
    if groups is None:
        groups = groups_of(texts)
        work.put(groups=groups)
    made = train(
        texts,
        [row.label for row in chosen.values()],
        groups=groups.tolist(),
        weights=[row.weight for row in chosen.values()],
        short=_short(list(chosen.values())),
        how=How(SIZES, memory=True, encoder=encoder),
        about={"source": source or "labels", "texts": len(texts)},
        kept=work,
        tick=tick,
    )
    if made.check is not None:
        made.model.about["macro_f1"] = round(made.check.macro_f1, 4)
    return made


def _short(rows: Sequence[Labelled]) -> list[tuple[int, str]]:
    """The title of each text, or its first words: what a person types in a chat."""
    return [
        (at, prepared("", row.title) or row.text[:FIRST_WORDS])
        for at, row in enumerate(rows)
        if len(row.text) > HEAD
    ]


def _parts(rows: Iterable[Labelled]) -> Iterator[str]:
    for row in rows:
        yield from (row.text, row.title, row.label, repr(row.weight))


def evaluate(model: TextModel, rows: Sequence[Labelled], *, restrict: bool = False) -> Evaluation:
    """Measure a model on held-out rows.

    `restrict` lets the model answer only with labels that occur in the rows, as a county does
    that uses part of the shipped taxonomy.
    """
    known = {label: i for i, label in enumerate(model.labels)}
    unseen = sorted({row.label for row in rows} - set(known))
    names = (*model.labels, *unseen)
    y = np.array([known.get(row.label, names.index(row.label)) for row in rows], dtype=np.int64)
    start = time.perf_counter()
    shares = model.probabilities([row.text for row in rows])
    spent = time.perf_counter() - start
    shares = np.pad(shares, ((0, 0), (0, len(unseen))))
    if restrict:
        used = np.isin(np.arange(len(names)), y)
        shares = shares * used / np.maximum((shares * used).sum(axis=1, keepdims=True), 1e-9)
    return Evaluation(
        scores=scores_of(shares.astype(np.float32), y, names),
        ms_per_message=1000 * spent / max(len(rows), 1),
        model=str(model.about.get("source", "")),
    )
