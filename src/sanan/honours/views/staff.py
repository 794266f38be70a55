"""The desk: nominations and schemes, awards by year and unit, tolerated faults, the import."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.honours import actions, queries
from sanan.honours.enums import (
    HANDLERS,
    NOMINATORS,
    ORGANISERS,
    PROPOSERS,
    READERS,
    TOLERANCE_READERS,
    State,
)
from sanan.honours.forms import staff as forms
from sanan.honours.forms.table import AWARDS
from sanan.honours.models import HonourScheme, Nomination, Tolerance
from sanan.honours.rules import NOMINATION, SCHEME, TOLERANCE
from sanan.imports.views import Pages as ImportPages
from sanan.kit import clock
from sanan.kit.calendar import SHANGHAI
from sanan.kit.downloads import excel
from sanan.kit.paging import page_number
from sanan.kit.sheets import write_sheet
from sanan.people import access
from sanan.people.actions import note_export
from sanan.places.models import PlaceQuerySet
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

SHOWN = 50
KINDS = ("county", "township", "village")
CAN = {"organise": ORGANISERS, "nominate": NOMINATORS, "handle": HANDLERS}
desk = access.desk_of(*READERS)
page = access.pages_of("honours/staff", CAN)
_both = require_http_methods(["GET", "HEAD", "POST"])


def _places(request: HttpRequest, roles: Any = NOMINATORS) -> PlaceQuerySet:
    return access.my_places(request, roles, *KINDS)


def _scheme(request: HttpRequest, code: str) -> HonourScheme:
    return get_object_or_404(queries.schemes_for(_places(request, READERS)), code=code)


def _nomination(request: HttpRequest, code: str) -> Nomination:
    rows = Nomination.objects.visible_to(access.me(request))
    return get_object_or_404(rows.select_related("place", "scheme__place", "unit"), code=code)


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Nominations that I see, by state, and the schemes they belong to."""
    state = request.GET.get("state", "")
    rows = Nomination.objects.visible_to(access.me(request)).select_related("scheme", "place")
    rows = rows.filter(state=state) if state in State.values else rows
    number = page_number(request.GET.get("page"))
    shown = list(rows.order_by("-nominated_at", "pk")[(number - 1) * SHOWN : number * SHOWN + 1])
    values = {
        "rows": shown[:SHOWN],
        "follows": len(shown) > SHOWN,
        "number": number,
        "state": state,
        "states": State.choices,
        "schemes": queries.schemes_for(_places(request, READERS)),
    }
    return page(request, "board", values)


@never_cache
@_both
@desk(*ORGANISERS)
def new_scheme(request: HttpRequest) -> HttpResponse:
    """Say what is honoured this year."""
    year = clock.now().astimezone(SHANGHAI).year
    form = forms.Scheme(request.POST or None, places=_places(request, ORGANISERS), year=year)
    return one_form(
        request,
        form,
        lambda given: actions.announce(**given, by=access.me(request)),
        SCHEMES.address,
        "new_scheme",
        frame=page,
    )


SCHEMES = Pages(
    process=SCHEME,
    room="honours_staff",
    prefix="schemes",
    name="scheme",
    template="scheme",
    find=_scheme,
    show=lambda _request, scheme: {
        "story": timeline(SCHEME, scheme),
        "bodies": scheme.bodies.order_by("name"),
    },
    forms={"close": Nothing},
    gate=desk(),
    frame=page,
)


@never_cache
@_both
@desk(*NOMINATORS)
def nominate(request: HttpRequest) -> HttpResponse:
    """First whom; then, with what they have finished to tick, why."""
    places = _places(request)
    options: dict[str, Any] = {
        "schemes": queries.schemes_for(places).filter(state="open"),
        "places": places,
    }
    given = request.POST or request.GET
    choice = forms.Choice(given if given.get("scheme") else None, **options)
    if not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return page(request, "choose", {"form": choice}, status=status)
    form = forms.Nominate(request.POST or None, chosen=choice.cleaned_data, **options)
    return one_form(
        request,
        form,
        lambda given: actions.nominate(**given, by=access.me(request)),
        NOMINATIONS.address,
        "nominate",
        frame=page,
    )


NOMINATIONS = Pages(
    process=NOMINATION,
    room="honours_staff",
    prefix="nominations",
    name="nomination",
    template="nomination",
    find=_nomination,
    show=lambda _request, nomination: {
        "story": timeline(NOMINATION, nomination),
        "evidence": nomination.evidence.all(),
        "checks": nomination.checks.select_related("org"),
        "objections": nomination.objections.all(),
        "earlier": nomination.earlier() if nomination.state == State.NOMINATED else None,
    },
    forms={
        "screen": Nothing,
        "answer": forms.Give,
        "review": forms.Opinion,
        "publicise": forms.Publicise,
        "settle": forms.Settle,
        "award": Nothing,
        "consent": Nothing,
        "reject": forms.Reject,
        "revoke": forms.Revoke,
    },
    shown=lambda nomination, verb: verb != "consent" or nomination.consented_on is None,
    gate=desk(),
    frame=page,
)


@require_safe
@desk()
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The paper."""
    found = get_object_or_404(
        Nomination.objects.visible_to(access.me(request)).select_related("scheme__place"),
        code=code,
        certificate__isnull=False,
    )
    return access.paper(request, queries.certificate(found), f"{found.certificate}.pdf")


@require_safe
@desk()
def awards(request: HttpRequest) -> HttpResponse:
    """Who was honoured, by year and unit; as a sheet with `?xlsx`."""
    said, unit = request.GET.get("year", ""), request.GET.get("unit", "")
    year = int(said) if said.isascii() and said.isdigit() and len(said) == len("2024") else None
    mine = Nomination.objects.visible_to(access.me(request)).standing()
    rows = (mine.filter(scheme__year=year) if year else mine).select_related("scheme")
    counts = queries.by_year_and_unit(rows)
    rows = rows.filter(unit_name=unit) if unit else rows
    rows = rows.order_by("-scheme__year", "unit_name", "name")
    if "xlsx" in request.GET:
        return _sheet(request, list(rows))
    number = page_number(request.GET.get("page"))
    values = {
        "counts": counts,
        "years": sorted(set(mine.values_list("scheme__year", flat=True)), reverse=True),
        "rows": rows[(number - 1) * SHOWN : number * SHOWN],
        "follows": rows.count() > number * SHOWN,
        "total": rows.count(),
        "number": number,
        "year": year,
        "unit": unit,
    }
    return page(request, "awards", values)


def _sheet(request: HttpRequest, rows: list[Nomination]) -> HttpResponse:
    note_export(what={"honours": "awards"}, rows=len(rows), by=access.me(request))
    heads = [_("年度"), _("称号"), _("单位"), _("姓名"), _("表彰日期"), _("证书编号")]
    response = excel(b"", "awards")
    lines: list[list[object]] = [
        [r.scheme.year, r.scheme.title, r.unit_name, r.name, r.awarded_on, r.certificate]
        for r in rows
    ]
    write_sheet(response, heads, lines)  # type: ignore[arg-type]  # a response takes bytes, as a file
    return response


@require_safe
@desk(*TOLERANCE_READERS)
def tolerances(request: HttpRequest) -> HttpResponse:
    """The record of tolerated faults, for its own roles only."""
    rows = Tolerance.objects.visible_to(access.me(request)).select_related("place")
    may = bool(access.held(request) & set(PROPOSERS))
    return page(request, "tolerances", {"rows": rows[:SHOWN], "may": may})


@never_cache
@_both
@desk(*PROPOSERS)
def propose(request: HttpRequest) -> HttpResponse:
    """Ask that a fault be tolerated."""
    form = forms.Propose(request.POST or None, places=_places(request, PROPOSERS))
    return one_form(
        request,
        form,
        lambda given: actions.propose(**given, by=access.me(request)),
        TOLERANCES.address,
        "propose",
        frame=page,
    )


TOLERANCES = Pages(
    process=TOLERANCE,
    room="honours_staff",
    prefix="tolerances",
    name="tolerance",
    template="tolerance",
    find=lambda request, code: get_object_or_404(
        Tolerance.objects.visible_to(access.me(request)).select_related("place"), code=code
    ),
    show=lambda _request, tolerance: {"story": timeline(TOLERANCE, tolerance)},
    forms={
        "verify": forms.Note,
        "tolerate": forms.Basis,
        "decline": forms.Note,
        "correct": forms.Remedy,
    },
    gate=desk(*TOLERANCE_READERS),
    frame=page,
)

IMPORT = ImportPages(
    [AWARDS],
    "honours_staff:import",
    gettext_lazy("导入表彰名单"),
    lambda request: _places(request, ORGANISERS),
    tabs="honours/staff/_tabs.html",
    more=access.may(CAN),
)
upload = _both(desk(*ORGANISERS)(IMPORT.upload))
look = never_cache(_both(desk(*ORGANISERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*ORGANISERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*ORGANISERS)(IMPORT.rejected)))
