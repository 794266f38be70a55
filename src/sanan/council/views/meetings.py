"""Running a meeting: agenda, sign-in, votes and what they decide, minutes, files, prints."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.council import actions, rules
from sanan.council.enums import DESK, Choice, VoteState
from sanan.council.forms import joint as joint_forms
from sanan.council.forms import staff as forms
from sanan.council.models import Council, Meeting, Resolution, Topic, Vote
from sanan.council.queries import community, prints, recount
from sanan.council.queries import desk as reads
from sanan.council.rules import MEETING, RESOLUTION, VOTE
from sanan.council.views.access import desk, me, page
from sanan.people import access
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 60
EACH_MEMBER = {"sign_in", "use_key", "claim_seat"}
"""Verbs of each member by themselves; the roll shows them, not the story."""


def _new(
    request: HttpRequest, form: Any, act: Callable[..., Meeting], **values: Any
) -> HttpResponse:
    def make(given: dict[str, Any]) -> Meeting:
        return act(by=me(request), **given)

    return one_form(request, form, make, MEETINGS.address, "new_meeting", values, frame=page)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new(request: HttpRequest) -> HttpResponse:
    """A date."""
    return _new(request, forms.Plan(request.POST or None, person=me(request)), actions.plan)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def past(request: HttpRequest) -> HttpResponse:
    """A meeting held before."""
    form = forms.Past(request.POST or None, offers={"council": Council.objects.run_by(me(request))})
    return _new(request, form, actions.record_past, past=True)


def _meeting(request: HttpRequest, code: str) -> Meeting:
    found = Meeting.objects.visible_to(me(request)).select_related(
        "council__place", "chair", "booking__hall"
    )
    return get_object_or_404(found, code=code)


def _values(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    roll = reads.roll_of(found)
    return {
        "runs": rules.may_run(found.council.place, me(request)),
        "writes": MEETING.reason("deliberate", found, me(request)) is None,
        "prints_keys": MEETING.reason("print_keys", found, me(request)) is None,
        "written_up": found.held_at is not None and found.begun_at is None,
        "agenda": found.agenda.select_related("topic"),
        "roll": roll[:500],
        "count": len(roll),
        "there": sum(line.there is not None for line in roll),
        "votes": found.votes.select_related("topic").order_by("pk"),
        "files": [file for file in found.files if file.is_here],
        "story": [t for t in timeline(MEETING, found) if t.line.verb not in EACH_MEMBER],
    }


MEETINGS = Pages(
    process=MEETING,
    room="council_staff",
    prefix="meetings",
    name="meeting",
    template="meeting",
    find=_meeting,
    show=_values,
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
    shown=lambda meeting, verb: (
        verb != "deliberate" and (verb != "detach" or any(file.is_here for file in meeting.files))
    ),
    forms={
        "convene": Nothing,
        "begin": Nothing,
        "sign_in": forms.SignIn,
        "deliberate": forms.Deliberate,
        "hold": forms.Hold,
        "rearrange": forms.Rearrange,
        "cancel": forms.Why,
        "attach": joint_forms.Attach,
        "detach": joint_forms.Detach,
    },
)


PRINTS: dict[str, Callable[[Meeting], dict[str, Any]]] = {
    "minutes.pdf": prints.minutes_of,
    "minutes.docx": prints.minutes_of,
    "sheet.pdf": prints.sheet_of,
    "invitations.pdf": prints.invitations_of,
}


@require_safe
@desk()
def printed(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Minutes as PDF or Word, the sign-in sheet, the invitations."""
    found = _meeting(request, code)
    if name not in PRINTS:
        raise Http404
    make = PRINTS[name]
    if make is prints.invitations_of and not rules.may_run(found.council.place, me(request)):
        raise Http404
    return _download(request, make(found), f"{found.code}-{name}")


@require_POST
@desk(*DESK)
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """Fresh keys on slips, this once: they cannot be printed again."""
    found = _meeting(request, code)
    made = actions.print_keys(meeting=found, by=me(request))
    return _download(request, prints.keys_of(found, made), f"{found.code}-keys.pdf")


def _download(request: HttpRequest, sheet: dict[str, Any], name: str) -> HttpResponse:
    made = prints.docx(sheet) if name.endswith(".docx") else prints.pdf(sheet)
    return access.paper(request, made, name)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_vote(request: HttpRequest, code: str) -> HttpResponse:
    """A question put to this meeting."""
    found = _meeting(request, code)
    return one_form(
        request,
        forms.OpenVote(
            request.POST or None, offers={"topic": Topic.objects.filter(agenda__meeting=found)}
        ),
        lambda given: actions.open_vote(meeting=found, by=me(request), **given),
        VOTES.address,
        "new_vote",
        {"meeting": found},
        frame=page,
    )


def _vote(request: HttpRequest, code: str) -> Vote:
    found = Vote.objects.visible_to(me(request))
    found = found.select_related("meeting__council__place", "topic__place")
    return get_object_or_404(found, code=code)


def _vote_values(request: HttpRequest, found: Vote) -> dict[str, Any]:
    closed = found.state == VoteState.CLOSED
    words = request.GET.get("q", "").strip()[:60]
    by = me(request)
    voted = sum(found.result["people"].values()) if closed else found.ballots.count()
    return {
        "meeting": found.meeting,
        "closed": closed,
        "enters": VOTE.reason("enter", found, by) is None,
        "hands": VOTE.reason("hands", found, by) is None,
        "voted": voted,
        "keys": reads.keys_of(found.meeting),
        "q": words,
        "lines": [] if closed else reads.voters_of(found, by, words, size=SHOWN),
        "papers": None if closed else reads.papers_of(found),
        "disputes": [] if closed else reads.disputes(found, by),
        "choices": Choice.choices,
        "counts": community.result_counts(found.result) if closed else [],
        "result": community.result_lines(found),
        "law": community.law_of(found),
        "recount": recount.recount(found) if closed else None,
        "resolution": getattr(found, "resolution", None),
        "runs": rules.may_run(found.meeting.council.place, by),
    }


VOTES = Pages(
    process=VOTE,
    room="council_staff",
    prefix="votes",
    name="vote",
    template="vote",
    find=_vote,
    show=_vote_values,
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
    shown=lambda _vote, verb: verb == "close",
    forms={
        "enter": forms.EnterPapers,
        "hands": forms.ShowHands,
        "settle": forms.Settle,
        "close": Nothing,
    },
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(*DESK)
def new_resolution(request: HttpRequest, code: str) -> HttpResponse:
    """A closed vote in the words of a resolution."""
    found = _vote(request, code)
    return one_form(
        request,
        forms.Adopt(request.POST or None, initial={"text": found.question}),
        lambda given: actions.adopt(vote=found, by=me(request), **given),
        RESOLUTIONS.address,
        "new_resolution",
        {"vote": found, **_counted(found)},
        frame=page,
    )


def _counted(vote: Vote) -> dict[str, Any]:
    return {
        "counts": community.result_counts(vote.result),
        "lines": community.result_lines(vote),
        "law": community.law_of(vote),
    }


def _resolution(request: HttpRequest, code: str) -> Resolution:
    found = Resolution.objects.visible_to(me(request)).select_related(
        "topic__place", "topic__case", "vote__meeting__council__place"
    )
    return get_object_or_404(found, code=code)


def _resolution_values(_request: HttpRequest, found: Resolution) -> dict[str, Any]:
    return {
        "topic": found.topic,
        "receipt": community.receipt_path(found.entry_id),
        "items": found.items.select_related("owner", "case").order_by("due_on"),
        "story": timeline(RESOLUTION, found),
        **_counted(found.vote),
    }


RESOLUTIONS = Pages(
    process=RESOLUTION,
    room="council_staff",
    prefix="resolutions",
    name="resolution",
    template="resolution",
    find=_resolution,
    show=_resolution_values,
    gate=desk(),
    acting=desk(*DESK),
    frame=page,
    forms={"publish": forms.Publish, "assign": forms.Assign},
)
