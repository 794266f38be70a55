"""The desk's lists beside orders: the menu, who registered, teams, units and their slips."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit.errors import Refused
from sanan.people import access
from sanan.people.queries import below
from sanan.services import actions
from sanan.services.enums import DESK
from sanan.services.forms import staff as forms
from sanan.services.models import Helper, MenuItem, Slip, UnitCheckIn
from sanan.services.queries import papers
from sanan.services.queries.slips import Quarter, quarters
from sanan.services.views.access import desk, me, my_places, page

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def menu(request: HttpRequest) -> HttpResponse:
    """What can be ordered; a POST adds one."""
    form = forms.NewItem(request.POST or None, places=my_places(request, DESK))
    status = _tried(request, form, actions.add_item)
    if status == 0:
        return redirect("services_staff:menu")
    items = MenuItem.objects.filter(below(me(request), DESK), retired_at__isnull=True)
    rows = items.select_related("place").order_by("place__path", "post", "pk")
    return page(request, "menu", {"form": form, "rows": rows}, status=status)


def _tried(request: HttpRequest, form: Any, action: Any, **more: Any) -> int:
    """0 where it was done, else the status of the page with the form's errors."""
    if request.method != "POST":
        return 200
    if not form.is_valid():
        return 422
    try:
        action(by=me(request), **form.cleaned_data, **more)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return no.status
    return 0


@require_POST
@desk(*DESK)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take one off the menu."""
    item = get_object_or_404(MenuItem.objects.filter(below(me(request), DESK)), code=code)
    actions.retire_item(item=item, by=me(request))
    return redirect("services_staff:menu")


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def helpers(request: HttpRequest) -> HttpResponse:
    """Who registered, by name; a POST registers someone at the counter."""
    places = my_places(request, DESK)
    form = forms.NewHelper(request.POST or None, places=places)
    status = _tried(request, form, _register)
    if status == 0:
        return redirect("services_staff:helpers")
    found = Helper.objects.visible_to(me(request)).filter(left_at__isnull=True)
    rows = found.select_related("person", "place", "unit", "home").prefetch_related("teams__team")
    values = {
        "form": form,
        "waiting": list(rows.filter(accepted_at__isnull=True).order_by("pk")),
        "rows": rows.filter(accepted_at__isnull=False).order_by("person__name", "pk")[:SHOWN],
    }
    return page(request, "helpers", values, status=status)


def _register(*, username: Any, by: Any, **data: Any) -> None:
    actions.register(person=username, by=by, **data)


def _helper(request: HttpRequest, ref: str) -> Helper:
    found = Helper.objects.visible_to(me(request)).select_related("person", "place", "unit", "home")
    return get_object_or_404(found, ref=ref, left_at__isnull=True)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def helper(request: HttpRequest, ref: str) -> HttpResponse:
    """One registration; a POST puts them into a team."""
    found = _helper(request, ref)
    form = forms.JoinTeam(request.POST or None, helper=found)
    status = _tried(request, form, actions.join_team, helper=found)
    if status == 0:
        return redirect("services_staff:helper", ref)
    teams = found.teams.select_related("team").order_by("pk")
    return page(request, "helper", {"helper": found, "form": form, "teams": teams}, status=status)


@require_POST
@desk(*DESK)
def helper_do(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Accept a registration, or end it."""
    found = _helper(request, ref)
    if verb == "accept":
        actions.accept(helper=found, by=me(request))
        return redirect("services_staff:helper", ref)
    if verb == "leave":
        actions.leave(helper=found, by=me(request))
        return redirect("services_staff:helpers")
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def units(request: HttpRequest) -> HttpResponse:
    """Units registered, and their slips; a POST registers one."""
    form = forms.NewUnit(request.POST or None, places=my_places(request, DESK))
    status = _tried(request, form, actions.check_in_unit)
    if status == 0:
        return redirect("services_staff:units")
    found = UnitCheckIn.objects.visible_to(me(request)).select_related("unit", "place")
    rows = found.prefetch_related("slips").order_by("until_on", "unit__name", "pk")
    return page(request, "units", {"form": form, "rows": rows}, status=status)


def _unit(request: HttpRequest, code: str) -> UnitCheckIn:
    found = UnitCheckIn.objects.visible_to(me(request)).select_related("unit", "place")
    return get_object_or_404(found, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its people here and its slips; a POST makes a slip."""
    found = _unit(request, code)
    choices = quarters(timezone.localdate())
    form = forms.MakeSlip(request.POST or None, quarters=choices)
    status = _tried(request, form, _slip, check_in=found)
    if status == 0:
        return redirect("services_staff:unit", code)
    people = Helper.objects.filter(unit=found.unit, place=found.place, left_at__isnull=True)
    values = {
        "unit": found,
        "form": form,
        "out_form": forms.CheckOut(),
        "people": people.select_related("person").order_by("person__name", "pk"),
        "slips": found.slips.order_by("-quarter"),
    }
    return page(request, "unit", values, status=status)


def _slip(*, quarter: str, check_in: UnitCheckIn, by: Any) -> None:
    actions.make_slip(check_in=check_in, quarter=Quarter.read(quarter), by=by)


@require_POST
@desk(*DESK)
def unit_out(request: HttpRequest, code: str) -> HttpResponse:
    """The unit's registration ends."""
    found = _unit(request, code)
    form = forms.CheckOut(request.POST)
    if form.is_valid():
        actions.check_out_unit(check_in=found, by=me(request), **form.cleaned_data)
    return redirect("services_staff:unit", code)


@require_safe
@desk(*DESK)
def slip(request: HttpRequest, name: str) -> HttpResponse:
    """A slip as PDF or Word file."""
    code, _dot, kind = name.rpartition(".")
    found = Slip.objects.visible_to(me(request)).select_related("check_in__unit", "check_in__place")
    paper = papers.slip_of(get_object_or_404(found, code=code))
    made = {"pdf": papers.pdf, "docx": papers.docx}.get(kind)
    if made is None:
        raise Http404
    return access.paper(request, made(paper), name)
