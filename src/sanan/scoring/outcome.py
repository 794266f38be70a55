"""What comes of an assessment: who was scored, how many points, why, and on which list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sanan.scoring.numbers import Number, plain


@dataclass(frozen=True, slots=True)
class Subject:
    """Who or what is assessed: a project or a unit, with its facts.

    A fact that nobody knows is None or absent. `group` is the label by which like is compared with
    like where the rules group by label; `evidence` says by item what a manual score rests on.
    """

    key: str
    facts: Mapping[str, Number | None]
    group: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: a Chinese sentence with `%(name)s`, and what stands in it.

    Numbers stay as they are until somebody reads the line: an assessment has many, and few are read.
    """

    sentence: str
    numbers: Mapping[str, Number | str]

    @property
    def values(self) -> dict[str, str]:
        """What stands in the sentence, written out."""
        return {k: v if isinstance(v, str) else plain(v) for k, v in self.numbers.items()}

    def __str__(self) -> str:
        return self.sentence % self.values


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's points: exact and, where the rules round each item, rounded. None: unknown."""

    key: str
    title: str
    kind: str
    exact: Fraction | None
    points: Decimal | None
    steps: tuple[Step, ...]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether one condition of a list holds; None where a fact is unknown."""

    holds: bool | None
    step: Step
    exception: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One subject's result. `total` and `rank` are None where a needed fact is unknown.

    `rank` counts within `group` (`of` ranked ones); `listed` is `red`, `black` or "".
    """

    subject: Subject
    group: str
    items: tuple[ItemScore, ...]
    total: Decimal | None
    exact: Fraction | None
    steps: tuple[Step, ...]
    rank: int | None = None
    of: int = 0
    listed: str = ""
    red: tuple[Condition, ...] = ()
    black: tuple[Condition, ...] = ()

    @property
    def key(self) -> str:
        """The subject's."""
        return self.subject.key

    @property
    def unknown(self) -> list[str]:
        """The titles of the items that could not be worked out."""
        return [each.title for each in self.items if each.exact is None]


@dataclass(frozen=True, slots=True)
class Result:
    """All scores of one assessment: ranked ones first, group by group, then those unknown."""

    version: str
    scores: tuple[Score, ...]

    def of(self, key: str) -> Score:
        """One subject's. Raises `KeyError`."""
        for score in self.scores:
            if score.key == key:
                return score
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of rules does to one subject; None on a side where it is not scored."""

    key: str
    before: Score | None
    after: Score | None

    @property
    def moved(self) -> Decimal | None:
        """Points more (or less) than before."""
        if self.before is None or self.after is None:
            return None
        if self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total
