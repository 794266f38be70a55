"""The office's desk of where to look: the index, signals, the map of rounds, what it has set."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanan.books.rules import WARNINGS
from sanan.books.rules.registry import threshold_words
from sanan.imports.views import Pages as ImportPages
from sanan.inspection import actions
from sanan.inspection.enums import OFFICE, ReckoningState, TermsKind
from sanan.inspection.forms import looking as forms
from sanan.inspection.forms.staff import Why
from sanan.inspection.forms.table import FACTS
from sanan.inspection.models import IntegritySignal, Reckoning, Round, Standing, Target, Terms
from sanan.inspection.queries import geography, looking
from sanan.inspection.queries import terms as settings
from sanan.inspection.rules import INDEX, SIGNAL
from sanan.inspection.rules.rounds import LISTENING
from sanan.inspection.rules.terms import NUMBERS
from sanan.inspection.views.staff import CAN, COUNTY_ROLES, both, desk, page
from sanan.kit import clock, dates
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.places.models import PlaceQuerySet
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 20


def _counties(request: HttpRequest) -> PlaceQuerySet:
    return access.my_places(request, OFFICE, "county", "city")


@require_safe
@desk(*OFFICE)
def index(request: HttpRequest) -> HttpResponse:
    """Every reckoning of my county, newest first."""
    rows = Reckoning.objects.visible_to(access.me(request)).select_related("place", "terms")
    return page(request, "index", {"rows": rows[:SHOWN]})


@never_cache
@both
@desk(*OFFICE)
def reckon(request: HttpRequest) -> HttpResponse:
    """Work the index out for my county."""
    form = forms.Reckon(request.POST or None, places=_counties(request))
    return one_form(
        request,
        form,
        lambda given: actions.index.reckon(**given, by=access.me(request)),
        INDEX_PAGES.address,
        "reckon",
        frame=page,
    )


def _reckoning(request: HttpRequest, code: str) -> Reckoning:
    rows = Reckoning.objects.visible_to(access.me(request)).select_related("place", "terms")
    return get_object_or_404(rows, code=code)


def _show_reckoning(request: HttpRequest, found: Reckoning) -> dict[str, Any]:
    """Its figures and the highest villages; that somebody looked is on the record."""
    actions.index.consult(reckoning=found, by=access.me(request))
    rows = found.standings.select_related("place")
    return {
        "counts": looking.counts(found),
        "rows": [(each, looking.reasons(each)) for each in rows.exclude(suggested="")[:SHOWN]],
        "story": timeline(INDEX, found),
    }


INDEX_PAGES = Pages(
    process=INDEX,
    room="inspection_staff",
    prefix="index",
    name="reckoning",
    template="reckoning",
    find=_reckoning,
    show=_show_reckoning,
    forms={"decide": forms.Decide, "close": Nothing},
    first=(),
    gate=desk(*OFFICE),
    frame=page,
)
STANDING_LIST = Lists(
    listed=looking.STANDINGS, template="standings", gate=desk(*OFFICE), frame=page
)


@never_cache
@both
@desk(*OFFICE)
def standing(request: HttpRequest, code: str) -> HttpResponse:
    """One village of a reckoning with every term, and what a person decides of it."""
    rows = Standing.objects.visible_to(access.me(request))
    related = ("place", "reckoning__place", "reckoning__terms", "confirmed_by")
    found = get_object_or_404(rows.select_related(*related), code=code)
    me = access.me(request)
    actions.index.consult(reckoning=found.reckoning, by=me)
    return one_form(
        request,
        forms.Judge(request.POST or None, initial={"grade": found.grade, "reason": found.reason}),
        lambda given: actions.index.decide(
            reckoning=found.reckoning, place=found.place, by=me, **given
        ),
        lambda done: reverse("inspection_staff:standing", args=[done.code]),
        "standing",
        {
            "standing": found,
            "sides": looking.parts_of(found),
            "open": found.reckoning.state == ReckoningState.OPEN,
            "beside": STANDING_LIST.beside(request, found),
        },
        frame=page,
    )


def _signal(request: HttpRequest, code: str) -> IntegritySignal:
    rows = IntegritySignal.objects.visible_to(access.me(request)).select_related("alert__place")
    return get_object_or_404(rows, code=code)


def _show_signal(request: HttpRequest, found: IntegritySignal) -> dict[str, Any]:
    """The rule, the rows behind, and the rounds in which it may be taken as a clue."""
    rule = WARNINGS.get(found.alert.rule)
    mine = Target.objects.visible_to(access.me(request)).filter(
        place=found.alert.place_id,
        round__state__in=LISTENING,
        round__team__person=access.me(request),
    )
    return {
        "rule": rule,
        "threshold": threshold_words(rule) if rule else "",
        "targets": mine.select_related("round"),
        "story": timeline(SIGNAL, found),
        "beside": SIGNAL_LIST.beside(request, found),
    }


SIGNALS = Pages(
    process=SIGNAL,
    room="inspection_staff",
    prefix="signals",
    name="signal",
    template="signal",
    find=_signal,
    show=_show_signal,
    forms={"keep": Why, "dismiss": Why, "reopen": Why},
    gate=desk(*OFFICE),
    frame=page,
    kept=("list", "at", "from"),
)
SIGNAL_LIST = Lists(listed=looking.SIGNAL_ROWS, template="signals", gate=desk(*OFFICE), frame=page)


@require_safe
@desk(*COUNTY_ROLES)
def rounds_map(request: HttpRequest) -> HttpResponse:
    """Where rounds were, all of them or one; the same as a table."""
    rounds = list(Round.objects.visible_to(access.me(request)).select_related("place"))
    wanted = request.GET.get("round", "")
    chosen = [each for each in rounds if wanted in {"", each.code}]
    if wanted and not chosen:
        raise Http404
    found = geography.visited(chosen, dates.local_day(clock.now()))
    values = {
        "rounds": rounds,
        "wanted": wanted,
        "rows": found,
        "bare": sum(each.place.lat is None for each in found),
        "map": geography.drawn(found, chosen[0].place) if chosen else None,
    }
    return page(request, "map", values)


@never_cache
@both
@desk(*OFFICE)
def terms(request: HttpRequest, kind: str) -> HttpResponse:
    """What my county has set, each version with why, and a form to set it anew."""
    if kind not in TermsKind.values:
        raise Http404
    chosen, place = TermsKind(kind), _counties(request).first()
    if place is None:
        raise Http404
    values = settings.values(place, chosen)
    versions = Terms.objects.filter(place=place, kind=chosen).select_related("by")
    labels = {each.name: each.label for each in NUMBERS[chosen]}
    shown = [(each, _changed(each, versions, labels, chosen)) for each in versions[:SHOWN]]
    form = forms.SetTerms(request.POST or None, kind=chosen, values=values)

    def act(_data: dict[str, Any]) -> Terms:
        return actions.terms.set_terms(
            place=place, kind=kind, by=access.me(request), **form.given()
        )

    return one_form(
        request,
        form,
        act,
        lambda _made: reverse("inspection_staff:terms", args=[kind]),
        "terms",
        {"kind": chosen, "kinds": TermsKind.choices, "place": place, "versions": shown},
        frame=page,
    )


def _changed(
    one: Terms, versions: Any, labels: dict[str, Any], kind: TermsKind
) -> list[tuple[Any, str, str]]:
    """What a version set otherwise than the one before it."""
    before = next((each for each in versions if each.number == one.number - 1), None)
    old, new = settings.values_of(before, kind), settings.values_of(one, kind)
    return [
        (label, str(old[name]), str(new[name]))
        for name, label in labels.items()
        if old[name] != new[name]
    ]


FACTS_IMPORT = ImportPages(
    [FACTS],
    "inspection_staff:facts",
    gettext_lazy("导入村情表"),
    _counties,
    tabs="inspection/staff/_tabs.html",
    more=lambda request: {**access.may(CAN)(request), "tab": "index"},
)
facts = both(desk(*OFFICE)(FACTS_IMPORT.upload))
facts_look = never_cache(both(desk(*OFFICE)(FACTS_IMPORT.look)))
facts_done = never_cache(require_safe(desk(*OFFICE)(FACTS_IMPORT.done)))
facts_rejected = never_cache(require_safe(desk(*OFFICE)(FACTS_IMPORT.rejected)))
