"""What a message is about: the three likeliest labels and the words that decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from sanan.insight.model import F32, TextModel, prepared, prepared_many

TOP = 3
_MAX_WORDS = 5
_LONGEST = 6
_READ_FOR_WORDS = 2_000
_NONE = float("-inf")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One label, how likely it is (0 to 1) and the words of the message that speak for it."""

    label: str
    probability: float
    words: tuple[str, ...] = ()


@cache
def starter_model() -> TextModel:
    """Return the model that is shipped, made only from text written by the project."""
    with as_file(files("sanan.insight").joinpath("data/starter.model")) as path:
        return TextModel.load(path)


@cache
def model_at(path: Path) -> TextModel:
    """Return the model in a file, read once per process.

    Raises `ModelDamaged`, `ModelVersion` or `FileNotFoundError`: never another model instead.
    """
    return TextModel.load(path)


def classify(
    text: str,
    title: str = "",
    *,
    model: TextModel | None = None,
    labels: Collection[str] | None = None,
    top: int = TOP,
) -> list[Suggestion]:
    """Return the `top` likeliest labels of a message, best first, with the deciding words.

    `labels` restricts the answer to the labels in use. The list is empty when nothing in the
    text was ever seen in training (an empty text, only emoji): no guess is better than a false
    one. A suggestion decides nothing; a named person confirms it.
    """
    model = model or starter_model()
    clean = prepared(text, title)
    if not _says_something(clean) or not (heard := model.heard([clean])).any():
        return []
    shares = _restricted(model, model.calibrated(model.weighed([clean], heard)), labels)[0]
    best = [int(i) for i in np.argsort(-shares, kind="stable")[:top] if shares[i] > 0]
    pull = model.pull(clean[:_READ_FOR_WORDS])
    return [
        Suggestion(model.labels[i], float(shares[i]), deciding_words(clean, pull[:, i]))
        for i in best
    ]


def classify_many(
    texts: Sequence[tuple[str, str]],
    *,
    model: TextModel | None = None,
    labels: Collection[str] | None = None,
    top: int = TOP,
) -> list[list[Suggestion]]:
    """Classify (title, text) pairs in one go, without the deciding words; order is kept."""
    return classify_prepared(
        prepared_many(texts), model=model or starter_model(), labels=labels, top=top
    )


def classify_prepared(
    clean: Sequence[str],
    *,
    model: TextModel,
    labels: Collection[str] | None = None,
    top: int = TOP,
) -> list[list[Suggestion]]:
    """The same of texts that are `prepared` already."""
    shares = _restricted(model, model.probabilities(clean), labels)
    order = np.argsort(-shares, axis=1, kind="stable")[:, :top]
    return [
        [Suggestion(model.labels[i], float(shares[row, i])) for i in best if shares[row, i] > 0]
        if _says_something(clean[row])
        else []
        for row, best in enumerate(order)
    ]


def deciding_words(text: str, pull: F32) -> tuple[str, ...]:
    """Return up to five pieces of `text`, two to six characters, with the strongest pull."""
    strength = [
        p if char.isalpha() else _NONE for char, p in zip(text, pull.tolist(), strict=False)
    ]
    strongest = sorted((at for at, p in enumerate(strength) if p > 0), key=lambda at: -strength[at])
    words: list[str] = []
    tries = 0
    for at in strongest:
        if len(words) == _MAX_WORDS or tries == 3 * _MAX_WORDS:
            break
        if strength[at] == _NONE:
            continue
        start, end = _grown(strength, at)
        word, tries = text[start:end], tries + 1
        if len(word) > 1 and not any(word in other or other in word for other in words):
            words.append(word)
        strength[start:end] = [_NONE] * (end - start)
    return tuple(words)


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _grown(strength: Sequence[float], start: int) -> tuple[int, int]:
    floor, end = strength[start] * 0.45, start + 1
    while end - start < _LONGEST:
        left = strength[start - 1] if start else _NONE
        right = strength[end] if end < len(strength) else _NONE
        if max(left, right) < floor:
            break
        start, end = (start - 1, end) if left >= right else (start, end + 1)
    return start, end


def _restricted(model: TextModel, shares: F32, labels: Collection[str] | None) -> F32:
    if labels is None:
        return shares
    kept = shares * np.array([label in labels for label in model.labels], dtype=np.float32)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(kept / np.where(total > 0, total, 1), dtype=np.float32)
