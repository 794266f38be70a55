"""Saying it for someone else: a caller, or a neighbour without a phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.actions import open_case
from sanan.cases.enums import OPENING_ROLES
from sanan.cases.forms.desk import OnBehalf
from sanan.cases.models import Case
from sanan.cases.queries import track, worklist
from sanan.cases.views.access import me, page, staff
from sanan.kit import tokens
from sanan.kit.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*OPENING_ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The form, and after it the slip."""
    places = worklist.places_to_speak_for(me(request))
    if request.method != "POST":
        start = {"idempotency": tokens.opaque(24), "door": request.GET.get("door", "phone")}
        return page(request, "new", {"form": OnBehalf(initial=start, places=places)})
    form = OnBehalf(request.POST, request.FILES, places=places)
    if not form.is_valid():
        return page(request, "new", {"form": form}, status=422)
    return _open(request, form)


@require_safe
@never_cache
@staff(*OPENING_ROLES)
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The slip with the query code, for whoever entered it: to print, or to read out."""
    case = get_object_or_404(Case.objects.select_related("place"), code=code)
    if case.entered_by_id != me(request).pk:
        raise Http404
    figures = tokens.query_code(case.code)
    spaced = " ".join(figures[i : i + 4] for i in range(0, len(figures), 4))
    context = {"case": case, "query_code": spaced, "record": track.record(case)}
    return page(request, "slip", context)


def _open(request: HttpRequest, form: OnBehalf) -> HttpResponse:
    given: dict[str, Any] = dict(form.cleaned_data)
    if given["idempotency"]:
        given["idempotency"] = f"{me(request).ref}:{given['idempotency']}"
    try:
        opened = open_case(**given, entered_by=me(request))
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return page(request, "new", {"form": form}, status=no.status)
    return redirect("cases_staff:slip", code=opened.case.code)
