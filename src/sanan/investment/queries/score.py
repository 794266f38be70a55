"""The score of a place in a year: facts that were verified, by rules that are data, told step by step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sanan.investment.enums import MONEY, Flag, Level, Metric, VoidReason
from sanan.investment.models import Agreement, Landing
from sanan.investment.queries import board
from sanan.investment.queries.counting import Scope
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.scoring import ItemScore, RuleSet, Subject, evaluate, plain, read
from sanan.scoring import Step as Told

YI = Decimal(10**10)
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "scoring.json"
TARGETS = {
    "signed_target": (Metric.SIGNED, str(Level.CITY)),
    "signed_amount_target": (Metric.SIGNED_AMOUNT, str(Level.CITY)),
    "paid_in_target": (Metric.PAID_IN, ""),
    "foreign_paid_in_target": (Metric.FOREIGN_PAID_IN, ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its points as printed, its steps in words, and where the rows of its fact stand."""

    title: str
    points: str
    steps: Sequence[str]
    href: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The whole score; `total` is "" where something is not known yet."""

    title: str
    version: str
    total: str
    lines: Sequence[Line]
    steps: Sequence[str]


@cache
def shipped() -> dict[str, Any]:
    """The rules of domain brief §2.10, which hold until a county adopts its own."""
    found: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found


def rule_set(scope: Scope) -> RuleSet:
    """The rules that hold here."""
    return read(scope.rules.scoring or shipped())


def facts(scope: Scope) -> dict[str, int | Decimal | None]:
    """What rules may ask for: counts, and sums in 亿元; a target that nobody set is None."""
    city = str(Level.CITY)
    goals = {(p.task.metric, p.task.level): p.task.target for p in board.tasks(scope)}
    found: dict[str, int | Decimal | None] = {
        "events": scope.measure(Metric.EVENTS),
        "signed": scope.measure(Metric.SIGNED, city),
        "signed_amount": scope.measure(Metric.SIGNED_AMOUNT, city) / YI,
        "registered": scope.measure(Metric.REGISTERED),
        "started": scope.measure(Metric.STARTED),
        "paid_in": scope.measure(Metric.PAID_IN) / YI,
        "foreign_paid_in": scope.measure(Metric.FOREIGN_PAID_IN) / YI,
        "late_start": scope.late(local_day(clock.now()))[Flag.START],
        "false": _false(scope),
    }
    for name, least, below in scope.rules.sizes:
        found[name] = scope.signed(city, least, below).count()
    for name, key in TARGETS.items():
        target = goals.get(key)
        found[name] = target / YI if target is not None and key[0] in MONEY else target
    return found


def _false(scope: Scope) -> int:
    """Wins that turned out to be false, by the day on which they were said to be won."""
    days = (scope.span.first, scope.span.last)
    signed = scope.seen(Agreement.objects.all()).filter(signed_on__range=days)
    landed = scope.seen(Landing.objects.all()).filter(happened_on__range=days)
    return sum(rows.filter(void_reason=VoidReason.FALSE).count() for rows in (signed, landed))


def hrefs(scope: Scope) -> Mapping[str, str]:
    """Where the rows of a fact stand."""
    city = str(Level.CITY)
    sizes = {
        name: scope.href_signed(city, least, below) for name, least, below in scope.rules.sizes
    }
    return {
        "events": scope.href_of(Metric.EVENTS),
        "signed": scope.href_of(Metric.SIGNED, city),
        "signed_amount": scope.href_of(Metric.SIGNED_AMOUNT, city),
        "registered": scope.href_of(Metric.REGISTERED),
        "started": scope.href_of(Metric.STARTED),
        "paid_in": scope.href_of(Metric.PAID_IN),
        "foreign_paid_in": scope.href_of(Metric.FOREIGN_PAID_IN),
        "late_start": scope.href("leads", late=Flag.START),
        **sizes,
    }


def of(scope: Scope) -> Scored:
    """The score here and now, explained."""
    rules, known = rule_set(scope), facts(scope)
    score = evaluate(rules, [Subject(scope.place.code, known)]).of(scope.place.code)
    where = hrefs(scope)
    asked = {item.key: item.value.fact for item in rules.items}
    lines = [_line(each, where.get(asked[each.key], "")) for each in score.items]
    total = "" if score.total is None else plain(score.total)
    return Scored(rules.title, rules.version, total, lines, _said(score.steps))


def _line(item: ItemScore, href: str) -> Line:
    points = "—" if item.exact is None else plain(item.exact)
    return Line(item.title, points, _said(item.steps), href)


def _said(steps: Sequence[Told]) -> list[str]:
    return [_(each.sentence) % each.values for each in steps]
