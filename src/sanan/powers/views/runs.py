"""Runs of a power at the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases.models import Case
from sanan.kit.errors import Refused
from sanan.kit.paging import page_number
from sanan.people.enums import Role
from sanan.powers import actions
from sanan.powers.actions import runs as verbs
from sanan.powers.enums import CADRES, SUPERVISORS, TOWNSHIP, RunState, StepState
from sanan.powers.forms import staff as forms
from sanan.powers.models import Objection, PowerRun, RunStep
from sanan.powers.queries import chart
from sanan.powers.queries import desk as reads
from sanan.powers.rules import runs as rules
from sanan.powers.rules import who
from sanan.powers.rules.runs import Verb
from sanan.powers.views.access import desk, me, my_places, page, today

SHOWN = 50
ACTORS = (*CADRES, *SUPERVISORS, *TOWNSHIP, Role.DISCIPLINE_OFFICER)


@require_safe
@desk()
def runs(request: HttpRequest) -> HttpResponse:
    """Runs that I see."""
    state = request.GET.get("state", "")
    state = state if state in RunState.values else ""
    number = page_number(request.GET.get("page"))
    rows = list(reads.runs(me(request), state)[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": rows[:SHOWN],
        "follows": len(rows) > SHOWN,
        "number": number,
        "state": state,
        "states": RunState.choices,
    }
    return page(request, "runs", values)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*CADRES)
def new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    form = forms.Begin(request.POST or None, places=my_places(request, CADRES), today=today())
    if request.method == "POST" and form.is_valid():
        made = verbs.begin(by=me(request), **form.cleaned_data)
        return redirect("powers_staff:run", made.code)
    return page(request, "new_run", {"form": form}, status=422 if form.errors else 200)


def _run(request: HttpRequest, code: str) -> PowerRun:
    found = PowerRun.objects.visible_to(me(request)).select_related("item", "place", "contract")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def run(request: HttpRequest, code: str) -> HttpResponse:
    """One run: the chart, the step whose turn it is, what others have to do."""
    return _page(request, _run(request, code))


def _page(
    request: HttpRequest, found: PowerRun, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    person = me(request)
    steps = list(
        found.steps.select_related(
            "step", "run__place", "actor", "signed_by", "resolution"
        ).prefetch_related("files", "objections")
    )
    running = found.state == RunState.RUNNING
    turn = rules.turn(steps)
    able = rules.allowed(found, person)
    mine = turn if _may_take(found, turn, able, request) else None
    blocked = rules.blocked(steps)
    values = {
        "run": found,
        "chart": chart.of_run(steps, today(), running=running),
        "steps": [
            (s, t := chart.tone_of(s, today(), now=running and turn == s), chart.MARKS[t])
            for s in steps
        ],
        "turn": turn,
        "mine": mine,
        "blocked": blocked.sentence if blocked and mine else "",
        "needs": _needs(mine) if mine else [],
        "forms": _forms(found, able, mine, turn, steps) | (wrong or {}),
        "to_sign": [s for s in steps if s.waits_for_sign] if Verb.SIGN in able else [],
        "to_answer": [o for s in steps for o in s.objections.all() if not o.answer]
        if Verb.ANSWER in able
        else [],
        "sees_relations": who.cadre(found.path, person)
        or who.supervisor(found.path, person)
        or who.above(found.path, person)
        or who.discipline(found.path, person),
        "cover_form": forms.Cover() if who.cadre(found.path, person) else None,
        "can_finish": Verb.FINISH in able and turn is None and blocked is None,
        "can_archive": Verb.ARCHIVE in able and blocked is None,
        "story": found.story.select_related("by").order_by("-pk"),
        "disclosures": found.disclosures.select_related("item"),
        "cases": found.cases.all(),
    }
    return page(request, "run", values, status=422 if wrong else 200)


def _may_take(
    found: PowerRun, turn: RunStep | None, able: list[Verb], request: HttpRequest
) -> bool:
    return (
        turn is not None
        and Verb.TAKE in able
        and who.as_actor(turn.step.actor, found.path, me(request))
    )


def _needs(step: RunStep) -> list[tuple[str, bool]]:
    """Each kind of evidence that the step asks for, and whether it is there."""
    from sanan.powers.enums import EvidenceKind

    there = {f.evidence for f in step.files.all()}
    return [(str(EvidenceKind(k).label), k in there) for k in step.step.evidence]


def _forms(
    found: PowerRun,
    able: list[Verb],
    mine: RunStep | None,
    turn: RunStep | None,
    steps: list[RunStep],
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if Verb.DECLARE in able:
        made["declare"] = forms.Declare()
    if mine is not None:
        made["attach"] = forms.Attach(offered=mine.step.evidence)
        made["take"] = forms.Take(step=mine)
    if turn is not None and Verb.SKIP in able and not turn.step.quorum:
        made["skip"] = forms.Reason()
    if Verb.SIGN in able and any(s.waits_for_sign for s in steps):
        made["sign"] = forms.FreeNote()
    if Verb.SUSPEND in able:
        made["suspend"] = forms.Reason()
    if Verb.RESUME in able:
        made["resume"] = forms.Note()
    if Verb.LINK in able:
        made["link"] = forms.Link(run=found)
    if Verb.ANSWER in able:
        made["answer"] = forms.Text()
    if able and any(s.state != StepState.PENDING for s in steps):
        made["object"] = forms.Text()
    return made


@require_POST
@desk(*ACTORS)
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one run."""
    found = _run(request, code)
    handler = DO.get(verb)
    if handler is None:
        raise Http404
    wrong = handler(request, found)
    if wrong is not None:
        return _page(request, found, {verb: wrong})
    return redirect("powers_staff:run", code)


def _seq(request: HttpRequest) -> int:
    given = request.POST.get("seq", "")
    if not given.isdecimal():
        raise Http404
    return int(given)


def _checked(form: forms.DeskForm, act: Any) -> Any:
    """Call `act` with what the form holds; the form where it does not hold, or was refused."""
    if not form.is_valid():
        return form
    try:
        act(**form.cleaned_data)
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return form
    return None


def _declare(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.Declare(request.POST),
        lambda **given: verbs.declare(run=found, by=me(request), **given),
    )


def _attach(request: HttpRequest, found: PowerRun) -> Any:
    step = get_object_or_404(found.steps.select_related("step", "run__place"), seq=_seq(request))

    def act(file: Any, evidence: Any, *, as_it_is: bool) -> None:
        actions.attach(upload=file, evidence=evidence, clean=as_it_is, step=step, by=me(request))

    form = forms.Attach(request.POST, request.FILES, offered=step.step.evidence)
    return _checked(form, act)


def _take(request: HttpRequest, found: PowerRun) -> Any:
    step = get_object_or_404(found.steps.select_related("step", "run__place"), seq=_seq(request))
    form = forms.Take(request.POST, step=step)

    def act(decision: str, resolution: Any = None, **_counts: Any) -> None:
        votes = form.counts() if step.step.quorum and resolution is None else None
        verbs.take(
            run=found,
            seq=step.seq,
            decision=decision,
            votes=votes,
            resolution=resolution,
            by=me(request),
        )

    return _checked(form, act)


def _skip(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.Reason(request.POST),
        lambda reason: verbs.skip(run=found, seq=_seq(request), reason=reason, by=me(request)),
    )


def _sign(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.FreeNote(request.POST),
        lambda note: verbs.sign(run=found, seq=_seq(request), note=note, by=me(request)),
    )


def _object(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.Text(request.POST),
        lambda text: verbs.object_to(run=found, seq=_seq(request), text=text, by=me(request)),
    )


def _answer(request: HttpRequest, found: PowerRun) -> Any:
    mine = Objection.objects.select_related("step__run").filter(step__run=found)
    objection = get_object_or_404(mine, pk=_seq(request))
    return _checked(
        forms.Text(request.POST),
        lambda text: verbs.answer_objection(objection=objection, text=text, by=me(request)),
    )


def _suspend(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.Reason(request.POST),
        lambda reason: verbs.suspend(run=found, reason=reason, by=me(request)),
    )


def _resume(request: HttpRequest, found: PowerRun) -> Any:
    return _checked(
        forms.Note(request.POST), lambda note: verbs.resume(run=found, note=note, by=me(request))
    )


def _link(request: HttpRequest, found: PowerRun) -> Any:
    form = forms.Link(request.POST, run=found)

    def act(disclosure: Any, contract: Any, case: str) -> None:
        known = Case.objects.visible_to(me(request)).filter(code=case).first() if case else None
        if case and known is None:
            raise Refused(_("没有这个编号,请看一看有没有抄错。"), "no_case", field="case")
        verbs.link(run=found, disclosure=disclosure, contract=contract, case=known, by=me(request))

    return _checked(form, act)


def _finish(request: HttpRequest, found: PowerRun) -> Any:
    verbs.finish(run=found, by=me(request))
    messages.info(request, _("办完了。全过程公开在村民的手机上。"))


def _archive(request: HttpRequest, found: PowerRun) -> Any:
    verbs.archive(run=found, by=me(request))


DO = {
    "declare": _declare,
    "attach": _attach,
    "take": _take,
    "skip": _skip,
    "sign": _sign,
    "object": _object,
    "answer": _answer,
    "suspend": _suspend,
    "resume": _resume,
    "link": _link,
    "finish": _finish,
    "archive": _archive,
}
