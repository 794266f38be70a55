"""The desk of disclosures: what waits, the list, one task with its one form, the county's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.files.queries import find
from sanan.kit import clock
from sanan.lists.pages import Lists
from sanan.people.access import handed
from sanan.powers import actions
from sanan.powers.enums import CADRES, COUNTY, TOWNSHIP, State
from sanan.powers.forms import staff as forms
from sanan.powers.models import Disclosure
from sanan.powers.queries import desk as reads
from sanan.powers.queries import lists, sheet
from sanan.powers.queries import village as village_reads
from sanan.powers.queries.proofs import proofs, thing_of
from sanan.powers.queries.statement import from_books
from sanan.powers.rules import who
from sanan.powers.rules.disclosures import DISCLOSURE
from sanan.powers.views.access import desk, me, my_places, page, today
from sanan.process.bulk import Bulk
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

OPENERS = (*CADRES, *TOWNSHIP, *COUNTY)


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """What waits for me."""
    found = reads.desk(me(request), today())
    return page(request, "board", {"desk": found, "now": clock.now()})


TASK_LIST = Lists(listed=lists.TASKS, template="tasks", gate=desk(), frame=page, many=lambda: MANY)
"""Every task I see."""


@require_safe
@desk()
def overdue(request: HttpRequest) -> HttpResponse:
    """Late by township; as a sheet with `?xlsx`."""
    found = reads.overdue(me(request), today(), clock.now())
    if "xlsx" in request.GET:
        told = {"powers": "overdue"}
        return handed(request, sheet.of_overdue(found), "overdue", what=told, rows=len(found.towns))
    return page(request, "overdue", {"overdue": found})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*OPENERS)
def occasion(request: HttpRequest) -> HttpResponse:
    """A major matter to be laid open at once."""
    places = my_places(request, OPENERS)
    form = forms.Occasion(request.POST or None, places=places, today=today())
    return one_form(
        request,
        form,
        lambda given: actions.occasion(by=me(request), **given),
        TASKS.address,
        "occasion",
        frame=page,
    )


def _task(request: HttpRequest, code: str) -> Disclosure:
    found = Disclosure.objects.visible_to(me(request)).select_related("item", "place")
    return get_object_or_404(found, code=code)


def _shown(request: HttpRequest, found: Disclosure) -> dict[str, Any]:
    """What the page of a task shows besides its verbs."""
    cadre = who.cadre(found.path, me(request))
    writing = cadre and found.state in {State.SCHEDULED, State.DRAFTING}
    return {
        "beside": TASK_LIST.beside(request, found),
        "late": found.is_late(today()),
        "writing": writing,
        "attach_form": forms.Attach() if writing else None,
        "files": proofs(found.files),
        "cover_form": forms.Cover() if cadre else None,
        "shown": village_reads.draft_of(found),
        "story": timeline(DISCLOSURE, found),
        "signoffs": found.signoffs.select_related("by").order_by("-pk"),
        "questions": found.questions.order_by("-asked_at"),
        "versions": found.versions.all(),
        "read": village_reads.readers(found) if found.is_public else None,
        "from_books": writing and found.item.statement,
    }


def _onward(request: HttpRequest, found: Disclosure, verb: str) -> str:
    """After writing, on to how villagers will see it where that was asked for."""
    page_of = "preview" if verb == "draft" and "preview" in request.POST else "task"
    return reverse(f"powers_staff:{page_of}", args=[found.code])


TASKS = Pages(
    process=DISCLOSURE,
    room="powers_staff",
    prefix="tasks",
    name="task",
    template="task",
    find=_task,
    show=_shown,
    forms={
        "draft": forms.Draft,
        "submit": Nothing,
        "sign": forms.FreeNote,
        "approve": forms.FreeNote,
        "send_back": forms.Note,
        "demand": forms.Text,
        "amend": forms.Changed,
        "archive": Nothing,
    },
    gate=desk(),
    frame=page,
    after=_onward,
)


def _chosen(request: HttpRequest, codes: list[str]) -> Any:
    found = Disclosure.objects.visible_to(me(request)).filter(code__in=codes)
    return found.select_related("item", "place").order_by("due_on", "pk")


def _told(found: Disclosure) -> tuple[str, str]:
    return str(found.heading), f"{found.place.spoken} · {found.period_name}"


MANY: Bulk[Disclosure] = Bulk(
    pages=TASKS,
    forms={"demand": forms.Text, "archive": Nothing},
    chosen=_chosen,
    told=_told,
    back="powers_staff:tasks",
    every=TASK_LIST.keys,
)
"""What asks for no reading of each: demanding what is late, and putting away what has hung its time."""


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
        _("从账上取了 %(n)d 笔，请核对以后再送审核。") % {"n": len(found.rows.get("rows", []))},
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
        return TASKS.render(request, found, status=422, attach_form=form)
    actions.attach(to=found, by=me(request), **form.given())
    return redirect("powers_staff:task", code)


@require_POST
@desk(*CADRES, *TOWNSHIP)
def cover(request: HttpRequest, ref: str) -> HttpResponse:
    """Let everyone see a covered copy, or the original that somebody has looked at."""
    found = find(ref)
    thing = thing_of(found) if found else None
    if found is None or thing is None:
        raise Http404
    form = forms.Cover(request.POST, request.FILES)
    if form.is_valid():
        actions.cover(file=found, by=me(request), **form.given())
    else:
        messages.info(request, _("没有改：请先看过，再勾上“我看过”。"))
    if isinstance(thing, Disclosure):
        return redirect("powers_staff:task", thing.code)
    return redirect("powers_staff:run", thing.run.code)
