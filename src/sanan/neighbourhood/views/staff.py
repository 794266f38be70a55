"""The desk: centres and their rooms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.neighbourhood import actions, queries
from sanan.neighbourhood.enums import FOUNDERS
from sanan.neighbourhood.forms import centres as forms
from sanan.neighbourhood.models import Centre, Facility
from sanan.neighbourhood.rules import CENTRE, FACILITY
from sanan.neighbourhood.rules.processes import RUNNERS
from sanan.neighbourhood.views.access import desk, me, page, places
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """The centres that I see."""
    rows = queries.centres_for(me(request))
    return page(request, "board", {"rows": rows})


@never_cache
@_both
@desk(*FOUNDERS)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a centre."""
    form = forms.Plan(request.POST or None, places=places(request))
    return one_form(
        request,
        form,
        lambda given: actions.plan(**given, by=me(request)),
        CENTRES.address,
        "plan",
        frame=page,
    )


def centre_of(request: HttpRequest, code: str) -> Centre:
    """A centre that I see."""
    rows = Centre.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(rows, code=code)


def _shown(_request: HttpRequest, centre: Centre) -> dict[str, Any]:
    return {"story": timeline(CENTRE, centre), **queries.about(centre)}


CENTRES = Pages(
    process=CENTRE,
    room="neighbourhood_staff",
    prefix="centres",
    name="centre",
    template="centre",
    find=centre_of,
    show=_shown,
    forms={
        "build": Nothing,
        "open": Nothing,
        "set_hours": forms.Hours,
        "except_day": forms.ExceptDay,
        "set_duty": forms.SetDuty,
        "add_device": forms.AddDevice,
        "change": forms.Change,
        "improve": Nothing,
    },
    first=("build", "open"),
    gate=desk(),
    frame=page,
)


@never_cache
@_both
@desk(*RUNNERS)
def add_facility(request: HttpRequest, code: str) -> HttpResponse:
    """Add a room to a centre."""
    centre = centre_of(request, code)
    return one_form(
        request,
        forms.AddFacility(request.POST or None),
        lambda given: actions.add_facility(centre=centre, **given, by=me(request)),
        FACILITIES.address,
        "add_facility",
        {"centre": centre},
        frame=page,
    )


def facility_of(request: HttpRequest, code: str) -> Facility:
    """A facility that I see."""
    rows = Facility.objects.visible_to(me(request)).select_related("place", "centre__place")
    return get_object_or_404(rows, code=code)


FACILITIES = Pages(
    process=FACILITY,
    room="neighbourhood_staff",
    prefix="facilities",
    name="facility",
    template="facility",
    find=facility_of,
    show=lambda _request, facility: {"story": timeline(FACILITY, facility)},
    forms={"change": forms.ChangeFacility, "close": forms.Reason, "reopen": Nothing},
    first=("reopen",),
    gate=desk(),
    frame=page,
)
