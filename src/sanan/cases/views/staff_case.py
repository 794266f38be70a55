"""The list, one case with all its verbs, the verbs of many; how to reach the appellant, its papers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.cases import kinds
from sanan.cases.actions.reading import read_unread
from sanan.cases.actions.reveal import may_reveal, reveal_contact
from sanan.cases.enums import OPENING_ROLES
from sanan.cases.forms.bulk import BULK_FORMS
from sanan.cases.forms.staff import FORMS
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.queries import casefile, hints, papers, timeline
from sanan.cases.queries.filters import states_of
from sanan.cases.queries.lists import CASE_LIST
from sanan.cases.rules import CASE
from sanan.cases.views.access import find_case, me, page, staff, visible
from sanan.kit import clock
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people import queries as people
from sanan.process.bulk import Bulk
from sanan.process.pages import Pages

FIRST = frozenset(
    {
        "dispatch",
        "adjudicate",
        "decide_extension",
        "sign",
        "contact",
        "arrive",
        "reply",
        "conclude",
        "pass_check",
        "revisit",
    }
)
KEYS = {
    "dispatch": "d",
    "sign": "s",
    "contact": "c",
    "reply": "r",
    "note": "n",
    "pass_check": "p",
}


def _find(request: HttpRequest, code: str) -> Case:
    """With its suggestion, also where the worker has not come to it yet."""
    case = find_case(request, code, casefile.SELECTED)
    read_unread([case])
    return case


def _show(request: HttpRequest, case: Case) -> dict[str, Any]:
    person, part = me(request), request.GET.get("part", "")
    return {
        "file": casefile.case_file(case, clock.now(), part=part),
        "part": part,
        "parts": timeline.PARTS.items(),
        "hints": hints.hints(case),
        "similar": hints.alike(case, person),
        "may_speak": people.holds(person, OPENING_ROLES, path=case.place.path),
        "may_reveal": may_reveal(case, person),
        "beside": LIST.beside(request, case),
        "map": casefile.spot_of(case),
    }


def _next_row(request: HttpRequest, case: Case, verb: str) -> str:
    """The row after this one in the list that I came from, where the verb moves the case on."""
    if CASE[verb].target is None:
        return ""
    beside = LIST.beside(request, case)
    return beside.behind if beside else ""


LIST = Lists(
    listed=CASE_LIST,
    template="list",
    gate=staff(),
    frame=page,
    many=lambda: MANY,
    states=states_of,
    home="cases_staff:list",
)
"""The list of the desk."""
CASES = Pages(
    process=CASE,
    room="cases_staff",
    prefix="cases",
    name="case",
    template="case",
    find=_find,
    show=_show,
    forms={**kinds.forms(), **FORMS},
    gate=staff(),
    frame=page,
    shown=casefile.has_sense,
    first=FIRST | kinds.first(),
    keys=KEYS,
    kept=["list", "from", "at"],
    onward=_next_row,
)


def _chosen(request: HttpRequest, codes: list[str]) -> CaseQuerySet:
    found = visible(request).filter(code__in=codes)
    read_unread(found.filter(suggested={}).select_related("place"))
    linked = found.select_related("place", "category", "handler", "county")
    return linked.prefetch_related("orgs").order_by("due_at", "pk")


def _told(case: Case) -> tuple[str, str]:
    where = case.place.name
    return case.title, f"{where} · {case.handler.name}" if case.handler else where


MANY: Bulk[Case] = Bulk(
    pages=CASES,
    forms=BULK_FORMS,
    chosen=_chosen,
    told=_told,
    back="cases_staff:list",
    every=LIST.keys,
)


@require_safe
@staff()
def export(request: HttpRequest) -> HttpResponse:
    """Where the list's file once stood: on to where it stands."""
    query = request.GET.urlencode()
    return redirect(f"{reverse('cases_staff:list')}?{query}{'&' if query else ''}xlsx")


@require_POST
@never_cache
@staff()
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show the appellant's number once, for a stated purpose."""
    case = _find(request, code)
    found = reveal_contact(case=case, by=me(request), purpose=request.POST.get("purpose", ""))
    return CASES.render(request, case, {}, contact=found)


@require_safe
@staff()
def order_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The work order as PDF."""
    case = _find(request, code)
    content = papers.order_pdf(papers.order_of(case, me(request), clock.now()))
    return access.paper(request, content, f"{code}.pdf")


@require_safe
@staff()
def order_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The work order as a Word file."""
    case = _find(request, code)
    content = papers.order_docx(papers.order_of(case, me(request), clock.now()))
    return access.paper(request, content, f"{code}.docx")
