"""The organiser's desk: projects, activities, who comes, hours."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import certificates, clock
from sanan.kit.errors import Missing
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline
from sanan.volunteers import actions, rules
from sanan.volunteers.actions import Served
from sanan.volunteers.enums import DESK, READERS, ActivityState, Way
from sanan.volunteers.forms import staff as forms
from sanan.volunteers.models import Activity, Project, Service, SignUp
from sanan.volunteers.queries import desk as reads
from sanan.volunteers.rules import ACTIVITY, SERVICE
from sanan.volunteers.views.access import desk, me, my_places, page

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_project(request: HttpRequest) -> HttpResponse:
    """A project."""
    start = {"begins_on": timezone.localdate()}
    form = forms.NewProject(
        request.POST or None, person=me(request), places=my_places(request), initial=start
    )
    return one_form(
        request,
        form,
        lambda given: actions.set_up(by=me(request), **given),
        lambda made: reverse("volunteers_staff:project", args=[made.code]),
        "new_project",
        frame=page,
    )


def _project(request: HttpRequest, code: str) -> Project:
    found = Project.objects.visible_to(me(request)).select_related("org", "place")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def project(request: HttpRequest, code: str) -> HttpResponse:
    """A project and its activities."""
    found = _project(request, code)
    values = {
        "project": found,
        "activities": found.activities.select_related("place").order_by("-starts_at")[:SHOWN],
        "count": found.activities.count(),
        "runs": rules.may_run(found.place, me(request)) and found.closed_at is None,
    }
    return page(request, "project", values)


@require_POST
@desk(*DESK)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """No more activities."""
    actions.close_project(project=_project(request, code), by=me(request))
    return redirect("volunteers_staff:project", code)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_activity(request: HttpRequest, code: str) -> HttpResponse:
    """An activity of a project."""
    found = _project(request, code)
    return one_form(
        request,
        forms.NewActivity(request.POST or None),
        lambda given: actions.plan(project=found, by=me(request), **given),
        ACTIVITIES.address,
        "new_activity",
        {"project": found},
        frame=page,
    )


def _activity(request: HttpRequest, code: str) -> Activity:
    found = Activity.objects.visible_to(me(request)).select_related("project__org", "place")
    return get_object_or_404(found, code=code)


def _activity_shown(request: HttpRequest, found: Activity) -> dict[str, Any]:
    """Who comes, who came, hours; for whoever may read them."""
    runs = rules.may_run(found.place, me(request)) and found.state != ActivityState.CANCELLED
    readable = Activity.objects.filter(below(me(request), READERS), pk=found.pk).exists()
    there = reads.unrecorded(found) if runs and found.starts_at <= clock.now() else None
    return {
        "roll": reads.roll_of(found) if readable else None,
        "runs": runs,
        "open": found.state == ActivityState.OPEN,
        "enter": forms.Enter() if runs else None,
        "hours": forms.Hours(activity=found, there=there) if there else None,
        "story": timeline(ACTIVITY, found),
    }


ACTIVITIES = Pages(
    process=ACTIVITY,
    room="volunteers_staff",
    prefix="activities",
    name="activity",
    template="activity",
    find=_activity,
    show=_activity_shown,
    forms={"finish": forms.Finish, "change": forms.Change, "cancel": forms.Because},
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
)


def _beside(request: HttpRequest, found: Activity, name: str, form: Any, act: Any) -> HttpResponse:
    """One more form on an activity's page."""

    def frame(
        _request: HttpRequest, _name: str, values: dict[str, Any], *, status: int
    ) -> HttpResponse:
        return ACTIVITIES.render(request, found, status=status, **{name: values["form"]})

    return one_form(
        request, form, act, lambda _made: ACTIVITIES.address(found), "activity", frame=frame
    )


@require_POST
@desk(*DESK)
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody comes who did not sign up on the phone."""
    found = _activity(request, code)
    form = forms.Enter(request.POST)
    return _beside(request, found, "enter", form, lambda given: _enter(found, me(request), **given))


def _enter(found: Activity, by: Person, volunteer: str) -> SignUp:
    known = reads.volunteer_named(volunteer)
    if known is None:
        raise Missing(_("没有找到这个志愿者。请核对编号，或先帮他登记。"), "no_volunteer")
    return actions.check_in(activity=found, volunteer=known, way=Way.LIST, by=by)


@require_POST
@desk(*DESK)
def hours(request: HttpRequest, code: str) -> HttpResponse:
    """How long those served who are ticked."""
    found = _activity(request, code)
    form = forms.Hours(request.POST, activity=found, there=reads.unrecorded(found))
    return _beside(request, found, "hours", form, lambda given: _hours(found, me(request), **given))


def _hours(found: Activity, by: Person, people: Any, **times: Any) -> list[Service]:
    signups = {s.volunteer_id: s for s in found.signups.select_related("volunteer__person")}
    rows = [Served(signups[each.pk], **times) for each in people]
    return actions.record_hours(activity=found, rows=rows, by=by)


@require_POST
@desk(*DESK)
def come(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Tick someone who signed up: they are there."""
    found = _activity(request, code)
    signups = SignUp.objects.select_related("volunteer__person")
    signup = get_object_or_404(signups, pk=pk, activity=found)
    actions.check_in(activity=found, volunteer=signup.volunteer, way=Way.LIST, by=me(request))
    return redirect("volunteers_staff:activity", code)


@require_safe
@desk(*READERS)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The list on paper: who signed up, with room for names and times."""
    found = _activity(request, code)
    values = {"activity": found, "roll": reads.roll_of(found), "blank": range(8)}
    return page(request, "sheet", values)


@require_safe
@desk(*READERS)
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The code that hangs at the place."""
    found = _activity(request, code)
    svg = certificates.code_of(f"/volunteers/here/{found.door_token}/")
    return HttpResponse(svg, content_type="image/svg+xml")


def _service(request: HttpRequest, ref: str) -> Service:
    rows = Service.objects.visible_to(me(request)).prefetch_related("corrections")
    found = rows.select_related("person__volunteer", "org", "place", "activity", "recorder")
    return get_object_or_404(found, ref=ref)


def _service_shown(_request: HttpRequest, found: Service) -> dict[str, Any]:
    """What was changed in it and why."""
    corrections = list(found.corrections.select_related("asked_by", "decided_by").order_by("-pk"))
    asked = next((each for each in corrections if each.granted is None), None)
    return {"corrections": corrections, "asked": asked, "story": timeline(SERVICE, found)}


SERVICES = Pages(
    process=SERVICE,
    room="volunteers_staff",
    prefix="services",
    name="service",
    template="service",
    find=_service,
    show=_service_shown,
    forms={
        "accept": Nothing,
        "decline": forms.Because,
        "settle": forms.Settle,
        "rate": forms.Rate,
        "correct": forms.Correct,
        "strike": forms.Because,
    },
    gate=desk(*READERS),
    acting=desk(*DESK),
    frame=page,
)
