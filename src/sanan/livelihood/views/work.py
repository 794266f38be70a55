"""The desk's pages of employers, jobs and applications, and of what suits somebody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.insight.private import partial
from sanan.kit import dates, vault
from sanan.kit.errors import Invalid
from sanan.lists.pages import Lists
from sanan.livelihood.actions import work
from sanan.livelihood.enums import HELPERS
from sanan.livelihood.forms import work as forms
from sanan.livelihood.forms.households import Look
from sanan.livelihood.models import (
    Application,
    Employer,
    Job,
    Member,
)
from sanan.livelihood.queries import matching
from sanan.livelihood.queries.desk import APPLICATIONS, JOBS
from sanan.livelihood.rules.work import APPLICATION, EMPLOYER, JOB
from sanan.livelihood.views.frame import Cell, Link, Section, Shown, cells, desk, new, page, places
from sanan.people import access
from sanan.people.actions import reveal
from sanan.process.forms import Nothing
from sanan.process.pages import Pages
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])


def _work_links(request: HttpRequest) -> list[Link]:
    if not access.held(request) & set(HELPERS):
        return []
    return [
        Link(_("发布岗位"), reverse("livelihood_staff:new_job"), main=True),
        Link(_("替人报名"), reverse("livelihood_staff:apply")),
        Link(_("用工单位"), reverse("livelihood_staff:employers")),
        Link(_("报名"), f"{reverse('livelihood_staff:applications')}?waiting=1"),
    ]


JOB_LIST = Lists(
    listed=JOBS,
    template="list",
    gate=desk(),
    frame=page,
    show=lambda request, _asked: {"tab": "work", "links": _work_links(request)},
)
APPLICATION_LIST = Lists(
    listed=APPLICATIONS,
    template="list",
    gate=desk(),
    frame=page,
    show=lambda request, _asked: {"tab": "work", "links": _work_links(request)},
)


@require_safe
@desk()
def employers(request: HttpRequest) -> HttpResponse:
    """Everyone who offers work here."""
    rows = [
        cells(
            each.name,
            each.get_state_display(),
            dates.day(each.checked_on),
            each.contact,
            href=EMPLOYERS.address(each),
        )
        for each in Employer.objects.visible_to(access.me(request))
    ]
    heads = [_("单位名称"), _("现在"), _("核实"), _("联系人")]
    section = Section(_("用工单位"), heads, rows, _("还没有。先登记，核实以后才能发布岗位。"))
    links = []
    if access.held(request) & set(HELPERS):
        links = [Link(_("登记用工单位"), reverse("livelihood_staff:new_employer"), main=True)]
    shown = Shown(title=_("用工单位"), tab="work", sections=[section], links=links)
    return page(request, "sections", {"shown": shown})


@never_cache
@both
@desk(*HELPERS)
def new_employer(request: HttpRequest) -> HttpResponse:
    """Note an employer."""
    form = forms.NewEmployer(request.POST or None, places=places(request, HELPERS))
    return new(request, form, work.propose, EMPLOYERS.address, _("登记用工单位"), "work")


@never_cache
@both
@desk(*HELPERS)
def new_job(request: HttpRequest) -> HttpResponse:
    """Post a job."""
    known = Employer.objects.visible_to(access.me(request)).filter(state="checked")
    form = forms.NewJob(request.POST or None, employers=known)
    return new(request, form, work.post, JOBS_PAGES.address, _("发布岗位"), "work")


@never_cache
@both
@desk(*HELPERS)
def apply(request: HttpRequest) -> HttpResponse:
    """An application for somebody who came in person."""
    jobs = Job.objects.visible_to(access.me(request)).open()
    form = forms.ApplyFor(request.POST or None, jobs=jobs, initial=request.GET.dict())
    return new(request, form, work.apply, APPLICATIONS_PAGES.address, _("替人报名"), "work")


def _employer(request: HttpRequest, code: str) -> Employer:
    rows = Employer.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place"), code=code)


def _employer_page(_request: HttpRequest, employer: Employer) -> dict[str, Any]:
    rows = [
        cells(
            each.title,
            each.get_state_display(),
            dates.day(each.posted_on),
            href=JOBS_PAGES.address(each),
        )
        for each in employer.jobs.all()
    ]
    facts = [
        (_("统一社会信用代码"), employer.credit_no or "—"),
        (_("联系人"), employer.contact),
        (_("电话"), employer.phone),
        (_("核实"), f"{dates.day(employer.checked_on)} {employer.finding}".strip() or _("还没有")),
    ]
    shown = Shown(
        title=employer.name,
        tab="work",
        standing=employer.get_state_display(),
        facts=facts,
        sections=[Section(_("岗位"), [_("岗位"), _("现在"), _("发布")], rows, _("没有。"))],
    )
    return {"shown": shown, "story": timeline(EMPLOYER, employer)}


EMPLOYERS = Pages(
    process=EMPLOYER,
    room="livelihood_staff",
    prefix="employers",
    name="employer",
    template="thing",
    find=_employer,
    show=_employer_page,
    forms={"check": forms.Check, "bar": forms.Bar},
    first=("check",),
    gate=desk(),
    frame=page,
)


def _job(request: HttpRequest, code: str) -> Job:
    rows = Job.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "employer"), code=code)


def job_facts(job: Job) -> list[tuple[object, object]]:
    """What a job is, at the desk and on a phone."""
    hours = _("时间自己定")
    if job.begins and job.ends:
        hours = f"{job.begins:%H:%M}–{job.ends:%H:%M}"
    return [
        (_("用工单位"), job.employer.name),
        (_("报酬"), job.pay),
        (_("时间"), hours),
        (_("离小区"), _("%(km)s 公里") % {"km": job.km}),
        (_("要会什么"), "、".join(job.skill_names) or _("不限")),
        (_("招几个人"), job.wanted),
    ]


def _job_page(request: HttpRequest, job: Job) -> dict[str, Any]:
    rows = [
        cells(
            each.name,
            each.village or "—",
            each.get_state_display(),
            each.reason,
            href=APPLICATIONS_PAGES.address(each),
        )
        for each in job.applications.all()
    ]
    heads = [_("姓名"), _("优先村"), _("现在"), _("原因")]
    note = _("优先村的人排在前面。后面的人要上岗，优先村的人都要先安排，或者写明为什么不合适。")
    suited = [
        cells(
            each.member.name,
            each.member.household.number,
            "；".join(each.fit.why),
            href=reverse("livelihood_staff:member", args=[each.member.code]),
        )
        for each in matching.people_for(job)
    ]
    shown = Shown(
        title=job.title,
        tab="work",
        standing=job.get_state_display(),
        text=job.about,
        facts=job_facts(job),
        sections=[
            Section(_("报名"), heads, rows, _("还没有人报名。"), note),
            Section(
                _("合适的人"),
                [_("姓名"), _("户号"), _("为什么合适")],
                suited,
                _("登记过想找活的人里，没有合适的。"),
            ),
        ],
        links=[Link(_("替人报名"), f"{reverse('livelihood_staff:apply')}?job={job.pk}")]
        if access.held(request) & set(HELPERS)
        else [],
    )
    return {"shown": shown, "story": timeline(JOB, job)}


JOBS_PAGES = Pages(
    process=JOB,
    room="livelihood_staff",
    prefix="jobs",
    name="job",
    template="thing",
    find=_job,
    show=_job_page,
    forms={"close": Nothing, "reopen": Nothing},
    first=(),
    gate=desk(),
    frame=page,
)


@require_safe
@desk(*HELPERS)
def fitting(request: HttpRequest, code: str) -> HttpResponse:
    """The jobs that suit somebody, best first, and why the others do not."""
    rows = Member.objects.visible_to(access.me(request)).select_related("household", "place")
    member = get_object_or_404(rows, code=code)
    good: list[list[Cell]] = []
    bad: list[list[Cell]] = []
    for each in matching.jobs_for(member):
        row = cells(each.job.title, each.job.employer.name, href=JOBS_PAGES.address(each.job))
        why = each.fit.why if each.fit.suits else each.fit.no
        (good if each.fit.suits else bad).append([*row, Cell("；".join(why))])
    heads = [_("岗位"), _("用工单位"), _("为什么")]
    shown = Shown(
        title=_("适合%(name)s的活") % {"name": member.name},
        tab="members",
        sections=[
            Section(_("合适的"), heads, good, _("现在没有合适的岗位。")),
            Section(_("不合适的"), heads, bad, _("没有。")),
        ],
        links=[Link(_("回到这个人"), reverse("livelihood_staff:member", args=[member.code]))],
    )
    return page(request, "sections", {"shown": shown})


def _application(request: HttpRequest, code: str) -> Application:
    rows = Application.objects.visible_to(access.me(request))
    return get_object_or_404(
        rows.select_related("place", "job__employer", "member__household__origin"), code=code
    )


def _application_page(request: HttpRequest, application: Application) -> dict[str, Any]:
    phone = partial.phone(vault.unlock(application.phone_locked))
    facts: list[tuple[object, object]] = [
        (_("岗位"), application.job.title),
        (_("用工单位"), application.job.employer.name),
        (_("电话"), phone),
        (_("谁报的名"), _("社区代报") if application.by_centre else _("本人")),
        (_("优先村"), application.village or _("不是，或者还没对上名册")),
    ]
    if application.reason:
        facts.append((_("原因"), application.reason))
    links = [Link(_("看这个岗位"), JOBS_PAGES.address(application.job))]
    if access.held(request) & set(HELPERS):
        links.append(Link(_("看电话"), reverse("livelihood_staff:phone", args=[application.code])))
    if application.member:
        href = reverse("livelihood_staff:member", args=[application.member.code])
        links.append(Link(_("名册里的这个人"), href))
    shown = Shown(
        title=application.name,
        tab="work",
        standing=application.get_state_display(),
        facts=facts,
        links=links,
    )
    return {"shown": shown, "story": timeline(APPLICATION, application)}


APPLICATIONS_PAGES = Pages(
    process=APPLICATION,
    room="livelihood_staff",
    prefix="applications",
    name="application",
    template="thing",
    find=_application,
    show=_application_page,
    forms={
        "introduce": Nothing,
        "hire": Nothing,
        "turn_down": forms.TurnDown,
        "match": forms.Match,
        "withdraw": Nothing,
    },
    first=("introduce", "hire"),
    gate=desk(),
    frame=page,
)


@never_cache
@both
@desk(*HELPERS)
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """The number of an applicant, for a stated purpose; the look stands on the record."""
    application = _application(request, code)
    form = Look(request.POST or None)
    number = ""
    if request.method == "POST" and form.is_valid():
        try:
            number = reveal(
                locked=application.phone_locked,
                subject=application.code,
                field="phone",
                purpose=form.cleaned_data["purpose"],
                by=access.me(request),
            )
        except Invalid as no:
            form.refuse(no)
    values = {"application": application, "form": form, "number": number}
    return page(request, "phone", values, status=422 if form.errors else 200)
