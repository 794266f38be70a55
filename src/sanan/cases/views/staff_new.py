"""Saying it for someone else: a caller, or a neighbour without a phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.actions import Opened, open_case
from sanan.cases.enums import OPENING_ROLES
from sanan.cases.forms.desk import OnBehalf
from sanan.cases.models import Case
from sanan.cases.queries import choices, track
from sanan.cases.views.access import me, page, staff
from sanan.kit import tokens
from sanan.people.models import Person
from sanan.process.pages import one_form


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*OPENING_ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The form, and after it the slip."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    start = {"idempotency": tokens.opaque(24), "door": request.GET.get("door", "phone")}
    form = OnBehalf(*sent, initial=start, places=choices.places_to_speak_for(me(request)))
    return one_form(
        request,
        form,
        lambda given: _open(me(request), given),
        lambda opened: reverse("cases_staff:slip", args=[opened.case.code]),
        "new",
        frame=page,
    )


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


def _open(by: Person, given: dict[str, Any]) -> Opened:
    if given["idempotency"]:
        given["idempotency"] = f"{by.ref}:{given['idempotency']}"
    return open_case(**given, entered_by=by)
