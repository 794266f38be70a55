"""My village's affairs on a phone: 看 look, 问 ask, 办 handle, 评 rate."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.numbers import whole
from sanan.kit.paging import page_number
from sanan.people import visitor
from sanan.places import queries as places
from sanan.powers import actions
from sanan.powers.enums import RunState, StepState
from sanan.powers.forms import resident as forms
from sanan.powers.models import Disclosure, PowerRun, Question
from sanan.powers.queries import chart
from sanan.powers.queries import village as reads
from sanan.powers.queries.mine import QUESTION as OWN_QUESTION
from sanan.powers.queries.proofs import of_steps, proofs
from sanan.powers.rules.questions import ASKER, QUESTION
from sanan.powers.rules.runs import RUN
from sanan.powers.views import access
from sanan.process.pages import Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.phone import Started
from sanan.slips.queries import figures, grouped

OWN = ("ask", "reask")
"""Lines that only the asker reads: their own words."""


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """看: what my village has laid open, and what it should have."""
    place = places.by_code(code)
    number = page_number(request.GET.get("page"))
    found = reads.look(place, request.GET.get("affair", ""), number, access.today())
    context = {"place": place, "look": found, "number": number, "tab": "look"}
    return render(request, "powers/resident/village.html", context)


@require_safe
def late(request: HttpRequest, code: str) -> HttpResponse:
    """What is due and not published, for everyone to see."""
    place = places.by_code(code)
    number = page_number(request.GET.get("page"))
    rows = reads.late(place, access.today(), number)
    context = {
        "place": place,
        "rows": rows[:100],
        "follows": len(rows) > 100,
        "number": number,
        "today": access.today(),
    }
    return render(request, "powers/resident/late.html", context)


@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """问: what was asked and answered."""
    place = places.by_code(code)
    context = {"place": place, "questions": reads.asked(place), "tab": "asked"}
    return render(request, "powers/resident/asked.html", context)


@require_safe
def handled(request: HttpRequest, code: str) -> HttpResponse:
    """办: what is under way, and how to get something done."""
    place = places.by_code(code)
    context = {
        "place": place,
        "runs": reads.runs(place),
        "services": reads.services(access.today()),
        "powers": reads.powers(access.today()),
        "tab": "handled",
    }
    return render(request, "powers/resident/handled.html", context)


@require_safe
def rated(request: HttpRequest, code: str) -> HttpResponse:
    """评: how the answers were."""
    place = places.by_code(code)
    context = {
        "place": place,
        "verdict": reads.verdict(place),
        "questions": [q for q in reads.asked(place) if q.rating][:20],
        "tab": "rated",
    }
    return render(request, "powers/resident/rated.html", context)


@never_cache
@require_safe
def disclosure(request: HttpRequest, code: str) -> HttpResponse:
    """One disclosure as it stands."""
    return _disclosure(request, reads.public_disclosure(code), None)


@never_cache
@require_safe
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How it stood before a correction."""
    return _disclosure(request, reads.public_disclosure(code), number)


def _disclosure(request: HttpRequest, found: Disclosure, number: int | None) -> HttpResponse:
    shown = reads.version_of(found, number)
    before = found.versions.filter(number=shown.number - 1).first()
    read, registered, others = reads.readers(found)
    context: dict[str, Any] = {
        "disclosure": found,
        "place": found.place,
        "version": shown,
        "versions": list(found.versions.all()),
        "old": shown.number != found.version,
        "differences": reads.differences(before, shown) if before else [],
        "files": [each for each in proofs(found.files) if each.shown],
        "questions": reads.questions_of(found),
        "signoffs": found.signoffs.filter(version=shown.number, said="passed"),
        "read": read,
        "registered": registered,
        "others": others,
        "runs": found.runs.order_by("pk"),
        "receipt": reads.receipt_path(shown.entry_id),
        "late": found.is_late(access.today()),
    }
    return render(request, "powers/resident/disclosure.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about it, or about one of its lines."""
    found = reads.public_disclosure(code)
    shown = reads.version_of(found)
    line = _line(request.POST.get("line") or request.GET.get("line"), len(shown.lines))
    text = request.POST.get("text", "")
    wrong = ""
    if request.method == "POST":
        if text.strip():
            visitor.slow_down(request, "powers-ask", burst=10)
            with visitor.once(request):
                made = actions.ask(
                    disclosure=found, text=text, line=line, person=access.resident(request)
                )
            response = redirect("powers:question", made.token)
            Started("question").follow(request, response, made.token)
            return response
        wrong = _("请写一句话。")
    context = {
        "disclosure": found,
        "place": found.place,
        "line": line,
        "line_cells": shown.lines[line - 1]["cells"] if line else [],
        "text": text,
        "wrong": wrong,
        "limits": reads.limits(),
    }
    status = 422 if wrong else 200
    return render(request, "powers/resident/ask.html", context, status=status)


def _line(text: str | None, most: int) -> int:
    number = whole(text or "") or 0
    return number if number <= most else 0


@require_POST
def read(request: HttpRequest, code: str) -> HttpResponse:
    """I have read it."""
    found = reads.public_disclosure(code)
    visitor.slow_down(request, "powers-read", burst=60)
    response = redirect("powers:disclosure", code)
    known = access.lives_in(request, found.place)
    actions.read(disclosure=found, reader=access.remembered(request, response), known=known)
    messages.info(request, _("记下了。看没看过不影响任何人，只是让大家知道有多少人在看。"))
    return response


def _mine(_request: HttpRequest, token: str) -> Question:
    rows = Question.objects.select_related("disclosure__item", "place")
    return get_object_or_404(rows, token=token)


MINE = Pages(
    process=QUESTION,
    room="powers",
    prefix="question",
    name="question",
    key="token",
    template="powers/resident/question.html",
    find=_mine,
    show=lambda _request, found: {
        "place": found.place,
        "disclosure": found.disclosure,
        "story": [t for t in timeline(QUESTION, found) if t.line.public or t.line.verb in OWN],
        "late": found.is_open and found.due_at < clock.now(),
        "groups": grouped(figures(OWN_QUESTION, found.token)),
    },
    forms={"rate": forms.Rate, "reask": forms.Reask},
    who=asker(ASKER),
    frame=bare,
    paced={"reask": 10},
)
"""My own question: who must answer by when, the answer, what I can do now."""


def _run(_request: HttpRequest, code: str) -> PowerRun:
    return reads.public_run(code)


def _run_shown(_request: HttpRequest, found: PowerRun) -> dict[str, Any]:
    """The chart, the steps, their evidence."""
    steps = list(found.steps.select_related("step", "resolution").prefetch_related("objections"))
    brought = of_steps(steps)
    running = found.state == RunState.RUNNING
    today = access.today()
    turn = next((s.pk for s in steps if s.state == StepState.PENDING), None)
    return {
        "place": found.place,
        "chart": chart.of_run(steps, today, running=running),
        "steps": [
            (
                step,
                tone := chart.tone_of(step, today, now=running and step.pk == turn),
                chart.MARKS[tone],
                [each for each in brought[step.pk] if each.shown],
                sum(not each.shown for each in brought[step.pk]),
            )
            for step in steps
        ],
        "disclosures": found.disclosures.public().select_related("item"),
        "receipt": reads.receipt_of(found),
    }


RUNS = Pages(
    process=RUN,
    room="powers",
    prefix="run",
    name="run",
    template="powers/resident/run.html",
    find=_run,
    show=_run_shown,
    forms={"object": forms.Object},
    who=asker(),
    frame=bare,
    paced={"object": 5},
)


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One power of the list: who does what, in which order, by which law."""
    found = reads.item(code, access.today())
    steps = list(found.steps.all())
    place = places.by_code(request.GET["place"]) if request.GET.get("place") else None
    context = {
        "item": found,
        "place": place,
        "steps": steps,
        "chart": chart.of_item(steps),
    }
    return render(request, "powers/resident/item.html", context)
