"""Making a desk from decided cases: equal input, equal desk; measured on cases it had not seen."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from sanan.insight.desk import (
    BITS,
    OFFERED,
    Asked,
    Desk,
    Topic,
    decided,
    grams_of,
    leaning,
)
from sanan.insight.desk_units import Line, Units
from sanan.insight.grams import I64
from sanan.insight.model import F32, TextModel, prepared_many

F64 = NDArray[np.float64]
ROUNDS, RATE = 3, 0.35
"""How often cases are gone over, and how far each step goes (AdaGrad) ..."""

SAY_ROUNDS, SAY_RATE = 40, 1.5
"""... and the same for the few words with which a desk begins."""

BATCH = 64
HELD_OUT = 0.2
"""Share of the newest cases that are first read unseen, to see how sure the desk may be of itself."""

MOST_UNSEEN = 4_000
KNOWN_MOST = 24_000
"""N-grams that are kept, those that tell most: so that a web worker holds a desk in few megabytes."""

STEPS = 127
"""Steps in which a weight is kept, of the largest of its n-gram."""

SAYING = 1.0
"""What the list's own words for a category count beside a decided case."""

HUMBLE = np.array([-0.4, 0.8, 0.2, 0.0, 0.0])
"""Trust before anything was seen to be right or wrong: less than the figures themselves say."""

FEW = 60
"""Unseen cases below which trust stays `HUMBLE`."""

FEW_BESIDE = 20
"""Unseen cases below which two desks are not compared."""

VERSION = 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """One case as it stands in the end: category and unit that a person decided, and who sent it back.

    `day` counts days (any beginning), `by` tells senders apart and is not kept.
    """

    asked: Asked
    topic: str
    unit: str
    day: float
    kind: str = ""
    returned: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a desk did on cases that it had not seen."""

    cases: int = 0
    offered: int = 0
    units_right: int = 0
    both_right: int = 0
    best_units_right: int = 0
    best_both_right: int = 0

    def told(self) -> dict[str, Any]:
        """Return counts and shares as plain values."""
        of, on = max(self.cases, 1), max(self.offered, 1)
        return {
            "cases": self.cases,
            "offered": self.offered,
            "units_right": self.units_right,
            "both_right": self.both_right,
            "offered_share": round(self.offered / of, 4),
            "units_confirmed": round(self.units_right / on, 4),
            "both_confirmed": round(self.both_right / on, 4),
            "first_unit_right": round(self.best_units_right / of, 4),
            "first_both_right": round(self.best_both_right / of, 4),
        }


def learnt(
    topics: Sequence[Topic],
    lines: Sequence[Line],
    ruled: Sequence[Ruled] = (),
    *,
    base: TextModel | None = None,
    kinds: Sequence[str] = (),
    until: float | None = None,
    before: Desk | None = None,
    about: dict[str, Any] | None = None,
) -> Desk:
    """Return a desk that has learnt from `ruled`; the newest fifth is first read unseen.

    Where there is a desk `before`, both read the cases decided since that one was made, which
    neither has seen; the sheet says how each did, and `worse` whether the new one is to be dropped.

    Cases whose category is no topic teach nothing about it; a unit that leads nothing any more is
    never offered. `until` is the day it is made (default: of the newest case). Copies of one text,
    and one person's many messages, count together like a few.
    """
    rows = sorted(ruled, key=lambda one: (one.day, one.asked.title, one.asked.text))
    until = until if until is not None else (rows[-1].day if rows else 0.0)
    work = _Work(topics, lines, rows, base, tuple(kinds))
    cut = len(rows) - min(int(len(rows) * HELD_OUT), MOST_UNSEEN)
    work.say()
    work.learn(range(cut))
    first = work.desk(cut, until)
    trust, seen = _trust(first, rows[cut:])
    measured = measure(replace(first, trust=trust), rows[cut + 1 :: 2])
    fresh = max(cut, _fresh(rows, before))
    work.learn(range(cut, fresh))
    beside = _beside(replace(work.desk(fresh, until), trust=trust), before, rows[fresh:])
    work.learn(range(fresh, len(rows)))
    made = replace(work.desk(len(rows), until), trust=trust)
    sheet = {
        "version": VERSION,
        "cases": len(rows),
        "from_day": rows[0].day if rows else None,
        "until_day": until,
        "unseen": seen,
        "measured": measured.told(),
        "beside": beside,
        "offered_from": OFFERED,
        "topics": len(topics),
        "units": len({line.unit for line in lines}),
        **(about or {}),
    }
    return replace(made, sheet=sheet)


def worse(sheet: Mapping[str, Any]) -> bool:
    """Return whether a desk did clearly worse than the one before on the cases that neither had seen.

    Clearly: of twenty cases or more, a twentieth fewer decisions right, and three at least.
    """
    beside = sheet.get("beside") or {}
    if beside.get("cases", 0) < FEW_BESIDE:
        return False
    lost = beside["before"]["first_both_right"] - beside["this"]["first_both_right"]
    return bool(lost > 0.05 and lost * beside["cases"] >= 3)


def _fresh(rows: Sequence[Ruled], before: Desk | None) -> int:
    """Where the cases begin that the desk before had not seen."""
    until = before.sheet.get("until_day") if before else None
    return len(rows) if until is None else sum(row.day <= until for row in rows)


def _beside(this: Desk, before: Desk | None, rows: Sequence[Ruled]) -> dict[str, Any]:
    if before is None or not rows:
        return {}
    found = {"this": measure(this, rows).told(), "before": measure(before, rows).told()}
    return {"cases": len(rows), **found}


def measure(desk: Desk, rows: Sequence[Ruled]) -> Measured:
    """Read decided cases and see what of the offers stands."""
    counts: Counter[str] = Counter()
    for row, offer in zip(rows, desk.offers([row.asked for row in rows]), strict=True):
        if offer is None:
            continue
        unit, both = offer.unit == row.unit, (offer.unit, offer.topic) == (row.unit, row.topic)
        counts["first_unit"] += unit
        counts["first_both"] += both
        if offer.offered:
            counts["offered"] += 1
            counts["unit"] += unit
            counts["both"] += both
    return Measured(
        len(rows),
        counts["offered"],
        counts["unit"],
        counts["both"],
        counts["first_unit"],
        counts["first_both"],
    )


@dataclass(slots=True)
class _Work:
    """Weights while they are learnt."""

    topics: Sequence[Topic]
    lines: Sequence[Line]
    rows: Sequence[Ruled]
    base: TextModel | None
    kinds: tuple[str, ...]
    slots: NDArray[np.int32] = field(default_factory=lambda: np.zeros(1 << BITS, dtype=np.int32))
    weights: F32 = field(default_factory=lambda: np.zeros((1, 1), dtype=np.float32))
    gained: F32 = field(default_factory=lambda: np.zeros((1, 1), dtype=np.float32))
    said: sparse.csr_matrix | None = None
    tops: F32 = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    aims: list[I64] = field(default_factory=list)
    worth: F64 = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        units = Units(self.lines, [one.code for one in self.topics])
        role_of = {line.unit: line.role for line in self.lines}
        codes = {one.code: at for at, one in enumerate(self.topics)}
        role = {name: at for at, name in enumerate(units.roles)}
        kind = {name: at for at, name in enumerate(self.kinds)}
        say = [Asked(words) for one in self.topics for words in (one.name, one.text, *one.sayings)]
        of = [
            at
            for at, one in enumerate(self.topics)
            for _words in (one.name, one.text, *one.sayings)
        ]
        asked = [*(row.asked for row in self.rows), *say]
        grams, buckets = grams_of(prepared_many([(one.title, one.text) for one in asked]))
        spread = np.bincount(buckets, minlength=1 << BITS)
        listed = np.bincount(buckets[grams >= len(self.rows)], minlength=1 << BITS)
        known = np.flatnonzero((spread > 1) | (listed > 0))
        self.slots[known] = np.arange(1, len(known) + 1)
        slot = self.slots[buckets]
        size = np.bincount(grams, minlength=len(asked))
        value = (1 / np.sqrt(np.maximum(size, 1)))[grams]
        kept = slot > 0
        shape = (len(asked), len(known) + 1)
        self.said = sparse.csr_matrix((value[kept], (grams[kept], slot[kept])), shape=shape)  # type: ignore[no-untyped-call]
        width = len(self.topics) + len(role) + len(kind)
        self.weights = np.zeros((len(known) + 1, width), dtype=np.float32)
        self.gained = np.full((len(known) + 1, width), 0.1, dtype=np.float32)
        self.tops = leaning(asked, self.topics, self.base)
        none = [-1] * len(say)
        self.aims = [
            np.array([*(codes.get(row.topic, -1) for row in self.rows), *of]),
            np.array([*(role.get(role_of.get(row.unit, ""), -1) for row in self.rows), *none]),
            np.array([*(kind.get(row.kind, -1) for row in self.rows), *none]),
        ]
        self.worth = np.concatenate([_worth(self.rows), np.full(len(say), SAYING)])

    def say(self) -> None:
        """Learn what the list itself says of its categories."""
        self.learn(range(len(self.rows), len(self.worth)), rounds=SAY_ROUNDS, rate=SAY_RATE)

    def learn(self, rows: Iterable[int], *, rounds: int = ROUNDS, rate: float = RATE) -> None:
        """Go over rows some times, in an order that mixes them the same way every time."""
        left = np.array(list(rows), dtype=np.int64)
        for turn in range(rounds if len(left) else 0):
            order = np.random.default_rng(turn).permutation(left)
            for start in range(0, len(order), BATCH):
                self._step(order[start : start + BATCH], rate)

    def _step(self, batch: I64, rate: float) -> None:
        assert self.said is not None  # noqa: S101 - set when it was made
        part = self.said[batch]
        columns, inside = np.unique(part.indices, return_inverse=True)
        small = sparse.csr_matrix(
            (part.data, inside, part.indptr), shape=(len(batch), len(columns))
        )  # type: ignore[no-untyped-call]
        scores = small @ self.weights[columns]
        wrong = np.zeros_like(scores)
        start = 0
        for number, size in enumerate(self._sizes()):
            aim = self.aims[number][batch]
            own = scores[:, start : start + size]
            if number == 0:
                own = own + self.tops[batch]
            if size:
                wrong[:, start : start + size] = _away(own, aim)
            start += size
        wrong *= self.worth[batch][:, None]
        slope = np.asarray(small.T @ wrong, dtype=np.float32)
        self.gained[columns] += slope * slope
        self.weights[columns] -= rate * slope / np.sqrt(self.gained[columns])

    def _sizes(self) -> tuple[int, int, int]:
        kinds = len(self.kinds)
        return len(self.topics), self.weights.shape[1] - len(self.topics) - kinds, kinds

    def desk(self, count: int, until: float) -> Desk:
        """The desk as it stands after the first `count` cases."""
        units = Units(self.lines, [one.code for one in self.topics])
        for row, worth in zip(self.rows[:count], self.worth[:count], strict=True):
            told = {"topic": row.topic, "places": row.asked.places, "age_days": until - row.day}
            units.saw(unit=row.unit, worth=float(worth), **told)  # type: ignore[arg-type]
            for unit in row.returned:
                units.saw(unit=unit, returned=True, worth=float(worth), **told)  # type: ignore[arg-type]
        slots, weights, scale = self._kept()
        return Desk(
            topics=tuple(replace(one, sayings=()) for one in self.topics),
            kinds=self.kinds,
            units=units,
            slots=slots,
            weights=weights,
            scale=scale,
            trust=HUMBLE,
            base=self.base,
        )

    def _kept(self) -> tuple[NDArray[np.int32], NDArray[np.int8], F32]:
        strength = np.abs(self.weights).sum(axis=1)
        best = np.sort(np.argsort(-strength, kind="stable")[:KNOWN_MOST])
        best = best[(best > 0) & (strength[best] > 0)]
        number = np.zeros(len(self.weights), dtype=np.int32)
        number[best] = np.arange(1, len(best) + 1)
        kept = self.weights[np.concatenate([[0], best])]
        scale = np.maximum(np.abs(kept).max(axis=1), 1e-9) / STEPS
        steps = np.round(kept / scale[:, None]).astype(np.int8)
        return number[self.slots], steps, scale.astype(np.float32)


def _away(scores: F32, aim: I64) -> F32:
    """How far shares are from what was decided; nothing where nothing was (-1)."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = odds / odds.sum(axis=1, keepdims=True)
    shares[np.arange(len(aim)), np.maximum(aim, 0)] -= 1
    shares[aim < 0] = 0
    return np.asarray(shares, dtype=np.float32)


def _worth(rows: Sequence[Ruled]) -> F64:
    """What each case teaches: n copies of a text, or n messages of a person, like 1 + ln n."""
    texts = Counter((row.asked.title, row.asked.text) for row in rows)
    people = Counter(row.by for row in rows if row.by)
    worth = [
        min(
            _shared(texts[row.asked.title, row.asked.text]),
            _shared(people[row.by]) if row.by else 1.0,
        )
        for row in rows
    ]
    return np.array(worth, dtype=np.float64)


def _shared(count: int) -> float:
    return (1 + math.log(count)) / count


def _trust(desk: Desk, rows: Sequence[Ruled]) -> tuple[F64, int]:
    """Fit how often decisions of each look stood; every second row, so that the others may measure."""
    looks, stood = _looked(desk, rows[::2])
    if len(stood) < FEW:
        return HUMBLE, len(rows)

    def loss(values: F64) -> tuple[float, F64]:
        share = 1 / (1 + np.exp(-looks @ values))
        value = -np.log(np.where(stood, share, 1 - share) + 1e-9).sum()
        held = values - HUMBLE
        return float(value + (held**2).sum()), looks.T @ (share - stood) + 2 * held

    found = optimize.minimize(loss, HUMBLE, jac=True, method="L-BFGS-B").x  # type: ignore[no-untyped-call]
    return np.asarray(found, dtype=np.float64), len(rows)


def _looked(desk: Desk, rows: Sequence[Ruled]) -> tuple[F64, NDArray[np.bool_]]:
    scores, known = desk.heard([row.asked for row in rows])
    tops = leaning([row.asked for row in rows], desk.topics, desk.base)
    looks, stood = [], []
    for at, row in enumerate(rows):
        one = decided(desk, scores[at], tops[at], known[at], row.asked.places)
        if one is not None:
            looks.append(one.looks)
            stood.append((desk.topics[one.topic].code, one.unit) == (row.topic, row.unit))
    return np.array(looks, dtype=np.float64).reshape(-1, len(HUMBLE)), np.array(stood, dtype=bool)
