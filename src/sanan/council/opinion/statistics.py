"""Representativeness and consensus, in the closed formulas of the Polis papers.

A vote is 1 (agree), 0 (pass) or −1 (disagree); a vote that passes was seen. `matrix` is voters ×
statements of floats with NaN where a statement was not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod, sqrt

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
FEW_SEEN = 7
"""A statement seen by fewer voters than this is marked: its figures say little."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement in one group; see `p_test` and `two_proportions` for the tests."""

    group: int
    statement: str
    agrees: int
    seen: int
    p: float
    p_test: float
    repness: float
    repness_test: float


@dataclass(frozen=True, slots=True)
class Count:
    """A statement in plain numbers; `few` where too few have seen it."""

    statement: str
    agrees: int
    disagrees: int
    passes: int
    seen: int
    few: bool


def chance(agrees: int, seen: int) -> float:
    """The chance that a member agrees: (agrees + 1) / (votes seen + 2)."""
    return (agrees + 1) / (seen + 2)


def one_proportion(agrees: int, seen: int) -> float:
    """How far from one half, as z with a pseudocount of one: 2·√(n+1)·((a+1)/(n+1) − ½)."""
    return 2 * sqrt(seen + 1) * ((agrees + 1) / (seen + 1) - 0.5)


def two_proportions(agrees: int, others_agree: int, seen: int, others_seen: int) -> float:
    """How far a group's agreement is from the others', as z with one added to every count."""
    a, b, n, m = agrees + 1, others_agree + 1, seen + 1, others_seen + 1
    pooled = (a + b) / (n + m)
    if pooled >= 1:
        return 0.0
    return (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


def counts(matrix: Matrix, statements: Sequence[str], *, few: int = FEW_SEEN) -> list[Count]:
    """Every statement in plain numbers."""
    made = []
    for column, statement in enumerate(statements):
        votes = matrix[:, column]
        agrees, disagrees = int((votes == 1).sum()), int((votes == -1).sum())
        seen = int((~np.isnan(votes)).sum())
        made.append(
            Count(statement, agrees, disagrees, seen - agrees - disagrees, seen, seen < few)
        )
    return made


def agreements(
    matrix: Matrix, labels: NDArray[np.int64], group: int
) -> tuple[list[int], list[int]]:
    """How many of the group agree with, and have seen, each statement."""
    votes = matrix[labels == group]
    agrees = [int(n) for n in (votes == 1).sum(axis=0)]
    seen = [int(n) for n in (~np.isnan(votes)).sum(axis=0)]
    return agrees, seen


def representative(
    matrix: Matrix, labels: NDArray[np.int64], statements: Sequence[str]
) -> list[Row]:
    """Every statement in every group, compared with all other groups together."""
    groups = sorted({int(g) for g in labels if g >= 0})
    counted = {group: agreements(matrix, labels, group) for group in groups}
    rows = []
    for group in groups:
        others = [counted[g] for g in groups if g != group]
        for column, statement in enumerate(statements):
            agrees, seen = counted[group][0][column], counted[group][1][column]
            other_agrees = sum(a[column] for a, _s in others)
            other_seen = sum(s[column] for _a, s in others)
            mine = chance(agrees, seen)
            rows.append(
                Row(
                    group,
                    statement,
                    agrees,
                    seen,
                    mine,
                    one_proportion(agrees, seen),
                    mine / chance(other_agrees, other_seen),
                    two_proportions(agrees, other_agrees, seen, other_seen),
                )
            )
    return rows


def consensus(rows: Sequence[Row]) -> dict[str, float]:
    """Group-aware consensus: for each statement the product of the groups' chances to agree."""
    chances: dict[str, list[float]] = {}
    for row in rows:
        chances.setdefault(row.statement, []).append(row.p)
    return {statement: prod(each) for statement, each in chances.items()}
