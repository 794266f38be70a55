"""Plan and actual of many projects: the wall, its sums, the race of months, who owes what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from sanan.places.models import Place
from sanan.projects.enums import COUNTED, SetState
from sanan.projects.models import (
    Blocker,
    LockedMonth,
    Project,
    ProjectSet,
    Report,
    SetMember,
    YearPlan,
    schedule_of,
)
from sanan.scoring.numbers import sortable
from sanan.scoring.progress import Progress, colour, linear, progress

COLOURS = ("red", "yellow", "green", "unknown")
"""Worst first; what nobody knows comes last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One project in one month."""

    pk: int
    code: str
    name: str
    level: str
    org: str
    place: str
    invested_fen: int | None
    plan_fen: int | None
    progress: Progress
    physical: Any = None
    blockers: Sequence["Owed"] = ()
    late: bool = False

    @property
    def colour(self) -> str:
        """By the lead."""
        return self.progress.colour


@dataclass(frozen=True, slots=True)
class Owed:
    """A standing blocker: what, who owes it, by when."""

    case: str
    title: str
    org: str
    due_at: datetime | None

    @property
    def what(self) -> str:
        """What is stuck, where the project's name stands already: its case's title begins with it."""
        return self.title.partition("：")[2] or self.title


@dataclass(frozen=True, slots=True)
class Sum:
    """A set's figures in a month: Σ invested ÷ Σ plan of those that are known, never a mean of rates."""

    title: str
    number: int
    known: int
    invested_fen: int
    plan_fen: int
    progress: Progress
    code: str = ""
    rounding: str = "last"
    linear: bool = True

    @property
    def unknown(self) -> int:
        """How many have no figure; they are in neither sum."""
        return self.number - self.known


@dataclass(frozen=True, slots=True)
class Wall:
    """All of a set in a month, worst first."""

    month: str
    whole: Sum
    parts: Sequence[Sum]
    rows: Sequence[Row]
    colours: Mapping[str, int] = field(default_factory=dict)
    locked: bool = False


def wall(*, county: Place, month: str, chosen: ProjectSet | None = None) -> Wall:
    """The wall (亮晒台) of a set, or of all projects with a plan for the year, in six statements."""
    year, months = int(month[:4]), int(month[5:])
    projects = _of(county, chosen, year)
    plans = _plans(projects, year)
    due = chosen.schedule(months) if chosen else linear(months)
    rounding, places = (chosen.rounding, chosen.places) if chosen else ("last", 1)
    figures, owed = _figures(projects, month), owed_by_project(projects)
    rows = []
    for pk, code, name, level, org, place in projects.values_list(
        "pk", "code", "name", "level", "lead_org__name", "place__name"
    ):
        plan, own = plans.get(pk, (None, None))
        invested, physical, late = figures.get(pk, (None, None, False))
        schedule = own(months) if own else due
        found = progress(invested, plan, schedule, rounding=rounding, places=places)
        rows.append(
            Row(
                pk,
                code,
                name,
                level,
                org,
                place,
                invested,
                plan,
                found,
                physical,
                owed.get(pk, ()),
                late,
            )
        )
    rows.sort(key=_worst_first)
    whole = summed(rows, chosen, months, title=str(chosen) if chosen else "")
    return Wall(
        month=month,
        whole=whole,
        parts=_parts(rows, chosen, months),
        rows=rows,
        colours=Counter(row.colour for row in rows),
        locked=LockedMonth.objects.filter(county=county, month=month).exists(),
    )


def _of(county: Place, chosen: ProjectSet | None, year: int) -> QuerySet[Project]:
    rows = Project.objects.order_by()
    if chosen is not None:
        return rows.filter(pk__in=SetMember.objects.filter(set=chosen).values("project"))
    return rows.filter(county=county, pk__in=YearPlan.objects.filter(year=year).values("project"))


def _plans(projects: QuerySet[Project], year: int) -> dict[int, tuple[int, Any]]:
    """Of each project its year's amount, and its own curve where it has one."""
    found = YearPlan.objects.filter(project__in=projects.values("pk"), year=year)
    return {
        pk: (amount, _curve(shape, curve) if curve else None)
        for pk, amount, shape, curve in found.order_by().values_list(
            "project", "amount_fen", "shape", "curve"
        )
    }


def _curve(shape: str, curve: list[str]) -> Any:
    return lambda months: schedule_of(shape, curve, months)


def _figures(projects: QuerySet[Project], month: str) -> dict[int, tuple[Any, Any, bool]]:
    """Of each project what counts of a month; a locked figure goes before a correction's."""
    rows = Report.objects.filter(
        month=month, state__in=COUNTED, project__in=projects.values("pk")
    ).order_by("-state")  # verified, then locked
    values = rows.values_list("project", "invested_fen", "physical", "is_late")
    return {pk: (invested, physical, late) for pk, invested, physical, late in values}


def owed_by_project(projects: QuerySet[Project]) -> dict[int, list[Owed]]:
    """The standing blockers of projects, nearest clock first."""
    found: dict[int, list[Owed]] = defaultdict(list)
    rows = Blocker.objects.standing().filter(project__in=projects.values("pk"))
    for pk, code, title, org, due in rows.order_by("case__due_at", "pk").values_list(
        "project", "case__code", "case__title", "case__handler__name", "case__due_at"
    ):
        found[pk].append(Owed(code, title, org or "", due))
    return found


def _worst_first(row: Row) -> tuple[int, tuple[float, Fraction], str]:
    lead = row.progress.exact_lead
    return COLOURS.index(colour(lead)), sortable(lead or Fraction(0)), row.name


def summed(rows: Iterable[Row], chosen: ProjectSet | None, months: int, title: str) -> Sum:
    """Σ ÷ Σ over those of whom both sides are known."""
    rows = list(rows)
    known = [row for row in rows if row.invested_fen is not None and row.plan_fen]
    invested, plan = sum(r.invested_fen or 0 for r in known), sum(r.plan_fen or 0 for r in known)
    rounding, places = (chosen.rounding, chosen.places) if chosen else ("last", 1)
    due = chosen.schedule(months) if chosen else linear(months)
    found = progress(invested if known else None, plan, due, rounding=rounding, places=places)
    return Sum(
        title,
        len(rows),
        len(known),
        invested,
        plan,
        found,
        code=chosen.code if chosen else "",
        rounding=rounding,
        linear=not (chosen and chosen.curve),
    )


def _parts(rows: Sequence[Row], chosen: ProjectSet | None, months: int) -> list[Sum]:
    """The sets that lie in this one (其中), each project counted once in the whole."""
    if chosen is None:
        return []
    parts = list(chosen.parts.filter(state=SetState.IN_USE).order_by("pk"))
    members = defaultdict(set)
    for part, pk in SetMember.objects.filter(set__in=parts).values_list("set", "project"):
        members[part].add(pk)
    return [
        summed([r for r in rows if r.pk in members[part.pk]], part, months, title=part.title)
        for part in parts
    ]


@dataclass(frozen=True, slots=True)
class Race:
    """The history of a year as a table: a line a unit, a column a month, cells with lead and place."""

    months: Sequence[str]
    whole: Sequence[Progress]
    lines: Sequence["RaceLine"]


@dataclass(frozen=True, slots=True)
class RaceLine:
    """One unit's leads by month, and its place in each."""

    name: str
    cells: Sequence[tuple[Progress, int | None]]


def race(*, county: Place, month: str, chosen: ProjectSet | None = None) -> Race:
    """Month by month to `month`, which unit leads by how much; Σ ÷ Σ in every cell."""
    year, last = int(month[:4]), int(month[5:])
    projects = _of(county, chosen, year)
    plans = {pk: amount for pk, (amount, _own) in _plans(projects, year).items()}
    units = dict(projects.values_list("pk", "lead_org__name"))
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    rows = Report.objects.filter(
        month__startswith=f"{year}-",
        month__lte=month,
        state__in=COUNTED,
        project__in=projects.values("pk"),
        invested_fen__isnull=False,
    ).order_by("-state")
    figures: dict[tuple[int, str], int] = {
        (pk, m): fen
        for pk, m, fen in rows.values_list("project", "month", "invested_fen")
        if fen is not None
    }
    for (pk, of), fen in figures.items():
        for name in ("", units[pk]):
            if plans.get(pk):
                sums[name, int(of[5:])][0] += fen
                sums[name, int(of[5:])][1] += plans[pk]
    numbers = range(1, last + 1)
    due = {n: chosen.schedule(n) if chosen else linear(n) for n in numbers}
    rounding, decimals = (chosen.rounding, chosen.places) if chosen else ("last", 1)

    def cell(name: str, n: int) -> Progress:
        invested, plan = sums.get((name, n), (None, None))
        return progress(invested, plan, due[n], rounding=rounding, places=decimals)

    names = sorted(set(units.values()))
    cells = {name: [cell(name, n) for n in numbers] for name in names}
    placed = {n: _placed({name: cells[name][n - 1] for name in names}) for n in numbers}
    lines = [
        RaceLine(name, [(cells[name][n - 1], placed[n].get(name)) for n in numbers])
        for name in names
    ]
    lines.sort(key=lambda line: (line.cells[-1][1] is None, line.cells[-1][1] or 0, line.name))
    return Race([f"{year}-{n:02}" for n in numbers], [cell("", n) for n in numbers], lines)


def _placed(found: Mapping[str, Progress]) -> dict[str, int]:
    """Places by the exact completion; equals share one."""
    known = {n: p.exact_completion for n, p in found.items() if p.exact_completion is not None}
    return {n: 1 + sum(1 for other in known.values() if other > v) for n, v in known.items()}


@dataclass(frozen=True, slots=True)
class Debt:
    """What one unit owes: standing blockers and open tasks."""

    org: str
    blockers: Sequence[tuple[str, Owed]]
    overdue: int


def debts(*, county: Place, now: datetime) -> list[Debt]:
    """Who owes what, most overdue first."""
    found: dict[str, list[tuple[str, Owed]]] = defaultdict(list)
    rows = Blocker.objects.standing().filter(project__county=county)
    for project, code, title, org, due in rows.order_by("case__due_at", "pk").values_list(
        "project__name", "case__code", "case__title", "case__handler__name", "case__due_at"
    ):
        found[org or ""].append((project, Owed(code, title, org or "", due)))
    made = [
        Debt(org, owed, sum(1 for _p, each in owed if each.due_at and each.due_at < now))
        for org, owed in found.items()
    ]
    return sorted(made, key=lambda debt: (-debt.overdue, -len(debt.blockers), debt.org))


def sets_of(county: Place, year: int) -> list[ProjectSet]:
    """The lists in use of a year, wholes before their parts."""
    rows = ProjectSet.objects.filter(place=county, year=year, state=SetState.IN_USE)
    return sorted(rows, key=lambda each: (each.within_id is not None, each.pk))


def last_month(county: Place, today: date) -> str:
    """The newest month that has a figure; else the month before this one."""
    newest = (
        Report.objects.counted()
        .filter(project__county=county)
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    before = f"{today.year - (today.month == 1)}-{(today.month - 2) % 12 + 1:02}"
    return newest or before
