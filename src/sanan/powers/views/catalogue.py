"""The catalogue, its versions and its editors; the answer clocks; where the calendar is kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sanan.kit.deadline import Unit
from sanan.kit.errors import Refused
from sanan.powers import actions
from sanan.powers.enums import COUNTY, EDITORS, TOWNSHIP, Stage
from sanan.powers.forms import catalogue as forms
from sanan.powers.models import AnswerClock, Calendar, DisclosureItem, PowerItem
from sanan.powers.queries import chart
from sanan.powers.rules import who
from sanan.powers.views.access import desk, me, my_places, page, today


@require_safe
@desk()
def catalogue(request: HttpRequest) -> HttpResponse:
    """Both lists as they are in force."""
    values = {
        "open_items": DisclosureItem.objects.current(today()).order_by("code"),
        "powers": PowerItem.objects.current(today()).order_by("code"),
        "clocks": AnswerClock.objects.order_by("pk"),
        "calendars": Calendar.objects.select_related("place").order_by("place__path"),
    }
    return page(request, "catalogue", values)


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def open_item(request: HttpRequest, code: str) -> HttpResponse:
    """One line of the disclosure catalogue with its versions; the county edits it."""
    found = get_object_or_404(DisclosureItem.objects.filter(code=code).order_by("-version")[:1])
    editing = who.editor(me(request))
    names = actions.catalogue.EDITABLE
    start = {n: getattr(found, n) for n in names} | {"elements": "\n".join(found.elements)}
    form = forms.OpenItem(request.POST or None, initial=start) if editing else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            changed = form.cleaned_data.pop("changed")
            actions.revise_open_item(
                item=found, values=form.cleaned_data, changed=changed, by=me(request)
            )
            messages.info(request, _("从今天起按新的一版；已经开始的按原来的办完。"))
            return redirect("powers_staff:open_item", code)
    values = {
        "item": found,
        "form": form,
        "versions": DisclosureItem.objects.filter(code=code).order_by("-version"),
    }
    return page(request, "open_item", values, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk()
def power(request: HttpRequest, code: str) -> HttpResponse:
    """One power with its chart and versions; the county edits it."""
    found = get_object_or_404(PowerItem.objects.filter(code=code).order_by("-version")[:1])
    editing = who.editor(me(request))
    start = {
        "name": found.name,
        "plain": found.plain,
        "basis": found.basis,
        "active": found.active,
        "forbidden": "\n".join(found.forbidden),
        "steps": forms.write_steps(found),
    }
    form = forms.Power(request.POST or None, initial=start) if editing else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise Http404
        status = 422
        if form.is_valid() and _revised(found, form, request):
            messages.info(request, _("从今天起按新的一版；已经开始的按原来的办完。"))
            return redirect("powers_staff:power", code)
    steps = list(found.steps.all())
    values = {
        "item": found,
        "steps": steps,
        "chart": chart.of_item(steps),
        "form": form,
        "versions": PowerItem.objects.filter(code=code).order_by("-version"),
    }
    return page(request, "power", values, status=status)


def _revised(found: PowerItem, form: Any, request: HttpRequest) -> bool:
    try:
        actions.revise_power(item=found, by=me(request), **form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*EDITORS)
def clocks(request: HttpRequest) -> HttpResponse:
    """How long an answer may take."""
    if not who.editor(me(request)):
        raise Http404
    form = forms.Clocks(request.POST or None)
    if request.method == "POST" and form.is_valid():
        for row in AnswerClock.objects.all():
            amount = form.cleaned_data[f"{row.stage}_amount"]
            unit = form.cleaned_data[f"{row.stage}_unit"]
            if (amount, unit) != (row.amount, row.unit):
                actions.set_clock(
                    stage=Stage(row.stage), amount=amount, unit=Unit(unit), by=me(request)
                )
        return redirect("powers_staff:catalogue")
    return page(request, "clocks", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*TOWNSHIP, *COUNTY)
def calendar(request: HttpRequest) -> HttpResponse:
    """Where the calendar is kept, and since when."""
    places = my_places(request, (*TOWNSHIP, *COUNTY), "county", "township", "village")
    form = forms.Start(request.POST or None, places=places, initial={"since_on": today()})
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        actions.start(by=me(request), **form.cleaned_data)
        actions.generate_due()
        return redirect("powers_staff:catalogue")
    return page(request, "calendar", {"form": form}, status=status)
