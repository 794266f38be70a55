"""Scheduling meetings and their tasks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit import clock, dates
from sanan.people import access
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.projects import actions
from sanan.projects.enums import CHIEFS, OFFICERS
from sanan.projects.forms import staff as forms
from sanan.projects.models import Meeting, Task
from sanan.projects.rules import TASK
from sanan.projects.views.access import county, desk, page

_both = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50


@require_safe
@desk()
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings, newest first, with how their tasks stand."""
    there = county(request)
    rows = Meeting.objects.filter(place=there).prefetch_related("tasks")[:SHOWN]
    return page(request, "meetings", {"meetings": rows, "place": there})


@never_cache
@_both
@desk(*OFFICERS, *CHIEFS)
def hold(request: HttpRequest) -> HttpResponse:
    """Put a meeting on record."""
    there = county(request)
    form = forms.Hold(
        request.POST or None, county=there, initial={"held_on": dates.local_day(clock.now())}
    )
    return one_form(
        request,
        form,
        lambda given: actions.hold(place=there, **given, by=access.me(request)),
        lambda made: reverse("projects_staff:meeting", args=[made.code]),
        "hold",
        frame=page,
    )


@never_cache
@_both
@desk()
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """A meeting, its tasks, and a further task."""
    there = county(request)
    found = get_object_or_404(Meeting, code=code, place=there)
    may = bool(access.held(request) & {*OFFICERS, *CHIEFS})
    form = forms.Assign(request.POST or None, county=there) if may else None
    values = {"meeting": found, "tasks": found.tasks.select_related("org", "project"), "may": may}
    if form is None:
        return page(request, "meeting", values)
    return one_form(
        request,
        form,
        lambda _given: actions.assign(meeting=found, **form.given(), by=access.me(request)),
        lambda _made: reverse("projects_staff:meeting", args=[found.code]),
        "meeting",
        values,
        frame=page,
    )


TASKS = Pages(
    process=TASK,
    room="projects_staff",
    prefix="tasks",
    name="task",
    template="task",
    find=lambda request, code: get_object_or_404(
        Task.objects.visible_to(access.me(request)).select_related(
            "place", "org", "project", "meeting"
        ),
        code=code,
    ),
    show=lambda _request, task: {"story": timeline(TASK, task)},
    forms=forms.TASK_FORMS,
    gate=access.desk_of(*access.STAFF)(),
    frame=page,
)
