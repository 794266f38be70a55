"""What a room declares for the counting: facts and the measures over them.

    QUESTIONS = Facts(
        name="questions", title=_("提问"), model="powers.Question", born="asked_at", events="question.",
        columns=[month("asked", "asked_at", _("哪个月问的")), flag("answered", …, _("答了没有"))],
        measures=[Measure("questions.asked", _("提问"), _("村民问的。"), month="asked")],
    )
    ROOM = Room("powers", measures=["sanan.powers.queries.facts:QUESTIONS"], …)

A fact is one row of the model with nothing but the declared columns: months, yes or no, whole
numbers, words of a fixed list. There is no column for text, names, numbers of people or moments, so
a snapshot cannot hold anything personal. Conditions are functions of an ibis table, which is
imported only where somebody counts.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.db.models import BooleanField, Case, Expression, Q, Value, When

from sanan.kit import manifest
from sanan.kit.manifest import Sentence

Condition = Callable[[Any], Any]
"""Of the facts as an ibis table, which rows (a column of yes and no) or how much (whole numbers)."""
FOLD = 5
"""Groups of fewer than this many are not told by themselves."""
NAME = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)?")


class Kind(StrEnum):
    """What a column may hold."""

    MONTH = "month"
    FLAG = "flag"
    NUMBER = "number"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of facts. `take` is a field of the model by name, or an expression over its fields.

    `words` are all that a WORD may hold. `usual` is what generated data hold: the share of yes, the
    mean of a number, by how many months a month lies after the first.
    """

    name: str
    kind: Kind
    means: Sentence
    take: Any
    words: tuple[str, ...] = ()
    usual: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of a place and a month.

    `month` is the column that says in which month a fact counts. `part` are the facts counted (all
    without it), or how much of each; with `whole` the measure is a ratio of `part` to `whole`, where
    `scale` is what a whole fact is worth in `part`. `means` is the definition in words. `better` says
    whether more of it is good (1), bad (-1), or neither. `opens` gives the address of the rows behind
    it, from the code of a place and the first and last day of a month.
    """

    name: str
    title: Sentence
    means: Sentence
    month: str
    part: Condition | None = None
    whole: Condition | None = None
    scale: int = 1
    unit: Sentence = ""
    better: int = 0
    fold: int = FOLD
    opens: Callable[[str, Any, Any], str] | None = None

    @property
    def ratio(self) -> bool:
        """Whether it is told in per cent."""
        return self.whole is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One table of facts, and what is counted over it.

    `born` is the field with the moment or day that says in which month's file a fact stands; where it
    may change later, `settled` is False and every snapshot writes all months anew. `events` is how
    entries of the record begin that change such a row, `key` the field that they name it by.
    `place` is the field with its place.
    """

    name: str
    title: Sentence
    model: str
    born: str
    events: str
    columns: Sequence[Column]
    measures: Sequence[Measure]
    key: str = "code"
    place: str = "place"
    settled: bool = True
    usual: float = 30.0

    def __post_init__(self) -> None:
        names = [*(c.name for c in self.columns), *(m.name for m in self.measures)]
        for name in (self.name, *names):
            if not NAME.fullmatch(name) or name in RESERVED:
                raise ValueError(f"not a name of facts: {name!r}")
        months = {c.name for c in self.columns if c.kind is Kind.MONTH}
        for measure in self.measures:
            if measure.month not in months:
                raise ValueError(f"{measure.name} counts by {measure.month}, which is no month")


RESERVED = frozenset({"place", "county"})


def month(name: str, take: Any, means: Sentence, usual: float = 0.0) -> Column:
    """The month of a moment or day of the row."""
    return Column(name=name, kind=Kind.MONTH, means=means, take=take, usual=usual)


def flag(name: str, take: Any, means: Sentence, usual: float = 0.5) -> Column:
    """Yes, no or nothing."""
    return Column(name=name, kind=Kind.FLAG, means=means, take=take, usual=usual)


def yes(condition: Q) -> Expression:
    """Yes where a condition over the row's fields holds, else no: what a FLAG takes."""
    return Case(
        When(condition, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )


def number(name: str, take: Any, means: Sentence, usual: float = 1.0) -> Column:
    """A whole number."""
    return Column(name=name, kind=Kind.NUMBER, means=means, take=take, usual=usual)


def word(name: str, take: Any, means: Sentence, words: Sequence[str]) -> Column:
    """One word of a fixed list."""
    return Column(name=name, kind=Kind.WORD, means=means, take=take, words=tuple(words))


@cache
def facts() -> tuple[Facts, ...]:
    """All that the rooms declare."""
    found: tuple[Facts, ...] = tuple(manifest.loaded(lambda room: room.measures))
    names = [m.name for each in found for m in each.measures]
    if len(set(names)) < len(names):
        raise ValueError("two measures have one name")
    return found


@cache
def measures() -> dict[str, Measure]:
    """Every measure by its name, in the rooms' order."""
    return {measure.name: measure for each in facts() for measure in each.measures}
