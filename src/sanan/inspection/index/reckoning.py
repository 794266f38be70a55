"""Robust z-scores, weighted and added up, each term kept (domain brief §2.6).

Of each indicator a village has a `Figure` or nothing. Nothing is missing: it is left out of that
village's sum and lowers what its score rests on (`coverage`); it is never taken as zero. A figure
that is a count out of something is drawn towards the county's rate before it is compared, the more
the less it rests on, so that three complaints of ninety people are no scandal.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
MAD_TO_SIGMA = 1.4826
"""The median absolute deviation of a normal distribution times this is its standard deviation."""
MEAN_TO_SIGMA = 1.2533
"""The same for the mean absolute deviation, used where more than half of the villages agree."""
FEWEST = 5
"""With fewer villages that have a figure there is no telling what is usual."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known of one indicator of one village: a count out of `of`, or a value by itself."""

    count: float
    of: float | None = None

    @property
    def own(self) -> float | None:
        """The village's own rate or value; None for a count out of nothing."""
        if self.of is None:
            return self.count
        return self.count / self.of if self.of > 0 else None


@dataclass(frozen=True, slots=True)
class Term:
    """One indicator: how much it weighs, and how much is borrowed from the county's rate.

    `strength` is in the unit of `Figure.of`: a village with so much of it is drawn half-way.
    """

    name: str
    weight: float
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What an index is worked out by. `limit` caps a z-score on both sides.

    A village whose known terms carry less than `enough` of the weight gets a score and no class.
    """

    terms: Sequence[Term]
    limit: float
    key_from: float
    watched_from: float
    enough: float


@dataclass(frozen=True, slots=True)
class Part:
    """One term of one village: its own figure, what it was compared as, and what it adds to the score.

    `own` None: missing; then it adds nothing and weighs nothing.
    """

    name: str
    own: float | None
    drawn: float | None
    z: float | None
    adds: float

    @property
    def missing(self) -> bool:
        """Whether there was nothing to compare."""
        return self.z is None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A village's score, None where nothing is known of it; `coverage` is the share of the weight."""

    score: float | None
    coverage: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """What is usual for one indicator among the villages of which it is known."""

    middle: float
    spread: float

    def z(self, value: float, limit: float) -> float:
        """How far from the middle, in spreads, capped; 0 where all are alike."""
        if self.spread <= 0:
            return 0.0
        return max(-limit, min(limit, (value - self.middle) / self.spread))


def pooled(figures: Sequence[Figure]) -> float:
    """The rate of all of them together; 0 where nothing stands below the line."""
    below = sum(each.of for each in figures if each.of)
    return sum(each.count for each in figures if each.of) / below if below else 0.0


def drawn(figure: Figure, *, towards: float, strength: float) -> float | None:
    """The figure drawn towards the county's rate by `strength`; a value by itself stays as it is."""
    if figure.of is None:
        return figure.count
    if figure.of <= 0:
        return None
    return (figure.count + strength * towards) / (figure.of + strength)


def scale(values: Sequence[float]) -> Scale | None:
    """Median and spread; None for too few. Where more than half agree, the mean deviation spreads."""
    if len(values) < FEWEST:
        return None
    middle = median(values)
    away = [abs(value - middle) for value in values]
    spread = MAD_TO_SIGMA * median(away)
    if spread <= 0:
        spread = MEAN_TO_SIGMA * sum(away) / len(away)
    return Scale(middle, spread)


def reckon(villages: Mapping[Key, Mapping[str, Figure | None]], rule: Rule) -> dict[Key, Reckoned]:
    """Every village's score and terms, in the order of the villages."""
    compared = [_compared(villages, term) for term in rule.terms]
    whole = sum(term.weight for term in rule.terms)
    return {key: _added(key, villages[key], rule, compared, whole) for key in villages}


_Compared = tuple[dict[Key, float], Scale | None]


def _compared(villages: Mapping[Key, Mapping[str, Figure | None]], term: Term) -> "_Compared[Key]":
    known = {key: figure for key, all_ in villages.items() if (figure := all_.get(term.name))}
    towards = pooled(list(known.values()))
    values = {
        key: value
        for key, figure in known.items()
        if (value := drawn(figure, towards=towards, strength=term.strength)) is not None
    }
    return values, scale(list(values.values()))


def _added(
    key: Key,
    figures: Mapping[str, Figure | None],
    rule: Rule,
    compared: "Sequence[_Compared[Key]]",
    whole: float,
) -> Reckoned:
    found: list[tuple[Term, float | None, float | None]] = []
    for term, (values, usual) in zip(rule.terms, compared, strict=True):
        value = values.get(key)
        z = None if value is None or usual is None else usual.z(value, rule.limit)
        found.append((term, value, z))
    weight = sum(term.weight for term, _value, z in found if z is not None)
    parts = tuple(
        Part(
            name=term.name,
            own=figure.own if (figure := figures.get(term.name)) else None,
            drawn=value,
            z=z,
            adds=term.weight * z / weight if z is not None and weight else 0.0,
        )
        for term, value, z in found
    )
    score = sum(part.adds for part in parts) if weight else None
    return Reckoned(score, weight / whole if whole else 0.0, parts)


def graded(found: Reckoned, rule: Rule) -> str:
    """The class by threshold: key, watched, ordinary; "" where too little is known to say."""
    if found.score is None or found.coverage < rule.enough:
        return ""
    if found.score >= rule.key_from:
        return "key"
    return "watched" if found.score >= rule.watched_from else "ordinary"


def ranked(found: Mapping[Key, Reckoned]) -> list[Key]:
    """Villages by score, highest first; those of which nothing is known last."""

    def order(key: Key) -> tuple[bool, float]:
        score = found[key].score
        return score is None, -(score or 0.0)

    return sorted(found, key=order)
