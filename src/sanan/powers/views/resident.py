"""My village's affairs on a phone: 看 look, 问 ask, 办 handle, 评 rate."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.kit import clock
from sanan.kit.errors import Invalid, Missing
from sanan.kit.paging import page_number
from sanan.people import visitor
from sanan.places import queries as places
from sanan.powers import actions
from sanan.powers.actions.runs import object_to
from sanan.powers.enums import RunState, StepState
from sanan.powers.models import Disclosure, Question
from sanan.powers.queries import chart
from sanan.powers.queries import village as reads
from sanan.powers.rules import questions as question_rules
from sanan.powers.views import access
from sanan.process.enums import Satisfaction


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
        "follows": len(rows) > 100,  # noqa: PLR2004 - the page's size
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
    read, registered = reads.readers(found)
    context: dict[str, Any] = {
        "disclosure": found,
        "place": found.place,
        "version": shown,
        "versions": list(found.versions.all()),
        "old": shown.number != found.version,
        "differences": reads.differences(before, shown) if before else [],
        "files": [f for f in found.files.order_by("pk") if f.is_shown],
        "questions": reads.questions_of(found),
        "signoffs": found.signoffs.filter(version=shown.number, said="passed"),
        "read": read,
        "registered": registered,
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
            made = actions.ask(
                disclosure=found, text=text, line=line, person=access.resident(request)
            )
            return redirect("powers:question", made.token)
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
    if text and text.isdecimal() and 0 < int(text) <= most:
        return int(text)
    return 0


@require_POST
def read(request: HttpRequest, code: str) -> HttpResponse:
    """I have read it."""
    found = reads.public_disclosure(code)
    visitor.slow_down(request, "powers-read", burst=60)
    response = redirect("powers:disclosure", code)
    actions.read(disclosure=found, reader=access.remembered(request, response))
    messages.info(request, _("记下了。看没看过不影响任何人,只是让大家知道有多少人在看。"))
    return response


@never_cache
@require_safe
def question(request: HttpRequest, token: str) -> HttpResponse:
    """My own question: who must answer by when, the answer, what I can do now."""
    return _question_page(request, _mine(token))


def _mine(token: str) -> Question:
    rows = Question.objects.select_related("disclosure__item", "place")
    return get_object_or_404(rows, token=token)


def _question_page(
    request: HttpRequest, found: Question, wrong: str = "", status: int = 200
) -> HttpResponse:
    verbs = question_rules.allowed(found, None, asker=True)
    context = {
        "question": found,
        "place": found.place,
        "disclosure": found.disclosure,
        "story": found.story.filter(public=True) | found.story.filter(verb__in=["ask", "reask"]),
        "can_rate": question_rules.Verb.RATE in verbs,
        "can_reask": question_rules.Verb.REASK in verbs,
        "satisfactions": Satisfaction.choices,
        "late": found.is_open and found.due_at < clock.now(),
        "wrong": wrong,
    }
    return render(request, "powers/resident/question.html", context, status=status)


@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """How the answer was."""
    found = _mine(token)
    said = request.POST.get("satisfaction", "")
    if said not in Satisfaction.values:
        raise Invalid(_("请选一个:满意、基本满意、一般、不满意。"), "satisfaction")
    actions.rate(question=found, satisfaction=Satisfaction(said), text=request.POST.get("text", ""))
    return redirect("powers:question", token)


@require_POST
def reask(request: HttpRequest, token: str) -> HttpResponse:
    """Not answered: ask again, one level up."""
    found = _mine(token)
    visitor.slow_down(request, "powers-ask", burst=10)
    actions.reask(question=found, text=request.POST.get("text", ""))
    return redirect("powers:question", token)


@never_cache
@require_safe
def run(request: HttpRequest, code: str) -> HttpResponse:
    """One run of a power: the chart, the steps, their evidence."""
    found = reads.public_run(code)
    steps = list(
        found.steps.select_related("step", "resolution").prefetch_related("files", "objections")
    )
    running = found.state == RunState.RUNNING
    today = access.today()
    turn = next((s.pk for s in steps if s.state == StepState.PENDING), None)
    context = {
        "run": found,
        "place": found.place,
        "chart": chart.of_run(steps, today, running=running),
        "steps": [
            (
                step,
                tone := chart.tone_of(step, today, now=running and step.pk == turn),
                chart.MARKS[tone],
                [f for f in step.files.all() if f.is_shown],
                sum(not f.is_shown for f in step.files.all()),
            )
            for step in steps
        ],
        "can_object": [s for s in steps if s.state != StepState.PENDING]
        if found.state in {RunState.RUNNING, RunState.COMPLETED}
        else [],
        "disclosures": found.disclosures.public().select_related("item"),
        "receipt": reads.receipt_path(found.entry_id),
    }
    return render(request, "powers/resident/run.html", context)


@require_POST
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """Object to a step."""
    found = reads.public_run(code)
    visitor.slow_down(request, "powers-object", burst=5)
    seq = request.POST.get("seq", "")
    if not seq.isdecimal():
        raise Invalid(_("请选是哪一步。"), "step")
    object_to(
        run=found, seq=int(seq), text=request.POST.get("text", ""), by=access.resident(request)
    )
    messages.info(request, _("记下了。回答以前,这件事不能往下办;回答会公开在这里。"))
    return redirect("powers:run", code)


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


def missing() -> Missing:
    """A file that is not there, or not for this visitor."""
    return Missing(_("没有这个文件。"), "no_file")
