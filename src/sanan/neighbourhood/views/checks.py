"""A check on the spot, on a phone, with or without network; the stars and how they came about."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.kit.errors import Refused
from sanan.neighbourhood import actions
from sanan.neighbourhood.enums import FOUNDERS, CheckState
from sanan.neighbourhood.forms.checks import Marks
from sanan.neighbourhood.models import SpotCheck
from sanan.neighbourhood.rules import CHECK
from sanan.neighbourhood.rules.indicators import sheet_of
from sanan.neighbourhood.views.access import desk, me, page
from sanan.neighbourhood.views.staff import centre_of
from sanan.process.queries import timeline

KEEP = "X-Sanan-Keep"
"""Tells the offline worker that this page may be opened again without network, on this device."""


@require_POST
@desk(*FOUNDERS)
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a check of a centre, or go on with mine."""
    found = actions.begin_check(centre=centre_of(request, code), by=me(request))
    return redirect("neighbourhood_staff:check", found.code)


def _check(request: HttpRequest, code: str) -> SpotCheck:
    rows = SpotCheck.objects.visible_to(me(request))
    return get_object_or_404(rows.select_related("centre", "place", "by"), code=code)


@never_cache
@require_safe
@desk()
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet while it is open, for whoever began it; once it is in, its points and stars."""
    found = _check(request, code)
    if found.state == CheckState.SENT:
        return _result(request, found)
    form = Marks(sheet=sheet_of(found.version)) if found.by_id == me(request).pk else None
    return _sheet(request, found, form)


def _sheet(
    request: HttpRequest, found: SpotCheck, form: Marks | None, status: int = 200
) -> HttpResponse:
    values = {"check": found, "form": form, "sheet": sheet_of(found.version)}
    response = page(request, "check", values, status=status)
    if form is not None:
        response[KEEP] = "1"
    return response


def _result(request: HttpRequest, found: SpotCheck) -> HttpResponse:
    sheet = sheet_of(found.version)
    points = {key: Decimal(value) for key, value in found.marks.items()}
    parts = [
        (
            sheet.parts[part],
            [(i, points.get(i.key), found.notes.get(i.key, "")) for i in sheet.of(part)],
        )
        for part in sheet.parts
    ]
    values = {
        "check": found,
        "parts": parts,
        "explained": sheet.explained(points),
        "weakest": sheet.weakest(points),
        "story": timeline(CHECK, found),
    }
    return page(request, "checked", values)


@never_cache
@require_POST
@desk(*FOUNDERS)
def send(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the sheet in; a page without network sends it later, under the same token.

    A script is answered in JSON: 200 and what stands now, or the status and sentences of the refusal.
    """
    found = _check(request, code)
    form = Marks(request.POST, sheet=sheet_of(found.version))
    status = 422
    if form.is_valid():
        try:
            actions.send_check(check=found, by=me(request), **form.particulars())
        except Refused as no:
            form.refuse(no)
            status = no.status
        else:
            status = 200
    if request.headers.get("Accept", "").startswith("application/json"):
        if status == 200:
            state = found.get_state_display()
            return JsonResponse({"state": str(state), "version": found.version})
        return JsonResponse({"wrongs": form.errors}, status=status)
    if status == 200:
        return redirect("neighbourhood_staff:check", found.code)
    return _sheet(request, found, form, status)
