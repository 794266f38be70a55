"""The red and the black list: conditions that all hold, and exceptions of which none does."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from sanan.scoring.kinds import operand, say
from sanan.scoring.numbers import fraction
from sanan.scoring.outcome import Condition, Score
from sanan.scoring.rules import Listing, RuleSet, Test, gettext_noop

COMPARE: Mapping[str, tuple[Callable[[Fraction, Fraction], bool], str]] = {
    "at_least": (lambda a, b: a >= b, gettext_noop("“%(fact)s”是 %(value)s，要不低于 %(other)s")),
    "more_than": (lambda a, b: a > b, gettext_noop("“%(fact)s”是 %(value)s，要高于 %(other)s")),
    "at_most": (lambda a, b: a <= b, gettext_noop("“%(fact)s”是 %(value)s，要不高于 %(other)s")),
    "less_than": (lambda a, b: a < b, gettext_noop("“%(fact)s”是 %(value)s，要低于 %(other)s")),
    "is": (lambda a, b: a == b, gettext_noop("“%(fact)s”是 %(value)s，要等于 %(other)s")),
}


def listed(rules: RuleSet, scores: Sequence[Score]) -> list[Score]:
    """Put each on its list. Who would stand on both stands on neither; the conditions show why."""
    if rules.red is None and rules.black is None:
        return list(scores)
    last = _from_below(scores)
    found = []
    for score in scores:
        red = _conditions(rules, rules.red, score, last)
        black = _conditions(rules, rules.black, score, last)
        on_red, on_black = _holds(red), _holds(black)
        name = "red" if on_red and not on_black else "black" if on_black and not on_red else ""
        found.append(replace(score, listed=name, red=tuple(red), black=tuple(black)))
    return found


def _from_below(scores: Sequence[Score]) -> dict[str, int]:
    """The place from below within the group; equals share the one that is worse for them."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for score in scores:
        if score.rank is not None:
            ranks[score.group].append(score.rank)
    for group in ranks.values():
        group.sort()
    return {
        score.key: 1 + len(ranks[score.group]) - bisect_right(ranks[score.group], score.rank)
        for score in scores
        if score.rank is not None
    }


def _conditions(
    rules: RuleSet, listing: Listing | None, score: Score, last: Mapping[str, int]
) -> list[Condition]:
    if listing is None:
        return []
    found = [_condition(rules, test, score, last) for test in listing.tests]
    more = [_condition(rules, test, score, last) for test in listing.unless]
    return found + [replace(each, exception=True) for each in more]


def _holds(conditions: Sequence[Condition]) -> bool:
    """All conditions hold for certain, and no exception holds or may hold."""
    if not conditions:
        return False
    return all(c.holds is (not c.exception) for c in conditions)


def _condition(rules: RuleSet, test: Test, score: Score, last: Mapping[str, int]) -> Condition:
    if test.kind in {"top", "bottom"}:
        return _placed(test, score, last)
    if test.kind == "flag":
        value = score.subject.facts.get(test.fact, Fraction(0))
        sentence = gettext_noop("是否“%(fact)s”")
        return Condition(
            None if value is None else value != 0, say(sentence, fact=rules.named(test.fact))
        )
    holds, sentence = COMPARE[test.kind]
    facts = score.subject.facts
    value, other = fraction(facts.get(test.fact)), fraction(operand(test.operand, facts))
    if test.fact == "score":
        value = score.exact if score.total is None else Fraction(score.total)
    known = value is not None and other is not None
    step = say(sentence, fact=rules.named(test.fact), value=_shown(value), other=_shown(other))
    return Condition(holds(value, other) if known else None, step)  # type: ignore[arg-type]  # both known


def _shown(value: Fraction | None) -> Fraction | str:
    return "—" if value is None else value


def _placed(test: Test, score: Score, last: Mapping[str, int]) -> Condition:
    n = Fraction(test.count)
    if test.kind == "top":
        holds = None if score.rank is None else score.rank <= test.count
        sentence = gettext_noop("排第 %(rank)s，要在前 %(n)s 名")
        rank = "—" if score.rank is None else str(score.rank)
        return Condition(holds, say(sentence, rank=rank, n=n))
    place = last.get(score.key)
    sentence = gettext_noop("从后面数第 %(rank)s，要在后 %(n)s 名")
    rank = "—" if place is None else str(place)
    return Condition(None if place is None else place <= test.count, say(sentence, rank=rank, n=n))
