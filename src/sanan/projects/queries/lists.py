"""The lists of the desk: projects, monthly reports."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit.amounts import spoken
from sanan.kit.dates import local_day, period
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.people import queries as people
from sanan.people.models import Org
from sanan.projects.enums import REPORTING, Level, ReportState, State
from sanan.projects.models import Blocker, Project, ProjectSet, Report, YearPlan


def _projects(asked: Asked) -> Any:
    plan = YearPlan.objects.filter(project=OuterRef("pk"), year=local_day(asked.now).year)
    rows = Project.objects.visible_to(asked.person).select_related("lead_org", "place", "officer")
    return rows.annotate(plan_fen=Subquery(plan.values("amount_fen")[:1]))


def _blocked(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(pk__in=Blocker.objects.standing().values("project"))


def _without_plan(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(plan_fen=None, state__in=REPORTING)


def _in_set(rows: Any, code: str, _asked: Asked) -> Any:
    return rows.filter(memberships__set__code=code)


def _set(code: str) -> str:
    found = ProjectSet.objects.filter(code=code).first()
    return str(found) if found else ""


def _org(pk: str) -> str:
    found = Org.objects.filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None
    return found.name if found else ""


def _mine(rows: Any, _value: str, asked: Asked) -> Any:
    mine = Q(officer=asked.person) | Q(lead_org__in=people.org_ids(asked.person))
    return rows.filter(mine)


PROJECTS = List(
    name="projects",
    title=_("重点项目"),
    rows=_projects,
    order=["level", "name", "pk"],
    href=lambda row: reverse("projects_staff:project", args=[row.code]),
    empty=_("还没有项目。可以登记一个，也可以从 Excel 导入。"),
    columns=[
        Column(_("项目"), lambda p: p.name, sort="name", width=36),
        Column(_("级别"), lambda p: p.get_level_display()),
        Column(_("责任单位"), lambda p: p.lead_org.name, sort="lead_org__name", width=24),
        Column(_("在哪里"), lambda p: p.place.spoken),
        Column(
            _("今年计划"),
            lambda p: p.plan_fen,
            cell=lambda p: spoken(p.plan_fen) or "—",
            fen=True,
            sort="plan_fen",
        ),
        Column(
            _("总投资"),
            lambda p: p.total_fen,
            cell=lambda p: spoken(p.total_fen) or "—",
            fen=True,
            shown=False,
        ),
        Column(_("现在"), lambda p: p.get_state_display()),
        Column(_("谁来报"), lambda p: p.officer.name if p.officer else "", shown=False),
        Column(_("业主单位"), lambda p: p.owner, shown=False),
        Column(_("施工单位"), lambda p: p.contractor, shown=False),
        Column(_("项目代码"), lambda p: p.number, shown=False),
    ],
    filters=[
        Filter("level", _("级别"), Level.choices, by_field("level")),
        Filter("state", _("现在"), State.choices, by_field("state")),
        Filter("blocked", _("卡点"), [("1", _("有卡点"))], _blocked),
        Filter("plan", _("计划"), [("none", _("还没有今年计划"))], _without_plan),
        Filter("mine", _("谁的"), [("1", _("我报的、我们单位的"))], _mine),
        Filter("set", _("名单"), known=_set, narrow=_in_set),
        Filter("org", _("责任单位"), known=_org, narrow=by_field("lead_org")),
    ],
    views=[
        View(_("全部"), {}),
        View(_("我报的、我们单位的"), {"mine": "1"}),
        View(_("有卡点"), {"blocked": "1"}, "red"),
        View(_("还没有今年计划"), {"plan": "none"}, "amber"),
        View(_("省级"), {"level": "provincial"}),
    ],
)


def _reports(asked: Asked) -> Any:
    visible = Project.objects.visible_to(asked.person)
    return Report.objects.filter(project__in=visible).select_related("project__lead_org", "by")


def _month(month: str) -> str:
    return period(month) if Report.objects.filter(month=month).exists() else ""


REPORTS = List(
    name="project_reports",
    title=_("月报"),
    rows=_reports,
    size=100,
    order=["-month", "project__name", "-version"],
    href=lambda row: reverse("projects_staff:report", args=[row.code]),
    empty=_("还没有月报。"),
    fallback={"state": "submitted"},
    columns=[
        Column(_("项目"), lambda r: r.project.name, sort="project__name", width=36),
        Column(_("月份"), lambda r: period(r.month), sort="month"),
        Column(_("责任单位"), lambda r: r.project.lead_org.name, width=24),
        Column(
            _("累计完成投资"),
            lambda r: r.invested_fen,
            cell=lambda r: spoken(r.invested_fen) or "—",
            fen=True,
            sort="invested_fen",
        ),
        Column(_("形象进度（%）"), lambda r: r.physical, num=True),
        Column(
            _("晚报"),
            lambda r: _("晚报") if r.is_late else "",
            tone=lambda r: "soon" if r.is_late else "",
        ),
        Column(_("现在"), lambda r: r.get_state_display()),
        Column(_("进展"), lambda r: r.progress, shown=False, width=40),
        Column(_("问题"), lambda r: r.problems, shown=False, width=40),
        Column(_("第几版"), lambda r: r.version, shown=False),
    ],
    filters=[
        Filter("state", _("现在"), ReportState.choices, by_field("state")),
        Filter(
            "late",
            _("晚报"),
            [("1", _("晚报的"))],
            lambda rows, _v, _a: rows.filter(is_late=True),
        ),
        Filter("month", _("月份"), known=_month, narrow=by_field("month")),
        Filter("all", _("范围"), known=lambda v: _("全部月报") if v == "1" else ""),
    ],
    views=[
        View(_("等核实"), {"state": "submitted"}, "amber"),
        View(_("等锁定"), {"state": "verified"}),
        View(_("晚报的"), {"late": "1"}, "red"),
        View(_("全部月报"), {"all": "1"}),
    ],
)
