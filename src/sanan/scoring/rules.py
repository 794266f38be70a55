"""What a set of rules is once it was read: items, groups, lists, rounding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogue; pages translate it."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with rules, and where: `where` as `items.2.target`."""

    where: str
    sentence: str
    values: Mapping[str, str]


class RulesRefused(ValueError):
    """Rules that cannot be worked with; `faults` are all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{f.where}: {f.sentence % f.values}" for f in faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that stands in the rules, or the name of a fact."""

    fact: str = ""
    number: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of percentage points away from the pivot and what each of them is worth."""

    low: Fraction | None
    high: Fraction | None
    per: Fraction


@dataclass(frozen=True, slots=True)
class Tier:
    """From which value (or up to which rank) how many points."""

    bound: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rules. Which of the fields count depends on `kind` (docs/scoring.md)."""

    key: str
    kind: str
    title: str
    value: Operand
    target: Operand | None = None
    points: Fraction = Fraction(0)
    cap: Fraction = Fraction(1)
    pivot: Fraction = Fraction(0)
    bands: tuple[Band, ...] = ()
    tiers: tuple[Tier, ...] = ()
    otherwise: Fraction = Fraction(0)
    each: Fraction = Fraction(0)
    whole: bool = False
    low_is_best: bool = False
    span: Fraction = Fraction(40)
    floor: Fraction = Fraction(60)
    least: Fraction | None = None
    most: Fraction | None = None
    unknown: Fraction | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """One condition of a list: a fact against a number, a place among the best or the last, a flag."""

    kind: str
    fact: str = ""
    operand: Operand | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Who comes onto a list: all of `tests` hold and none of `unless`."""

    tests: tuple[Test, ...]
    unless: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """Who is compared with whom: by a label, or by the size of a fact cut at `bounds`."""

    fact: str = ""
    bounds: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of an assessment's rules.

    `places`, `mode` and `step` are the rounding: `each` rounds every item's points before they are
    added, `last` only the sum. `ties` is `share` (1, 1, 3), `dense` (1, 1, 2) or `mean` (1.5, 1.5,
    3: for points by rank; the printed rank is then shared). `tie_break` are facts, greater first,
    that part equal sums. `names` is what facts are called where people read them.
    """

    version: str
    title: str
    items: tuple[Item, ...]
    base: Fraction
    places: int
    mode: str
    step: str
    ties: str
    tie_break: tuple[str, ...]
    groups: Groups | None
    least: Fraction | None
    most: Fraction | None
    red: Listing | None
    black: Listing | None
    names: Mapping[str, str]
    data: Mapping[str, Any]

    def named(self, fact: str) -> str:
        """What a fact is called where people read it."""
        return self.names.get(fact, fact)

    @property
    def facts(self) -> list[str]:
        """The facts that the rules ask for, each once, in order of use."""
        named: list[str] = []
        for item in self.items:
            named += [item.value.fact, item.target.fact if item.target else ""]
        for listing in (self.red, self.black):
            for test in (*listing.tests, *listing.unless) if listing else ():
                named += [test.fact, test.operand.fact if test.operand else ""]
        named += [self.groups.fact if self.groups else "", *self.tie_break]
        return [name for name in dict.fromkeys(named) if name]
