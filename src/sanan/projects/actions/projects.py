"""Projects: their registration, year plans, milestones and the road from reserve to operation."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from sanan.kit import clock, dates, words
from sanan.kit.errors import Invalid
from sanan.kit.numbers import exact
from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.places.queries import lineage
from sanan.process.declare import Relation
from sanan.projects.enums import Level, MilestoneKind, Shape, State
from sanan.projects.models import Milestone, Project, YearPlan
from sanan.projects.rules import PROJECT
from sanan.scoring.progress import MONTHS

MOST_FEN = 10**17
"""A million 亿: larger sums are a slip of the unit."""
WRITTEN = ("name", "number", "sector", "summary", "owner", "contractor", "lead_cadre", "funding")
LENGTHS = {
    "name": 120,
    "number": 40,
    "sector": 40,
    "summary": 1000,
    "funding": 200,
    "lead_cadre": 40,
}


@PROJECT.action("register")
def register(
    *,
    place: Place,
    name: str,
    level: str,
    lead_org: Org,
    by: Person | None,
    officer: Person | None = None,
    state: str = State.RESERVE,
    total_fen: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    lat: float | None = None,
    lon: float | None = None,
    outline: Sequence[Sequence[float]] = (),
    relation: Relation | None = None,
    at: datetime | None = None,
    **said: str,
) -> Project:
    """Enter a project, wherever it stands by now. `said` are `WRITTEN` besides the name."""
    found = lineage(place)
    if found.county_id is None:
        raise Invalid(_("请选到县或者县以下的地方。"), "no_county", field="place")
    made = Project(
        place=place,
        county_id=found.county_id,
        level=Level(level),
        lead_org=lead_org,
        officer=officer,
        state=State(state),
        total_fen=money(total_fen, "total_fen"),
        starts_on=starts_on,
        ends_on=ends_on,
        lat=lat,
        lon=lon,
        outline=[list(map(float, point)) for point in outline],
        registered_at=clock.at_or_now(at),
        **_written({"name": name, **said}),
    )
    _in_order(made)
    with PROJECT.begin("register", made, by=by, at=at, relation=relation):
        pass
    return made


@PROJECT.action("amend")
def amend(
    *,
    project: Project,
    by: Person | None,
    relation: Relation | None = None,
    at: datetime | None = None,
    **changed: Any,
) -> Project:
    """Put its particulars right; what is not given stays."""
    values = {name: changed[name] for name in WRITTEN if name in changed}
    with PROJECT.step("amend", project, by=by, at=at, relation=relation) as step:
        step.set(**_written(values))
        for name in ("lead_org", "officer", "starts_on", "ends_on", "lat", "lon", "level"):
            if name in changed:
                step.set(**{name: changed[name]})
        if "total_fen" in changed:
            step.set(total_fen=money(changed["total_fen"], "total_fen"))
        _in_order(step.thing)
    return project


def money(fen: int | None, field: str) -> int | None:
    """A sum that may stand; None where it is not known. Raises `Invalid`."""
    if fen is not None and fen <= 0:
        raise Invalid(_("金额要大于 0；还不知道就空着。"), "not_positive", field=field)
    if fen is not None and fen > MOST_FEN:
        raise Invalid(_("金额太大，请看看单位是不是万元写成了亿元。"), "too_large", field=field)
    return fen


def _written(given: dict[str, Any]) -> dict[str, str]:
    found = {
        name: words.clean_line(given[name] or "", most=LENGTHS.get(name, 80), field=name)
        for name in WRITTEN
        if name in given
    }
    if "name" in found:
        words.needed(found["name"], "name")
    return found


def _in_order(project: Project) -> None:
    if project.starts_on and project.ends_on and project.ends_on < project.starts_on:
        raise Invalid(_("完工日期要在开工日期以后。"), "dates", field="ends_on")
    if (project.lat is None) != (project.lon is None):
        raise Invalid(_("经度和纬度要一起写。"), "half_point", field="lon")
    same = Project.objects.filter(county=project.county_id, number=project.number)
    if project.number and same.exclude(pk=project.pk).exists():
        raise Invalid(_("这个项目编号已经有了，请查一下是不是登记过。"), "twice", field="number")


@PROJECT.action("plan")
def plan(
    *,
    project: Project,
    year: int,
    amount_fen: int,
    by: Person | None,
    curve: Sequence[str] = (),
    reason: str = "",
    relation: Relation | None = None,
    at: datetime | None = None,
) -> YearPlan:
    """Fix what is to be invested in a year. A plan that stands is changed only with a reason.

    `curve` are twelve rising percentages up to 100, empty for a twelfth a month.
    """
    amount, shape = _amount(amount_fen), checked_curve(curve)
    before = YearPlan.objects.filter(project=project, year=year).first()
    if before is not None and before.amount_fen != amount and not reason.strip():
        sentence = _("%(year)s 年的计划已经定过，调整要写明原因和文件依据。")
        raise Invalid(sentence % {"year": year}, "no_reason", field="reason")
    made = before or YearPlan(project=project, year=year)
    made.amount_fen, made.curve = amount, shape
    made.shape = Shape.CURVE if shape else Shape.LINEAR
    with PROJECT.step("plan", project, by=by, at=at, relation=relation) as step:
        step.data = {"year": year, "amount_fen": amount, "curve": shape}
        step.say(words.clean(reason, most=300, field="reason"))
        made.save()
    return made


def _amount(fen: int) -> int:
    if fen <= 0:
        raise Invalid(
            _("年度计划要大于 0：计划是 0 就没有完成率。今年不投资的项目，不用定计划。"),
            "plan_zero",
            field="amount_fen",
        )
    return money(fen, "amount_fen") or fen


def checked_curve(curve: Sequence[str]) -> list[str]:
    """Twelve cumulative percentages as text, or none. Raises `Invalid` for one that falls."""
    said = [str(each).strip() for each in curve if str(each).strip()]
    if not said:
        return []
    found = [each for text in said if (each := exact(text.removesuffix("%"))) is not None]
    if len(found) < len(said):
        raise Invalid(_("曲线要写 12 个百分数，用逗号或者空格隔开。"), "curve", field="curve")
    if len(found) != MONTHS or found[-1] != 100 or not all(0 <= each <= 100 for each in found):
        raise Invalid(
            _("曲线要写 1 到 12 月累计的百分数，共 12 个，最后一个是 100。"), "curve", field="curve"
        )
    for month, (before, after) in enumerate(pairwise(found), start=2):
        if after < before:
            sentence = _("曲线在 %(month)s 月往下掉了（%(before)s → %(after)s）。累计数不能变小。")
            given = {"month": month, "before": before, "after": after}
            raise Invalid(sentence % given, "curve_falls", field="curve")
    return [str(each) for each in found]


@PROJECT.action("reach")
def reach(
    *,
    project: Project,
    kind: str,
    by: Person,
    planned_on: date | None = None,
    reached_on: date | None = None,
    at: datetime | None = None,
) -> Milestone:
    """When a milestone is planned, or that it was reached; a day once reached is not taken away."""
    today = dates.local_day(clock.at_or_now(at))
    if reached_on is not None and reached_on > today:
        raise Invalid(_("还没有到这一天。没到的节点请写计划日期。"), "not_yet", field="reached_on")
    if planned_on is None and reached_on is None:
        raise Invalid(_("请写计划日期，或者实际到达的日期。"), "no_day", field="planned_on")
    before = Milestone.objects.filter(project=project, kind=kind).first()
    made = before or Milestone(project=project, kind=MilestoneKind(kind))
    made.planned_on = planned_on or made.planned_on
    made.reached_on = reached_on or made.reached_on
    with PROJECT.step("reach", project, by=by, at=at) as step:
        step.data = {
            "kind": str(kind),
            "planned_on": made.planned_on,
            "reached_on": made.reached_on,
        }
        step.say(str(made.get_kind_display()), public=True)
        made.save()
    return made


def _mover(verb: str) -> Any:
    def move(
        *, project: Project, by: Person, note: str = "", at: datetime | None = None
    ) -> Project:
        """Move it on, with a word of why where there is one."""
        with PROJECT.step(verb, project, by=by, at=at) as step:
            step.note = words.clean(note, most=500, field="note")
        return project

    return PROJECT.action(verb)(move)


prepare, approve, start, build = map(_mover, ("prepare", "approve", "start", "build"))
complete, accept, operate, drop = map(_mover, ("complete", "accept", "operate", "drop"))
