"""The desk of disclosures: what waits, the list, one task with its one form, the county's page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.powers import actions
from sanan.powers.enums import CADRES, COUNTY, SUPERVISORS, TOWNSHIP, Affair, State
from sanan.powers.forms import staff as forms
from sanan.powers.forms.table import write_table
from sanan.powers.models import Disclosure, File
from sanan.powers.queries import desk as reads
from sanan.powers.queries import sheet
from sanan.powers.queries import village as village_reads
from sanan.powers.queries.statement import from_books
from sanan.powers.rules import disclosures as rules
from sanan.powers.rules import who
from sanan.powers.rules.disclosures import Verb
from sanan.powers.views.access import desk, me, my_places, page, today

SHOWN = 50
BEFORE, AFTER = timedelta(days=31), timedelta(days=62)
OPENERS = (*CADRES, *TOWNSHIP, *COUNTY)
ACTORS = (*CADRES, *SUPERVISORS, *TOWNSHIP, *COUNTY)


def as_sheet(content: bytes, name: str) -> HttpResponse:
    """A sheet to take away."""
    return excel(content, name)


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    found = reads.desk(me(request), today())
    return page(request, "board", {"desk": found, "now": clock.now()})


@require_safe
@desk()
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task I see, filtered by the address; as a sheet with `?xlsx`."""
    wanted = reads.Filters.read(request.GET)
    around = not set(request.GET) - {"page", "xlsx"}
    if around:
        wanted = replace(wanted, first=today() - BEFORE, last=today() + AFTER)
    found = reads.tasks(me(request), wanted, today()).select_related("item", "place")
    rows = found.order_by("due_on", "pk")
    if "xlsx" in request.GET:
        return as_sheet(sheet.of_tasks(rows[: sheet.MOST_ROWS]), "disclosures")
    number = page_number(request.GET.get("page"))
    shown = list(rows[(number - 1) * SHOWN : number * SHOWN + 1])
    asked = request.GET.copy()
    asked.pop("page", None)
    values = {
        "rows": shown[:SHOWN],
        "follows": len(shown) > SHOWN,
        "number": number,
        "wanted": wanted,
        "query": asked.urlencode(),
        "around": around,
        "affairs": Affair.choices,
        "states": State.choices,
    }
    return page(request, "tasks", values)


@require_safe
@desk()
def overdue(request: HttpRequest) -> HttpResponse:
    """Late by township; as a sheet with `?xlsx`."""
    found = reads.overdue(me(request), today(), clock.now())
    if "xlsx" in request.GET:
        return as_sheet(sheet.of_overdue(found), "overdue")
    return page(request, "overdue", {"overdue": found})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*OPENERS)
def occasion(request: HttpRequest) -> HttpResponse:
    """A major matter to be laid open at once."""
    places = my_places(request, OPENERS)
    form = forms.Occasion(request.POST or None, places=places, today=today())
    if request.method == "POST" and form.is_valid():
        made = actions.occasion(by=me(request), **form.cleaned_data)
        return redirect("powers_staff:task", made.code)
    return page(request, "occasion", {"form": form}, status=422 if form.errors else 200)


Maker = Callable[[Disclosure, Any], forms.DeskForm]
VERBS: Mapping[Verb, tuple[Maker, Callable[..., Any]]] = {
    Verb.SUBMIT: (lambda _d, data: forms.Nothing(data), actions.submit),
    Verb.SIGN: (lambda _d, data: forms.FreeNote(data), actions.sign),
    Verb.APPROVE: (lambda _d, data: forms.FreeNote(data), actions.approve),
    Verb.SEND_BACK: (lambda _d, data: forms.Note(data), actions.send_back),
    Verb.ORDER: (lambda _d, data: forms.Text(data), actions.order),
    Verb.AMEND: (lambda _d, data: forms.Changed(data), actions.amend),
    Verb.ARCHIVE: (lambda _d, data: forms.Nothing(data), actions.archive),
}


def _task(request: HttpRequest, code: str) -> Disclosure:
    found = Disclosure.objects.visible_to(me(request)).select_related("item", "place")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def task(request: HttpRequest, code: str) -> HttpResponse:
    """One task: its one form, what reviewers said, what can be done now."""
    return _task_page(request, _task(request, code))


def _task_page(
    request: HttpRequest,
    found: Disclosure,
    *,
    draft: Any = None,
    attach: Any = None,
    wrong: Mapping[Verb, Any] | None = None,
) -> HttpResponse:
    able = rules.allowed(found, me(request))
    late = found.is_late(today())
    shown = {v: VERBS[v][0](found, None) for v in able if v in VERBS}
    if not late:
        shown.pop(Verb.ORDER, None)
    if found.display_until is not None and found.display_until >= today():
        shown.pop(Verb.ARCHIVE, None)
    writing = Verb.DRAFT in able
    cadre = who.cadre(found.path, me(request))
    values = {
        "task": found,
        "late": late,
        "draft_form": (draft or _draft_form(found)) if writing else None,
        "attach_form": (attach or forms.Attach()) if writing else None,
        "files": found.files.order_by("pk"),
        "cover_form": forms.Cover() if cadre else None,
        "verbs": [(v, LABELS[v], f) for v, f in (shown | dict(wrong or {})).items()],
        "missing": [e for e in found.item.elements if e not in found.elements],
        "story": found.story.select_related("by").order_by("-pk"),
        "signoffs": found.signoffs.select_related("by").order_by("-pk"),
        "questions": found.questions.order_by("-asked_at"),
        "versions": found.versions.all(),
        "read": village_reads.readers(found) if found.is_public else None,
        "from_books": writing and found.item.statement,
    }
    bad = bool(draft or attach or wrong)
    return page(request, "task", values, status=422 if bad else 200)


LABELS = forms.LABELS


def _draft_form(found: Disclosure, data: Any = None, initial: Any = None) -> forms.Draft:
    start = initial or {
        "title": found.title or f"{found.item.name}({found.period})",
        "body": found.body,
        "rows": write_table(found.rows),
        "elements": found.elements,
    }
    return forms.Draft(data, disclosure=found, initial=start)


@require_POST
@desk(*CADRES)
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the draft; with `preview` go on to how villagers will see it."""
    found = _task(request, code)
    form = _draft_form(found, request.POST)
    if not form.is_valid():
        return _task_page(request, found, draft=form)
    actions.draft(disclosure=found, by=me(request), **form.cleaned_data)
    if "preview" in request.POST:
        return redirect("powers_staff:preview", code)
    messages.info(request, _("已保存,还没有送审核。"))
    return redirect("powers_staff:task", code)


@require_POST
@desk(*CADRES)
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Take the rows of the period out of the village's books."""
    found = _task(request, code)
    taken = from_books(found)
    elements = found.elements or found.item.elements
    actions.draft(disclosure=found, by=me(request), elements=elements, **taken)
    messages.info(
        request,
        _("从账上取了 %(n)d 笔,请核对以后再送审核。") % {"n": len(found.rows.get("rows", []))},
    )
    return redirect("powers_staff:task", code)


@require_safe
@desk()
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """As villagers will see it."""
    found = _task(request, code)
    return page(request, "preview", {"task": found, "shown": village_reads.draft_of(found)})


@require_POST
@desk(*CADRES)
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """A file for the draft."""
    found = _task(request, code)
    form = forms.Attach(request.POST, request.FILES)
    if not form.is_valid():
        return _task_page(request, found, attach=form)
    given = form.cleaned_data
    actions.attach(
        upload=given["file"],
        evidence=given["evidence"],
        clean=given["as_it_is"],
        disclosure=found,
        by=me(request),
    )
    return redirect("powers_staff:task", code)


@require_POST
@desk(*CADRES, *TOWNSHIP)
def cover(request: HttpRequest, token: str) -> HttpResponse:
    """Let everyone see a covered copy, or the original that somebody has looked at."""
    found = get_object_or_404(
        File.objects.select_related("disclosure__place", "step__run__place"), token=token
    )
    form = forms.Cover(request.POST, request.FILES)
    back = (
        redirect("powers_staff:task", found.disclosure.code)
        if found.disclosure
        else redirect("powers_staff:run", found.step.run.code if found.step else "")
    )
    if form.is_valid():
        actions.cover(file=found, upload=form.cleaned_data["file"], by=me(request))
    else:
        messages.info(request, _("没有改:请先看过,再勾上“我看过”。"))
    return back


@require_POST
@desk(*ACTORS)
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one task."""
    found = _task(request, code)
    if verb not in VERBS:
        raise Http404
    named = Verb(verb)
    form = VERBS[named][0](found, request.POST)
    if not form.is_valid():
        return _task_page(request, found, wrong={named: form})
    VERBS[named][1](disclosure=found, by=me(request), **form.cleaned_data)
    return redirect("powers_staff:task", code)
