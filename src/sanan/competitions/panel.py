"""What a panel of judges comes to: means, totals, places. Plain Python on Decimal, without Django.

Each criterion: of the judges who scored, so many highest and lowest are left out where enough scored
(`drop_from`), and the mean (or median) of the rest is taken. The total is the sum of each times its
factor. Where figures are rounded (`rounded`) belongs to the rubric: rounding each mean and each
weighted mean before summing gives other totals than rounding the sum alone (domain brief §11.2), so
it is printed with the results. A half goes up. A judge who is absent or recused makes the panel
smaller; nobody's score counts as nought for it.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from sanan.kit.rounding import half_up

MEAN, WEIGHTED, TOTAL = "mean", "weighted", "total"
STEPS = (MEAN, WEIGHTED, TOTAL)
"""Where a figure may be rounded: each criterion's mean, that times its factor, the sum."""
MIDDLES = ("mean", "median")
MOST_LETTERS, MOST_PLACES, MOST_JUDGES = 24, 6, 200

Score = Decimal | None
"""What a judge gave; None where they gave nothing."""


def gettext_noop(text: str) -> str:
    """Marks a sentence for translation; whoever shows it translates it (`Wrong.sentence`)."""
    return text


class Wrong(Exception):
    """Input that no result can be worked out from: a sentence, its facts, and a code."""

    def __init__(self, sentence: str, code: str, **facts: object) -> None:
        super().__init__(sentence % facts)
        self.sentence, self.code, self.facts = sentence, code, facts


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is judged: its factor, the bounds of a score and the step between two scores."""

    name: str
    factor: Decimal = Decimal(1)
    least: Decimal | None = Decimal(0)
    most: Decimal | None = None
    step: Decimal | None = None
    key: str = ""
    about: str = ""

    def check(self, judge: str, score: Decimal) -> None:
        """Raise `Wrong` for a score out of bounds or between two steps."""
        facts = {"criterion": self.name, "judge": judge, "score": score}
        low = self.least is not None and score < self.least
        if low or (self.most is not None and score > self.most):
            said = gettext_noop(
                "“%(criterion)s”：%(judge)s打的 %(score)s 分超出范围，要在 %(least)s 到 %(most)s 之间。"
            )
            raise Wrong(said, "bounds", least=_said(self.least), most=_said(self.most), **facts)
        if self.step and (score - (self.least or 0)) % self.step:
            said = gettext_noop(
                "“%(criterion)s”：%(judge)s打的 %(score)s 分不对，要按 %(step)s 分一档来打。"
            )
            raise Wrong(said, "step", step=self.step, **facts)


@dataclass(frozen=True, slots=True)
class Rubric:
    """By what is judged, and every rule of the arithmetic.

    `low` lowest and `high` highest scores are left out from `drop_from` judges on. Fewer than
    `minimum` judges give no result. `absent` is a score by which a protocol records that a judge was
    away. `ties` names what is compared in turn where totals are equal.
    """

    criteria: tuple[Criterion, ...] = ()
    low: int = 1
    high: int = 1
    drop_from: int = 5
    minimum: int = 1
    places: int = 2
    rounded: frozenset[str] = frozenset(STEPS)
    middle: str = "mean"
    absent: Decimal | None = None
    ties: tuple[str, ...] = ()

    @property
    def full(self) -> Decimal | None:
        """The most that can be reached; None where a criterion has no upper bound."""
        if any(each.most is None for each in self.criteria):
            return None
        return sum((c.most * c.factor for c in self.criteria if c.most is not None), Decimal(0))


PROTOCOL = Rubric(absent=Decimal(0))
"""The rule of published nine-judge protocols: one highest, one lowest, 0.0 for an absent judge."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One criterion: who counted, who was left out as lowest and highest, the mean, its weight."""

    criterion: Criterion
    scores: Mapping[str, Score]
    low: tuple[str, ...]
    high: tuple[str, ...]
    mean: Decimal
    weighted: Fraction

    @property
    def dropped(self) -> tuple[str, ...]:
        """Whose scores do not count."""
        return (*self.low, *self.high)

    @property
    def counted(self) -> list[str]:
        """Whose scores count."""
        return [j for j, s in self.scores.items() if s is not None and j not in self.dropped]

    @property
    def spread(self) -> Decimal:
        """How far apart the highest and the lowest score are, of all that were given."""
        given = [score for score in self.scores.values() if score is not None]
        return max(given) - min(given)


@dataclass(frozen=True, slots=True)
class Result:
    """One entry: its criteria in order, and its total."""

    entry: str
    criteria: tuple[Reckoned, ...]
    total: Decimal

    @property
    def means(self) -> dict[str, Decimal]:
        """The mean of each criterion, as it is published."""
        return {each.criterion.name: each.mean for each in self.criteria}


def reckon(rubric: Rubric, criterion: Criterion, scores: Mapping[str, Score]) -> Reckoned:
    """One criterion. Raises `Wrong` for a score out of bounds, and for fewer judges than enough."""
    seen = {j: None if s is not None and s == rubric.absent else s for j, s in scores.items()}
    given = sorted((s, j) for j, s in seen.items() if s is not None)
    for score, name in given:
        criterion.check(name, score)
    if len(given) < max(rubric.minimum, 1):
        said = gettext_noop(
            "“%(criterion)s”只有 %(n)s 位评委打分，至少要 %(least)s 位，算不出结果。"
        )
        raise Wrong(said, "too_few", criterion=criterion.name, n=len(given), least=rubric.minimum)
    drops = len(given) >= rubric.drop_from and len(given) > rubric.low + rubric.high
    low, high = (rubric.low, rubric.high) if drops else (0, 0)
    rest = [score for score, _judge in given[low : len(given) - high]]
    exact = _middle(rest, rubric.middle)
    shown = half_up(exact, rubric.places)
    weighted = (Fraction(shown) if MEAN in rubric.rounded else exact) * Fraction(criterion.factor)
    if WEIGHTED in rubric.rounded:
        weighted = Fraction(half_up(weighted, rubric.places))
    left = [name for _score, name in given]
    return Reckoned(
        criterion, seen, tuple(left[:low]), tuple(left[len(left) - high :]), shown, weighted
    )


def result(rubric: Rubric, entry: str, sheets: Mapping[str, Mapping[str, Score]]) -> Result:
    """An entry from its scores, by criterion and judge. Raises `Wrong`."""
    criteria = []
    for each in rubric.criteria:
        if each.name not in sheets:
            said = gettext_noop("没有“%(criterion)s”这一项的分数。")
            raise Wrong(said, "no_criterion", criterion=each.name)
        criteria.append(reckon(rubric, each, sheets[each.name]))
    total = half_up(sum((each.weighted for each in criteria), Fraction(0)), rubric.places)
    return Result(entry, tuple(criteria), total)


def blend(parts: Iterable[tuple[Decimal, Decimal]], places: int = 2) -> Decimal:
    """A final score from (weight in per cent, score of the stage), rounded once."""
    return half_up(sum((Fraction(w) * Fraction(s) / 100 for w, s in parts), Fraction(0)), places)


def places(
    totals: Mapping[str, Decimal], ties: Sequence[Mapping[str, Decimal]] = ()
) -> dict[str, int]:
    """The place of each, best first; equals share a place, and the next one is left free.

    `ties` are compared in turn where totals are equal; who lacks one comes behind.
    """
    none = Decimal(-1)

    def rank(name: str) -> tuple[Decimal, ...]:
        return (totals[name], *(tie.get(name, none) for tie in ties))

    best = sorted(totals, key=rank, reverse=True)
    found: dict[str, int] = {}
    for at, name in enumerate(best):
        equal = at > 0 and rank(best[at - 1]) == rank(name)
        found[name] = found[best[at - 1]] if equal else at + 1
    return found


def assign(
    entries: Sequence[str],
    judges: Sequence[str],
    size: int = 0,
    barred: Collection[tuple[str, str]] = (),
) -> list[tuple[str, str]]:
    """Who judges what, as (entry, judge): `size` judges to an entry (0: all who may).

    No (entry, judge) of `barred`. Entries with the fewest possible judges are served first, always by
    those with the least to do: without conflicts no judge has more than one sheet more than another.
    An entry for which too few may judge gets those that there are.
    """
    may = {e: [j for j in judges if (e, j) not in barred] for e in entries}
    load = dict.fromkeys(judges, 0)
    found: dict[str, list[str]] = {}
    for entry in sorted(entries, key=lambda e: len(may[e])):
        # A stable sort: of those with the same load, the earlier named.
        chosen = sorted(may[entry], key=lambda j: load[j])[: size or None]
        for judge in chosen:
            load[judge] += 1
        found[entry] = [judge for judge in judges if judge in chosen]
    return [(entry, judge) for entry in entries for judge in found[entry]]


def rubric_of(data: Any) -> Rubric:
    """A rubric as it stands in a file, in a row or in the database. Raises `Wrong`."""
    if not isinstance(data, Mapping):
        raise Wrong(gettext_noop("评分标准要写成一个对象。"), "rubric")
    usual = Rubric()
    rounded = data.get("rounded", list(STEPS))
    if not isinstance(rounded, list) or not {*map(str, rounded)} <= {*STEPS}:
        said = gettext_noop("“rounded”写明在哪几步四舍五入：%(steps)s。")
        raise Wrong(said, "rubric", steps="、".join(STEPS))
    if (middle := data.get("middle", usual.middle)) not in MIDDLES:
        said = gettext_noop("“middle”要写 mean（平均）或 median（中位数）。")
        raise Wrong(said, "rubric")
    numbers = {
        name: _whole(data, name, getattr(usual, name), most)
        for name, most in (
            ("low", MOST_JUDGES),
            ("high", MOST_JUDGES),
            ("drop_from", MOST_JUDGES),
            ("minimum", MOST_JUDGES),
            ("places", MOST_PLACES),
        )
    }
    criteria = data.get("criteria", [])
    if not isinstance(criteria, list):
        raise Wrong(gettext_noop("评分标准的“criteria”要写成一个列表。"), "rubric")
    ties = data.get("ties", [])
    return Rubric(
        criteria=tuple(_criterion(each) for each in criteria),
        rounded=frozenset(map(str, rounded)),
        middle=middle,
        absent=_number(data.get("absent"), "absent"),
        ties=tuple(map(str, ties if isinstance(ties, list) else [])),
        **numbers,
    )


def as_data(rubric: Rubric) -> dict[str, Any]:
    """The same as plain values; scores as text, so that nothing is lost."""
    return {
        "low": rubric.low,
        "high": rubric.high,
        "drop_from": rubric.drop_from,
        "minimum": rubric.minimum,
        "places": rubric.places,
        "rounded": [step for step in STEPS if step in rubric.rounded],
        "middle": rubric.middle,
        "absent": None if rubric.absent is None else str(rubric.absent),
        "ties": list(rubric.ties),
        "criteria": [criterion_data(each) for each in rubric.criteria],
    }


def criterion_data(each: Criterion) -> dict[str, Any]:
    """A criterion as plain values."""
    told: dict[str, Any] = {"name": each.name, "factor": str(each.factor)}
    for name in ("least", "most", "step"):
        value = getattr(each, name)
        told[name] = None if value is None else str(value)
    return told | {name: getattr(each, name) for name in ("key", "about") if getattr(each, name)}


@dataclass
class Reading:
    """What a file of rows came to: results by entry, and what could not be worked out, by line."""

    results: dict[str, Result] = field(default_factory=dict)
    faults: list[tuple[int, str, Wrong]] = field(default_factory=list)


def read(lines: Iterable[str], given: Rubric | None = None) -> Reading:
    """Rows of `panels.jsonl` form, each worked out by itself; a faulty one does not stop the rest.

    A row may carry its `rubric`; otherwise `given` holds, or the rule of published protocols.
    """
    found = Reading()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name = ""
        try:
            row = _loaded(line)
            name = _entry(row)
            _first(name, found.results)
            found.results[name] = of_row(row, given or PROTOCOL)
        except Wrong as wrong:
            found.faults.append((number, name, wrong))
    return found


def of_row(row: Mapping[str, Any], usual: Rubric = PROTOCOL) -> Result:
    """One row: `entry`, `criteria` (each `name`, `factor`, `scores` by judge). Raises `Wrong`."""
    own = row.get("rubric")
    rubric = rubric_of(own) if own is not None else usual
    criteria = row.get("criteria")
    if not isinstance(criteria, list) or not criteria:
        raise Wrong(gettext_noop("没有“criteria”，不知道评的是哪几项。"), "no_criteria")
    known = {each.name: each for each in rubric.criteria}
    judged: list[Criterion] = []
    sheets: dict[str, dict[str, Score]] = {}
    for each in criteria:
        criterion = _criterion(each, known)
        if criterion.name in sheets:
            said = gettext_noop("“%(criterion)s”出现了两次，同一项只能评一次。")
            raise Wrong(said, "twice", criterion=criterion.name)
        judged.append(criterion)
        sheets[criterion.name] = dict(_scores(each, criterion.name))
    for name in known:
        if name not in sheets:
            said = gettext_noop("没有“%(criterion)s”这一项的分数。")
            raise Wrong(said, "no_criterion", criterion=name)
    whole = Rubric(
        **{name: getattr(rubric, name) for name in Rubric.__slots__ if name != "criteria"},
        criteria=tuple(judged),
    )
    return result(whole, _entry(row), sheets)


def _criterion(data: Any, known: Mapping[str, Criterion] | None = None) -> Criterion:
    name = str(data.get("name") or "").strip() if isinstance(data, Mapping) else ""
    if not name:
        raise Wrong(gettext_noop("有一项没有写名称（name）。"), "no_name")
    rule = (known or {}).get(name, Criterion(name))
    figures = {
        key: _number(data[key], f"{name} {key}") if key in data else getattr(rule, key)
        for key in ("factor", "least", "most", "step")
    }
    return Criterion(
        name,
        factor=Decimal(1) if figures["factor"] is None else figures["factor"],
        least=figures["least"],
        most=figures["most"],
        step=figures["step"],
        key=str(data.get("key") or rule.key),
        about=str(data.get("about") or rule.about),
    )


def _scores(data: Mapping[str, Any], criterion: str) -> Iterator[tuple[str, Score]]:
    given = data.get("scores")
    if not isinstance(given, Mapping):
        said = gettext_noop("“%(criterion)s”没有写各位评委的分数（scores）。")
        raise Wrong(said, "no_scores", criterion=criterion)
    for name, score in given.items():
        yield str(name), _number(score, f"{criterion} {name}")


def _entry(row: Any) -> str:
    name = row.get("entry") if isinstance(row, Mapping) else None
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
        raise Wrong(gettext_noop("没有写是哪个项目（entry）。"), "no_entry")
    return str(name)


def _loaded(line: str) -> Any:
    try:
        return json.loads(
            line, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise Wrong(gettext_noop("这一行不是 JSON，读不出来。"), "no_json") from None


def _first(name: str, known: Collection[str]) -> None:
    if name in known:
        said = gettext_noop("“%(entry)s”前面已经有一行了，同一个项目只能有一行。")
        raise Wrong(said, "twice", entry=name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            said = gettext_noop("“%(name)s”写了两次，同一位评委、同一项只能有一个分数。")
            raise Wrong(said, "twice", name=name)
        found[name] = value
    return found


def _no_number(said: str) -> None:
    raise Wrong(gettext_noop("“%(said)s”不是分数，请写数字。"), "no_number", said=said)


def given(criterion: Criterion, judge: str, text: str) -> Decimal:
    """A score as a judge wrote it. Raises `Wrong` for none, for no figure, and out of bounds."""
    score = _number(text, criterion.name)
    if score is None:
        said = gettext_noop("“%(criterion)s”还没有打分。")
        raise Wrong(said, "missing", criterion=criterion.name)
    criterion.check(judge, score)
    return score


def _number(value: Any, where: str) -> Decimal | None:
    if value is None or value == "":
        return None
    text = str(value).strip()
    found = None if isinstance(value, bool | list | dict) else figure(text)
    if found is None:
        said = gettext_noop("“%(where)s”：“%(said)s”不是分数，请写数字。")
        raise Wrong(said, "no_number", where=where, said=text[:MOST_LETTERS])
    return found


def figure(text: str) -> Decimal | None:
    """A plain figure; None for words, for what is not finite, and for what nobody writes."""
    if len(text) > MOST_LETTERS:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= MOST_LETTERS else None


def _whole(data: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    value = data.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        said = gettext_noop("“%(name)s”要写 0 到 %(most)s 之间的整数。")
        raise Wrong(said, "rubric", name=name, most=most)
    return value


def _middle(given: Sequence[Decimal], way: str) -> Fraction:
    """The mean, or the median: of an even number the mean of the two in the middle."""
    if way == "median":
        half = len(given) // 2
        given = given[half : half + 1] if len(given) % 2 else given[half - 1 : half + 1]
    return sum(map(Fraction, given), Fraction(0)) / len(given)


def _said(bound: Decimal | None) -> str:
    return "…" if bound is None else f"{bound:f}"
