"""A linear text model: hashed character n-grams in, calibrated class probabilities out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sanan.insight import container, encoder
from sanan.insight.errors import ModelDamaged
from sanan.insight.grams import codes, gram_keys, hashed, known_counts
from sanan.insight.neighbours import Neighbours, words_of
from sanan.insight.text import normal, normals, without_repeats

F32 = NDArray[np.float32]
KIND = "text-model"
HEAD = 30
"""Characters at the start that are read a second time, on their own: people say there what it is."""

HEAD_SIZES = (1, 2, 3)
HEAD_WEIGHT = 0.6
HEAD_SALT = 100
BESIDE = 0.3
"""Weight of what the most similar labelled messages say, against the margins."""

UNSURE = 2 * BESIDE
"""Lead of the best margin below which the memory is asked; beyond it, it could change nothing."""

DENSE = 0.5
"""Length of an encoder's vector beside the n-grams, whose length is 1."""

_BATCH = 256
_NUMBER = re.compile(r"[a-z]\d*(?=[市县区])|\d+")


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights of one trained model.

    `slots` maps a hash bucket to a row of `weights` (0: never seen); `weights` has one row per
    known n-gram and one column per label, `idf` one value per row. `slope` and `offset` turn
    the scores into log-odds, so that a probability of 0.8 is right eight times in ten. `near`
    remembers labelled messages, and `dense` weighs an encoder's vector (row per number, column
    per label); either may be None. `encoded_by` is the SHA-256 of that encoder.
    """

    labels: tuple[str, ...]
    sizes: tuple[int, ...]
    bits: int
    slots: NDArray[np.int32]
    idf: F32
    weights: F32
    bias: F32
    slope: F32
    offset: F32
    about: dict[str, Any]
    near: Neighbours | None = field(default=None, repr=False)
    dense: F32 | None = None
    encoded_by: str = ""

    def scores(self, texts: Sequence[str]) -> F32:
        """Return margins for texts that are `prepared`; shape (len(texts), len(labels))."""
        parts = (texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH))
        found = [self.heard(part) for part in parts]
        none = np.zeros((0, len(self.labels)), dtype=np.float32)
        return self.weighed(texts, np.concatenate([none, *found]))

    def heard(self, texts: Sequence[str]) -> F32:
        """Return what the n-grams alone say; a row of zeros where none was seen in training."""
        whole = self._field(texts, self.sizes, salt=0)
        heads = [text[:HEAD] for text in texts]
        return whole + HEAD_WEIGHT * self._field(heads, HEAD_SIZES, salt=HEAD_SALT)

    def weighed(self, texts: Sequence[str], heard: F32) -> F32:
        """Return the margins of texts whose n-grams were `heard`: with bias, encoder and memory."""
        out = heard + self.bias
        if self.dense is not None:
            out += np.float32(DENSE) * (encoder.wanted(self.encoded_by).encode(texts) @ self.dense)
        if self.near is not None:
            asked = np.flatnonzero(unsure(out))
            words = words_of([texts[int(at)] for at in asked])
            out[asked] += np.float32(BESIDE) * self.near.votes(words, len(asked), out.shape[1])
        return np.asarray(out, dtype=np.float32)

    def probabilities(self, texts: Sequence[str]) -> F32:
        """Return calibrated probabilities, rows adding up to one; texts must be `prepared`."""
        return self.calibrated(self.scores(texts))

    def calibrated(self, scores: F32) -> F32:
        """Turn margins into probabilities."""
        odds = scores * self.slope + self.offset
        odds -= odds.max(axis=1, keepdims=True)
        shares = np.exp(odds)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def pull(self, text: str) -> F32:
        """Return how strongly each character of a `prepared` text speaks for each label.

        Shape (len(text), len(labels)); every n-gram shares its weight among its characters,
        measured against the mean of all labels.
        """
        flat, _ = codes([text])
        out = np.zeros((len(flat) + max(self.sizes), len(self.labels)), dtype=np.float32)
        for size in self.sizes:
            keys, inside = gram_keys(flat, size)
            rows = self.slots[hashed(keys, self.bits, salt=size)] * inside
            share = (self.weights[rows] - self.weights[rows].mean(axis=1, keepdims=True)) / size
            share *= self.idf[rows][:, None]
            for step in range(size):
                out[step : step + len(share)] += share
        return out[: len(text)]

    def save(self, path: Path) -> None:
        """Write the model to one file."""
        known = np.flatnonzero(self.slots).astype(np.uint32)
        arrays: dict[str, NDArray[Any]] = {
            "buckets": known,
            "rows": self.slots[known],
            "idf": self.idf.astype(np.float16),
            "weights": self.weights.astype(np.float16),
            "calibration": np.stack([self.bias, self.slope, self.offset]).astype(np.float32),
        }
        if self.near is not None:
            arrays |= self.near.arrays()
        if self.dense is not None:
            arrays["dense"] = self.dense
        meta = {
            "kind": KIND,
            "labels": self.labels,
            "sizes": self.sizes,
            "bits": self.bits,
            "about": self.about,
            "encoded_by": self.encoded_by,
        }
        container.write(path, meta=meta, arrays=arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model file.

        Raises `ModelDamaged`, `ModelVersion` or `FileNotFoundError`, and `EncoderMissing` where
        it was trained with an encoder that is not configured.
        """
        meta, arrays = container.read(path)
        if meta.get("kind") != KIND:
            raise ModelDamaged(
                f"{path.name} 不是分类模型。", f"{path.name} is not a classification model."
            )
        if meta["encoded_by"]:
            encoder.wanted(meta["encoded_by"])
        slots = np.zeros(1 << meta["bits"], dtype=np.int32)
        slots[arrays["buckets"]] = arrays["rows"]
        bias, slope, offset = arrays["calibration"]
        return cls(
            labels=tuple(meta["labels"]),
            sizes=tuple(meta["sizes"]),
            bits=meta["bits"],
            slots=slots,
            idf=arrays["idf"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            bias=bias,
            slope=slope,
            offset=offset,
            about=meta["about"],
            near=Neighbours.read(arrays),
            dense=arrays.get("dense"),
            encoded_by=meta["encoded_by"],
        )

    def _field(self, texts: Sequence[str], sizes: tuple[int, ...], *, salt: int) -> F32:
        rows, known, counts = known_counts(
            texts, sizes=sizes, bits=self.bits, salt=salt, slots=self.slots
        )
        values = (1 + np.log(counts)) * self.idf[known]
        sums = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        if not len(rows):
            return sums
        lengths = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(texts)))
        present, starts = np.unique(rows, return_index=True)
        sums[present] = np.add.reduceat(self.weights[known] * values[:, None], starts, axis=0)
        return np.asarray(sums / np.maximum(lengths, 1e-9)[:, None], dtype=np.float32)


def unsure(scores: F32) -> NDArray[np.bool_]:
    """Return for which rows of margins the best leads by so little that the memory is asked."""
    best = np.partition(scores, -2, axis=1)[:, -2:]
    return np.asarray(best[:, 1] - best[:, 0] < UNSURE)


def prepared(text: str, title: str = "") -> str:
    """Return the form in which a message is classified: title, then body, cleaned.

    Numbers, and letters that stand for a region (A3区), become 0: they tell no category.
    """
    return told(normal(title), normal(text))


def prepared_many(messages: Sequence[tuple[str, str]]) -> list[str]:
    """Return the `prepared` form of many (title, text) pairs."""
    titles = normals([title for title, _ in messages])
    bodies = normals([text for _, text in messages])
    return [told(title, body) for title, body in zip(titles, bodies, strict=True)]


def told(title: str, body: str) -> str:
    """A title and a body, both `normal`, as one text that is `prepared`."""
    body = without_repeats(body)
    whole = f"{title}。{body}" if title and not body.startswith(title) else body or title
    return _NUMBER.sub("0", whole)
