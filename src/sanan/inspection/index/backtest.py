"""How many of the problems that rounds found lay in villages that the index would have named.

Beside it stand chance (a share of the villages holds that share of the problems) and naming those
with the most complaints. Over several years the middle of the gain and its spread are told.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sanan.inspection.index import trouble
from sanan.inspection.index.reckoning import Key, Reckoned, Rule, ranked, reckon

LOW, HIGH = 0.1, 0.9
"""The spread that is told: from the tenth to the ninetieth year of a hundred."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One year: of `villages` so many were `named`; the problems in them by each way of naming."""

    villages: int
    named: int
    problems: int
    by_index: int
    by_complaints: int

    @property
    def chance(self) -> float:
        """The share of the problems in as many villages drawn by lot, on average."""
        return self.named / self.villages

    @property
    def gain(self) -> float:
        """How many times what chance finds the index finds."""
        return self._times(self.by_index)

    @property
    def gain_of_complaints(self) -> float:
        """The same of naming those with the most complaints."""
        return self._times(self.by_complaints)

    def _times(self, found: int) -> float:
        return found / self.problems / self.chance if self.problems else 1.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Middle, low and high of a figure over several years."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What several years say. `better` is in how many of them the index found more than complaints."""

    years: int
    share_found: Spread
    chance: float
    gain: Spread
    gain_of_complaints: Spread
    better: int


def trial(
    found: Mapping[Key, Reckoned],
    complaints: Mapping[Key, float],
    problems: Mapping[Key, int],
    *,
    share: float,
) -> Trial:
    """One year: `share` of the villages is named, at least one; ties by the villages' order."""
    named = max(1, math.floor(len(found) * share + 0.5))
    loud = sorted(found, key=lambda key: -complaints.get(key, 0))
    return Trial(
        villages=len(found),
        named=named,
        problems=sum(problems.get(key, 0) for key in found),
        by_index=sum(problems.get(key, 0) for key in ranked(found)[:named]),
        by_complaints=sum(problems.get(key, 0) for key in loud[:named]),
    )


def generated(
    rule: Rule, *, villages: int, years: int, share: float, shown: float, seed: int
) -> list[Trial]:
    """Trials on counties with planted trouble, one for each year."""
    return [
        _of(rule, trouble.year(villages=villages, shown=shown, seed=seed * 100_003 + each), share)
        for each in range(years)
    ]


def _of(rule: Rule, made: Sequence[trouble.Village], share: float) -> Trial:
    found = reckon({n: each.figures for n, each in enumerate(made)}, rule)
    return trial(
        found,
        {n: float(each.complaints) for n, each in enumerate(made)},
        {n: each.problems for n, each in enumerate(made)},
        share=share,
    )


def verdict(trials: Sequence[Trial]) -> Verdict:
    """Several years in one. Raises `ValueError` for none."""
    if not trials:
        raise ValueError("no year to tell of")
    return Verdict(
        years=len(trials),
        share_found=spread(each.by_index / max(each.problems, 1) for each in trials),
        chance=median(each.chance for each in trials),
        gain=spread(each.gain for each in trials),
        gain_of_complaints=spread(each.gain_of_complaints for each in trials),
        better=sum(each.by_index > each.by_complaints for each in trials),
    )


def spread(values: Iterable[float]) -> Spread:
    """Middle, tenth and ninetieth of a hundred."""
    order = sorted(values)
    last = len(order) - 1
    return Spread(median(order), order[round(last * LOW)], order[round(last * HIGH)])
