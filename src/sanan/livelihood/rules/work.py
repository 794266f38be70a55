"""The lives of an employer, a job and an application for it; who comes first."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.livelihood.enums import (
    HELPERS,
    KEEPERS,
    ApplicationState,
    EmployerState,
    JobState,
)
from sanan.livelihood.models import Application, Employer, Job
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Process, Relation, Verb

_E, _J, _A = EmployerState, JobState, ApplicationState
APPLICANT = Relation("applicant", whose=_("这一步由报名的人自己来办。"))
"""Whoever holds the application's query code, or signed in with its number."""


def _employer_checked(thing: Job, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.employer.state == EmployerState.CHECKED:
        return None
    sentence = _("用工单位还没有核实（执照、地址、欠薪记录）。请先核实，再发布岗位。")
    if thing.employer.state == EmployerState.BARRED:
        sentence = _("这个用工单位已经不再合作，不能再发布岗位。")
    return Refused(sentence, "not_checked")


def _job_open(thing: Application, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.job.state != JobState.OPEN:
        return Refused(_("这个岗位已经停招，请看看别的岗位。"), "job_closed")
    return None


def _villages_first(thing: Application, _by: Person | None, _at: datetime) -> Refused | None:
    """Whoever is of the villages of priority and waits for the same job goes before others."""
    if thing.job.hired >= thing.job.wanted:
        return Refused(_("这个岗位已经招满，请先改招聘人数或者介绍别的岗位。"), "full")
    if thing.first:
        return None
    ahead = thing.job.applications.waiting().filter(first=True).exclude(pk=thing.pk).count()
    if ahead:
        sentence = _("还有 %(n)d 位优先村的人在等这个岗位，要先安排他们；不合适的，先写明原因。")
        return Refused(sentence % {"n": ahead}, "villages_first")
    return None


EMPLOYER = Process(
    "employer",
    Employer,
    states=EmployerState,
    title=_("用工单位"),
    verbs=[
        Verb("propose", [], _E.PROPOSED, label=_("登记用工单位"), roles=HELPERS),
        Verb(
            "check",
            [_E.PROPOSED, _E.BARRED],
            _E.CHECKED,
            label=_("核实"),
            told=_("核实过了"),
            roles=HELPERS,
        ),
        Verb(
            "bar",
            [_E.PROPOSED, _E.CHECKED],
            _E.BARRED,
            label=_("不再合作"),
            told=_("不再合作"),
            roles=KEEPERS,
        ),
    ],
)

JOB = Process(
    "job",
    Job,
    states=JobState,
    title=_("岗位"),
    joins=("place", "employer"),
    verbs=[
        Verb(
            "post",
            [],
            _J.OPEN,
            label=_("发布岗位"),
            roles=HELPERS,
            when=_employer_checked,
        ),
        Verb("close", [_J.OPEN], _J.CLOSED, label=_("停招"), told=_("停招了"), roles=HELPERS),
        Verb(
            "reopen",
            [_J.CLOSED],
            _J.OPEN,
            label=_("再招"),
            told=_("又开始招人"),
            roles=HELPERS,
            when=_employer_checked,
        ),
    ],
)

APPLICATION = Process(
    "job_application",
    Application,
    states=ApplicationState,
    title=_("报名找活"),
    thing="application",
    joins=("place", "job__employer", "member__household"),
    verbs=[
        Verb(
            "apply",
            [],
            _A.APPLIED,
            label=_("报名"),
            roles=HELPERS,
            relations=[ANYONE],
            when=_job_open,
            public=True,
        ),
        Verb(
            "match",
            [_A.APPLIED, _A.INTRODUCED],
            label=_("对上名册里的人"),
            told=_("对上了名册"),
            roles=HELPERS,
        ),
        Verb(
            "introduce",
            [_A.APPLIED],
            _A.INTRODUCED,
            label=_("推荐给用工单位"),
            told=_("推荐给了用工单位"),
            roles=HELPERS,
            public=True,
        ),
        Verb(
            "hire",
            [_A.INTRODUCED],
            _A.HIRED,
            label=_("上岗了"),
            told=_("上岗了"),
            roles=HELPERS,
            when=_villages_first,
            public=True,
        ),
        Verb(
            "turn_down",
            [_A.APPLIED, _A.INTRODUCED],
            _A.TURNED_DOWN,
            label=_("没有成"),
            told=_("没有成"),
            roles=HELPERS,
            public=True,
        ),
        Verb(
            "withdraw",
            [_A.APPLIED, _A.INTRODUCED],
            _A.WITHDRAWN,
            label=_("不去了"),
            told=_("本人不去了"),
            roles=HELPERS,
            relations=[APPLICANT],
            public=True,
        ),
    ],
)
