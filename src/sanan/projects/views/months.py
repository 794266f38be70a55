"""Monthly reports: an officer's month on one page, each report, locking a month."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock, dates
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.rounding import money
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people.actions import note_export
from sanan.process.bulk import Bulk
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.projects import actions
from sanan.projects.enums import OFFICERS, ReportState
from sanan.projects.forms import staff as forms
from sanan.projects.models import LockedMonth, Project, Report
from sanan.projects.queries import lists, papers
from sanan.projects.queries.desk import due_at, month_rows, reported_month
from sanan.projects.queries.figures import last_month
from sanan.projects.rules import REPORT
from sanan.projects.views.access import county, desk, look, page

_both = require_http_methods(["GET", "HEAD", "POST"])
REPORT_LIST = Lists(
    listed=lists.REPORTS, template="reports", gate=desk(), frame=page, many=lambda: MANY
)


def _report(request: HttpRequest, code: str) -> Report:
    rows = Report.objects.filter(project__in=Project.objects.visible_to(access.me(request)))
    joined = rows.select_related("project__place", "project__county", "project__lead_org", "by")
    return get_object_or_404(joined, code=code)


REPORTS = Pages(
    process=REPORT,
    room="projects_staff",
    prefix="reports",
    name="report",
    template="report",
    find=_report,
    show=lambda request, report: {
        "story": timeline(REPORT, report),
        "others": Report.objects.filter(project=report.project_id, month=report.month).exclude(
            pk=report.pk
        ),
        "plan": report.project.plans.filter(year=report.year).first(),
        "correct": reverse("projects_staff:correct", args=[report.project.code, report.month])
        if report.state == ReportState.LOCKED
        else "",
        "beside": REPORT_LIST.beside(request, report),
    },
    forms=forms.REPORT_FORMS,
    first=("verify", "submit"),
    gate=desk(),
    frame=page,
)


def _chosen(request: HttpRequest, codes: list[str]) -> Any:
    rows = Report.objects.filter(project__in=Project.objects.visible_to(access.me(request)))
    joined = rows.select_related("project__place", "project__county", "project__lead_org", "by")
    return joined.filter(code__in=codes).order_by("project__name")


def _told(report: Report) -> tuple[str, str]:
    said = money(report.invested_fen) if report.invested_fen is not None else _("没有数")
    return f"{report.project.name} {dates.period(report.month)}", said


MANY: Bulk[Report] = Bulk(
    pages=REPORTS,
    forms={"verify": forms.Verify, "lock": Nothing},
    chosen=_chosen,
    told=_told,
    back="projects_staff:reports",
)
"""Each with its figure beside it, so that whoever verifies many has seen them."""


def _month(request: HttpRequest) -> str:
    asked = request.GET.get("month", "")
    try:
        return actions.reports.month_of(asked) if asked else _now()
    except Refused:
        return _now()


def _now() -> str:
    return reported_month(dates.local_day(clock.now()))


@never_cache
@_both
@desk(*OFFICERS)
def mine(request: HttpRequest) -> HttpResponse:
    """All my projects of a month on one page, filled in from last month; saved or sent together."""
    me, month = access.me(request), _month(request)
    rows = month_rows(me, month)
    form = forms.MonthLines(request.POST or None, rows=rows)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            send = "send" in request.POST
            refused = actions.submit_all(given=form.given(), month=month, by=me, send=send)
            if not refused:
                return redirect(f"{reverse('projects_staff:mine')}?month={month}")
            form.refuse(refused)
            status = 409
    values = {
        "form": form,
        "month": month,
        "due": due_at(month),
        "late": clock.now() > due_at(month),
        "left": sum(1 for row in rows if row.editable),
    }
    return page(request, "mine", values, status=status)


@require_safe
@desk(*OFFICERS)
def mine_sheet(request: HttpRequest) -> HttpResponse:
    """The same as a workbook to fill in and send back."""
    me, month = access.me(request), _month(request)
    rows = month_rows(me, month)
    note_export(what={"list": "project_month", "month": month}, rows=len(rows), by=me)
    return excel(papers.month_sheet(rows, month), f"projects-{month}")


@never_cache
@_both
@desk(*OFFICERS)
def month_of_project(request: HttpRequest, code: str) -> HttpResponse:
    """One project's month, with photos."""
    project = _mine(request, code)
    month = _month(request)
    standing = project.reports.standing().filter(month=month).order_by("-version").first()
    if standing is not None:
        return redirect(REPORTS.address(standing))
    form = forms.Fill(
        request.POST or None, request.FILES or None, thing=project, person=access.me(request)
    )
    return one_form(
        request,
        form,
        lambda given: actions.draft(project=project, month=month, **given, by=access.me(request)),
        REPORTS.address,
        "month",
        {"project": project, "month": month},
        frame=page,
    )


def _mine(request: HttpRequest, code: str) -> Project:
    rows = Project.objects.visible_to(access.me(request)).select_related("place", "county")
    return get_object_or_404(rows, code=code)


@never_cache
@_both
@desk(*OFFICERS)
def correct(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Another version of a month that is locked."""
    project = _mine(request, code)
    last = project.reports.filter(month=month).order_by("-version").first()
    form = forms.Correct(
        request.POST or None,
        request.FILES or None,
        thing=last or project,
        person=access.me(request),
    )
    return one_form(
        request,
        form,
        lambda given: actions.correct(project=project, month=month, **given, by=access.me(request)),
        REPORTS.address,
        "correct",
        {"project": project, "month": month, "last": last},
        frame=page,
    )


@never_cache
@_both
@desk(*OFFICERS)
def lock(request: HttpRequest) -> HttpResponse:
    """A month: what is verified, what is missing, and locking it."""
    there, status = county(request), 200
    month = (
        _month(request)
        if request.GET.get("month")
        else last_month(there, dates.local_day(clock.now()))
    )
    said: object = ""
    if request.method == "POST":
        try:
            asked = actions.reports.month_of(request.POST.get("month", ""))
            actions.lock_month(county=there, month=asked, by=access.me(request))
        except Refused as no:
            said, status = no.sentence, no.status
        else:
            return redirect(f"{reverse('projects_staff:lock')}?month={asked}")
    rows = Report.objects.standing().filter(project__county=there, month=month)
    states = [
        (label, state, rows.filter(state=state).count()) for state, label in ReportState.choices[:4]
    ]
    values = {
        **look(request).values(),
        "month": month,
        "states": states,
        "missing": actions.missing(county=there, month=month),
        "locked": LockedMonth.objects.filter(county=there, month=month).first(),
        "said": said,
        "heading": _("锁定一个月"),
    }
    return page(request, "lock", values, status=status)
