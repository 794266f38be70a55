"""A whole consultation: votes in, groups, consensus and representative statements out."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any

import numpy as np

from sanan.council.opinion import groups as grouping
from sanan.council.opinion.statistics import FEW_SEEN, Count, Row, consensus, counts, representative

SMALL = 30
"""Fewer people than this get plain counts: groups of so few would name persons, not opinions."""
VOTES = {1, 0, -1}


class TableError(ValueError):
    """A table that cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of opinion: its name and who is in it, in the order of first votes."""

    group: str
    size: int
    members: tuple[str, ...]
    small: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Everything; `placed` of `voters` stand in a group."""

    voters: int
    placed: int
    plain: bool
    groups: tuple[Group, ...]
    consensus: Mapping[str, float]
    representative: tuple[Row, ...]
    counts: tuple[Count, ...]
    names: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For printing as JSON: a group goes by its name."""
        rows = [asdict(row) | {"group": self.names[row.group]} for row in self.representative]
        return {
            "voters": self.voters,
            "placed": self.placed,
            "plain": self.plain,
            "groups": [asdict(group) for group in self.groups],
            "consensus": dict(self.consensus),
            "representative": rows,
            "counts": [asdict(count) for count in self.counts],
        }


def consult(
    votes: Iterable[tuple[str, str, int]],
    given: Mapping[str, str] | None = None,
    *,
    few: int = FEW_SEEN,
    small: int = SMALL,
) -> Result:
    """Work out a consultation from `(voter, statement, vote)`; a later vote replaces an earlier.

    With `given` (voter → group) those are the groups, whatever their size; without it, people are
    grouped by how they voted, unless they are fewer than `small`: then only `counts` is filled.
    """
    last = {(voter, statement): vote for voter, statement, vote in votes}
    voters = list(dict.fromkeys(voter for voter, _s in last))
    statements = sorted({statement for _v, statement in last}, key=_numbers_first)
    row = {voter: i for i, voter in enumerate(voters)}
    column = {statement: i for i, statement in enumerate(statements)}
    matrix = np.full((len(voters), len(statements)), np.nan)
    for (voter, statement), vote in last.items():
        matrix[row[voter], column[statement]] = vote
    plain = given is None and len(voters) < small
    labels, names = _labels(matrix, voters, given, plain=plain)
    rows = representative(matrix, labels, statements)
    made = tuple(_group(n, name, labels, voters, small) for n, name in enumerate(names))
    return Result(
        len(voters),
        int((labels >= 0).sum()),
        plain,
        made,
        consensus(rows),
        tuple(rows),
        tuple(counts(matrix, statements, few=few)),
        tuple(names),
    )


def _labels(
    matrix: Any, voters: list[str], given: Mapping[str, str] | None, *, plain: bool
) -> tuple[Any, list[str]]:
    if plain or not voters:
        return np.full(len(voters), grouping.APART, dtype=np.int64), []
    if given is None:
        found = grouping.cluster(matrix)
        return found, [str(n) for n in range(int(found.max()) + 1)]
    names = sorted({given[v] for v in voters if v in given}, key=_numbers_first)
    number = {name: i for i, name in enumerate(names)}
    of = [number[given[v]] if v in given else grouping.APART for v in voters]
    return np.array(of, dtype=np.int64), names


def _group(number: int, name: str, labels: Any, voters: list[str], small: int) -> Group:
    members = tuple(v for v, label in zip(voters, labels, strict=True) if label == number)
    return Group(name, len(members), members, len(members) < small)


def _numbers_first(name: str) -> tuple[int, int, str]:
    return (0, int(name), "") if name.isascii() and name.isdecimal() else (1, 0, name)


def read_votes(text: str) -> list[tuple[str, str, int]]:
    """`voter,statement,vote` with 1, 0, −1. Raises `TableError` naming the line."""
    return [
        (voter, statement, _vote(vote, number))
        for number, (voter, statement, vote) in _lines(text, ("voter", "statement", "vote"))
    ]


def read_groups(text: str) -> dict[str, str]:
    """`voter,group`. Raises `TableError` naming the line."""
    found: dict[str, str] = {}
    for number, (voter, group) in _lines(text, ("voter", "group")):
        if found.get(voter, group) != group:
            raise TableError(f"line {number}: voter {voter} stands in two groups")
        found[voter] = group
    return found


def _lines(text: str, wanted: tuple[str, ...]) -> Iterable[tuple[int, tuple[str, ...]]]:
    reader = csv.DictReader(StringIO(text.lstrip("\ufeff")))
    missing = [name for name in wanted if name not in (reader.fieldnames or [])]
    if missing:
        raise TableError(f"the first line must name the columns {', '.join(wanted)}")
    for line in reader:
        values = tuple((line[name] or "").strip() for name in wanted)
        if not all(values):
            raise TableError(f"line {reader.line_num}: a value is missing")
        yield reader.line_num, values


def _vote(text: str, number: int) -> int:
    try:
        vote = int(text.replace("−", "-"))
    except ValueError:
        vote = 2
    if vote not in VOTES:
        raise TableError(f"line {number}: a vote is 1, 0 or -1, not {text}")
    return vote
