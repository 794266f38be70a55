"""Warnings at the desk: by colour, one with its rows and story, the rules themselves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sanan.books import actions, rules
from sanan.books.enums import KEEPERS, SUPERVISORS, Colour
from sanan.books.forms import staff as forms
from sanan.books.forms.fields import DeskForm
from sanan.books.models import Evidence, Warning  # noqa: A004
from sanan.books.queries import desk as reads
from sanan.books.queries import exports
from sanan.books.rules import WarningVerb
from sanan.books.views.access import desk, me, page
from sanan.books.views.money import told
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number

SHOWN = 30
VERBS: dict[WarningVerb, tuple[type[DeskForm], Callable[..., Any], Any]] = {
    WarningVerb.ANSWER: (forms.Answer, actions.answer, _("说明情况、附上证据")),
    WarningVerb.CLOSE: (forms.TextForm, actions.close, _("核实无误,销号")),
    WarningVerb.RETURN: (forms.TextForm, actions.send_back, _("退回,还要补")),
}


def _chosen(request: HttpRequest) -> Any:
    found = Warning.objects.visible_to(me(request)).select_related("place")
    colour, closed = request.GET.get("colour", ""), request.GET.get("closed") == "1"
    found = found.exclude(closed_at=None) if closed else found.open()
    return found.filter(colour=colour) if colour in Colour.values else found


@require_safe
@desk()
def warnings(request: HttpRequest) -> HttpResponse:
    """Open warnings, gravest and oldest first."""
    number = page_number(request.GET.get("page"))
    order = {"red": 0, "yellow": 1, "blue": 2}
    found = sorted(_chosen(request), key=lambda w: (order[w.colour], w.raised_at, w.pk))
    rows = found[(number - 1) * SHOWN : number * SHOWN]
    values = {
        "rows": [(w, rules.WARNINGS.get(w.rule)) for w in rows],
        "follows": len(found) > number * SHOWN,
        "number": number,
        "colours": reads.colours(me(request)),
        "colour": request.GET.get("colour", ""),
        "closed": request.GET.get("closed") == "1",
    }
    return page(request, "warnings", values)


@require_safe
@desk()
def warnings_excel(request: HttpRequest) -> HttpResponse:
    """The same as an Excel file."""
    rows = list(_chosen(request).order_by("colour", "raised_at"))
    if rows:
        actions.note_export(place=rows[0].place, what="warnings", count=len(rows), by=me(request))
    return excel(exports.warnings_sheet(rows), "warnings")


@require_safe
@desk()
def rule_list(request: HttpRequest) -> HttpResponse:
    """What is looked for, from which figure, and why."""
    shown = [(rule, rules.threshold_words(rule)) for rule in rules.rules_of()]
    return page(request, "rules", {"rows": shown})


def _warning(request: HttpRequest, code: str) -> Warning:
    found = Warning.objects.visible_to(me(request)).select_related(
        "place", "answered_by", "closed_by"
    )
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def warning(request: HttpRequest, code: str) -> HttpResponse:
    """One warning."""
    return _page(request, _warning(request, code))


def _page(request: HttpRequest, found: Warning, wrong: Any = None) -> HttpResponse:
    able = [v for v in rules.allowed(found, me(request)) if v in VERBS]
    shown = {v: VERBS[v][0](auto_id=f"id_{v}_%s") for v in able if isinstance(v, WarningVerb)}
    shown |= wrong or {}
    rule = rules.WARNINGS.get(found.rule)
    values = {
        "warning": found,
        "rule": rule,
        "threshold": rules.threshold_words(rule) if rule else "",
        "steps": found.steps.select_related("by"),
        "evidence": found.evidence.select_related("by").order_by("pk"),
        "verbs": [(verb, VERBS[verb][2], form) for verb, form in shown.items()],
    }
    return page(request, "warning", values, status=422 if wrong else 200)


@require_POST
@desk(*KEEPERS, *SUPERVISORS)
def warning_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one warning."""
    found = _warning(request, code)
    if verb not in VERBS:
        raise Http404
    named = WarningVerb(verb)
    form = VERBS[named][0](request.POST, request.FILES, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        try:
            VERBS[named][1](warning=found, by=me(request), **form.cleaned_data)
        except Refused as no:
            if no.status != Refused.status:
                raise
            told(form, no)
        else:
            return redirect("books_staff:warning", found.code)
    return _page(request, found, {named: form})


@require_safe
@desk()
def evidence(request: HttpRequest, code: str, token: str) -> HttpResponseBase:
    """A file that backs an answer, for whoever may read the warning."""
    found = _warning(request, code)
    file = get_object_or_404(Evidence, warning=found, token=token)
    path = Path(settings.MEDIA_ROOT) / file.key
    if not path.is_file():
        raise Http404
    response: HttpResponseBase = FileResponse(
        path.open("rb"), content_type=file.media_type, filename=file.name, as_attachment=True
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
