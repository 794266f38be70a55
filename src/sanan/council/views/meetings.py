"""Running a meeting: agenda, sign-in, votes, minutes, papers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.actions.meetings import too_early
from sanan.council.enums import DESK, Choice, MeetingState, State
from sanan.council.forms import joint as joint_forms
from sanan.council.forms import staff as forms
from sanan.council.models import AgendaItem, Meeting, Seat, Vote
from sanan.council.queries import community, papers, recount
from sanan.council.queries import desk as reads
from sanan.council.views.access import desk, me, page
from sanan.kit import clock
from sanan.process.forms import DeskForm

SHOWN = 60
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new(request: HttpRequest) -> HttpResponse:
    """A date."""
    form = forms.Plan(request.POST or None, person=me(request))
    if request.method == "POST" and form.is_valid():
        made = actions.plan(by=me(request), **form.cleaned_data)
        return redirect("council_staff:meeting", made.code)
    return page(request, "new_meeting", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def past(request: HttpRequest) -> HttpResponse:
    """A meeting held before."""
    form = forms.Past(request.POST or None, person=me(request))
    if request.method == "POST" and form.is_valid():
        made = actions.record_past(by=me(request), **form.cleaned_data)
        return redirect("council_staff:meeting", made.code)
    values = {"form": form, "past": True}
    return page(request, "new_meeting", values, status=422 if form.errors else 200)


def _meeting(request: HttpRequest, code: str) -> Meeting:
    found = Meeting.objects.visible_to(me(request)).select_related(
        "council__place", "chair", "booking__hall"
    )
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Everything to run one meeting."""
    return _page(request, _meeting(request, code))


FORMS: dict[str, type[DeskForm]] = {
    "convene": DeskForm,
    "begin": DeskForm,
    "cancel": forms.Why,
    "rearrange": forms.Rearrange,
    "hold": forms.Hold,
    "sign_in": forms.SignIn,
    "open_vote": forms.OpenVote,
}
DO: dict[str, Callable[..., Any]] = {
    "convene": actions.convene,
    "begin": actions.begin,
    "cancel": actions.cancel,
    "rearrange": actions.rearrange,
    "hold": actions.hold,
    "sign_in": actions.sign_in,
    "open_vote": actions.open_vote,
}
WHEN = {
    MeetingState.PLANNED: ("convene", "rearrange", "cancel"),
    MeetingState.CONVENED: ("begin", "sign_in", "rearrange", "cancel"),
    MeetingState.OPEN: ("sign_in", "open_vote", "hold"),
}


def _form(verb: str, found: Meeting, data: Any = None) -> DeskForm:
    made = FORMS[verb]
    more: dict[str, Any] = {"auto_id": f"id_{verb}_%s"}
    if verb in {"sign_in", "open_vote", "rearrange"}:
        more["meeting"] = found
    return made(data, **more)


def _page(request: HttpRequest, found: Meeting, wrong: Any = None) -> HttpResponse:
    runs = rules.may_run(found.council.place, me(request))
    status = 422 if wrong else 200
    able = WHEN.get(MeetingState(found.state), ()) if runs else ()
    early = too_early(found, clock.now()) if "begin" in able else None
    if early is not None:
        able = tuple(verb for verb in able if verb != "begin")
    roll = reads.roll_of(found)
    values = {
        "meeting": found,
        "runs": runs,
        "early": early.sentence if early is not None else "",
        "written_up": found.held_at is not None and found.begun_at is None,
        "agenda": found.agenda.select_related("topic"),
        "roll": roll[:500],
        "count": len(roll),
        "there": sum(line.there is not None for line in roll),
        "votes": found.votes.select_related("topic").order_by("pk"),
        "forms": {verb: _form(verb, found) for verb in able} | (wrong or {}),
        "papers": found.papers.filter(removed_at__isnull=True).select_related("by"),
        "attach_form": (wrong or {}).pop("attach", None)
        or joint_forms.Attach(auto_id="id_attach_%s"),
        "why_form": joint_forms.Why(auto_id="id_why_%s"),
        "ready": [i.topic for i in found.agenda.all() if i.topic.state == State.DELIBERATED],
    }
    return page(request, "meeting", values, status=status)


@require_POST
@desk(*DESK)
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on one meeting."""
    found = _meeting(request, code)
    if verb == "deliberate":
        item = get_object_or_404(
            AgendaItem.objects.select_related("topic__place", "meeting__council__place"),
            meeting=found,
            topic__code=request.POST.get("topic", ""),
        )
        actions.deliberate(item=item, text=request.POST.get("text", ""), by=me(request))
        return redirect("council_staff:meeting", code)
    if verb not in DO:
        raise Http404
    form = _form(verb, found, request.POST)
    if not form.is_valid():
        return _page(request, found, {verb: form})
    made = DO[verb](meeting=found, by=me(request), **form.cleaned_data)
    if isinstance(made, Vote):
        return redirect("council_staff:vote", made.code)
    return redirect("council_staff:meeting", code)


@require_POST
@desk(*DESK)
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Files of a meeting: the signed minutes, the sheet, photos."""
    found = _meeting(request, code)
    form = joint_forms.Attach(request.POST, request.FILES, auto_id="id_attach_%s")
    if not form.is_valid():
        return _page(request, found, {"attach": form})
    actions.attach(meeting=found, by=me(request), **form.cleaned_data)
    return redirect("council_staff:meeting", code)


@require_safe
@desk()
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Minutes as PDF or Word, the sign-in sheet, the invitations."""
    found = _meeting(request, code)
    made, kind = {
        "minutes.pdf": (papers.minutes_of, "application/pdf"),
        "minutes.docx": (papers.minutes_of, WORD),
        "sheet.pdf": (papers.sheet_of, "application/pdf"),
        "invitations.pdf": (papers.invitations_of, "application/pdf"),
    }.get(name, (None, ""))
    if made is None:
        raise Http404
    if made is papers.invitations_of and not rules.may_run(found.council.place, me(request)):
        raise Http404
    content = made(found)
    response = HttpResponse(
        papers.docx(content) if kind == WORD else papers.pdf(content), content_type=kind
    )
    response["Content-Disposition"] = f'inline; filename="{found.code}-{name}"'
    return response


def _vote(request: HttpRequest, code: str) -> Vote:
    found = Vote.objects.visible_to(me(request))
    found = found.select_related("meeting__council__place", "topic__place")
    return get_object_or_404(found, code=code)


@require_safe
@desk()
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """A vote: who has voted, and once it is closed how, with the arithmetic."""
    return _vote_page(request, _vote(request, code))


def _vote_page(request: HttpRequest, found: Vote, form: Any = None) -> HttpResponse:
    closed = found.closed_at is not None
    words = request.GET.get("q", "").strip()[:60]
    values = {
        "vote": found,
        "meeting": found.meeting,
        "runs": rules.may_run(found.meeting.council.place, me(request)),
        "voted": found.ballots.count(),
        "q": words,
        "lines": [] if closed else reads.voters_of(found, me(request), words, size=SHOWN),
        "choices": Choice.choices,
        "counts": community.result_counts(found.result) if closed else [],
        "result": community.result_lines(found),
        "law": community.law_of(found),
        "recount": recount.recount(found) if closed else None,
        "resolution": getattr(found, "resolution", None),
        "adopt_form": form or forms.Adopt(initial={"text": found.question}),
    }
    return page(request, "vote", values, status=422 if form else 200)


@require_POST
@desk(*DESK)
def vote_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Enter hands or papers, close, adopt."""
    found = _vote(request, code)
    if verb == "adopt":
        form = forms.Adopt(request.POST)
        if not form.is_valid():
            return _vote_page(request, found, form)
        made = actions.adopt(vote=found, text=form.cleaned_data["text"], by=me(request))
        return redirect("council_staff:resolution", made.code)
    if verb == "close":
        actions.close_vote(vote=found, by=me(request))
    elif verb == "hands":
        actions.show_hands(vote=found, hands=_chosen(request), by=me(request))
    elif verb == "papers":
        _enter(request, found)
    else:
        raise Http404
    return redirect("council_staff:vote", code)


def _enter(request: HttpRequest, found: Vote) -> None:
    chosen = _chosen(request)
    seats = Seat.objects.filter(pk__in=chosen, council=found.meeting.council)
    papers_ = [(seat, Choice(chosen[seat.pk])) for seat in seats]
    done = actions.enter_papers(vote=found, papers=papers_, by=me(request))
    said = _("计入 %(counted)d 张，等另一个人再录 %(waiting)d 张。") % {
        "counted": done.counted,
        "waiting": done.waiting,
    }
    if done.differ:
        said += _("两个人录得不一样，请核对纸票：%(who)s。") % {"who": "、".join(done.differ)}
    messages.info(request, said)


def _chosen(request: HttpRequest) -> dict[int, str]:
    """`choice-<seat>` fields that say something."""
    found = {}
    for name, value in request.POST.items():
        _word, _dash, key = name.partition("-")
        if name.startswith("choice-") and key.isascii() and key.isdecimal() and value:
            found[int(key)] = str(value)
    return {k: v for k, v in found.items() if v in Choice.values}
