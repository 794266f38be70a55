"""Everyone's pages: the call, the finalists, the live board, all scores explained; a team's own."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.competitions import actions
from sanan.competitions.actions.entering import KIND
from sanan.competitions.enums import EntryState, State
from sanan.competitions.forms import resident as forms
from sanan.competitions.models import Campaign, Competition, Entry, Milestone, Objection, Stage
from sanan.competitions.queries import contest, judging, papers
from sanan.competitions.rules import COMPETITION, ENTRY, MILESTONE, OWNER
from sanan.insight.private.covering import cover_figures
from sanan.kit import clock, downloads
from sanan.kit.dates import day
from sanan.kit.errors import Refused
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.certificates import Answer, Checks
from sanan.process.pages import Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.actions import issue
from sanan.slips.phone import Started

SHOWN = 50
FOLLOWED = Started(KIND)


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Competitions and campaigns that concern a place."""
    place = places.by_code(code)
    values = {
        "place": place,
        "contests": contest.competitions_for(place)[:SHOWN],
        "campaigns": contest.campaigns_for(place)[:SHOWN],
    }
    return bare(request, "competitions/resident/village.html", values)


def _findings(found: Competition) -> list[Objection]:
    """What was found on objections, without numbers that lead to a person."""
    settled = list(found.objections.exclude(upheld=None))
    for each in settled:
        each.finding = cover_figures(each.finding)
    return settled


def _contest_values(request: HttpRequest, found: Competition) -> dict[str, Any]:
    entries = Entry.objects.public().filter(competition=found)
    in_order = ("place_reached", "number") if found.is_open else ("number",)
    return {
        "place": found.place,
        "takes": found.state == State.CALL and clock.now() < found.closes_at,
        "entries": sorted(
            entries,
            key=lambda e: tuple(getattr(e, name) or 10_000 for name in in_order),
        ),
        "stages": found.stages.select_related("rubric"),
        "prizes": contest.prizes(found) if found.awarded_on else [],
        "objecting": found.objections.filter(upheld=None).count(),
        "findings": _findings(found),
        "campaigns": found.campaigns.all(),
        "story": timeline(COMPETITION, found, everyone=True),
        "said": "said" in request.GET,
    }


CONTESTS = Pages(
    process=COMPETITION,
    room="competitions",
    prefix="contests",
    name="competition",
    template="competitions/resident/competition.html",
    find=lambda _request, code: get_object_or_404(
        Competition.objects.select_related("place"), code=code
    ),
    show=_contest_values,
    forms={"object": forms.Object},
    shown=lambda thing, verb: thing.state in COMPETITION[verb].sources,
    who=asker(),
    frame=bare,
    after=lambda _request, thing, _verb: (
        f"{reverse('competitions:competition', args=[thing.code])}?said"
    ),
    paced={"object": 5},
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponseBase:
    """A team enters; afterwards its phone follows the entry."""
    found = get_object_or_404(Competition.objects.select_related("place"), code=code)
    form = forms.Enter(request.POST or None, contest_=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            visitor.slow_down(request, "competition-enter", burst=10)
            try:
                made = actions.submit(
                    competition=found, **form.cleaned_data, by=visitor.resident(request)
                )
            except Refused as no:
                form.refuse(no)
                status = no.status
            else:
                response = redirect("competitions:mine", made.token)
                FOLLOWED.follow(request, response, made.token)
                return response
    values = {"competition": found, "place": found.place, "form": form}
    return bare(request, "competitions/resident/enter.html", values, status=status)


def _scores(found: Competition) -> list[tuple[Stage, list[judging.Shown]]]:
    """Every stage of which everyone may know the scores, with them."""
    stages = found.stages.select_related("rubric", "competition")
    return (
        [
            (stage, [judging.shown(each) for each in rows])
            for stage in stages
            if (rows := judging.results(stage, everyone=found.is_open))
        ]
        if found.is_open
        else []
    )


@require_safe
def scores(request: HttpRequest, code: str) -> HttpResponse:
    """All scores of all judges with what was left out, and the rule, so that anyone comes to the same."""
    found = get_object_or_404(Competition.objects.select_related("place"), code=code)
    values = {
        "competition": found,
        "place": found.place,
        "stages": [(s, s.rubric.rule, rows) for s, rows in _scores(found)],
        "finals": found.entries.exclude(final=None).order_by("place_reached", "number"),
    }
    return bare(request, "competitions/resident/scores.html", values)


@require_safe
def rows(_request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same of one stage as rows that `bin/sanan competitions panel` reads."""
    found = get_object_or_404(Competition, code=code)
    stage = get_object_or_404(found.stages.select_related("competition"), number=number)
    known = judging.results(stage, everyone=True) if found.is_open else []
    lines = [json.dumps(each.row, ensure_ascii=False) for each in known]
    answer = HttpResponse(
        "".join(f"{each}\n" for each in lines), content_type="application/x-ndjson"
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.code}-{number}.jsonl"'
    return answer


@never_cache
@require_safe
def live(request: HttpRequest, code: str) -> HttpResponse:
    """The screen in the hall: who stands on the stage, and rounds that were released. Nothing sealed."""
    found = get_object_or_404(Competition.objects.select_related("place"), code=code)
    stages = found.stages.select_related("competition", "current")
    values = {
        "competition": found,
        "place": found.place,
        "rounds": [
            (stage, papers.in_order(stage), judging.results(stage, everyone=True))
            for stage in stages
        ],
    }
    return bare(request, "competitions/resident/live.html", values)


@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry that takes part, with its scores once everyone may read them."""
    rows = Entry.objects.public().select_related("competition__place", "org")
    found = get_object_or_404(rows, code=code)
    known = found.results.select_related("stage") if found.competition.is_open else []
    values = {
        "entry": found,
        "place": found.competition.place,
        "results": [judging.shown(each) for each in known],
        "milestones": found.milestones.all(),
    }
    return bare(request, "competitions/resident/entry.html", values)


def _mine_values(request: HttpRequest, found: Entry) -> dict[str, Any]:
    figures = issue(kind=KIND, ref=found.token)
    open_ = found.competition.is_open
    known = found.results.select_related("stage") if open_ else []
    return {
        "place": found.competition.place,
        "competition": found.competition,
        "groups": [figures[n : n + 4] for n in range(0, 12, 4)],
        "followed": found.token in FOLLOWED.codes(request),
        "results": [judging.shown(each) for each in known],
        "notes": papers.notes(found) if open_ else [],
        "milestones": found.milestones.all(),
        "story": timeline(ENTRY, found, public=True),
        "won": found.state == EntryState.AWARDED,
    }


MINE = Pages(
    process=ENTRY,
    room="competitions",
    prefix="mine",
    name="mine",
    template="competitions/resident/mine.html",
    find=lambda _request, token: get_object_or_404(
        Entry.objects.select_related("competition__place"), token=token
    ),
    show=_mine_values,
    forms={"amend": forms.Amend, "withdraw": forms.Withdraw},
    shown=lambda thing, verb: thing.state in ENTRY[verb].sources,
    key="token",
    who=asker(OWNER),
    frame=bare,
    paced={"amend": 20},
)


@never_cache
@require_safe
def my_certificate(_request: HttpRequest, token: str) -> HttpResponse:
    """The team prints its own certificate."""
    found = get_object_or_404(
        Entry.objects.select_related("competition__place"), token=token, certificate__isnull=False
    )
    return downloads.paper(papers.certificate(found), f"{found.certificate}.pdf")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_milestone(request: HttpRequest, token: str, code: str) -> HttpResponseBase:
    """The team says what it did for a milestone."""
    found = get_object_or_404(
        Milestone.objects.select_related("entry__competition__place"), code=code, entry__token=token
    )
    form = forms.Report(request.POST or None, thing=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.report(milestone=found, **form.given(), relation=OWNER)
            except Refused as no:
                form.refuse(no)
                status = no.status
            else:
                return redirect("competitions:mine", token)
    refusal = MILESTONE.reason("report", found, None, relation=OWNER)
    values = {
        "milestone": found,
        "entry": found.entry,
        "place": found.place,
        "form": form,
        "refusal": refusal.sentence if refusal else "",
        "story": timeline(MILESTONE, found, public=True),
    }
    return bare(request, "competitions/resident/milestone.html", values, status=status)


@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """A month of service: its ten actions, and what is on in each."""
    found = get_object_or_404(Campaign.objects.select_related("place", "competition"), code=code)
    values = {"campaign": found, "place": found.place, "deeds": contest.deeds(found)}
    return bare(request, "competitions/resident/campaign.html", values)


def _answer(found: Entry) -> Answer:
    """What stands on the certificate, and that it was revoked where it was."""
    facts = [
        (_("证书编号"), found.certificate),
        (_("项目"), found.title),
        (_("队伍"), found.team),
        (_("大赛"), found.competition.title),
        (_("奖项"), found.award),
        (_("颁奖日期"), day(found.awarded_on)),
        (_("撤销日期"), day(found.ended_on)),
    ]
    return Answer(found.state == EntryState.AWARDED, facts)


CHECKS = Checks(
    room="competitions", title=_("核对获奖证书"), find=contest.by_certificate, show=_answer
)
