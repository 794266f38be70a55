"""Tables taken in: a year's projects with their plans, a month's reports. Each row once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.imports.taking import Outcome, Row, Terms
from sanan.kit import dates
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.rounding import money
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.declare import OPERATOR
from sanan.projects.actions import projects as registry
from sanan.projects.actions import reports
from sanan.projects.enums import OFFICERS, Level, ReportState, State
from sanan.projects.models import Project, Report, YearPlan
from sanan.projects.queries.notices import sum_in


def _find(county: Place, row: Row) -> Project | None:
    rows = Project.objects.filter(county=county)
    if row.get("number"):
        return rows.filter(number=row["number"]).first()
    found = list(rows.filter(name=row["name"])[:2])
    if len(found) > 1:
        raise Refused(_("有两个项目都叫这个名字，请写项目代码。"), "two_of_name")
    return found[0] if found else None


def _choice(kinds: Any, said: str, fallback: Any) -> Any:
    """The choice that a cell's words name, in any of their forms."""
    for each in kinds:
        if said and (said in {each.value, str(each.label)} or said[:2] == str(each.label)[:2]):
            return each
    if said:
        raise Refused(_("“%(said)s”不认识。") % {"said": said}, "unknown_choice")
    return fallback


class _Taking:
    """What both tables share: the county, who acts."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        place = terms.place or places.default()
        found = next((p for p in [place, *places.ancestors(place)] if p.kind == "county"), None)
        if found is None:
            raise Refused(_("请选到一个县。"), "no_county")
        self.county = found
        if terms.by is not None and not people.holds(terms.by, OFFICERS, path=place.path):
            raise Forbidden(_("这张表由管项目的专员来导入。"), "not_yours")

    @property
    def at(self) -> datetime:
        """The moment of the import."""
        return self.terms.at

    def forget(self) -> None:
        """Nothing is kept that a rehearsal made."""


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A row of the first table."""

    known: Project | None
    name: str
    number: str
    values: Mapping[str, Any]
    year: int
    plan_fen: int | None


class TakingProjects(_Taking):
    """Registers what is not there, puts right what differs, fixes the year's plan where there is none."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.actor: dict[str, Any] = {"by": terms.by, "at": terms.at}
        if terms.by is None:
            self.actor["relation"] = OPERATOR
        self.orgs: dict[str, Org] = {}

    def read(self, row: Row) -> ProjectLine:
        """A line with its unit and place found."""
        if not row.get("name"):
            raise Refused(_("没有写项目名称。"), "no_name")
        values: dict[str, Any] = {
            "lead_org": self._org(row.get("org") or ""),
            "place": self._place(row.get("place") or ""),
            "level": _choice(Level, row.get("level") or "", Level.COUNTY),
            "state": _choice(State, row.get("state") or "", State.UNDER_CONSTRUCTION),
            "officer": self._officer(row.get("officer") or ""),
            "total_fen": registry.money(row.get("total_fen"), "total_fen"),
            **{name: row.get(name) or "" for name in ("owner", "contractor", "sector")},
        }
        plan = row.get("plan_fen")
        if plan is not None and plan <= 0:
            raise Refused(_("年度计划要大于 0：计划是 0 就没有完成率。"), "plan_zero")
        year = row.get("year") or dates.local_day(self.at).year
        known = _find(self.county, row)
        return ProjectLine(known, row["name"], row.get("number") or "", values, year, plan)

    def key(self, item: ProjectLine) -> str:
        """By number, else by name."""
        return item.number or item.name

    def words(self, item: ProjectLine) -> object:
        """Everything that the row says."""
        said = tuple(getattr(v, "pk", v) for v in item.values.values())
        return (item.name, item.number, item.year, item.plan_fen, said)

    def find(self, keys: Sequence[str]) -> Mapping[str, Project]:
        """What is there already."""
        rows = Project.objects.filter(county=self.county).select_related("place", "county")
        found = {p.name: p for p in rows.filter(name__in=keys)}
        return found | {p.number: p for p in rows.filter(number__in=keys) if p.number}

    def differs(self, known: Project, item: ProjectLine) -> bool:
        """Whether particulars or plan say something new."""
        return bool(self._changed(known, item)) or self._plans(known, item)

    def _changed(self, known: Project, item: ProjectLine) -> dict[str, Any]:
        kept = ("lead_org", "officer", "total_fen", "owner", "contractor", "sector", "level")
        return {
            n: item.values[n]
            for n in kept
            if item.values[n] not in {None, ""} and item.values[n] != getattr(known, n)
        }

    def _plans(self, known: Project, item: ProjectLine) -> bool:
        if item.plan_fen is None:
            return False
        plan = YearPlan.objects.filter(project=known, year=item.year).first()
        return plan is None or plan.amount_fen != item.plan_fen

    def write(
        self, fresh: Sequence[ProjectLine], changed: Sequence[tuple[Project, ProjectLine]]
    ) -> None:
        """Each through its verbs."""
        for item in fresh:
            made = registry.register(
                name=item.name, number=item.number, **item.values, **self.actor
            )
            self._plan(made, item)
        for known, item in changed:
            if values := self._changed(known, item):
                registry.amend(project=known, **values, **self.actor)
            if self._plans(known, item):
                self._plan(known, item)

    def _plan(self, project: Project, item: ProjectLine) -> None:
        if item.plan_fen is not None:
            reason = _("导入“%(source)s”") % {"source": self.terms.source}
            registry.plan(
                project=project,
                year=item.year,
                amount_fen=item.plan_fen,
                reason=reason,
                **self.actor,
            )

    def finish(self, outcome: Outcome, /) -> None:
        """Nothing more."""

    def _org(self, name: str) -> Org:
        if name not in self.orgs:
            found = Org.objects.filter(name=name, place__path__startswith=self.county.path).first()
            if found is None:
                sentence = _("没有找到责任单位“%(name)s”，请先在机构里加上，或者改成已有的名称。")
                raise Refused(sentence % {"name": name}, "no_org")
            self.orgs[name] = found
        return self.orgs[name]

    def _place(self, name: str) -> Place:
        if not name:
            return self.county
        found = Place.objects.filter(name=name, path__startswith=self.county.path).first()
        return found or self.county

    def _officer(self, name: str) -> Person | None:
        if not name:
            return None
        return Person.objects.filter(
            name=name,
            positions__role__in=OFFICERS,
            positions__place__path__startswith=self.county.path,
        ).first()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row of a month's table; `stated_fen` is the sum in its own words."""

    project: Project
    month: str
    said: reports.Said
    stated_fen: int | None


class TakingReports(_Taking):
    """Writes drafts and sends them; what words and figure say otherwise is told beside the outcome."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        if terms.by is None:
            raise Forbidden(_("月报要由报数的人自己导入，请登录以后在页面上传。"), "not_yours")
        self.by: Person = terms.by
        self.differing: list[str] = []

    def read(self, row: Row) -> ReportLine:
        """A line of a project that is there."""
        project = _find(self.county, row)
        if project is None:
            sentence = _("没有“%(name)s”这个项目，请先登记。")
            raise Refused(sentence % {"name": row.get("number") or row.get("name")}, "no_project")
        month = reports.month_of(row.get("month") or "")
        said = reports.Said(
            row.get("invested_fen"),
            row.get("physical"),
            *(row.get(name) or "" for name in ("progress", "problems", "explained")),
        )
        return ReportLine(project, month, said, sum_in(said.progress))

    def key(self, item: ReportLine) -> str:
        """Project and month."""
        return f"{item.project.pk} {item.month}"

    def words(self, item: ReportLine) -> object:
        """Everything that the row says."""
        return (self.key(item), str(item.said))

    def find(self, keys: Sequence[str]) -> Mapping[str, Report]:
        """The standing versions."""
        pks = {int(key.split()[0]) for key in keys}
        rows = Report.objects.standing().filter(project__in=pks).order_by("version")
        found = {f"{r.project_id} {r.month}": r for r in rows.select_related("project__county")}
        return {key: found[key] for key in keys if key in found}

    def differs(self, known: Report, item: ReportLine) -> bool:
        """Whether it says something new; a report that was sent is never written over."""
        mine = reports.Said(
            known.invested_fen, known.physical, known.progress, known.problems, known.explained
        )
        if mine == replace(item.said, progress=item.said.progress.strip()):
            return False
        if known.state != ReportState.DRAFT:
            self.differing.append(
                _("%(project)s %(month)s已经报送，没有改。要改数请走“更正”。")
                % {"project": item.project.name, "month": dates.period(item.month)}
            )
            return False
        return True

    def write(
        self, fresh: Sequence[ReportLine], changed: Sequence[tuple[Report, ReportLine]]
    ) -> None:
        """Each as a draft, to be looked over and sent on the officer's page."""
        for item in [*fresh, *(line for _known, line in changed)]:
            reports.draft(
                project=item.project, month=item.month, said=item.said, by=self.by, at=self.at
            )
            if item.stated_fen is not None and item.stated_fen != item.said.invested_fen:
                self.differing.append(
                    _("%(project)s：文字里写累计完成 %(text)s，表里是 %(table)s，请核对。")
                    % {
                        "project": item.project.name,
                        "text": money(item.stated_fen),
                        "table": money(item.said.invested_fen or 0),
                    }
                )

    def finish(self, outcome: Outcome, /) -> None:
        """Say where words and figures differ."""
        outcome.asides += list(dict.fromkeys(self.differing))
