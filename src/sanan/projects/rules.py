"""The lives of projects, monthly reports, sets, meetings' tasks, rules and assessments; blockers as cases."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import State as CaseState
from sanan.cases.kinds import Kind
from sanan.cases.models import Case
from sanan.kit import dates
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, SYSTEM, Process, Relation, Sentence, Verb
from sanan.projects.enums import (
    CHIEFS,
    OFFICERS,
    REPORTING,
    AssessmentState,
    MeetingState,
    ReportState,
    RulesState,
    SetState,
    State,
    TaskState,
)
from sanan.projects.models import (
    Assessment,
    AssessmentRules,
    Blocker,
    LockedMonth,
    Meeting,
    Project,
    ProjectSet,
    Report,
    Task,
)

_S, _R, _T, _A = State, ReportState, TaskState, AssessmentState
ON_THE_WAY = (_S.RESERVE, *REPORTING)


def _reports(thing: Report, by: Person | None) -> bool:
    return by is not None and thing.project.officer_id == by.pk


def _office(thing: Report, by: Person | None) -> bool:
    return people.holds(by, OFFICERS, path=thing.project.county.path)


def _leads(thing: Report, by: Person | None) -> bool:
    return thing.project.lead_org_id in people.org_ids(by)


def _owes(task: Task, by: Person | None) -> bool:
    return task.org_id in people.org_ids(by)


REPORTER = Relation("reporter", _reports, whose=_("这一步由报这个项目的专员来办。"))
OFFICE = Relation("office", _office, whose=_("这一步由县里管项目的专员来办。"), roles=OFFICERS)
LEAD_UNIT = Relation("lead_unit", _leads, whose=_("这一步由责任单位或者另一位专员来办。"))
DEBTOR = Relation("debtor", _owes, whose=_("这一步由承担任务的单位来办。"))
COUNTY_OFFICE = Relation(
    "county_office",
    lambda thing, by: people.holds(by, OFFICERS, path=thing.county.path),
    whose=_("这一步由县里管项目的专员来办。"),
    roles=OFFICERS,
)


def _another(report: Report, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk == report.by_id:
        return Refused(
            _("报数的人不能自己核实，请另一位同事或者责任单位来核实。"), "another_person"
        )
    return None


def _month_stands(report: Report, _by: Person | None, _at: datetime) -> Refused | None:
    """A locked month takes corrections alone."""
    if report.version > 1 or report.reason or not is_locked(report):
        return None
    sentence = _("%(month)s已经锁定，不能再直接填报。要补报或者改数，请走“更正”，写明原因。")
    return Refused(sentence % {"month": dates.period(report.month)}, "locked_month")


def is_locked(report: Report) -> bool:
    """Whether the county has locked the report's month."""
    county = report.project.county_id
    return LockedMonth.objects.filter(county=county, month=report.month).exists()


PROJECT = Process(
    "project",
    Project,
    states=State,
    title=_("重点项目"),
    joins=("place", "county"),
    elsewhere=_("项目现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb("register", [], label=_("登记项目"), roles=OFFICERS, relations=[OPERATOR]),
        Verb(
            "amend",
            [s for s in _S if s != _S.DROPPED],
            label=_("改项目资料"),
            told=_("改了项目资料"),
            roles=OFFICERS,
            relations=[OPERATOR],
        ),
        Verb(
            "plan",
            [*ON_THE_WAY, _S.COMPLETED],
            label=_("定年度计划"),
            told=_("定了年度计划"),
            relations=[COUNTY_OFFICE, OPERATOR],
            public=True,
        ),
        Verb(
            "reach",
            [s for s in _S if s != _S.DROPPED],
            label=_("记一个节点"),
            told=_("节点有变化"),
            roles=OFFICERS,
            public=True,
        ),
        Verb("block", ON_THE_WAY, label=_("提一个卡点"), told=_("提了一个卡点"), roles=OFFICERS),
        Verb("prepare", [_S.RESERVE], _S.PRELIMINARY, label=_("转入前期"), roles=OFFICERS),
        Verb(
            "approve",
            [_S.PRELIMINARY],
            _S.APPROVED,
            label=_("已批准"),
            told=_("获得批准"),
            roles=OFFICERS,
            public=True,
        ),
        Verb(
            "start",
            [_S.APPROVED],
            _S.STARTED,
            label=_("开工"),
            told=_("开工了"),
            roles=OFFICERS,
            public=True,
        ),
        Verb("build", [_S.STARTED], _S.UNDER_CONSTRUCTION, label=_("转为在建"), roles=OFFICERS),
        Verb(
            "complete",
            [_S.UNDER_CONSTRUCTION],
            _S.COMPLETED,
            label=_("竣工"),
            told=_("竣工了"),
            roles=OFFICERS,
            public=True,
        ),
        Verb(
            "accept",
            [_S.COMPLETED],
            _S.ACCEPTED,
            label=_("通过验收"),
            roles=OFFICERS,
            public=True,
        ),
        Verb(
            "operate",
            [_S.ACCEPTED],
            _S.IN_OPERATION,
            label=_("投入使用"),
            roles=OFFICERS,
            public=True,
        ),
        Verb(
            "drop",
            ON_THE_WAY,
            _S.DROPPED,
            label=_("不再实施"),
            relations=[COUNTY_OFFICE],
            public=True,
        ),
    ],
)
SET = Process(
    "project_set",
    ProjectSet,
    states=SetState,
    title=_("项目名单"),
    thing="project_set",
    verbs=[
        Verb("compile", [], SetState.IN_USE, label=_("建一份名单"), roles=OFFICERS),
        Verb("list", [SetState.IN_USE], label=_("增减项目"), told=_("名单变了"), roles=OFFICERS),
        Verb("close", [SetState.IN_USE], SetState.CLOSED, label=_("停用"), roles=OFFICERS),
    ],
)
REPORT = Process(
    "project_report",
    Report,
    states=ReportState,
    title=_("月报"),
    thing="report",
    joins=("project__place", "project__county"),
    path=lambda report: report.project.place.path,
    elsewhere=_("这份月报现在是“%(state)s”，不能这样办。"),
    verbs=[
        Verb(
            "draft",
            [],
            _R.DRAFT,
            label=_("写月报"),
            roles=OFFICERS,
            relations=[REPORTER],
            when=_month_stands,
        ),
        Verb("correct", [], _R.DRAFT, label=_("更正"), roles=OFFICERS, relations=[REPORTER]),
        Verb(
            "fill",
            [_R.DRAFT],
            label=_("改草稿"),
            roles=OFFICERS,
            relations=[REPORTER],
            when=_month_stands,
        ),
        Verb(
            "submit",
            [_R.DRAFT],
            _R.SUBMITTED,
            label=_("报送"),
            told=_("报送了"),
            roles=OFFICERS,
            relations=[REPORTER],
            when=_month_stands,
        ),
        Verb(
            "send_back",
            [_R.SUBMITTED, _R.VERIFIED],
            _R.DRAFT,
            label=_("退回重报"),
            told=_("退回重报"),
            roles=OFFICERS,
            relations=[LEAD_UNIT],
        ),
        Verb(
            "verify",
            [_R.SUBMITTED],
            _R.VERIFIED,
            label=_("核实无误"),
            told=_("核实无误"),
            roles=OFFICERS,
            relations=[LEAD_UNIT],
            when=_another,
        ),
        Verb("lock", [_R.VERIFIED], _R.LOCKED, label=_("锁定"), relations=[OFFICE]),
        Verb("replace", [_R.LOCKED], _R.REPLACED, label=_("被更正取代"), relations=[SYSTEM]),
    ],
)
MEETING = Process(
    "project_meeting",
    Meeting,
    states=MeetingState,
    title=_("一线调度会"),
    thing="meeting",
    verbs=[
        Verb(
            "hold",
            [],
            MeetingState.HELD,
            label=_("记一次调度会"),
            roles=[*OFFICERS, *CHIEFS],
        )
    ],
)
TASK = Process(
    "project_task",
    Task,
    states=TaskState,
    title=_("调度会任务"),
    thing="task",
    joins=("place", "org"),
    verbs=[
        Verb("assign", [], _T.OPEN, label=_("派任务"), roles=[*OFFICERS, *CHIEFS]),
        Verb("finish", [_T.OPEN], _T.DONE, label=_("报完成"), relations=[DEBTOR]),
        Verb(
            "confirm",
            [_T.DONE],
            _T.CONFIRMED,
            label=_("确认完成"),
            roles=[*OFFICERS, *CHIEFS],
        ),
        Verb("reject", [_T.DONE], _T.OPEN, label=_("还没完成"), roles=[*OFFICERS, *CHIEFS]),
        Verb(
            "drop",
            [_T.OPEN, _T.DONE],
            _T.DROPPED,
            label=_("不再要求"),
            roles=[*OFFICERS, *CHIEFS],
        ),
    ],
)
RULES = Process(
    "project_rules",
    AssessmentRules,
    states=RulesState,
    title=_("考评规则"),
    thing="rules",
    verbs=[
        Verb("write", [], RulesState.DRAFT, label=_("写一版规则"), roles=OFFICERS),
        Verb("adopt", [RulesState.DRAFT], RulesState.IN_FORCE, label=_("启用"), roles=CHIEFS),
        Verb("retire", [RulesState.IN_FORCE], RulesState.RETIRED, label=_("停用"), roles=CHIEFS),
    ],
)


def _heard(thing: Assessment, _by: Person | None, at: datetime) -> Refused | None:
    if thing.until_on is not None and dates.local_day(at) <= thing.until_on:
        sentence = _("异议听取到 %(day)s为止，期满以后才能公布。")
        return Refused(sentence % {"day": dates.day(thing.until_on)}, "being_heard")
    if thing.scores.filter(objections__answered_at=None, objections__isnull=False).exists():
        return Refused(_("还有异议没有答复，请先答复。"), "objection_open")
    return None


def _in_time(thing: Assessment, _by: Person | None, at: datetime) -> Refused | None:
    if thing.until_on is not None and dates.local_day(at) > thing.until_on:
        return Refused(_("听取异议的时间已经过了。请直接向县里管项目的专员反映。"), "over")
    return None


def _scored(thing: Assessment, by: Person | None) -> bool:
    """Whoever reports an assessed project, or works for an assessed unit or the one that leads."""
    if by is None:
        return False
    units = people.org_ids(by)
    mine = Q(project__officer=by) | Q(project__lead_org__in=units) | Q(org__in=units)
    return thing.scores.filter(mine).exists()


SCORED = Relation("scored", _scored, whose=_("被考评的项目和单位可以提异议。"))
ASSESSMENT = Process(
    "project_assessment",
    Assessment,
    states=AssessmentState,
    title=_("季度考评"),
    thing="assessment",
    joins=("place", "rules"),
    verbs=[
        Verb("assess", [], _A.DRAFT, label=_("开始一季的考评"), roles=OFFICERS),
        Verb("judge", [_A.DRAFT], label=_("评一项"), told=_("评了一项"), roles=OFFICERS),
        Verb("recount", [_A.DRAFT, _A.SHOWN], label=_("按现在的数重算"), roles=OFFICERS),
        Verb("show", [_A.DRAFT], _A.SHOWN, label=_("听取异议"), roles=OFFICERS),
        Verb(
            "object",
            [_A.SHOWN],
            label=_("提异议"),
            told=_("收到一条异议"),
            relations=[SCORED],
            when=_in_time,
        ),
        Verb("answer", [_A.SHOWN], label=_("答复异议"), told=_("答复了一条异议"), roles=OFFICERS),
        Verb(
            "publish",
            [_A.SHOWN],
            _A.PUBLISHED,
            label=_("公布"),
            told=_("公布了"),
            roles=CHIEFS,
            when=_heard,
            public=True,
        ),
        Verb("withdraw", [_A.DRAFT, _A.SHOWN], _A.WITHDRAWN, label=_("撤销"), roles=OFFICERS),
    ],
)
"""The leader publishes what the office worked out, after everybody could object."""


def _of_my_projects(person: Person) -> Q | None:
    """Whoever reads projects sees what stands in their way."""
    visible = Project.objects.visible_to(person)
    held = {post.role for post in people.posts(person)}
    return Q(blocker__project__in=visible) if held & set(OFFICERS) else None


def _raised(case: Case, by: Person | None) -> bool:
    """An officer of the project, at or above its place, or who reports it."""
    blocker = Blocker.objects.select_related("project__place").filter(case=case).first()
    if blocker is None or by is None:
        return False
    project = blocker.project
    return project.officer_id == by.pk or people.holds(by, OFFICERS, path=project.place.path)


PROJECT_OFFICER = Relation("blocked_project", _raised, roles=OFFICERS)


def _facts(case: Case) -> Iterator[tuple[Sentence, str]]:
    found = Blocker.objects.select_related("project").filter(case=case).first()
    if found is not None:
        yield _("卡住的项目"), found.project.name
        yield _("卡在哪里"), str(found.get_kind_display())


BLOCKER = Kind(
    name="project_blocker",
    label=_("项目卡点"),
    verbs=[
        Verb(
            "unblock",
            {CaseState.REPLIED, CaseState.VERIFYING, CaseState.REVISITING},
            CaseState.CLOSED,
            label=_("卡点解决了"),
            told=_("项目专员确认卡点解决了"),
            relations=[PROJECT_OFFICER],
        ),
        Verb(
            "still_blocked",
            {CaseState.REPLIED, CaseState.VERIFYING, CaseState.REVISITING},
            CaseState.REWORK,
            label=_("还卡着"),
            told=_("项目专员说还卡着"),
            relations=[PROJECT_OFFICER],
        ),
    ],
    forms={
        "unblock": "sanan.projects.forms.staff:Unblock",
        "still_blocked": "sanan.projects.forms.staff:StillBlocked",
    },
    actions="sanan.projects.actions.blockers",
    first=["unblock"],
    facts=_facts,
    shows=_of_my_projects,
    published=False,
    counts=frozenset(),
)
"""Between offices: no resident raised it, so it is neither published nor counted in the three rates."""
