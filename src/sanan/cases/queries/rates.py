"""The three rates and the closing rates, exactly as defined, each figure with the cases it counts.

Base N: cases whose revisit falls in the period, without approved exclusions (剔除). A kind of case
says in which of the three it counts (`cases.kinds`).

- response   = contacted in time / N
- resolution = answered "resolved" / those who answered that question
- satisfaction = credit of the answers / those who answered that question
- score      = w1·response + w2·resolution + w3·satisfaction, the weights of the county (30/35/35)
- closing    = closed / (should close − suspended); on time = answered in time / the same base,
  where "should close" are the cases whose limit falls in the period.

Source: domain brief §2.2 (three rates; closing rates of digital urban management).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q

from sanan.cases import deadlines, kinds
from sanan.cases.enums import State
from sanan.cases.kinds import Rate
from sanan.cases.models import Case, CaseQuerySet, CountySetting
from sanan.kit.periods import Period
from sanan.places.models import Place
from sanan.process.enums import Satisfaction

CREDIT = {
    Satisfaction.SATISFIED: Decimal(1),
    Satisfaction.MOSTLY: Decimal("0.8"),
    Satisfaction.FAIR: Decimal("0.6"),
    Satisfaction.UNSATISFIED: Decimal(0),
}
TENTH = Decimal("0.1")

FIGURES: Mapping[str, Q] = {
    "revisited": Q(),
    "contacted": Q(contacted_in_time=True),
    "not_contacted": ~Q(contacted_in_time=True),
    "answered_resolved": Q(asked_resolved__isnull=False),
    "resolved": Q(asked_resolved=True),
    "not_resolved": Q(asked_resolved=False),
    "answered_satisfied": ~Q(satisfaction=""),
    "satisfied": Q(satisfaction__in=[Satisfaction.SATISFIED, Satisfaction.MOSTLY]),
    "unsatisfied": Q(satisfaction__in=[Satisfaction.FAIR, Satisfaction.UNSATISFIED]),
}
"""Which of the revisited cases each figure counts; the same name opens their list."""
RATE_OF: Mapping[str, Rate] = {
    "revisited": Rate.RESPONSE,
    "contacted": Rate.RESPONSE,
    "not_contacted": Rate.RESPONSE,
    "answered_resolved": Rate.RESOLUTION,
    "resolved": Rate.RESOLUTION,
    "not_resolved": Rate.RESOLUTION,
    "answered_satisfied": Rate.SATISFACTION,
    "satisfied": Rate.SATISFACTION,
    "unsatisfied": Rate.SATISFACTION,
}
"""To which rate each belongs: a kind may stand outside of one."""


@dataclass(frozen=True, slots=True)
class ThreeRates:
    """Counts over which the rates are taken; a rate is None where its base is nought."""

    revisited: int = 0
    contacted: int = 0
    answered_resolved: int = 0
    resolved: int = 0
    answers: Mapping[str, int] = field(default_factory=dict)
    setting: CountySetting = field(default_factory=CountySetting, compare=False)

    @property
    def answered_satisfied(self) -> int:
        """How many answered the third question."""
        return sum(self.answers.values())

    @property
    def credit(self) -> Decimal:
        """The answers to the third question, weighed by the county's table."""
        table = {**CREDIT, **{k: Decimal(str(v)) for k, v in self.setting.credit.items()}}
        return sum((table[Satisfaction(a)] * n for a, n in self.answers.items()), Decimal(0))

    @property
    def response(self) -> Decimal | None:
        """响应率 in per cent, to one decimal."""
        return percent(self.contacted, self.revisited)

    @property
    def resolution(self) -> Decimal | None:
        """解决率 in per cent, to one decimal."""
        return percent(self.resolved, self.answered_resolved)

    @property
    def satisfaction(self) -> Decimal | None:
        """满意率 in per cent, to one decimal."""
        return percent(self.credit, self.answered_satisfied)

    @property
    def score(self) -> Decimal | None:
        """The three together, weighed, out of 100; computed unrounded and rounded once."""
        bases = (self.revisited, self.answered_resolved, self.answered_satisfied)
        if not all(bases):
            return None
        s = self.setting
        weighed = (
            s.weight_response * Decimal(self.contacted) / self.revisited
            + s.weight_resolution * Decimal(self.resolved) / self.answered_resolved
            + s.weight_satisfaction * self.credit / self.answered_satisfied
        )
        return weighed.quantize(TENTH, ROUND_HALF_UP)

    @property
    def rankable(self) -> bool:
        """Whether there are enough cases to stand in a ranking."""
        return self.revisited >= self.setting.rank_at_least


@dataclass(frozen=True, slots=True)
class ClosingRates:
    """Counts over the cases whose limit falls in the period."""

    due: int = 0
    suspended: int = 0
    closed: int = 0
    on_time: int = 0

    @property
    def closing(self) -> Decimal | None:
        """结案率 in per cent."""
        return percent(self.closed, self.due - self.suspended)

    @property
    def on_time_closing(self) -> Decimal | None:
        """按期办结率 in per cent."""
        return percent(self.on_time, self.due - self.suspended)


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """`part` of `whole` in per cent, rounded half up once to one decimal; None of nothing."""
    if whole <= 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)


def counted(place: Place, period: Period, figure: str = "revisited") -> CaseQuerySet:
    """The cases that a figure of the three rates counts. Unknown figures count nothing."""
    if figure not in FIGURES:
        return Case.objects.none()
    found = _revisited(place, period).filter(FIGURES[figure])
    outside = kinds.uncounted(RATE_OF[figure])
    return found.exclude(kind__in=outside) if outside else found


def three_rates(place: Place, period: Period) -> ThreeRates:
    """The three rates of a place over a period, in one statement."""
    return _sum(_groups(place, period), _setting(place)).get(
        None, ThreeRates(setting=_setting(place))
    )


def three_rates_by(place: Place, period: Period, column: str) -> dict[int | None, ThreeRates]:
    """The same for each value of `column`: `township`, `village`, `handler` or `category`."""
    return _sum(_groups(place, period, column), _setting(place), column)


def closing_rates(place: Place, period: Period) -> ClosingRates:
    """The closing rates of a place over a period, in one statement."""
    due = Case.objects.within(place).filter(due_at__gte=period.start, due_at__lt=period.end)
    due = due.exclude(state__in=[State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN])
    found = due.aggregate(
        due=Count("pk"),
        suspended=Count("pk", filter=Q(state=State.SUSPENDED)),
        closed=Count("pk", filter=Q(state=State.CLOSED)),
        on_time=Count("pk", filter=Q(state=State.CLOSED, replied_at__lte=F("due_at"))),
    )
    return ClosingRates(**found)


def _revisited(place: Place, period: Period) -> CaseQuerySet:
    cases = Case.objects.within(place)
    return cases.filter(revisited_at__gte=period.start, revisited_at__lt=period.end, excluded=False)


def _groups(place: Place, period: Period, column: str = "") -> Iterable[Mapping[str, Any]]:
    keys: list[str] = [
        "contacted_in_time",
        "asked_resolved",
        "satisfaction",
        *(["kind"] if any(kinds.uncounted(rate) for rate in Rate) else []),
        *([column] if column else []),
    ]
    rows: Iterable[Mapping[str, Any]] = (
        _revisited(place, period).order_by().values(*keys).annotate(n=Count("pk"))
    )
    return rows


def _sum(
    rows: Iterable[Mapping[str, Any]], setting: CountySetting, column: str = ""
) -> dict[int | None, ThreeRates]:
    outside = {rate: set(kinds.uncounted(rate)) for rate in Rate}
    sums: dict[int | None, dict[str, int]] = {}
    answers: dict[int | None, dict[str, int]] = {}
    for row in rows:
        key, n = row[column] if column else None, row["n"]
        total = sums.setdefault(key, dict.fromkeys(_COUNTS, 0))
        counts = {rate: row.get("kind") not in outside[rate] for rate in Rate}
        if counts[Rate.RESPONSE]:
            total["revisited"] += n
            total["contacted"] += n if row["contacted_in_time"] else 0
        if counts[Rate.RESOLUTION]:
            total["answered_resolved"] += n if row["asked_resolved"] is not None else 0
            total["resolved"] += n if row["asked_resolved"] else 0
        if counts[Rate.SATISFACTION] and (answer := row["satisfaction"]):
            mine = answers.setdefault(key, {})
            mine[answer] = mine.get(answer, 0) + n
    return {
        k: ThreeRates(**v, answers=answers.get(k, {}), setting=setting) for k, v in sums.items()
    }


_COUNTS = ("revisited", "contacted", "answered_resolved", "resolved")


def _setting(place: Place) -> CountySetting:
    return deadlines.setting(place.pk if place.kind == "county" else None)
