"""Pages of counts: by place, and one figure with the months and places behind it."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.analysis import declare
from sanan.analysis.enums import READERS, TAKERS
from sanan.analysis.forms import TakeForm
from sanan.analysis.models import Source, TrustedKey
from sanan.analysis.queries import board as reads
from sanan.people import access
from sanan.places.models import Place
from sanan.process.pages import one_form

KINDS = ("city", "county", "township")
DOWN = (*KINDS, "village")
desk = access.desk_of(*READERS)
page = access.pages_of("analysis/staff")


def _scope(request: HttpRequest, kinds: tuple[str, ...] = KINDS) -> reads.Scope:
    """What is asked for, of my places; the highest where nothing is. Raises `Http404`."""
    mine = access.my_places(request, READERS, *kinds)
    code = request.GET.get("place", "")
    found: Place | None = mine.filter(code=code).first() if code.isalnum() else mine.first()
    if found is None:
        raise Http404
    return reads.scope(found, _month(request), summed="sum" in request.GET)


def _month(request: HttpRequest) -> str:
    month = request.GET.get("month", "")
    known = len(month) == len("2026-10") and month[:4].isdecimal() and month[5:].isdecimal()
    return month if known and "01" <= month[5:] <= "12" and month[4] == "-" else ""


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Measures of a place and of the places below it, in a month or since the new year."""
    scope = _scope(request)
    facts = reads.facts_of(request.GET.get("facts", ""))
    values: dict[str, Any] = {
        "scope": scope,
        "facts": facts,
        "every": declare.facts(),
        "months": reads.months(scope.sources),
        "totals": reads.totals(scope, facts),
        "lines": reads.lines(scope, facts),
        "up": _up(request, scope),
        "takes": _counties(request).exists(),
    }
    return page(request, "board", values)


@require_safe
@desk()
def figure(request: HttpRequest) -> HttpResponse:
    """One measure of a place: what it means, the months and places behind it, its rows where they are ours."""
    scope = _scope(request, DOWN)
    name = request.GET.get("measure", "")
    facts = reads.facts_with(name)
    if facts is None:
        raise Http404
    measure = declare.measures()[name]
    counted = reads.by_month(scope, measure)
    at = [m.name for m in facts.measures].index(name)
    total = next(cell for m, cell in reads.totals(scope, facts) if m.name == name)
    lines = [] if scope.place.kind == "village" else reads.lines(scope, facts)
    values: dict[str, Any] = {
        "scope": scope,
        "facts": facts,
        "measure": measure,
        "total": total,
        "months": counted,
        "bars": (bars := reads.bars(scope, measure, counted)),
        "drawn": list(zip(bars, (each for _month, each in counted), strict=True))[::-1],
        "up": _up(request, scope),
        "width": 16 + reads.YEAR * reads.STEP,
        "lines": [(line, line.cells[at]) for line in lines if line.cells[at].counted],
        "rows_href": reads.rows_href(scope, measure),
    }
    return page(request, "figure", values)


@require_safe
@desk()
def report(request: HttpRequest) -> HttpResponse:
    """The month's report of a place on one sheet, every figure with its definition."""
    asked = _scope(request)
    scope, told = reads.report(asked.place, asked.last)
    values = {"scope": scope, "told": told, "months": reads.months(scope.sources)}
    return page(request, "report", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk(*TAKERS)
def sources(request: HttpRequest) -> HttpResponse:
    """What counties publish: how far each is counted, and a file taken in."""
    counties = _counties(request)
    if not counties.exists():
        raise Http404
    codes = list(counties.values_list("code", flat=True))
    values = {
        "counties": counties,
        "sources": Source.objects.filter(county__in=codes).order_by("county"),
        "keys": TrustedKey.objects.filter(county__in=codes, ended_at=None).order_by("county"),
    }
    return one_form(
        request,
        TakeForm(request.POST or None, request.FILES or None),
        lambda given: _take(request, given["file"], codes),
        lambda _taken: reverse("analysis_staff:sources"),
        "sources",
        values,
        frame=page,
    )


def _take(request: HttpRequest, sent: Any, codes: list[str]) -> None:
    from sanan.analysis.actions import publishing  # loads what reads Parquet

    with tempfile.NamedTemporaryFile() as kept:
        for block in sent.chunks():
            kept.write(block)
        kept.flush()
        taken = publishing.take(path=Path(kept.name), of=codes, by=access.me(request))
    told = {"county": taken.name, "n": taken.counts, "changed": taken.changed}
    messages.info(request, _("收了%(county)s的数：%(n)s 个，%(changed)s 个月有变化。") % told)
    if taken.unknown:
        messages.info(request, _("有的数这里还不认得，没有收：%s。") % "、".join(taken.unknown))


def _counties(request: HttpRequest) -> Any:
    """The counties of the cities where I may take their counts."""
    cities = access.my_places(request, TAKERS, "city")
    return access.my_places(request, TAKERS, "county") if cities.exists() else cities.none()


def _up(request: HttpRequest, scope: reads.Scope) -> Place | None:
    """The place above, where I may see it, too."""
    above = [path for path in reads.paths_above(scope.place) if path != scope.place.path]
    mine = access.my_places(request, READERS, *KINDS).filter(path__in=above)
    found: Place | None = mine.order_by("-path").first()
    return found
