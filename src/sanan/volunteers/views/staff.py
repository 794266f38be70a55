"""The organiser's desk: projects, activities, who comes, hours."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Missing
from sanan.people.queries import below
from sanan.volunteers import actions, rules
from sanan.volunteers.actions import Served
from sanan.volunteers.enums import DESK, READERS, ActivityState, Way
from sanan.volunteers.forms import staff as forms
from sanan.volunteers.models import Activity, Project, Service, SignUp
from sanan.volunteers.queries import desk as reads
from sanan.volunteers.queries import papers
from sanan.volunteers.rules import SERVICE
from sanan.volunteers.views.access import desk, me, my_places, page, tried

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_project(request: HttpRequest) -> HttpResponse:
    """A project."""
    start = {"begins_on": timezone.localdate()}
    form = forms.NewProject(
        request.POST or None, person=me(request), places=my_places(request), initial=start
    )
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.set_up(by=me(request), **form.cleaned_data))
        if made:
            return redirect("volunteers_staff:project", made.code)
    return page(request, "new_project", {"form": form}, status=422 if form.errors else 200)


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
    form = forms.NewActivity(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.plan(project=found, by=me(request), **form.cleaned_data))
        if made:
            return redirect("volunteers_staff:activity", made.code)
    values = {"form": form, "project": found}
    return page(request, "new_activity", values, status=422 if form.errors else 200)


def _activity(request: HttpRequest, code: str) -> Activity:
    found = Activity.objects.visible_to(me(request)).select_related("project__org", "place")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity: who comes, who came, hours."""
    return _activity_page(request, _activity(request, code))


def _activity_page(
    request: HttpRequest, found: Activity, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    runs = rules.may_run(found.place, me(request))
    there = reads.unrecorded(found)
    shown = _forms(found, there) if runs else {}
    able = [
        (name, LABELS[name], (wrong or {}).get(name, form), bool(wrong and name in wrong))
        for name, form in shown.items()
    ]
    readable = Activity.objects.filter(below(me(request), READERS), pk=found.pk).exists()
    values = {
        "activity": found,
        "roll": reads.roll_of(found) if readable else None,
        "runs": runs,
        "forms": able,
        "open": found.state == ActivityState.OPEN,
    }
    return page(request, "activity", values, status=422 if wrong else 200)


def _forms(found: Activity, there: Any) -> dict[str, Any]:
    """What can be done with the activity now, one form each."""
    now, state = clock.now(), found.state
    shown: dict[str, Any] = {}
    if state == ActivityState.CANCELLED:
        return shown
    shown["enter"] = forms.Enter()
    if found.starts_at <= now and there:
        shown["hours"] = forms.Hours(activity=found, there=there)
    if found.ends_at <= now:
        shown["finish"] = forms.Finish(initial={"beneficiaries": found.beneficiaries or 0})
    if state == ActivityState.OPEN and found.starts_at > now:
        shown["change"] = forms.Change(activity=found)
    if state == ActivityState.OPEN:
        shown["cancel"] = forms.Because()
    return shown


LABELS = {
    "enter": _("在名单上加人并签到"),
    "hours": _("记时长"),
    "finish": _("结束活动,写服务了多少人次"),
    "change": _("改时间、地点、名额"),
    "cancel": _("取消活动"),
}


def _enter(found: Activity, by: Any, said: dict[str, Any]) -> Any:
    volunteer = reads.volunteer_named(said["volunteer"])
    if volunteer is None:
        raise Missing(_("没有找到这个志愿者。请核对编号,或先帮他登记。"), "no_volunteer")
    return actions.check_in(activity=found, volunteer=volunteer, way=Way.LIST, by=by)


def _hours(found: Activity, by: Any, said: dict[str, Any]) -> Any:
    chosen = said.pop("people")
    signups = {s.volunteer_id: s for s in found.signups.select_related("volunteer__person")}
    rows = [Served(signups[each.pk], **said) for each in chosen]
    return actions.record_hours(activity=found, rows=rows, by=by)


DO: dict[str, Callable[[Activity, Any, dict[str, Any]], Any]] = {
    "enter": _enter,
    "hours": _hours,
    "finish": lambda found, by, said: actions.finish(activity=found, by=by, **said),
    "change": lambda found, by, said: actions.change(activity=found, by=by, **said),
    "cancel": lambda found, by, said: actions.cancel(activity=found, by=by, **said),
}


@require_POST
@desk(*DESK)
def activity_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one activity."""
    found = _activity(request, code)
    form = _filled(found, verb, request)
    done = form.is_valid() and tried(form, lambda: DO[verb](found, me(request), form.cleaned_data))
    if not done:
        return _activity_page(request, found, {verb: form})
    return redirect("volunteers_staff:activity", found.code)


def _filled(found: Activity, verb: str, request: HttpRequest) -> Any:
    data = request.POST
    match verb:
        case "enter":
            return forms.Enter(data)
        case "hours":
            return forms.Hours(data, activity=found, there=reads.unrecorded(found))
        case "finish":
            return forms.Finish(data)
        case "change":
            return forms.Change(data, activity=found)
        case "cancel":
            return forms.Because(data)
    raise Http404


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
    svg = papers.door_svg(f"/volunteer/here/{found.door_token}/")
    return HttpResponse(svg, content_type="image/svg+xml")


def _service(request: HttpRequest, ref: str) -> Service:
    rows = Service.objects.visible_to(me(request))
    found = rows.select_related("person__volunteer", "org", "place", "activity", "recorder")
    return get_object_or_404(found, ref=ref)


@require_safe
@desk(*READERS)
def service(request: HttpRequest, ref: str) -> HttpResponse:
    """One record, what was changed in it and why, what can be done."""
    return _service_page(request, _service(request, ref))


VERBS: dict[str, tuple[Any, Any]] = {
    "accept": (_("确认,算数"), lambda _s: forms.Nothing),
    "decline": (_("不确认"), lambda _s: forms.Because),
    "settle": (_("答复更正"), lambda _s: forms.Settle),
    "rate": (_("评服务质量"), lambda _s: forms.Rate),
    "correct": (_("更正时间"), lambda s: lambda data=None, **more: forms.Correct(data, service=s, **more)),
    "strike": (_("作废这条记录"), lambda _s: forms.Because),
}  # fmt: skip


def _service_page(
    request: HttpRequest, found: Service, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    corrections = list(found.corrections.select_related("asked_by", "decided_by").order_by("-pk"))
    asked = next((each for each in corrections if each.granted is None), None)
    able = [verb for verb in SERVICE.allowed(found, me(request)) if verb in VERBS]
    shown = [
        (verb, VERBS[verb][0], (wrong or {}).get(verb) or _verb_form(found, verb)) for verb in able
    ]
    values = {"service": found, "corrections": corrections, "asked": asked, "verbs": shown}
    return page(request, "service", values, status=422 if wrong else 200)


def _verb_form(found: Service, verb: str, data: Any = None) -> Any:
    make = VERBS[verb][1](found)
    return make(data, auto_id=f"id_{verb}_%s")


@require_POST
@desk(*DESK)
def service_do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """One verb on one record."""
    found = _service(request, ref)
    if verb not in VERBS:
        raise Http404
    named = verb
    form = _verb_form(found, named, request.POST)
    if not form.is_valid() or not tried(form, lambda: _act(named, found, me(request), form)):
        return _service_page(request, _service(request, ref), {named: form})
    return redirect("volunteers_staff:service", ref)


def _act(verb: str, found: Service, by: Any, form: Any) -> Any:
    return SERVICE.actions[verb](service=found, by=by, **form.cleaned_data)
