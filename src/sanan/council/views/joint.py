"""大党委 at the desk: the committee, its seats, its mechanisms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.enums import DESK, MEMBERS
from sanan.council.forms import joint as forms
from sanan.council.models import CommitteeSeat, JointCommittee, Mechanism
from sanan.council.queries import joint as reads
from sanan.council.views.access import desk, me, my_places, page
from sanan.kit import clock


def committees(request: HttpRequest) -> Any:
    """Those that this person may see, with their place."""
    found = JointCommittee.objects.visible_to(me(request), timezone.localdate())
    return found.select_related("place", "lead").order_by("place__path")


@require_safe
@desk(*MEMBERS)
def index(request: HttpRequest) -> HttpResponse:
    """The committees; where there is one only, that one."""
    found = list(committees(request)[:200])
    if len(found) == 1 and not rules.may_run(found[0].place, me(request)):
        return redirect("council_staff:joint_one", found[0].code)
    return page(request, "joint_index", {"rows": reads.summaries(found, clock.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new(request: HttpRequest) -> HttpResponse:
    """A committee."""
    places = my_places(request, DESK).filter(kind="village", joint_committee=None)
    form = forms.NewJoint(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        made = actions.found_joint(by=me(request), **form.cleaned_data)
        return redirect("council_staff:joint_one", made.code)
    return page(request, "new_joint", {"form": form}, status=422 if form.errors else 200)


def _one(request: HttpRequest, code: str) -> JointCommittee:
    found: JointCommittee = get_object_or_404(committees(request), code=code)
    return found


@require_safe
@desk(*MEMBERS)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A committee with everything that runs in it."""
    return _page(request, _one(request, code))


def _page(request: HttpRequest, found: JointCommittee, wrong: Any = None) -> HttpResponse:
    runs = rules.may_run(found.place, me(request))
    shown = reads.joint_page(found, clock.now())
    bad: Any = {} if wrong is None else wrong
    mechanisms = [
        (
            line,
            bad.get(("mechanism", line.mechanism.pk)) or _mechanism_form(line.mechanism),
            bad.get(("use", line.mechanism.pk))
            or forms.UseForm(auto_id=f"id_use{line.mechanism.pk}_%s"),
        )
        for line in shown.mechanisms
    ]
    values = {
        "joint": shown,
        "committee": found,
        "runs": runs,
        "mechanisms": mechanisms,
        "seats": [(s, forms.Leave(auto_id=f"id_leave{s.pk}_%s")) for s in shown.seats],
        "sit_form": bad.get("sit") or forms.Sit(committee=found),
        "mechanism_form": bad.get("mechanism") or forms.MechanismForm(),
        "wrong": wrong,
    }
    return page(request, "joint_one", values, status=422 if wrong else 200)


def _mechanism_form(of: Mechanism, data: Any = None) -> forms.MechanismForm:
    start = {"name": of.name, "text": of.text, "retired": of.retired_on is not None}
    return forms.MechanismForm(data, initial=start, auto_id=f"id_m{of.pk}_%s")


@require_POST
@desk(*DESK)
def sit(request: HttpRequest, code: str) -> HttpResponse:
    """A seat for someone."""
    found = _one(request, code)
    form = forms.Sit(request.POST, committee=found)
    if not form.is_valid():
        return _page(request, found, {"sit": form})
    actions.sit(committee=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:joint_one", found.code)


@require_POST
@desk(*DESK)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a term."""
    seats = CommitteeSeat.objects.select_related("committee__place")
    seat = get_object_or_404(seats, pk=pk, committee__in=committees(request))
    form = forms.Leave(request.POST)
    if not form.is_valid():
        return _page(request, seat.committee, {"leave": form})
    actions.leave(seat=seat, by=me(request), **form.cleaned_data)
    return redirect("council_staff:joint_one", seat.committee.code)


@require_POST
@desk(*DESK)
def add_mechanism(request: HttpRequest, code: str) -> HttpResponse:
    """One more mechanism."""
    found = _one(request, code)
    form = forms.MechanismForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"mechanism": form})
    actions.set_mechanism(committee=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:joint_one", found.code)


def _mechanism(request: HttpRequest, pk: int) -> Mechanism:
    found = Mechanism.objects.select_related("committee__place")
    return get_object_or_404(found, pk=pk, committee__in=committees(request))


@require_POST
@desk(*DESK)
def mechanism(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how one works."""
    found = _mechanism(request, pk)
    form = _mechanism_form(found, request.POST)
    if not form.is_valid():
        return _page(request, found.committee, {("mechanism", pk): form})
    actions.set_mechanism(
        committee=found.committee, mechanism=found, by=me(request), **form.cleaned_data
    )
    return redirect("council_staff:joint_one", found.committee.code)


@require_POST
@desk(*DESK)
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """What one held."""
    found = _mechanism(request, pk)
    form = forms.UseForm(request.POST, auto_id=f"id_use{pk}_%s")
    if not form.is_valid():
        return _page(request, found.committee, {("use", pk): form})
    actions.record_use(mechanism=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:joint_one", found.committee.code)
