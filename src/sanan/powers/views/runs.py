"""Runs of a power at the desk."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from sanan.kit.errors import Refused
from sanan.lists.pages import Lists
from sanan.people.models import Person
from sanan.powers import actions
from sanan.powers.actions import runs as verbs
from sanan.powers.enums import CADRES, SUPERVISORS, TOWNSHIP, EvidenceKind, RunState
from sanan.powers.forms import staff as forms
from sanan.powers.models import PowerRun, RunStep
from sanan.powers.queries import chart, lists
from sanan.powers.queries.proofs import of_steps
from sanan.powers.rules import runs as rules
from sanan.powers.rules import who
from sanan.powers.rules.runs import RUN
from sanan.powers.views.access import desk, me, my_places, page, today
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

MOST_DIGITS = 4


RUN_LIST = Lists(listed=lists.RUNS, template="runs", gate=desk(), frame=page)
"""Runs that I see."""


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*CADRES)
def new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    form = forms.Begin(request.POST or None, places=my_places(request, CADRES), today=today())
    return one_form(
        request,
        form,
        lambda given: verbs.begin(by=me(request), **given),
        RUNS.address,
        "new_run",
        frame=page,
    )


def _run(request: HttpRequest, code: str) -> PowerRun:
    found = PowerRun.objects.visible_to(me(request)).select_related("item", "place", "contract")
    return get_object_or_404(found, code=code)


def _needs(step: RunStep) -> list[tuple[str, bool]]:
    """Each kind of evidence that the step asks for, and whether it is there."""
    there = {file.label for file in step.files}
    return [(str(EvidenceKind(k).label), k in there) for k in step.step.evidence]


def _shown(request: HttpRequest, found: PowerRun) -> dict[str, Any]:
    """The chart, the step whose turn it is with its evidence, what others have to do."""
    person = me(request)
    steps = list(
        found.steps.select_related(
            "step", "run__place", "actor", "signed_by", "resolution"
        ).prefetch_related("objections")
    )
    brought = of_steps(steps)
    running = found.state == RunState.RUNNING
    turn = rules.turn(steps)
    mine = turn if running and turn and _may_take(turn, found, person) else None
    return {
        "beside": RUN_LIST.beside(request, found),
        "chart": chart.of_run(steps, today(), running=running),
        "steps": [
            (
                s,
                t := chart.tone_of(s, today(), now=running and turn == s),
                chart.MARKS[t],
                brought[s.pk],
            )
            for s in steps
        ],
        "mine": mine,
        "files": brought[mine.pk] if mine else [],
        "needs": _needs(mine) if mine else [],
        "attach_form": forms.Attach(offered=mine.step.evidence) if mine else None,
        "to_sign": [(s, brought[s.pk]) for s in steps if s.waits_for_sign],
        "to_answer": rules.waiting(found),
        "sees_relations": who.cadre(found.path, person)
        or who.supervisor(found.path, person)
        or who.above(found.path, person)
        or who.discipline(found.path, person),
        "cover_form": forms.Cover() if who.cadre(found.path, person) else None,
        "story": timeline(RUN, found),
        "disclosures": found.disclosures.select_related("item"),
        "cases": found.cases.all(),
    }


def _may_take(turn: RunStep, found: PowerRun, person: Person) -> bool:
    return who.as_actor(turn.step.actor, found.path, person)


RUNS = Pages(
    process=RUN,
    room="powers_staff",
    prefix="runs",
    name="run",
    template="run",
    find=_run,
    show=_shown,
    forms={
        "declare": forms.Declare,
        "take": forms.Take,
        "sign": forms.Sign,
        "answer": forms.AnswerObjection,
        "finish": Nothing,
        "resume": forms.Note,
        "skip": forms.Skip,
        "link": forms.Link,
        "object": forms.Object,
        "suspend": forms.Reason,
        "archive": Nothing,
    },
    gate=desk(),
    frame=page,
)


@require_POST
@desk(*CADRES, *SUPERVISORS, *TOWNSHIP)
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """A paper for the step whose turn it is."""
    found = _run(request, code)
    step = get_object_or_404(found.steps.select_related("step", "run__place"), seq=_seq(request))
    form = forms.Attach(request.POST, request.FILES, offered=step.step.evidence)
    if not form.is_valid():
        return RUNS.render(request, found, status=422, attach_form=form)
    try:
        actions.attach(to=step, by=me(request), **form.given())
    except Refused as no:
        form.refuse(no)
        return RUNS.render(request, found, status=no.status, attach_form=form)
    return redirect("powers_staff:run", code)


def _seq(request: HttpRequest) -> int:
    given = request.POST.get("seq", "")
    if not given.isdecimal() or len(given) > MOST_DIGITS:
        raise Http404
    return int(given)
