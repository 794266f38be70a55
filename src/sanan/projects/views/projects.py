"""Projects and their lists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages as ImportPages
from sanan.kit import clock, dates
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.places import maps
from sanan.places.queries import subtree
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.projects import actions
from sanan.projects.enums import OFFICERS, State
from sanan.projects.forms import staff as forms
from sanan.projects.forms.table import PROJECTS as PROJECT_TABLE
from sanan.projects.forms.table import REPORTS as REPORT_TABLE
from sanan.projects.models import Blocker, Project, ProjectSet
from sanan.projects.queries import lists
from sanan.projects.queries.figures import last_month
from sanan.projects.rules import PROJECT, SET
from sanan.projects.views.access import CAN, county, desk, page
from sanan.scoring.progress import progress

_both = require_http_methods(["GET", "HEAD", "POST"])
PROJECT_LIST = Lists(listed=lists.PROJECTS, template="projects", gate=desk(), frame=page)


def _project(request: HttpRequest, code: str) -> Project:
    rows = Project.objects.visible_to(access.me(request))
    return get_object_or_404(
        rows.select_related("place", "county", "lead_org", "officer"), code=code
    )


def _shown(request: HttpRequest, project: Project) -> dict[str, Any]:
    month = last_month(project.county, dates.local_day(clock.now()))
    plan = project.plans.filter(year=int(month[:4])).first()
    reports = list(project.reports.standing().select_related("by", "verified_by")[:24])
    counted = next(
        (r for r in reports if r.month == month and r.state in {"locked", "verified"}), None
    )
    found = progress(
        counted.invested_fen if counted else None,
        plan.amount_fen if plan else None,
        plan.schedule(int(month[5:])) if plan else None,
    )
    return {
        "story": timeline(PROJECT, project),
        "month": month,
        "plans": project.plans.all(),
        "reports": reports,
        "progress": found,
        "milestones": project.milestones.all(),
        "today": dates.local_day(clock.now()),
        "blockers": Blocker.objects.filter(project=project).select_related("case__handler"),
        "tasks": project.tasks.select_related("org"),
        "sets": project.sets.all(),
        "map": _map(project),
        "reported_href": reverse("projects_staff:month", args=[project.code]),
        "beside": PROJECT_LIST.beside(request, project),
    }


def _map(project: Project) -> maps.Map | None:
    if project.outline:
        shape = maps.area(project.name, [(p[0], p[1]) for p in project.outline])
    elif project.lat is not None and project.lon is not None:
        shape = maps.spot(project.name, project.lat, project.lon)
    else:
        return None
    return maps.Map([shape], _("项目在哪里"), ground=project.place.code)


PROJECTS = Pages(
    process=PROJECT,
    room="projects_staff",
    prefix="projects",
    name="project",
    template="project",
    find=_project,
    show=_shown,
    forms=forms.PROJECT_FORMS,
    first=(),
    gate=desk(),
    frame=page,
)


def _begun(request: HttpRequest, places: Any) -> dict[str, Any]:
    """What another page of the house began to write: title, text, and the code of a place."""
    given = {"name": "title", "summary": "text"}
    begun = {field: request.GET[name] for field, name in given.items() if name in request.GET}
    place = places.filter(code=request.GET.get("place", "")).first()
    return {**begun, "place": place.pk} if place else dict(begun)


@never_cache
@_both
@desk(*OFFICERS)
def register(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    there = county(request)
    places = subtree(there).filter(kind__in=["county", "township", "village"]).order_by("path")
    form = forms.Register(
        request.POST or None,
        places=places,
        county=there,
        initial={"place": there.pk, "state": State.UNDER_CONSTRUCTION, **_begun(request, places)},
    )
    return one_form(
        request,
        form,
        lambda given: actions.register(**given, by=access.me(request)),
        PROJECTS.address,
        "register",
        frame=page,
    )


def _set(request: HttpRequest, code: str) -> ProjectSet:
    rows = ProjectSet.objects.filter(place=county(request)).select_related("place", "within")
    return get_object_or_404(rows, code=code)


SETS = Pages(
    process=SET,
    room="projects_staff",
    prefix="sets",
    name="set",
    template="set",
    find=_set,
    show=lambda _request, project_set: {
        "story": timeline(SET, project_set),
        "members": project_set.projects.select_related("lead_org").order_by("name"),
    },
    forms={"list": forms.Listed, "close": Nothing},
    first=(),
    gate=desk(),
    frame=page,
)


@require_safe
@desk()
def sets(request: HttpRequest) -> HttpResponse:
    """The county's lists."""
    rows = ProjectSet.objects.filter(place=county(request)).select_related("within")
    return page(request, "sets", {"sets": rows, "place": county(request)})


@never_cache
@_both
@desk(*OFFICERS)
def new_set(request: HttpRequest) -> HttpResponse:
    """Make a list."""
    there = county(request)
    year = dates.local_day(clock.now()).year
    form = forms.Compile(request.POST or None, county=there, initial={"year": year})
    return one_form(
        request,
        form,
        lambda _given: actions.compile_set(place=there, **form.given(), by=access.me(request)),
        SETS.address,
        "new_set",
        frame=page,
    )


IMPORT = ImportPages(
    [PROJECT_TABLE, REPORT_TABLE],
    "projects_staff:import",
    _("导入项目、计划和月报"),
    lambda request: access.my_places(request, OFFICERS, "county", "township"),
    tabs="projects/staff/_tabs.html",
    more=access.may(CAN),
)
upload = _both(desk(*OFFICERS)(IMPORT.upload))
looked = never_cache(_both(desk(*OFFICERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*OFFICERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*OFFICERS)(IMPORT.rejected)))
