"""The desk: competitions, their rounds, judges, entries, what was funded, campaigns, rubrics."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.competitions import actions
from sanan.competitions.enums import ORGANISERS, READERS, SETTLERS, EntryState, JudgeState, State
from sanan.competitions.forms import staff as forms
from sanan.competitions.forms.table import EARLIER
from sanan.competitions.models import (
    Campaign,
    Competition,
    Earlier,
    Entry,
    Judge,
    Milestone,
    Rubric,
    ScoreSheet,
    Stage,
)
from sanan.competitions.models.competition import WHOLE
from sanan.competitions.queries import contest, judging, papers
from sanan.competitions.rules import (
    CAMPAIGN,
    COMPETITION,
    ENTRY,
    JUDGES,
    MILESTONE,
    SHEET,
    STAGE,
    tied,
)
from sanan.imports.views import Pages as ImportPages
from sanan.kit import downloads, vault
from sanan.people import access
from sanan.places.models import PlaceQuerySet
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 200
KINDS = ("county", "township", "village")
desk = access.desk_of(*SETTLERS)
everybody = access.desk_of(*READERS)
CAN = {"organise": ORGANISERS, "settle": SETTLERS}
page = access.pages_of("competitions/staff", CAN)
_both = require_http_methods(["GET", "HEAD", "POST"])


def _places(request: HttpRequest) -> PlaceQuerySet:
    return access.my_places(request, ORGANISERS, *KINDS)


def _contest(request: HttpRequest, code: str) -> Competition:
    rows = Competition.objects.visible_to(access.me(request)).select_related("place")
    return get_object_or_404(rows, code=code)


def _seen(request: HttpRequest) -> Any:
    return Competition.objects.visible_to(access.me(request))


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Competitions, campaigns, earlier projects; search goes by words that were never sealed."""
    asked = request.GET.get("q", "").strip()
    mine = _seen(request).select_related("place")
    places = [each.place for each in mine]
    earlier = Earlier.objects.filter(place__in=places)
    found = earlier.filter(title__icontains=asked)[:SHOWN] if asked else []
    entries = Entry.objects.visible_to(access.me(request)).select_related("competition")
    values = {
        "contests": mine,
        "campaigns": Campaign.objects.filter(place__in=_places(request)),
        "asked": asked,
        "earlier": found,
        "known": earlier.count(),
        "entries": entries.filter(title__icontains=asked).order_by("competition", "number")[:SHOWN]
        if asked
        else [],
    }
    return page(request, "board", values)


@never_cache
@_both
@desk(*ORGANISERS)
def new(request: HttpRequest) -> HttpResponse:
    """Announce a competition."""
    form = forms.Announce(request.POST or None, places=_places(request))
    return one_form(
        request,
        form,
        lambda given: actions.announce(**given, by=access.me(request)),
        CONTESTS.address,
        "new",
        frame=page,
    )


def _handles(request: HttpRequest, thing: Competition | Stage) -> bool:
    """Whether results that are not public yet may be read: by the desk and the chair."""
    me = access.me(request)
    return bool(access.held(request) & set(SETTLERS)) or papers.chairs(thing, me)


def _contest_values(request: HttpRequest, found: Competition) -> dict[str, Any]:
    stages = list(found.stages.select_related("rubric"))
    ranked = found.state not in {State.CALL, State.ELIGIBILITY, State.JUDGING}
    knows = ranked and (found.is_open or _handles(request, found))
    return {
        "stages": stages,
        "left": WHOLE - sum(stage.weight for stage in stages),
        "judges": found.judges.select_related("person"),
        "entries": found.entries.order_by("place_reached", "number")
        if knows
        else found.entries.order_by("number"),
        "knows": knows,
        "figures": contest.figures(found),
        "tied": tied(found),
        "objections": found.objections.select_related("entry"),
        "campaigns": found.campaigns.all(),
        "story": timeline(COMPETITION, found),
    }


CONTESTS = Pages(
    process=COMPETITION,
    room="competitions_staff",
    prefix="contests",
    name="competition",
    template="competition",
    find=_contest,
    show=_contest_values,
    forms={
        "close_call": Nothing,
        "start_judging": Nothing,
        "rank": Nothing,
        "decide": forms.Decide,
        "publicise": forms.Publicise,
        "settle": forms.Settle,
        "award": Nothing,
        "follow": Nothing,
        "finish": Nothing,
        "extend": forms.Extend,
    },
    shown=lambda thing, verb: thing.state in COMPETITION[verb].sources,
    gate=everybody(),
    frame=page,
)


@never_cache
@_both
@desk(*ORGANISERS)
def new_stage(request: HttpRequest, code: str) -> HttpResponse:
    """Plan one more round."""
    found = _contest(request, code)
    left = WHOLE - sum(stage.weight for stage in found.stages.all())
    form = forms.StageForm(request.POST or None, left=left)
    return one_form(
        request,
        form,
        lambda given: actions.plan_stage(competition=found, **given, by=access.me(request)),
        lambda _made: CONTESTS.address(found),
        "new_stage",
        {"competition": found},
        frame=page,
    )


@never_cache
@_both
@desk(*ORGANISERS)
def new_judge(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one more judge."""
    found = _contest(request, code)
    form = forms.JudgeForm(request.POST or None, contest=found)
    return one_form(
        request,
        form,
        lambda given: actions.name_judge(competition=found, **given, by=access.me(request)),
        lambda _made: CONTESTS.address(found),
        "new_judge",
        {"competition": found},
        frame=page,
    )


@never_cache
@_both
@desk(*ORGANISERS)
def new_entry(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a project for a team that came to the desk."""
    found = _contest(request, code)
    form = forms.EntryForm(request.POST or None, contest_=found)
    return one_form(
        request,
        form,
        lambda given: actions.submit(competition=found, **given, by=access.me(request)),
        ENTRIES.address,
        "new_entry",
        {"competition": found},
        frame=page,
    )


def _stage_values(request: HttpRequest, stage: Stage) -> dict[str, Any]:
    chairs, knows = papers.chairs(stage, access.me(request)), _handles(request, stage)
    sheets = stage.sheets.select_related("entry", "judge__person")
    return {
        "rule": stage.rubric.rule,
        "turns": judging.turns(stage),
        "sheets": sheets.order_by("entry__number", "judge__number"),
        "apart": judging.apart(stage) if chairs or (knows and not stage.is_sealed) else [],
        "results": judging.results(stage, everyone=not knows),
        "order": papers.in_order(stage),
        "story": timeline(STAGE, stage),
    }


STAGES = Pages(
    process=STAGE,
    room="competitions_staff",
    prefix="stages",
    name="stage",
    template="stage",
    find=lambda request, code: get_object_or_404(
        Stage.objects.filter(competition__in=_seen(request)).select_related(
            "competition__place", "rubric", "current"
        ),
        code=code,
    ),
    show=_stage_values,
    forms={
        "open": Nothing,
        "present": forms.Present,
        "look": Nothing,
        "close": Nothing,
        "release": Nothing,
    },
    shown=lambda thing, verb: thing.state in STAGE[verb].sources,
    gate=everybody(),
    frame=page,
)


def _entry_values(_request: HttpRequest, entry: Entry) -> dict[str, Any]:
    sealed = entry.competition.stages.filter(state__in=["waiting", "scoring"]).exists()
    return {
        "alike": contest.alike(entry) if entry.state == EntryState.SUBMITTED else [],
        "phone": vault.unlock(entry.contact_locked),
        "conflicts": entry.conflicts.select_related("judge__person"),
        "milestones": entry.milestones.all(),
        "results": [] if sealed else [judging.shown(each) for each in entry.results.all()],
        "story": timeline(ENTRY, entry),
    }


ENTRIES = Pages(
    process=ENTRY,
    room="competitions_staff",
    prefix="entries",
    name="entry",
    template="entry",
    find=lambda request, code: get_object_or_404(
        Entry.objects.visible_to(access.me(request)).select_related(
            "competition__place", "org", "project"
        ),
        code=code,
    ),
    show=_entry_values,
    forms={
        "admit": Nothing,
        "turn_away": forms.TurnAway,
        "withdraw": Nothing,
        "disqualify": forms.Strike,
        "revoke": forms.Strike,
    },
    shown=lambda thing, verb: thing.state in ENTRY[verb].sources,
    gate=desk(),
    frame=page,
)


@never_cache
@_both
@desk(*ORGANISERS)
def new_milestone(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a milestone of a funded project."""
    found = ENTRIES.find(request, code)
    form = forms.MilestoneForm(request.POST or None)
    return one_form(
        request,
        form,
        lambda given: actions.plan_milestone(entry=found, **given, by=access.me(request)),
        lambda _made: ENTRIES.address(found),
        "new_milestone",
        {"entry": found},
        frame=page,
    )


MILESTONES = Pages(
    process=MILESTONE,
    room="competitions_staff",
    prefix="milestones",
    name="milestone",
    template="milestone",
    find=lambda request, code: get_object_or_404(
        Milestone.objects.filter(entry__competition__in=_seen(request)).select_related(
            "entry__competition__place"
        ),
        code=code,
    ),
    show=lambda _request, milestone: {"story": timeline(MILESTONE, milestone)},
    forms={"report": forms.Report, "accept": Nothing, "send_back": forms.Back},
    shown=lambda thing, verb: thing.state in MILESTONE[verb].sources,
    gate=desk(),
    frame=page,
)

JUDGE_PAGES = Pages(
    process=JUDGES,
    room="competitions_staff",
    prefix="judges",
    name="judge",
    template="judge",
    find=lambda request, code: get_object_or_404(
        Judge.objects.filter(competition__in=_seen(request)).select_related(
            "competition__place", "person"
        ),
        code=code,
    ),
    show=lambda request, judge: {
        "conflicts": judge.conflicts.select_related("entry"),
        "mine": judge.person_id == access.me(request).pk,
        "story": timeline(JUDGES, judge),
    },
    forms={"declare": forms.Declare, "dismiss": Nothing},
    shown=lambda thing, _verb: thing.state != JudgeState.DISMISSED,
    gate=everybody(),
    frame=page,
)

SHEETS = Pages(
    process=SHEET,
    room="competitions_staff",
    prefix="sheets",
    name="sheet",
    template="sheet",
    find=lambda request, code: get_object_or_404(
        ScoreSheet.objects.filter(stage__competition__in=_seen(request)).select_related(
            "stage__competition__place", "stage__rubric", "entry", "judge__person"
        ),
        code=code,
    ),
    show=lambda request, sheet: papers.sheet_values(sheet, access.me(request)),
    forms={"recuse": forms.Why, "excuse": forms.Why, "reopen": forms.Why},
    shown=lambda thing, verb: thing.may_change and thing.state in SHEET[verb].sources,
    gate=everybody(),
    frame=page,
)


@require_safe
@desk()
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The paper of a prize."""
    found = ENTRIES.find(request, code)
    return access.paper(request, papers.certificate(found), f"{found.certificate}.pdf")


@require_safe
@desk()
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The notice that hangs on the wall: places, totals, where everything is read."""
    found = _contest(request, code)
    return downloads.paper(papers.poster(found), f"{found.code}.pdf")


@require_safe
@desk()
def rubrics(request: HttpRequest) -> HttpResponse:
    """By what is judged: every version."""
    return page(request, "rubrics", {"rubrics": Rubric.objects.all()})


@never_cache
@_both
@desk(*ORGANISERS)
def new_rubric(request: HttpRequest, code: str = "") -> HttpResponse:
    """A rubric, or the next version of one."""
    before = get_object_or_404(Rubric, code=code) if code else Rubric.objects.first()
    first = forms.rubric_values(before) if before else {}
    form = forms.RubricForm(request.POST or None, initial=first)
    return one_form(
        request,
        form,
        lambda _given: actions.write_rubric(**form.given(), by=access.me(request)),
        papers.rubric_path,
        "new_rubric",
        {"before": before},
        frame=page,
    )


@require_safe
@everybody()
def rubric(request: HttpRequest, code: str) -> HttpResponse:
    """One version, in words."""
    found = get_object_or_404(Rubric, code=code)
    return page(request, "rubric", {"rubric": found, "rule": found.rule})


@never_cache
@_both
@desk(*ORGANISERS)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Launch a month of service with its actions."""
    form = forms.CampaignForm(request.POST or None, places=_places(request))
    return one_form(
        request,
        form,
        lambda given: actions.launch(**given, by=access.me(request)),
        CAMPAIGNS.address,
        "new_campaign",
        frame=page,
    )


CAMPAIGNS = Pages(
    process=CAMPAIGN,
    room="competitions_staff",
    prefix="campaigns",
    name="campaign",
    template="campaign",
    find=lambda request, code: get_object_or_404(
        Campaign.objects.filter(place__in=_places(request)).select_related("place"), code=code
    ),
    show=lambda _request, campaign: {
        "deeds": contest.deeds(campaign),
        "story": timeline(CAMPAIGN, campaign),
    },
    forms={"end": Nothing},
    gate=desk(*ORGANISERS),
    frame=page,
)

IMPORT = ImportPages(
    [EARLIER],
    "competitions_staff:import",
    _("导入往年项目"),
    _places,
    tabs="competitions/staff/_tabs.html",
    more=access.may(CAN),
)
upload = _both(desk(*ORGANISERS)(IMPORT.upload))
look = never_cache(_both(desk(*ORGANISERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*ORGANISERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*ORGANISERS)(IMPORT.rejected)))
