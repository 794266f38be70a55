"""One decision for a desk: what a case is about, of which kind, and who leads it, with one confidence.

A `Desk` is made anew from the duty lists and from what the desk decided before; nothing of it is
changed while it reads. What it offers is right where a person leaves both category and unit as they
stand; its confidence says how often that happens. Below `OFFERED` nothing is offered.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sanan.insight import container
from sanan.insight.category import classify_many, deciding_words
from sanan.insight.desk_units import Units
from sanan.insight.errors import ModelDamaged
from sanan.insight.grams import I64, bucket_counts, codes, gram_keys, hashed
from sanan.insight.model import F32, TextModel, prepared, prepared_many

OFFERED = 0.65
"""Confidence below which nothing is offered."""

KIND = "desk-model"
BITS = 18
SIZES = (2, 3)
READ = 400
"""Characters of a message that are read."""

HEAD = 30
HEAD_SALT = 100
LEAN = 0.2
"""What the category model's log-probability of a first level counts for the topics under it."""

SURE_KIND = 0.8
"""Probability from which a kind is offered with category and unit."""

TOPICS = 3
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Topic:
    """A category a case may have: its code, name, first level's name, and what is said of it.

    A code with dots lies under the code before its last dot. `text` is what the county's list
    says (when it is taken in), `sayings` are ways in which people put it.
    """

    code: str
    name: str
    top: str
    text: str = ""
    sayings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes to the desk: a message and the ids of its place and those around, smallest first."""

    text: str
    title: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Category and unit for one message, how sure both are (0 to 1), and what that rests on.

    `kind` is empty where it is in doubt. `handled` and `returned` count earlier cases of the
    category that the unit closed or sent back; old ones count less.
    """

    topic: str
    unit: str
    sure: float
    kind: str
    duty: str
    words: tuple[str, ...]
    handled: float
    returned: float

    @property
    def offered(self) -> bool:
        """Return whether it is sure enough to be shown."""
        return self.sure >= OFFERED


@dataclass(frozen=True, slots=True)
class Desk:
    """What one county's desk has learnt; made by `desk_learning.learnt`.

    `weights` has one row per known n-gram (row 0: unknown) and one column per topic, role and
    kind, in steps of the row's `scale`. `trust` turns what the best decision looks like into a
    confidence. `sheet` is the data sheet: what it was made from, and what it measured on cases that
    it had not seen.
    """

    topics: tuple[Topic, ...]
    kinds: tuple[str, ...]
    units: Units
    slots: NDArray[np.int32]
    weights: NDArray[np.int8]
    scale: F32
    trust: NDArray[np.float64]
    base: TextModel | None = None
    sheet: Mapping[str, Any] = field(default_factory=dict)

    def offer(self, text: str, title: str = "", *, places: Sequence[str] = ()) -> Offer | None:
        """Return the best decision for one message, or None where no unit leads what it may be.

        Ask `.offered` whether it is sure enough to be shown.
        """
        found = self._decided([Asked(text, title, tuple(places))])[0]
        if found is None:
            return None
        clean = prepared(text, title)[:READ]
        words = deciding_words(clean, self._pull(clean, found.topic))
        line = self.units.line(found.topic, found.unit, places)
        return Offer(
            topic=self.topics[found.topic].code,
            unit=found.unit,
            sure=found.sure,
            kind=found.kind,
            duty=line.text,
            words=words,
            handled=self.units.handled_by(self.topics[found.topic].code, found.unit),
            returned=self.units.returned_by(self.topics[found.topic].code, found.unit),
        )

    def offers(self, asked: Sequence[Asked]) -> list[Offer | None]:
        """Return the best decision for each of many messages, without words and counts."""
        return [
            Offer(self.topics[one.topic].code, one.unit, one.sure, one.kind, "", (), 0.0, 0.0)
            if one is not None
            else None
            for one in self._decided(asked)
        ]

    def _decided(self, asked: Sequence[Asked]) -> list["Decided | None"]:
        if not self.topics or self.units.empty:
            return [None] * len(asked)
        scores, known = self.heard(asked)
        tops = leaning(asked, self.topics, self.base)
        return [
            decided(self, scores[row], tops[row], known[row], one.places)
            for row, one in enumerate(asked)
        ]

    def heard(self, asked: Sequence[Asked]) -> tuple[F32, NDArray[np.float64]]:
        """Return what the n-grams say (a column per topic, role, kind), and which share was known."""
        rows, buckets = grams_of(prepared_many([(one.title, one.text) for one in asked]))
        slot = self.slots[buckets]
        size = np.bincount(rows, minlength=len(asked)).astype(np.float64)
        seen = slot > 0
        known = np.bincount(rows[seen], minlength=len(asked)) / np.maximum(size, 1)
        scores = np.zeros((len(asked), self.weights.shape[1]), dtype=np.float32)
        present, starts = np.unique(rows[seen], return_index=True)
        if len(present):
            picked = self.weights[slot[seen]] * self.scale[slot[seen]][:, None]
            sums = np.add.reduceat(picked, starts, axis=0)
            scores[present] += sums / np.sqrt(np.maximum(size[present], 1))[:, None]
        return scores, known

    def _pull(self, clean: str, topic: int) -> F32:
        """How strongly each character of a `prepared` text speaks for a topic."""
        flat, _ = codes([clean])
        out = np.zeros(len(flat) + max(SIZES), dtype=np.float32)
        column = self.weights[:, : len(self.topics)]
        for size in SIZES:
            keys, inside = gram_keys(flat, size)
            rows = self.slots[hashed(keys, BITS, salt=size)] * inside
            heard = column[rows] * self.scale[rows][:, None]
            share = (heard[:, topic] - heard.mean(axis=1)) / size
            for step in range(size):
                out[step : step + len(share)] += share
        return out[: len(clean)]

    def save(self, path: Path) -> None:
        """Write the desk to one file; the category model beside it is a file of its own."""
        known = np.flatnonzero(self.slots).astype(np.uint32)
        container.write(
            path,
            meta={
                "kind": KIND,
                "topics": [
                    [one.code, one.name, one.top, one.text, list(one.sayings)]
                    for one in self.topics
                ],
                "kinds": self.kinds,
                "units": self.units.packed(),
                "sheet": dict(self.sheet),
            },
            arrays={
                "buckets": known,
                "rows": self.slots[known],
                "weights": self.weights,
                "scale": self.scale,
                "trust": self.trust,
            },
        )

    @classmethod
    def load(cls, path: Path, *, base: TextModel | None = None) -> Self:
        """Read a desk; `base` is the category model that it learnt beside.

        Raises `ModelDamaged`, `ModelVersion` or `FileNotFoundError`.
        """
        meta, arrays = container.read(path)
        if meta.get("kind") != KIND:
            raise ModelDamaged(f"{path.name} 不是派单模型。", f"{path.name} is not a desk model.")
        slots = np.zeros(1 << BITS, dtype=np.int32)
        slots[arrays["buckets"]] = arrays["rows"]
        return cls(
            topics=tuple(
                Topic(code, name, top, text, tuple(sayings))
                for code, name, top, text, sayings in meta["topics"]
            ),
            kinds=tuple(meta["kinds"]),
            units=Units.unpacked(meta["units"]),
            slots=slots,
            weights=arrays["weights"],
            scale=arrays["scale"],
            trust=arrays["trust"],
            base=base,
            sheet=meta["sheet"],
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """The best pair of topic and unit, and what its confidence is worked out from."""

    topic: int
    unit: str
    kind: str
    looks: tuple[float, ...]
    sure: float


def decided(
    desk: Desk, scores: F32, tops: F32, known: float, places: Sequence[str]
) -> Decided | None:
    """Return the best decision for what was heard of one message."""
    n, roles = len(desk.topics), len(desk.units.roles)
    topics = shares_of(scores[:n] + tops)
    by_role = dict(zip(desk.units.roles, shares_of(scores[n : n + roles]), strict=True))
    pairs: dict[tuple[int, str], float] = {}
    of_unit: dict[str, float] = {}
    for topic in np.argsort(-topics, kind="stable")[: 3 * TOPICS]:
        chance = float(topics[topic])
        if chance < _LEAST:
            break
        for unit, share in desk.units.shares(int(topic), places, by_role).items():
            pairs[int(topic), unit] = chance * share
            of_unit[unit] = of_unit.get(unit, 0.0) + chance * share
    if not pairs:
        return None
    order = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    best = order[0]
    second = pairs[order[1]] if len(order) > 1 else 0.0
    looks = looks_of(pairs[best], second, of_unit[best[1]], known)
    kind = ""
    if desk.kinds:
        shares = shares_of(scores[n + roles :])
        kind = desk.kinds[int(shares.argmax())] if shares.max() >= SURE_KIND else ""
    return Decided(best[0], best[1], kind, looks, confidence(desk.trust, looks))


def looks_of(best: float, second: float, unit: float, known: float) -> tuple[float, ...]:
    """Return what a decision looks like: its own odds, its lead, its unit's odds, how much was known."""
    return (1.0, _odds(best), math.log((best + 0.01) / (second + 0.01)), _odds(unit), known)


def confidence(trust: NDArray[np.float64], looks: Sequence[float]) -> float:
    """Return how often a decision that looks like this is left as it stands, from 0 to 1."""
    return float(1 / (1 + math.exp(-float(np.dot(trust, np.asarray(looks))))))


def leaning(asked: Sequence[Asked], topics: Sequence[Topic], base: TextModel | None) -> F32:
    """Return what the category model says for each topic, by its first level; log-probabilities."""
    out = np.zeros((len(asked), len(topics)), dtype=np.float32)
    read = classify_many([(one.title, one.text[:READ]) for one in asked], model=base, top=99)
    names = [one.top for one in topics]
    for row, found in enumerate(read):
        shares = {one.label: one.probability for one in found}
        known = [shares.get(name) for name in names]
        if any(known):
            out[row] = [LEAN * math.log(max(one or 0.0, 0.02)) for one in known]
    return out


def grams_of(clean: Sequence[str]) -> tuple[I64, I64]:
    """Return the distinct n-grams of `prepared` texts and of their heads: rows and buckets, sorted."""
    whole = bucket_counts([text[:READ] for text in clean], sizes=SIZES, bits=BITS)
    head = bucket_counts([text[:HEAD] for text in clean], sizes=SIZES, bits=BITS, salt=HEAD_SALT)
    rows = np.concatenate([whole[0], head[0]])
    buckets = np.concatenate([whole[1], head[1]])
    order = np.argsort(rows, kind="stable")
    return rows[order], buckets[order]


def shares_of(scores: F32) -> F32:
    """Softmax of one row."""
    if not len(scores):
        return scores
    odds = np.exp(scores - scores.max())
    return np.asarray(odds / odds.sum(), dtype=np.float32)


def _odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
