"""From rules and facts to scores, ranks and lists. Exact; rounded once, as the rules say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from sanan.scoring import listing
from sanan.scoring.kinds import KINDS, NO_TARGET, STANDS_IN, UNKNOWN, Given, operand, say
from sanan.scoring.numbers import fraction, rounded, sortable
from sanan.scoring.outcome import Change, ItemScore, Result, Score, Step, Subject
from sanan.scoring.rules import Groups, Item, RuleSet, gettext_noop

Facts = Mapping[str, Fraction | None]
NO_EVIDENCE = gettext_noop("还没有写明依据，这一项不能算。")


@dataclass(slots=True)
class _Entrant:
    """One subject while it is worked on."""

    subject: Subject
    facts: Facts
    group: str
    items: list[ItemScore] = field(default_factory=list)


def evaluate(rules: RuleSet, subjects: Iterable[Subject]) -> Result:
    """Score every subject. Keys must differ; facts are int, Decimal or Fraction (floats: TypeError).

    Ranked subjects come first, group by group from the first place down; then those of whom a
    needed fact is unknown, who have neither sum nor rank.
    """
    entrants = [_entrant(rules, subject) for subject in subjects]
    if len({each.subject.key for each in entrants}) != len(entrants):
        raise ValueError("Two subjects have one key.")
    groups: dict[str, list[_Entrant]] = defaultdict(list)
    for entrant in entrants:
        groups[entrant.group].append(entrant)
    scores: list[Score] = []
    for name in sorted(groups):
        for item in rules.items:
            _score_item(rules, item, groups[name])
        scores += _ranked(rules, [_summed(rules, each) for each in groups[name]])
    scores = [*(s for s in scores if s.rank), *(s for s in scores if not s.rank)]
    return Result(rules.version, tuple(listing.listed(rules, scores)))


def compare(before: Result, after: Result) -> list[Change]:
    """What a change of rules does, subject by subject in the order of the new result."""
    old = {score.key: score for score in before.scores}
    new = {score.key: score for score in after.scores}
    keys = dict.fromkeys([*new, *old])
    return [Change(key, old.get(key), new.get(key)) for key in keys]


def _entrant(rules: RuleSet, subject: Subject) -> _Entrant:
    facts: dict[str, Fraction | None] = {}
    for name, value in subject.facts.items():
        if isinstance(value, float):
            raise TypeError(f"{name} is a float, already rounded; give int, Decimal or Fraction.")
        facts[name] = fraction(value)
    return _Entrant(subject, facts, _group(rules.groups, subject, facts))


def _group(groups: Groups | None, subject: Subject, facts: Facts) -> str:
    """Like is compared with like: the label, or between which bounds the size lies."""
    if groups is None:
        return ""
    if not groups.bounds:
        return subject.group
    size = facts.get(groups.fact)
    if size is None:
        return "?"
    return str(sum(1 for bound in groups.bounds if size >= bound) + 1)


def _score_item(rules: RuleSet, item: Item, entrants: Sequence[_Entrant]) -> None:
    kind = KINDS[item.kind]
    values = [operand(item.value, each.facts) for each in entrants]
    known = [value for value in values if value is not None]
    counts = Counter(known) if kind.grouped else {}
    ascending = sorted(counts, key=sortable)
    places = _places(ascending, counts, low=item.low_is_best, ties=rules.ties)
    low, high = (ascending[0], ascending[-1]) if ascending else (Fraction(0), Fraction(0))
    for entrant, value in zip(entrants, values, strict=True):
        target = operand(item.target, entrant.facts)
        note = entrant.subject.evidence.get(item.key, "").strip()
        missing = _missing(rules, item, value, target, note)
        if missing is None and value is not None and target is not None:
            rank = places.get(value, Fraction(0))
            exact, steps = kind.work(Given(item, value, target, len(known), low, high, rank, note))
            exact = _bounded(item, exact, steps)
            entrant.items.append(_item_score(rules, item, exact, steps, note))
            continue
        told = [missing] if missing else []
        if item.unknown is not None:
            told.append(say(STANDS_IN, points=item.unknown))
        entrant.items.append(_item_score(rules, item, item.unknown, told, note))


def _missing(
    rules: RuleSet, item: Item, value: Fraction | None, target: Fraction | None, note: str
) -> Step | None:
    """Why the item cannot be worked out, if so."""
    if value is None:
        return say(UNKNOWN, fact=rules.named(item.value.fact))
    if item.target is not None and target is None:
        return say(UNKNOWN, fact=rules.named(item.target.fact))
    if item.kind in {"ratio_capped", "ratio_open"} and (target is None or target <= 0):
        fact = rules.named(item.target.fact) if item.target else ""
        return say(NO_TARGET, fact=fact, target=target or Fraction(0))
    if item.kind == "manual" and not note:
        return say(NO_EVIDENCE)
    return None


def _bounded(item: Item, exact: Fraction, steps: list[Step]) -> Fraction:
    if item.most is not None and exact > item.most:
        steps.append(say(gettext_noop("最多 %(most)s 分，记 %(most)s 分。"), most=item.most))
        return item.most
    if item.least is not None and exact < item.least:
        steps.append(say(gettext_noop("最少 %(least)s 分，记 %(least)s 分。"), least=item.least))
        return item.least
    return exact


def _item_score(
    rules: RuleSet, item: Item, exact: Fraction | None, steps: Sequence[Step], note: str
) -> ItemScore:
    told, points = list(steps), None
    if exact is not None:
        points = rounded(exact, rules.places, rules.mode)
        if rules.step == "each":
            if Fraction(points) != exact:
                told.append(_rounding(rules, exact, points))
            exact = Fraction(points)
    return ItemScore(item.key, item.title, item.kind, exact, points, tuple(told), note)


def _rounding(rules: RuleSet, exact: Fraction, points: Decimal) -> Step:
    sentence = (
        gettext_noop("%(exact)s 四舍五入到 %(places)s 位小数，是 %(points)s。")
        if rules.mode == "half_up"
        else gettext_noop("%(exact)s 截到 %(places)s 位小数，是 %(points)s。")
    )
    return say(sentence, exact=exact, places=str(rules.places), points=str(points))


def _places(
    ascending: Sequence[Fraction], counts: Mapping[Fraction, int], *, low: bool, ties: str
) -> dict[Fraction, Fraction]:
    """The rank of each value: 1, 1, 3 (share), 1, 1, 2 (dense), or 1.5, 1.5, 3 (mean)."""
    found, before = {}, 0
    for n, value in enumerate(ascending if low else reversed(ascending), start=1):
        if ties == "dense":
            found[value] = Fraction(n)
        elif ties == "mean":
            found[value] = before + Fraction(counts[value] + 1, 2)
        else:
            found[value] = Fraction(before + 1)
        before += counts[value]
    return found


def _summed(rules: RuleSet, entrant: _Entrant) -> Score:
    known = [each.exact for each in entrant.items if each.exact is not None]
    whole = len(known) == len(entrant.items)
    exact = rules.base + sum(known, Fraction(0)) if whole else None
    steps: list[Step] = []
    if exact is None:
        steps.append(say(gettext_noop("还有算不出来的项，总分先空着，不参加排名。")))
        return Score(entrant.subject, entrant.group, tuple(entrant.items), None, None, tuple(steps))
    if rules.base:
        sentence = gettext_noop("基础分 %(base)s，加各项，合计 %(sum)s。")
        steps.append(say(sentence, base=rules.base, sum=exact))
    else:
        steps.append(say(gettext_noop("各项相加，合计 %(sum)s。"), sum=exact))
    exact = _total_bounded(rules, exact, steps)
    total = rounded(exact, rules.places, rules.mode)
    if Fraction(total) != exact:
        steps.append(_rounding(rules, exact, total))
    return Score(entrant.subject, entrant.group, tuple(entrant.items), total, exact, tuple(steps))


def _total_bounded(rules: RuleSet, exact: Fraction, steps: list[Step]) -> Fraction:
    if rules.most is not None and exact > rules.most:
        steps.append(say(gettext_noop("总分最多 %(most)s。"), most=rules.most))
        return rules.most
    if rules.least is not None and exact < rules.least:
        steps.append(say(gettext_noop("总分最少 %(least)s。"), least=rules.least))
        return rules.least
    return exact


def _ranked(rules: RuleSet, scores: Sequence[Score]) -> list[Score]:
    """By the printed sum, then by the facts that part ties; equal on all of them share a place."""
    ranked = [score for score in scores if score.total is not None]
    keys = {score.key: _order(rules, score) for score in ranked}
    ranked.sort(key=lambda score: (*map(sortable, keys[score.key]), score.key))
    found: list[Score] = []
    place = 0
    for n, score in enumerate(ranked, start=1):
        if n == 1 or keys[score.key] != keys[ranked[n - 2].key]:
            place = place + 1 if rules.ties == "dense" else n
        found.append(replace(score, rank=place, of=len(ranked)))
    return found + [score for score in scores if score.total is None]


def _order(rules: RuleSet, score: Score) -> tuple[Fraction, ...]:
    """Smaller is better. An unknown fact parts no tie in its own favour: it comes last."""
    last = Fraction(10**30)
    parts = [score.subject.facts.get(name) for name in rules.tie_break]
    return (
        -Fraction(score.total or 0),
        *(last if part is None else -Fraction(part) for part in parts),
    )
