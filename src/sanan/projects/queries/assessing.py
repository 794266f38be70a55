"""The facts of a quarter, and what a version of rules makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit.errors import Invalid
from sanan.places.models import Place
from sanan.projects.enums import BEGUN, MilestoneKind, Subjects
from sanan.projects.models import (
    AssessedScore,
    Assessment,
    AssessmentRules,
    Milestone,
    Project,
    Report,
)
from sanan.projects.queries.figures import Row, wall
from sanan.scoring import Result, RuleSet, RulesRefused, Score, Subject, evaluate, read

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "rules.json"
WAN = 1_000_000
"""Fen of ten thousand yuan: facts are given in the unit in which people read them."""
FACTS: Mapping[str, str | Promise] = {
    "invested": gettext_lazy("累计完成投资（万元）"),
    "plan": gettext_lazy("年度计划投资（万元）"),
    "completion": gettext_lazy("完成率（%）"),
    "schedule": gettext_lazy("时序进度（%）"),
    "lead": gettext_lazy("超时序（百分点）"),
    "physical": gettext_lazy("形象进度（%）"),
    "late_reports": gettext_lazy("晚报的月数"),
    "blockers": gettext_lazy("还没解决的卡点"),
    "due_milestones": gettext_lazy("到期的节点"),
    "reached_milestones": gettext_lazy("到期并且达到的节点"),
    "new_starts": gettext_lazy("本季新开工"),
    "started": gettext_lazy("已开工项目"),
    "projects": gettext_lazy("项目个数"),
    "score": gettext_lazy("总分"),
}
"""What rules may ask of a project or a unit. Nothing here counts what members of staff did (H2)."""
SUMMED = (
    "late_reports",
    "blockers",
    "due_milestones",
    "reached_milestones",
    "new_starts",
    "started",
)


def quarter(period: str) -> list[str]:
    """The three months of 2026Q3. Raises `Invalid`."""
    year, _q, number = period.partition("Q")
    if len(year) != 4 or not year.isascii() or not year.isdigit() or number not in set("1234"):
        raise Invalid(_("季度要写成 2026Q3。"), "no_quarter", field="period")
    last = int(number) * 3
    return [f"{year}-{month:02}" for month in range(last - 2, last + 1)]


@cache
def example() -> dict[str, Any]:
    """Rules to begin with."""
    found: dict[str, Any] = orjson.loads(EXAMPLE.read_bytes())
    return found


def ruleset(data: Any) -> RuleSet:
    """Rules with the facts named as people read them. Raises `Invalid` with every fault."""
    try:
        named = (
            {**data, "names": {**_names(), **data.get("names", {})}}
            if isinstance(data, dict)
            else data
        )
        return read(named)
    except RulesRefused as no:
        told = "；".join(f"{f.where}：{_(f.sentence) % f.values}" for f in no.faults[:8])
        raise Invalid(
            _("规则有问题：%(told)s") % {"told": told}, "rules", field="rules_text"
        ) from None


def _names() -> dict[str, str]:
    return {fact: str(name) for fact, name in FACTS.items()}


def unknown_facts(rules: RuleSet) -> list[str]:
    """Facts that rules ask for and nobody gathers; manual items give their own."""
    manual = {item.value.fact or item.key for item in rules.items if item.kind == "manual"}
    flags = {
        test.fact
        for listing in (rules.red, rules.black)
        for test in ((*listing.tests, *listing.unless) if listing else ())
        if test.kind == "flag"
    }
    return [fact for fact in rules.facts if fact not in FACTS and fact not in manual | flags]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One project or unit with its facts of a quarter."""

    key: str
    name: str
    facts: Mapping[str, Fraction | None]
    group: str = ""
    project: int | None = None
    org: int | None = None


def facts(*, county: Place, period: str, subjects: str) -> list[Assessed]:
    """The facts of every project with a plan for the year, or of the units that lead them."""
    months = quarter(period)
    found = wall(county=county, month=months[-1])
    projects = _counts(county, months)
    each = [(row, _of_project(row, projects)) for row in found.rows]
    if subjects == Subjects.PROJECT:
        return [
            Assessed(row.code, row.name, known, row.level, project=row.pk) for row, known in each
        ]
    return _units(each, found.whole.progress.exact_schedule)


def _counts(county: Place, months: Sequence[str]) -> dict[str, dict[int, Any]]:
    """What is counted beside the sums, of all projects in few statements."""
    late = Report.objects.filter(
        project__county=county, month__in=months, is_late=True, version=1
    ).values_list("project")
    first = date.fromisoformat(f"{months[0]}-01")
    year, number = int(months[-1][:4]), int(months[-1][5:])
    end = date(year + number // 12, number % 12 + 1, 1)
    due = Milestone.objects.filter(
        project__county=county, planned_on__gte=first, planned_on__lt=end
    ).exclude(kind=MilestoneKind.OPERATION)
    opened = Milestone.objects.filter(
        project__county=county,
        kind=MilestoneKind.PERMIT,
        reached_on__gte=first,
        reached_on__lt=end,
    )
    begun = Project.objects.filter(county=county, state__in=BEGUN).values_list("pk")
    return {
        "late_reports": _by_project(late),
        "due_milestones": _by_project(due.values_list("project")),
        "reached_milestones": _by_project(due.filter(reached_on__lt=end).values_list("project")),
        "new_starts": _by_project(opened.values_list("project")),
        "started": {pk: 1 for (pk,) in begun},
    }


def _by_project(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().annotate(n=Count("pk")))


def _of_project(row: Row, counts: Mapping[str, Mapping[int, int]]) -> dict[str, Fraction | None]:
    known: dict[str, Fraction | None] = {
        "invested": _wan(row.invested_fen),
        "plan": _wan(row.plan_fen),
        "completion": row.progress.exact_completion,
        "schedule": row.progress.exact_schedule,
        "lead": row.progress.exact_lead,
        "physical": None if row.physical is None else Fraction(row.physical),
        "blockers": Fraction(len(row.blockers)),
        "projects": Fraction(1),
    }
    return known | {name: Fraction(found.get(row.pk, 0)) for name, found in counts.items()}


def _wan(fen: int | None) -> Fraction | None:
    return None if fen is None else Fraction(fen, WAN)


def _units(
    each: Sequence[tuple[Row, Mapping[str, Fraction | None]]], schedule: Fraction | None
) -> list[Assessed]:
    """Σ ÷ Σ of each unit's projects; a project without a figure leaves the unit's sum unknown."""
    orgs = dict(
        Project.objects.filter(pk__in=[row.pk for row, _f in each]).values_list("pk", "lead_org")
    )
    found: dict[int, list[tuple[Row, Mapping[str, Fraction | None]]]] = {}
    for row, known in each:
        found.setdefault(orgs[row.pk], []).append((row, known))
    return [
        Assessed(f"u{org}", rows[0][0].org, _of_unit([f for _r, f in rows], schedule), org=org)
        for org, rows in found.items()
    ]


def _of_unit(
    rows: Sequence[Mapping[str, Fraction | None]], schedule: Fraction | None
) -> dict[str, Fraction | None]:
    invested, plan = _total(rows, "invested"), _total(rows, "plan")
    completion = None
    if invested is not None and plan:
        completion = invested * 100 / plan
    lead = None if completion is None or schedule is None else completion - schedule
    known = {name: _total(rows, name) for name in SUMMED}
    return known | {
        "invested": invested,
        "plan": plan,
        "completion": completion,
        "schedule": schedule,
        "lead": lead,
        "projects": Fraction(len(rows)),
    }


def _total(rows: Iterable[Mapping[str, Fraction | None]], name: str) -> Fraction | None:
    total = Fraction(0)
    for row in rows:
        value = row.get(name)
        if value is None:
            return None
        total += value
    return total


def tried(rules: RuleSet, assessed: Iterable[Assessed]) -> Result:
    """Score without writing anything down."""
    return evaluate(rules, [Subject(a.key, a.facts, a.group) for a in assessed])


def kept(scores: Iterable[AssessedScore]) -> list[Subject]:
    """The subjects of an assessment, by the facts that stand written with them."""
    return [
        Subject(
            s.key,
            {name: None if v is None else Fraction(v) for name, v in s.facts.items()},
            s.group,
            s.evidence,
        )
        for s in scores
    ]


def worked_out(assessment: Assessment) -> Result:
    """The result once more, from rules and facts as they stand: what explanations are printed from."""
    return evaluate(ruleset(assessment.rules.data), kept(assessment.scores.all()))


def explained(score: AssessedScore) -> Score:
    """How one score came about, line by line."""
    return worked_out(score.assessment).of(score.key)


def in_force(place: Place, subjects: str = "") -> list[AssessmentRules]:
    """The rules that count now."""
    rows = AssessmentRules.objects.filter(place=place, state="in_force")
    return list(rows.filter(subjects=subjects) if subjects else rows)
