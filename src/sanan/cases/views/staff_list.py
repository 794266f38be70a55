"""The list: filtered by its address, kept as views, exported as shown."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sanan.cases.actions.lists import drop_view, keep_view
from sanan.cases.enums import Door, Nature, Urgency
from sanan.cases.kinds import kinds
from sanan.cases.models import SavedView
from sanan.cases.queries import worklist
from sanan.cases.queries.filters import DUES, GROUPS, PERIODS, Filters, words_of_filters
from sanan.cases.queries.listsheet import list_sheet
from sanan.cases.views.access import me, page, staff, visible
from sanan.cases.views.staff_case import MANY
from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.paging import Page, page_number
from sanan.process.bulk import MOST


@require_safe
@staff()
def case_list(request: HttpRequest) -> HttpResponse:
    """One page of the list."""
    person, now, chosen = me(request), clock.now(), Filters.read(request.GET.dict())
    number = page_number(request.GET.get("page"))
    rows, more = worklist.rows(
        chosen.rows(person, now),
        now,
        page=number,
        order=worklist.order_of(chosen),
        counted_for=person if chosen.board else None,
        suffix=_suffix(chosen, number),
    )
    views = worklist.views(person, chosen, now)
    values = {
        "rows": rows,
        "page": Page(rows, number, more),
        "total": views.total,
        "shown_total": worklist.said(views.total),
        "filters": chosen,
        "filtered": words_of_filters(chosen, now),
        "kept": chosen.told().items(),
        "query": chosen.query(),
        "views": views.views,
        "saved": views.kept,
        "selects": _selects(request, chosen) if "panel" in request.GET else None,
        "beyond": worklist.said(views.total) if _is_part(number, more=more) else None,
        "bulk": MANY.offered(person, worklist.states_of(chosen)),
    }
    return page(request, "list", values)


@require_safe
@staff()
def export(request: HttpRequest) -> HttpResponse:
    """The list as an Excel file, marked with who took it and when."""
    person, now, chosen = me(request), clock.now(), Filters.read(request.GET.dict())
    cases = chosen.rows(person, now)
    return sheet_response(list_sheet(cases, by=person, now=now), now.strftime("%Y%m%d-%H%M"))


@require_POST
@staff()
def export_chosen(request: HttpRequest) -> HttpResponse:
    """Only the chosen rows as an Excel file."""
    person, now = me(request), clock.now()
    cases = visible(request).filter(code__in=MANY.named(request)[:MOST])
    return sheet_response(list_sheet(cases, by=person, now=now), now.strftime("%Y%m%d-%H%M"))


@require_POST
@staff()
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list's filters under a name."""
    query = Filters.read(request.POST.dict()).query()
    kept = keep_view(by=me(request), name=request.POST.get("name", ""), query=query)
    return redirect(f"/staff/cases/{kept.query}")


@require_POST
@staff()
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a kept list."""
    drop_view(by=me(request), view=get_object_or_404(SavedView, pk=pk, person=me(request)))
    return redirect("cases_staff:list")


def sheet_response(content: bytes, stamp: str) -> HttpResponse:
    """An Excel file to keep."""
    return excel(content, f"cases-{stamp}")


def _is_part(number: int, *, more: bool) -> bool:
    """Whether the list holds more than this page."""
    return more or number > 1


def _suffix(chosen: Filters, number: int) -> str:
    """What a row's link carries, so that the case page leads back to this row."""
    told = {**chosen.told(), **({"page": str(number)} if number > 1 else {})}
    return "?" + urlencode({"from": "?" + urlencode(told)}) if told else ""


def _selects(request: HttpRequest, chosen: Filters) -> list[dict[str, Any]]:
    """Each filter's list: its name, label, options and what is chosen."""
    found = worklist.options(me(request))
    groups = [(key, label) for key, (label, _states) in GROUPS.items()]
    offered: list[tuple[str, Any, Any]] = [
        ("group", _("进展"), groups),
        ("due", _("时限"), DUES.items()),
        ("place", _("地方"), found.places),
        ("category", _("类别"), found.categories),
        ("handler", _("承办单位"), found.orgs),
        ("urgency", _("紧急程度"), Urgency.choices),
        ("kind", _("哪一种"), [(kind.name, kind.label) for kind in kinds().values()]),
        ("nature", _("性质"), Nature.choices),
        ("door", _("来源"), Door.choices),
        ("period", _("反映时间"), PERIODS.items()),
    ]
    return [
        {
            "name": name,
            "label": label,
            "options": options,
            "value": getattr(chosen, name),
            "any": name != "group",
        }
        for name, label, options in offered
    ]
