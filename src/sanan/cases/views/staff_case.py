"""One case: its page, its verbs, how to reach the appellant, its papers."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases.actions.reveal import Contact, may_reveal, reveal_contact
from sanan.cases.enums import OPENING_ROLES
from sanan.cases.forms.staff import FORMS, VerbForm
from sanan.cases.models import Case
from sanan.cases.queries import casefile, hints, papers, timeline
from sanan.cases.rules import CASE
from sanan.cases.views.access import find_case, me, page, staff
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people import queries as people

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@staff()
def case_page(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page, with the form of the likeliest next step open."""
    case = find_case(request, code, casefile.SELECTED)
    first = casefile.likeliest(case, me(request))
    return _page(request, case, _form(request, case, first) if first else None, first)


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One view for every verb: its form, or doing it."""
    if verb not in FORMS:
        raise Http404
    case, step = find_case(request, code, casefile.SELECTED), verb
    form = _form(request, case, step)
    if request.method != "POST":
        if request.headers.get("HX-Request"):
            return render(
                request,
                "cases/staff/_verb.html",
                _verb_values(case, form, step) | {"from": request.GET.get("from", "")},
            )
        return _page(request, case, form, step)
    if not form.is_valid():
        return _page(request, case, form, step, status=422)
    try:
        CASE.actions[step](case=case, by=me(request), **form.given())
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        fresh = find_case(request, code, casefile.SELECTED)
        return _page(request, fresh, form, step, status=no.status)
    return redirect(_after(request, code))


@require_POST
@never_cache
@staff()
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show the appellant's number once, for a stated purpose."""
    case = find_case(request, code, casefile.SELECTED)
    found = reveal_contact(case=case, by=me(request), purpose=request.POST.get("purpose", ""))
    return _page(request, case, None, None, contact=found)


@require_safe
@staff()
def order_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The work order as PDF."""
    case = find_case(request, code, casefile.SELECTED)
    content = papers.order_pdf(papers.order_of(case, me(request), clock.now()))
    return _file(content, "application/pdf", f"{code}.pdf")


@require_safe
@staff()
def order_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The work order as a Word file."""
    case = find_case(request, code, casefile.SELECTED)
    content = papers.order_docx(papers.order_of(case, me(request), clock.now()))
    return _file(content, DOCX, f"{code}.docx")


def _form(request: HttpRequest, case: Case, verb: str) -> VerbForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    start = {name: request.GET[name] for name in ("into", "to") if name in request.GET}
    return FORMS[verb](*sent, case=case, person=me(request), initial=start)


def _page(
    request: HttpRequest,
    case: Case,
    form: VerbForm | None,
    verb: str | None,
    *,
    status: int = 200,
    contact: Contact | None = None,
) -> HttpResponse:
    person, now = me(request), clock.now()
    part = request.GET.get("part", "")
    values: dict[str, Any] = {
        "file": casefile.case_file(case, person, now, part=part),
        "case": case,
        "part": part,
        "parts": timeline.PARTS.items(),
        "hints": hints.hints(case),
        "similar": hints.alike(case, person),
        "may_speak": people.holds(person, OPENING_ROLES, path=case.place.path),
        "may_merge": CASE.reason("merge", case, person) is None,
        "may_classify": CASE.reason("classify", case, person) is None,
        "may_dispatch": CASE.reason("dispatch", case, person) is None,
        "may_reveal": may_reveal(case, person),
        "contact": contact,
        "from": request.GET.get("from", ""),
        "back": _back(request, case.code),
    }
    if form is not None and verb is not None:
        values |= _verb_values(case, form, verb)
    return page(request, "case", values, status=status)


def _verb_values(case: Case, form: VerbForm, verb: str) -> dict[str, Any]:
    no = CASE.reason(verb, case, form.person)
    return {
        "case": case,
        "form": form,
        "verb": verb,
        "label": CASE[verb].label,
        "refusal": no.sentence if no else "",
    }


def _back(request: HttpRequest, code: str) -> str:
    """The list that I came from, at this case's row."""
    query = request.GET.get("from", "")
    return f"/staff/cases/{query if query.startswith('?') else ''}#c-{code}"


def _after(request: HttpRequest, code: str) -> str:
    """Where to go once it is done: the given page of ours, else the case with the list it came from."""
    to = request.POST.get("next", "")
    if to.startswith("/staff/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return to
    came = request.GET.get("from", "")
    kept = f"?{urlencode({'from': came})}" if came else ""
    return f"/staff/cases/{code}/{kept}"


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
