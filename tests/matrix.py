"""The matrix of a process: every verb × state × actor, expected from a table in the test tree.

The expected table is written from the domain brief, one line a verb:

    take        shown            -> taken  : anyone
    bring_back  taken            -> shown  : owner
    mark        shown, taken     ->        : role:village_cadre
    put                          -> shown  : anyone

From which states, to which (nothing: it stays, or the action says), by whom: roles as `role:…`,
relations by their names. `walk` judges every verb in every state by every actor; `moved` says
where a thing must stand after an action that was allowed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sanan.people.models import Person
from sanan.process.declare import Process, Relation


@dataclass(frozen=True, slots=True)
class Line:
    """What the domain says of one verb."""

    verb: str
    sources: frozenset[str]
    target: str
    who: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One verb in one state by one actor, and whether it must be allowed."""

    verb: str
    state: str
    actor: str
    allowed: bool

    def __str__(self) -> str:
        return f"{self.verb} in {self.state} by {self.actor}"


def read(text: str) -> dict[str, Line]:
    """The table of a process as it stands in a test."""
    lines = {}
    for row in filter(None, map(str.strip, text.splitlines())):
        rule, _colon, who = row.partition(" : ")
        left, _arrow, target = rule.partition("->")
        verb, _blank, sources = left.strip().partition(" ")
        lines[verb] = Line(verb, _words(sources), target.strip(), _words(who))
    return lines


def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, text.split(","))))


def cells(
    process: Process[Any], table: Mapping[str, Line], actors: Mapping[str, set[str]]
) -> Iterator[Cell]:
    """Every cell. `actors` gives for each actor's name the `who` words that hold of them."""
    for line in table.values():
        for state in process.states.values if line.sources else [""]:
            for actor, words in actors.items():
                fits = not line.sources or state in line.sources
                yield Cell(line.verb, state, actor, fits and bool(line.who & words))


def same_verbs(process: Process[Any], table: Mapping[str, Line]) -> None:
    """The process has the verbs of the table, no more and no fewer, with the same targets."""
    assert sorted(process.own) == sorted(table)
    assert {v.name: v.target or "" for v in process} == {n: t.target for n, t in table.items()}


def walk(
    process: Process[Any],
    table: Mapping[str, Line],
    actors: Mapping[str, set[str]],
    *,
    make: Callable[[str], Any],
    person: Callable[[str], Person | None],
    claim: Callable[[str], Relation | None] = lambda _actor: None,
) -> None:
    """Judge every cell of things that `make` gives for a state; all that differ are told at once."""
    things = {state: make(state) for state in ["", *process.states.values]}
    wrong = [
        f"{cell}: must {'' if cell.allowed else 'not '}be allowed"
        for cell in cells(process, table, actors)
        if cell.allowed
        != (
            process.reason(
                cell.verb, things[cell.state], person(cell.actor), relation=claim(cell.actor)
            )
            is None
        )
    ]
    assert not wrong, "\n".join(wrong)
