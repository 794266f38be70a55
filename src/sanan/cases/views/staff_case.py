"""One case: its page with all its verbs, and the verbs of many; how to reach the appellant, its papers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.cases import kinds
from sanan.cases.actions.reveal import may_reveal, reveal_contact
from sanan.cases.enums import OPENING_ROLES
from sanan.cases.forms.bulk import BULK_FORMS
from sanan.cases.forms.staff import FORMS
from sanan.cases.models import Case, CaseQuerySet
from sanan.cases.queries import casefile, hints, papers, timeline, worklist
from sanan.cases.queries.filters import Filters
from sanan.cases.rules import CASE
from sanan.cases.views.access import find_case, me, page, staff, visible
from sanan.kit import clock
from sanan.kit.downloads import paper
from sanan.kit.paging import page_number
from sanan.people import queries as people
from sanan.process.bulk import MOST, Bulk
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
    return find_case(request, code, casefile.SELECTED)


def _show(request: HttpRequest, case: Case) -> dict[str, Any]:
    person, part = me(request), request.GET.get("part", "")
    came = _came(request)
    return {
        "file": casefile.case_file(case, clock.now(), part=part),
        "part": part,
        "parts": timeline.PARTS.items(),
        "hints": hints.hints(case),
        "similar": hints.alike(case, person),
        "may_speak": people.holds(person, OPENING_ROLES, path=case.place.path),
        "may_reveal": may_reveal(case, person),
        "from": came,
        "back": f"{reverse('cases_staff:list')}{came}#c-{case.code}",
    }


def _came(request: HttpRequest) -> str:
    """The query of the list that I came from."""
    query = request.GET.get("from", "")
    return query if query.startswith("?") else ""


def _next_row(request: HttpRequest, case: Case, verb: str) -> str:
    """The row after this one in the list that I came from, where the verb moves the case on."""
    came = _came(request)
    if not came or CASE[verb].target is None:
        return ""
    query = QueryDict(came[1:])
    person, now, chosen = me(request), clock.now(), Filters.read(query.dict())
    following = worklist.after(
        chosen.rows(person, now),
        case,
        page=page_number(query.get("page")),
        order=worklist.order_of(chosen),
    )
    if not following:
        return ""
    return f"{CASES.address(following)}?{urlencode({'from': came})}"


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
    kept=["from"],
    onward=_next_row,
)


def _chosen(request: HttpRequest, codes: list[str]) -> CaseQuerySet:
    found = visible(request).filter(code__in=codes)
    linked = found.select_related("place", "category", "handler", "county")
    return linked.prefetch_related("orgs").order_by("due_at", "pk")


def _told(case: Case) -> tuple[str, str]:
    where = case.place.name
    return case.title, f"{where} · {case.handler.name}" if case.handler else where


def _every(request: HttpRequest, query: str) -> list[str]:
    chosen = Filters.read(QueryDict(query.removeprefix("?")).dict())
    rows = chosen.rows(me(request), clock.now()).order_by(*worklist.order_of(chosen))
    return list(rows.values_list("code", flat=True)[: MOST + 1])


MANY = Bulk(
    pages=CASES,
    forms=BULK_FORMS,
    chosen=_chosen,
    told=_told,
    back="cases_staff:list",
    every=_every,
)


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
    return paper(content, f"{code}.pdf")


@require_safe
@staff()
def order_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The work order as a Word file."""
    case = _find(request, code)
    content = papers.order_docx(papers.order_of(case, me(request), clock.now()))
    return paper(content, f"{code}.docx")
