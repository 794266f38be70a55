"""Warnings at the desk: by colour, one with its rows and story, the rules themselves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sanan.books import actions, rules
from sanan.books.enums import KEEPERS, SUPERVISORS, Colour
from sanan.books.forms import staff as forms
from sanan.books.models import Alert
from sanan.books.queries import desk as reads
from sanan.books.queries import exports
from sanan.books.rules import WARNING
from sanan.books.views.access import desk, me, page
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.process.pages import Pages
from sanan.process.queries import timeline

SHOWN = 30


def _chosen(request: HttpRequest) -> Any:
    found = Alert.objects.visible_to(me(request)).select_related("place")
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


def _warning(request: HttpRequest, code: str) -> Alert:
    found = Alert.objects.visible_to(me(request)).select_related(
        "place", "answered_by", "closed_by"
    )
    return get_object_or_404(found, code=code)


def _shown(_request: HttpRequest, found: Alert) -> dict[str, Any]:
    """The rule behind it, the proof, the story."""
    rule = rules.WARNINGS.get(found.rule)
    return {
        "rule": rule,
        "threshold": rules.threshold_words(rule) if rule else "",
        "story": timeline(WARNING, found),
    }


WARNING_PAGES = Pages(
    process=WARNING,
    room="books_staff",
    prefix="warnings",
    name="warning",
    template="warning",
    find=_warning,
    show=_shown,
    forms={"answer": forms.Answer, "close": forms.TextForm, "return": forms.TextForm},
    gate=desk(),
    acting=desk(*KEEPERS, *SUPERVISORS),
    frame=page,
)
