"""The kinds of items: how each makes points out of facts, and how it tells so.

The real rules that these were read from stand in docs/sources.md (assessments of key projects and
of investment promotion in Jiangmen, Mianyang, Fuzhou, Zhangzhou, Gao'an and others).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TypeVar

from sanan.scoring.numbers import Number
from sanan.scoring.outcome import Step
from sanan.scoring.rules import Item, Operand, gettext_noop

UNKNOWN = gettext_noop("“%(fact)s”还没有数，这一项算不出来。")
NO_TARGET = gettext_noop("目标“%(fact)s”是 %(target)s，不大于 0，这一项算不出来。")
STANDS_IN = gettext_noop("按规则，没有数时这一项记 %(points)s 分。")


@dataclass(frozen=True, slots=True)
class Given:
    """What one item is worked out from: value, target, how many the group has, its least and most."""

    item: Item
    value: Fraction
    target: Fraction
    of: int
    low: Fraction
    high: Fraction
    rank: Fraction
    note: str


Fact = TypeVar("Fact", bound=Number)
Worked = tuple[Fraction, list[Step]]


def say(sentence: str, **values: Fraction | str) -> Step:
    """One line of an explanation."""
    return Step(sentence, values)


def _ratio(given: Given) -> Worked:
    ratio = given.value / given.target
    points = ratio * given.item.points
    step = say(
        gettext_noop("%(value)s ÷ %(target)s = %(ratio)s，乘 %(points)s 分，得 %(got)s 分。"),
        value=given.value,
        target=given.target,
        ratio=ratio,
        points=given.item.points,
        got=points,
    )
    return points, [step]


def _ratio_capped(given: Given) -> Worked:
    cap = given.item.cap
    if given.value / given.target <= cap:
        return _ratio(given)
    step = say(
        gettext_noop(
            "%(value)s ÷ %(target)s = %(ratio)s，超过 %(cap)s 的部分不算，"
            "按 %(cap)s 乘 %(points)s 分，得 %(got)s 分。"
        ),
        value=given.value,
        target=given.target,
        ratio=given.value / given.target,
        cap=cap,
        points=given.item.points,
        got=cap * given.item.points,
    )
    return cap * given.item.points, [step]


def _per_pp(given: Given) -> Worked:
    """Each band counts the part of the way from the pivot to the value that lies in it."""
    pivot, total, steps = given.item.pivot, Fraction(0), []
    low, high = sorted((pivot, given.value))
    for band in given.item.bands:
        start = low if band.low is None else max(low, band.low)
        end = high if band.high is None else min(high, band.high)
        if end <= start:
            continue
        reach = Fraction(floor(end - start)) if given.item.whole else end - start
        total += reach * band.per
        sentence = gettext_noop(
            "从 %(start)s 到 %(end)s 算 %(reach)s 个百分点，每个 %(per)s 分，得 %(got)s 分。"
        )
        values = {"start": start, "end": end, "reach": reach, "per": band.per}
        steps.append(say(sentence, **values, got=reach * band.per))
    if not steps:
        sentence = gettext_noop("%(value)s 与 %(pivot)s 之间没有要加减的分，得 0 分。")
        steps = [say(sentence, value=given.value, pivot=pivot)]
    return total, steps


def _units(given: Given) -> Fraction:
    """How many there are, or by how many the target is missed."""
    count = given.value
    if given.item.target is not None:
        count = max(given.target - given.value, Fraction(0))
    return Fraction(floor(count)) if given.item.whole else count


def _per_unit_bonus(given: Given) -> Worked:
    units = _units(given)
    points = units * given.item.each
    sentence = gettext_noop("%(units)s 个，每个 %(each)s 分，得 %(got)s 分。")
    return points, [say(sentence, units=units, each=given.item.each, got=points)]


def _deduct(given: Given) -> Worked:
    units = _units(given)
    points = -units * given.item.each
    if given.item.target is None:
        sentence = gettext_noop("%(units)s 个，每个扣 %(each)s 分，得 %(got)s 分。")
        return points, [say(sentence, units=units, each=given.item.each, got=points)]
    sentence = gettext_noop(
        "应有 %(target)s，实有 %(value)s，差 %(units)s，每个扣 %(each)s 分，得 %(got)s 分。"
    )
    values = {"target": given.target, "value": given.value, "units": units}
    return points, [say(sentence, **values, each=given.item.each, got=points)]


def _tier(given: Given) -> Worked:
    reached = [tier for tier in given.item.tiers if given.value >= tier.bound]
    if not reached:
        sentence = gettext_noop("%(value)s 没有到最低一档，得 %(got)s 分。")
        got = given.item.otherwise
        return got, [say(sentence, value=given.value, got=got)]
    best = reached[-1]
    sentence = gettext_noop("%(value)s 到了“不低于 %(bound)s”这一档，得 %(got)s 分。")
    return best.points, [say(sentence, value=given.value, bound=best.bound, got=best.points)]


def _rank_points(given: Given) -> Worked:
    points = next((t.points for t in given.item.tiers if given.rank <= t.bound), None)
    got = given.item.otherwise if points is None else points
    sentence = gettext_noop("%(value)s 在本组 %(of)s 个里排第 %(rank)s，得 %(got)s 分。")
    of = Fraction(given.of)
    return got, [say(sentence, value=given.value, of=of, rank=given.rank, got=got)]


def _efficacy(given: Given) -> Worked:
    """The efficacy coefficient (功效系数): from the worst of the group to the best."""
    item, low, high = given.item, given.low, given.high
    if low == high:
        got = (item.span + item.floor) * item.points / 100
        sentence = gettext_noop("本组都是 %(value)s，分不出高低，都得满分 %(got)s 分。")
        return got, [say(sentence, value=given.value, got=got)]
    way = high - given.value if item.low_is_best else given.value - low
    share = way / (high - low)
    score = share * item.span + item.floor
    got = score * item.points / 100
    worst, best = (high, low) if item.low_is_best else (low, high)
    first = say(
        gettext_noop(
            "本组最差 %(worst)s，最好 %(best)s；功效系数 %(share)s × %(span)s + %(floor)s = %(score)s。"
        ),
        worst=worst,
        best=best,
        share=share,
        span=item.span,
        floor=item.floor,
        score=score,
    )
    sentence = gettext_noop("%(score)s × %(points)s ÷ 100，得 %(got)s 分。")
    return got, [first, say(sentence, score=score, points=item.points, got=got)]


def _manual(given: Given) -> Worked:
    sentence = gettext_noop("由人评定，%(got)s 分。依据：%(note)s")
    return given.value, [say(sentence, got=given.value, note=given.note)]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind works: what its item must say, whether it looks at the group."""

    work: Callable[[Given], Worked]
    needs: tuple[str, ...]
    grouped: bool = False
    points: int = 0


KINDS: Mapping[str, Kind] = {
    "ratio_capped": Kind(_ratio_capped, ("value", "target", "points")),
    "ratio_open": Kind(_ratio, ("value", "target", "points")),
    "per_pp": Kind(_per_pp, ("value", "pivot", "bands")),
    "per_unit_bonus": Kind(_per_unit_bonus, ("value", "each")),
    "tier": Kind(_tier, ("value", "tiers")),
    "rank_points": Kind(_rank_points, ("value", "tiers"), grouped=True),
    "efficacy": Kind(_efficacy, ("value",), grouped=True, points=100),
    "deduct": Kind(_deduct, ("value", "each")),
    "manual": Kind(_manual, ("most",)),
}


def operand(of: Operand | None, facts: Mapping[str, Fact | None]) -> Fact | Fraction | None:
    """A number of the rules or a fact; None where the fact is unknown."""
    if of is None:
        return Fraction(0)
    return facts.get(of.fact) if of.fact else of.number
