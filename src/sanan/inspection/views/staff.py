"""The desk: rounds, what people say, clues, papers, the ledger, transfers, joint pushes."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.imports.views import Pages as ImportPages
from sanan.inspection import actions
from sanan.inspection.actions.clues import Quote
from sanan.inspection.enums import (
    DISCIPLINE,
    OFFICE,
    READERS,
    TEAMS,
    ClueState,
    PaperState,
    RoundState,
    Source,
)
from sanan.inspection.forms import staff as forms
from sanan.inspection.forms.table import CONTACTS
from sanan.inspection.models import (
    Clue,
    Contact,
    Item,
    JointPush,
    Paper,
    Round,
    Survey,
    Target,
    Transfer,
)
from sanan.inspection.queries import figures, listening, lists, papers
from sanan.inspection.rules import CLUE, PAPER, PUSH, RECTIFICATION, ROUND, TRANSFER
from sanan.inspection.rules.rounds import BEFORE_SITE, LISTENING, UNTIL_REVIEW
from sanan.kit import clock, dates
from sanan.kit.downloads import paper as downloaded
from sanan.kit.paging import page_number
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people.enums import Role
from sanan.places.models import Place
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 100
COUNTY_ROLES = (*TEAMS, Role.LEADER)
CAN = {"office": OFFICE, "inspect": TEAMS, "push": (*OFFICE, *DISCIPLINE), "round": COUNTY_ROLES}
desk = access.desk_of(*READERS)
page = access.pages_of("inspection/staff", CAN)
both = require_http_methods(["GET", "HEAD", "POST"])


def _round(request: HttpRequest, code: str) -> Round:
    rows = Round.objects.visible_to(access.me(request)).select_related("place", "organisation")
    return get_object_or_404(rows, code=code)


def _villages(request: HttpRequest, inspection: Round) -> QuerySet[Target]:
    """The round's villages that this person sees, recusals left out."""
    rows = Target.objects.visible_to(access.me(request)).filter(round=inspection)
    return rows.select_related("place").order_by("place__path")


def _of_team(request: HttpRequest, code: str) -> tuple[Round, list[Target]]:
    """A round and its villages, for whoever is in its team or its office."""
    inspection = _round(request, code)
    targets = list(_villages(request, inspection))
    if not targets:
        raise Http404
    return inspection, targets


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """The rounds that I see, with their figures; those without go to the ledger."""
    today = dates.local_day(clock.now())
    rounds = Round.objects.visible_to(access.me(request)).select_related("place")[:20]
    rows = [(inspection, figures.figures(inspection, today)) for inspection in rounds]
    return page(request, "board", {"rows": rows})


@never_cache
@both
@desk(*OFFICE)
def new_round(request: HttpRequest) -> HttpResponse:
    """Set up a round."""
    form = forms.Plan(
        request.POST or None, places=access.my_places(request, OFFICE, "county", "city")
    )
    return one_form(
        request,
        form,
        lambda given: actions.rounds.plan(**given, by=access.me(request)),
        ROUNDS.address,
        "new_round",
        frame=page,
    )


def _show_round(request: HttpRequest, inspection: Round) -> dict[str, Any]:
    today = dates.local_day(clock.now())
    seen = set(_villages(request, inspection).values_list("pk", flat=True))
    member = inspection.team.filter(person=access.me(request)).first()
    return {
        "story": timeline(ROUND, inspection),
        "told": figures.figures(inspection, today),
        "themes": figures.by_theme(inspection),
        "villages": figures.by_village(inspection, today),
        "registers": figures.registers(inspection),
        "team": inspection.team.select_related("person"),
        "seen": seen,
        "recused": member.recusals.select_related("place") if member else (),
        "listens": bool(seen) and inspection.state in LISTENING,
        "noticed": inspection.state != RoundState.PLANNED,
    }


def _fits(inspection: Round, verb: str) -> bool:
    """Verbs whose time is over are left out instead of explained."""
    if verb in {"join", "leave", "declare"}:
        return inspection.state in UNTIL_REVIEW
    return (
        inspection.state in (BEFORE_SITE if verb == "aim" else LISTENING) if verb in SIDE else True
    )


SIDE = {"aim", "register", "survey"}
ROUNDS = Pages(
    process=ROUND,
    room="inspection_staff",
    prefix="rounds",
    name="round",
    template="round",
    find=_round,
    show=_show_round,
    forms={
        "declare": forms.Declare,
        "aim": forms.Aim,
        "join": forms.Join,
        "notice": Nothing,
        "enter": Nothing,
        "register": forms.Register,
        "survey": forms.Survey,
        "draft": Nothing,
        "review": Nothing,
        "feed_back": forms.FeedBack,
        "rectify": Nothing,
        "assess": Nothing,
        "archive": Nothing,
        "leave": forms.Leave,
    },
    shown=_fits,
    first=(),
    gate=desk(*COUNTY_ROLES),
    frame=page,
)


@require_safe
@desk(*TEAMS)
def notices(request: HttpRequest, code: str) -> HttpResponse:
    """The notices of the round's villages, or of one, as A4 pages; with `?cards` small ones."""
    inspection, targets = _of_team(request, code)
    wanted = request.GET.get("place", "")
    chosen = [each for each in targets if wanted in {"", each.place.code}]
    if inspection.state == RoundState.PLANNED or not chosen:
        raise Http404
    for each in chosen:
        each.round = inspection
    if "cards" in request.GET:
        return downloaded(papers.cards(chosen), f"cards-{code}.pdf")
    return downloaded(papers.notice(chosen), f"notice-{code}.pdf")


@require_safe
@desk(*TEAMS)
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """The round's summary in Word."""
    inspection, _targets = _of_team(request, code)
    made = papers.summary_docx(inspection, dates.local_day(clock.now()))
    return access.paper(request, made, f"summary-{code}.docx")


@never_cache
@require_safe
@desk(*TEAMS)
def registers(request: HttpRequest, code: str) -> HttpResponse:
    """Talks, visits, letters and calls of the round, newest first, in the villages that I see."""
    inspection, targets = _of_team(request, code)
    rows = Contact.objects.filter(target__in=targets).select_related("target__place", "by")
    number = page_number(request.GET.get("page"))
    shown = list(rows[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "round": inspection,
        "rows": shown[:SHOWN],
        "follows": len(shown) > SHOWN,
        "number": number,
        "surveys": Survey.objects.filter(target__in=targets)
        .select_related("target__place")
        .order_by("-on", "target__place__path")[:SHOWN],
    }
    return page(request, "registers", values)


def _chosen(request: HttpRequest, targets: list[Target]) -> listening.Chosen:
    given = request.GET
    one = [each for each in targets if given.get("place") == each.place.code]
    return listening.Chosen(
        places=[each.place_id for each in one or targets],
        since=listening.since_of(clock.now(), given.get("days", "")),
        source=given.get("source", "") if given.get("source", "") in Source.values else "",
        theme=given.get("theme", "")[:20],
        words=given.get("q", "").strip()[:40],
    )


@never_cache
@require_safe
@desk(*TEAMS)
def listen(request: HttpRequest, code: str) -> HttpResponse:
    """What people said in the round's villages: counted by village, and read, covered."""
    inspection, targets = _of_team(request, code)
    chosen, number = _chosen(request, targets), page_number(request.GET.get("page"))
    rows, follows = listening.read(chosen, number)
    now = clock.now()
    kept = {
        k: str(v) for k, v in request.GET.items() if k in {"place", "days", "source", "theme", "q"}
    }
    late = listening.late_disclosures(chosen.places, now)
    shown = [each for each in targets if each.place_id in set(chosen.places)]
    counted = listening.counts(chosen, shown)
    for each in counted:
        each["late"] = late.get(each["target"].place_id, 0)
    values = {
        "round": inspection,
        "rows": rows,
        "follows": follows,
        "number": number,
        "kept": kept,
        "query": urlencode(kept),
        "counted": counted,
        "heads": [source.label for source in listening.sources(chosen)],
        "themes": listening.themes(chosen),
        "targets": targets,
        "sources": [(s.value, s.label) for s in listening.WHERE],
        "days": [("30", _("最近 30 天")), ("90", _("最近 90 天")), ("365", _("最近一年"))],
        "may_take": inspection.state in LISTENING,
    }
    return page(request, "listen", values)


@never_cache
@both
@desk(*TEAMS)
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Note a clue: from what was ticked, or from a letter, call or visit."""
    inspection, targets = _of_team(request, code)
    everything = listening.Chosen(
        places=[each.place_id for each in targets], since=listening.since_of(clock.now(), "")
    )
    keys = (request.POST if request.method == "POST" else request.GET).getlist("key")[:50]
    found = listening.by_keys(everything, keys) if keys else []
    villages = {village for _row, village in found} or {each.place_id for each in targets}
    quotes = [Quote(row.source, row.ref, row.own, row.at) for row, _village in found]
    form = forms.Take(
        request.POST or None,
        villages=Place.objects.filter(pk__in=villages).order_by("path"),
        quoted=bool(quotes),
        initial={"place": next(iter(villages))} if len(villages) == 1 else {},
    )
    return one_form(
        request,
        form,
        lambda given: actions.clues.take(
            inspection=inspection, quotes=quotes, by=access.me(request), **given
        ),
        CLUES.address,
        "take",
        {"round": inspection, "quotes": [row for row, _village in found]},
        frame=page,
    )


def _clue(request: HttpRequest, code: str) -> Clue:
    rows = Clue.objects.visible_to(access.me(request))
    related = ("target__place", "target__round__place", "taken_by")
    return get_object_or_404(rows.select_related(*related), code=code)


def _show_clue(request: HttpRequest, clue: Clue) -> dict[str, Any]:
    return {
        "story": timeline(CLUE, clue),
        "places": clue.places.all(),
        "orders": clue.orders.select_related("case__handler"),
        "papers": clue.papers.select_related("round"),
        "transfers": clue.transfers.select_related("to"),
        "may_write": clue.state == ClueState.VERIFIED,
        "beside": CLUE_LIST.beside(request, clue),
    }


def _after_clue(request: HttpRequest, clue: Clue, verb: str) -> str:
    """After a purpose was given the words are shown once."""
    if verb != "look":
        return reverse("inspection_staff:clue", args=[clue.code])
    request.session["clue_looked"] = clue.code
    return reverse("inspection_staff:clue_words", args=[clue.code])


CLUES = Pages(
    process=CLUE,
    room="inspection_staff",
    prefix="clues",
    name="clue",
    template="clue",
    find=_clue,
    show=_show_clue,
    forms={
        "verify": forms.Found,
        "order": forms.Fix,
        "hand_over": forms.HandOver,
        "look": forms.Purpose,
        "drop": forms.Why,
    },
    first=("verify",),
    kept=("list", "at", "from"),
    gate=desk(*TEAMS),
    frame=page,
    after=_after_clue,
)


@never_cache
@require_safe
@desk(*TEAMS)
def clue_words(request: HttpRequest, code: str) -> HttpResponse:
    """The words as they were said, once, right after the purpose was stated."""
    clue = _clue(request, code)
    if request.session.pop("clue_looked", "") != clue.code:
        raise Http404
    said = [(each, listening.original(each.source, each.ref)) for each in clue.places.all()]
    return page(request, "words", {"clue": clue, "said": said})


def _paper(request: HttpRequest, code: str) -> Paper:
    rows = Paper.objects.visible_to(access.me(request))
    related = ("target__place", "target__round__place", "round__place", "repeat_of__round")
    people = ("prepared_by", "approved_by", "countersigned_by", "clue")
    return get_object_or_404(rows.select_related(*related, *people), code=code)


def _show_paper(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    earlier = Paper.objects.filter(target__place=paper.target.place_id, theme=paper.theme)
    earlier = earlier.exclude(round=paper.round_id).filter(state=PaperState.USED)
    return {
        "story": timeline(PAPER, paper),
        "evidence": paper.evidence.all(),
        "earlier": earlier.select_related("round")[:5],
        "item": Item.objects.filter(paper=paper).first(),
        "beside": PAPER_LIST.beside(request, paper),
    }


PAPERS = Pages(
    process=PAPER,
    room="inspection_staff",
    prefix="papers",
    name="paper",
    template="paper",
    find=_paper,
    show=_show_paper,
    forms={
        "prove": forms.Prove,
        "confirm": forms.Confirm,
        "check": Nothing,
        "approve": Nothing,
        "countersign": Nothing,
        "classify": forms.Classify,
        "use": Nothing,
        "amend": forms.Amend,
        "hand_back": forms.Note,
        "drop": forms.Why,
    },
    first=("approve", "countersign", "classify", "use"),
    kept=("list", "at", "from"),
    gate=desk(*TEAMS),
    frame=page,
)


@never_cache
@both
@desk(*TEAMS)
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write a working paper, alone or of a clue that was verified."""
    inspection, targets = _of_team(request, code)
    wanted = (request.POST if request.method == "POST" else request.GET).get("clue", "")
    clue = _clue(request, wanted) if wanted else None
    villages = [clue.target.place_id] if clue else [each.place_id for each in targets]
    initial = (
        {"place": clue.target.place_id, "theme": clue.theme, "facts": clue.text} if clue else {}
    )
    form = forms.Write(
        request.POST or None,
        villages=Place.objects.filter(pk__in=villages).order_by("path"),
        initial=initial,
    )
    return one_form(
        request,
        form,
        lambda given: actions.papers.write(
            inspection=inspection, clue=clue, by=access.me(request), **given
        ),
        PAPERS.address,
        "write",
        {"round": inspection, "clue": clue},
        frame=page,
    )


@require_safe
@desk(*TEAMS)
def paper_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The paper filled into its official form."""
    paper = _paper(request, code)
    return access.paper(request, papers.paper_docx(paper), f"{paper.reference}.docx")


def _item(request: HttpRequest, code: str) -> Item:
    rows = Item.objects.visible_to(access.me(request))
    related = ("place", "paper__round", "owner", "target__round__place", "target__place")
    return get_object_or_404(rows.select_related(*related), code=code)


def _show_item(request: HttpRequest, item: Item) -> dict[str, Any]:
    mine = Target.objects.visible_to(access.me(request)).filter(pk=item.target_id).exists()
    return {
        "story": timeline(RECTIFICATION, item),
        "today": dates.local_day(clock.now()),
        "sees_paper": mine,
        "shown": [file for file in item.files if file.shown_at is not None],
        "kept": [file for file in item.files if file.shown_at is None],
        "doubts": item.doubts.select_related("case"),
        "ratings": item.ratings.count(),
        "beside": ITEM_LIST.beside(request, item),
    }


ITEM_PAGES = Pages(
    process=RECTIFICATION,
    room="inspection_staff",
    prefix="items",
    name="item",
    template="item",
    find=_item,
    show=_show_item,
    forms={
        "plan": forms.ItemPlan,
        "agree": Nothing,
        "report": forms.Report,
        "submit": forms.Submit,
        "verify": forms.Verify,
        "sign_office": Nothing,
        "sign_discipline": Nothing,
        "sign_organisation": Nothing,
        "extend": forms.Extend,
        "send_back": forms.Why,
        "reopen": forms.Why,
    },
    first=("plan", "report", "verify"),
    kept=("list", "at", "from"),
    gate=desk(),
    frame=page,
)
PAPER_LIST = Lists(listed=lists.PAPERS, template="papers", gate=desk(*TEAMS), frame=page)
CLUE_LIST = Lists(listed=lists.CLUES, template="clues", gate=desk(*TEAMS), frame=page)
ITEM_LIST = Lists(listed=lists.ITEMS, template="items", gate=desk(), frame=page)


@require_safe
@desk()
def transfers(request: HttpRequest) -> HttpResponse:
    """What was handed over by my team, or to my body."""
    rows = Transfer.objects.visible_to(access.me(request)).select_related("to", "target__place")
    return page(request, "transfers", {"rows": rows[:100]})


TRANSFERS = Pages(
    process=TRANSFER,
    room="inspection_staff",
    prefix="transfers",
    name="transfer",
    template="transfer",
    find=lambda request, code: get_object_or_404(
        Transfer.objects.visible_to(access.me(request)).select_related(
            "to", "target__place", "target__round__place"
        ),
        code=code,
    ),
    show=lambda _request, transfer: {"story": timeline(TRANSFER, transfer)},
    forms={"receive": Nothing, "answer": forms.Result},
    gate=desk(),
    frame=page,
)


@require_safe
@desk()
def pushes(request: HttpRequest) -> HttpResponse:
    """Works that discipline and inspection push together."""
    rows = JointPush.objects.visible_to(access.me(request)).select_related("org", "place")
    return page(request, "pushes", {"rows": rows[:100]})


@never_cache
@both
@desk(*OFFICE, *DISCIPLINE)
def new_push(request: HttpRequest) -> HttpResponse:
    """Ask that a work be pushed by both."""
    places = access.my_places(request, (*OFFICE, *DISCIPLINE), "county", "township", "village")
    form = forms.Raise(request.POST or None, places=places)
    return one_form(
        request,
        form,
        lambda given: actions.orders.raise_(**given, by=access.me(request)),
        PUSHES.address,
        "new_push",
        frame=page,
    )


PUSHES = Pages(
    process=PUSH,
    room="inspection_staff",
    prefix="pushes",
    name="push",
    template="push",
    find=lambda request, code: get_object_or_404(
        JointPush.objects.visible_to(access.me(request)).select_related(
            "org", "place", "office_by", "discipline_by"
        ),
        code=code,
    ),
    show=lambda _request, push: {
        "story": timeline(PUSH, push),
        "milestones": push.milestones.all(),
        "today": dates.local_day(clock.now()),
    },
    forms={"join": Nothing, "set": forms.Set, "reach": forms.Reach, "finish": Nothing},
    gate=desk(),
    frame=page,
)

IMPORT = ImportPages(
    [CONTACTS],
    "inspection_staff:import",
    gettext_lazy("导入谈话走访登记簿"),
    lambda request: access.my_places(request, TEAMS, "county"),
    tabs="inspection/staff/_tabs.html",
    more=access.may(CAN),
)
upload = both(desk(*TEAMS)(IMPORT.upload))
look = never_cache(both(desk(*TEAMS)(IMPORT.look)))
done = never_cache(require_safe(desk(*TEAMS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*TEAMS)(IMPORT.rejected)))
