"""The desk: meals, children, events, how much a centre is used."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases import deadlines
from sanan.imports.views import Pages as ImportPages
from sanan.kit.downloads import excel
from sanan.kit.errors import Refused
from sanan.kit.sheets import write_sheet
from sanan.neighbourhood import actions
from sanan.neighbourhood.enums import BOOKERS, FOUNDERS, KEEPERS, FacilityKind
from sanan.neighbourhood.forms import bookings as booking_forms
from sanan.neighbourhood.forms import care as forms
from sanan.neighbourhood.forms.programme_table import PROGRAMMES as PROGRAMME_TABLE
from sanan.neighbourhood.models import Centre, Child, Facility, Meal, MealOrder, Programme, Stay
from sanan.neighbourhood.queries import care
from sanan.neighbourhood.rules import CHILD, MEAL, PROGRAMME, STAY
from sanan.neighbourhood.rules.processes import RUNNERS
from sanan.neighbourhood.views.access import CAN, KINDS, desk, me, page
from sanan.neighbourhood.views.staff import centre_of
from sanan.people import access
from sanan.people.actions import note_export
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

_both = require_http_methods(["GET", "HEAD", "POST"])
FEN = 100


def _day(request: HttpRequest) -> date:
    return booking_forms.read_day(request.GET.get("day", ""), forms.today())


@require_safe
@desk(*BOOKERS)
def meals(request: HttpRequest, code: str) -> HttpResponse:
    """The meals of a day, and each portion: who fetches, to whom it is brought."""
    centre, day = centre_of(request, code), _day(request)
    values = {
        "centre": centre,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "meals": care.meals_of(centre, day),
        "orders": care.orders_of(centre, day),
    }
    return page(request, "meals", values)


@require_safe
@desk(*KEEPERS, *FOUNDERS)
def month(request: HttpRequest, code: str) -> HttpResponse:
    """A month's meals by elder: how many, what they cost, what was paid of it; `?xlsx` the sheet."""
    centre = centre_of(request, code)
    first = forms.month_of(request.GET.get("month", ""), forms.today())
    lines = care.month_sheet(centre, first, forms.next_month(first))
    if "xlsx" in request.GET:
        return _sheet(request, centre, lines)
    values = {
        "centre": centre,
        "period": f"{first:%Y-%m}",
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{forms.next_month(first):%Y-%m}",
        "lines": lines,
        "total": care.total(lines),
    }
    return page(request, "month", values)


def _sheet(request: HttpRequest, centre: Centre, lines: list[care.MonthLine]) -> HttpResponse:
    note_export(what={"meals": centre.code}, rows=len(lines), by=me(request))
    heads = [
        _("老人"),
        _("份数"),
        _("其中送到家"),
        _("原价（元）"),
        _("补贴（元）"),
        _("自己付（元）"),
    ]
    response = excel(b"", "meals")
    rows: list[list[object]] = [
        [r.name, r.meals, r.brought, r.price / FEN, r.subsidy / FEN, r.own / FEN]
        for r in [*lines, care.total(lines)]
    ]
    write_sheet(response, heads, rows)  # type: ignore[arg-type]  # a response takes bytes, as a file
    return response


@never_cache
@_both
@desk(*BOOKERS)
def order_meal(request: HttpRequest, code: str) -> HttpResponse:
    """A portion for an elder."""
    seen = Centre.objects.visible_to(me(request))
    meal = get_object_or_404(
        Meal.objects.select_related("centre", "place"), code=code, centre__in=seen
    )
    return one_form(
        request,
        forms.OrderMeal(request.POST or None, meal=meal),
        lambda given: actions.order_meal(meal=meal, **given, by=me(request)),
        MEALS.address,
        "order_meal",
        {"meal": meal},
        frame=page,
    )


def _order(request: HttpRequest, code: str) -> MealOrder:
    rows = MealOrder.objects.visible_to(me(request))
    return get_object_or_404(rows.select_related("meal__centre", "diner", "place"), code=code)


MEALS = Pages(
    process=MEAL,
    room="neighbourhood_staff",
    prefix="meal-orders",
    name="meal_order",
    template="meal_order",
    find=_order,
    show=lambda _request, found: {"story": timeline(MEAL, found)},
    forms={"fetch": Nothing, "bring": Nothing, "miss": Nothing, "cancel": Nothing},
    gate=desk(*BOOKERS),
    frame=page,
)
HOMES = (FacilityKind.CHILDREN, FacilityKind.PALACE)
keepers = desk(*KEEPERS)


def _home(request: HttpRequest, code: str) -> Facility:
    rows = Facility.objects.visible_to(me(request)).filter(kind__in=HOMES)
    return get_object_or_404(rows.select_related("place", "centre__place"), code=code)


@never_cache
@require_safe
@keepers
def home(request: HttpRequest, code: str) -> HttpResponse:
    """The children of a home: who is here, who brings and fetches whom."""
    found = _home(request, code)
    return page(request, "home", {"home": found, "children": care.children_of(found)})


@never_cache
@_both
@keepers
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """A child and its first guardian; the guardian's figures are shown once."""
    found = _home(request, code)

    def act(given: dict[str, Any]) -> Child:
        first = actions.NewGuardian(
            given["guardian"], given["bond"], given["phone"], given["agreed"]
        )
        child, told = actions.enrol(
            home=found,
            name=given["name"],
            born_on=given["born_on"],
            notes=given["notes"],
            guardians=[first],
            by=me(request),
        )
        for figures in told.values():
            _tell(request, first.name, figures)
        return child

    form = forms.Enrol(request.POST or None)
    return one_form(request, form, act, CHILDREN.address, "enrol", {"home": found}, frame=page)


def _tell(request: HttpRequest, name: str, figures: str) -> None:
    told = {"name": name, "figures": figures}
    messages.info(request, _("%(name)s的六位数是 %(figures)s。只显示这一次，请抄给本人。") % told)


def _child(request: HttpRequest, code: str) -> Child:
    rows = Child.objects.visible_to(me(request))
    return get_object_or_404(rows.select_related("place", "home__centre"), code=code)


@never_cache
@_both
@keepers
def add_guardian(request: HttpRequest, code: str) -> HttpResponse:
    """One more who may bring and fetch; the figures are shown once."""
    child = _child(request, code)

    def act(given: dict[str, Any]) -> Child:
        guardian, figures = actions.add_guardian(
            child=child,
            name=given["guardian"],
            bond=given["bond"],
            phone=given["phone"],
            agreed=given["agreed"],
            by=me(request),
        )
        _tell(request, guardian.name, figures)
        return child

    form = forms.Guardians(request.POST or None)
    values = {"child": child}
    return one_form(request, form, act, CHILDREN.address, "add_guardian", values, frame=page)


@never_cache
@_both
@keepers
def bring_in(request: HttpRequest, code: str) -> HttpResponse:
    """A guardian brings the child."""
    child = _child(request, code)
    return one_form(
        request,
        forms.BringIn(request.POST or None),
        lambda given: actions.bring_in(child=child, figures=given["figures"], by=me(request)),
        STAYS.address,
        "bring_in",
        {"child": child},
        frame=page,
    )


def _about(_request: HttpRequest, child: Child) -> dict[str, Any]:
    return {
        "story": timeline(CHILD, child),
        "guardians": child.guardians.select_related("blocked_by"),
        "stay": child.stays.filter(left_at=None).first(),
        "photos": care.photos_may_be_shown(child),
        "asked": child.looks.filter(allowed_by=None).select_related("asked_by"),
    }


CHILDREN = Pages(
    process=CHILD,
    room="neighbourhood_staff",
    prefix="children",
    name="child",
    template="child",
    find=_child,
    show=_about,
    forms={
        "allow_look": Nothing,
        "ask_look": forms.AskLook,
        "say_photos": forms.Photos,
        "block": forms.Block,
        "settle": forms.Settle,
        "leave": Nothing,
    },
    first=(),
    gate=keepers,
    frame=page,
)


@never_cache
@require_POST
@keepers
def look(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a child, to whom it was allowed; the look is on the record."""
    child = _child(request, code)
    try:
        known = actions.look(child=child, by=me(request))
    except Refused as no:
        return CHILDREN.render(request, child, status=no.status, refusal=no.sentence)
    told = [(each, actions.number_of(each)) for each in known.guardians.all()]
    return CHILDREN.render(request, child, known=known, numbers=told)


def _stay(request: HttpRequest, code: str) -> Stay:
    seen = Child.objects.visible_to(me(request))
    rows = Stay.objects.filter(child__in=seen)
    joined = rows.select_related("place", "child__home", "brought_by", "fetched_by")
    return get_object_or_404(joined, code=code)


STAYS = Pages(
    process=STAY,
    room="neighbourhood_staff",
    prefix="stays",
    name="stay",
    template="stay",
    find=_stay,
    show=lambda _request, found: {"story": timeline(STAY, found)},
    forms={"sign_out": forms.Figures},
    gate=keepers,
    frame=page,
)


@require_safe
@desk()
def programmes(request: HttpRequest, code: str) -> HttpResponse:
    """The events of a centre, and how many there were this year, each counted once."""
    centre = centre_of(request, code)
    zone = deadlines.calendar_at(centre.place).zone
    year = forms.today().year
    span = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    values = {
        "centre": centre,
        "year": year,
        "rows": centre.programmes.select_related("volunteers")[:200],
        "events": care.events(centre.place, *span),
    }
    return page(request, "programmes", values)


@never_cache
@_both
@desk(*RUNNERS)
def announce(request: HttpRequest, code: str) -> HttpResponse:
    """An event that comes."""
    centre = centre_of(request, code)
    return one_form(
        request,
        forms.Announce(request.POST or None, centre=centre),
        lambda given: actions.announce(centre=centre, **given, by=me(request)),
        PROGRAMMES.address,
        "announce",
        {"centre": centre},
        frame=page,
    )


def _programme(request: HttpRequest, code: str) -> Programme:
    rows = Programme.objects.visible_to(me(request))
    return get_object_or_404(
        rows.select_related("place", "centre", "facility", "volunteers"), code=code
    )


PROGRAMMES = Pages(
    process=PROGRAMME,
    room="neighbourhood_staff",
    prefix="programmes",
    name="programme",
    template="programme",
    find=_programme,
    show=lambda _request, found: {"story": timeline(PROGRAMME, found)},
    forms={"hold": forms.Hold, "join": forms.Join, "cancel": booking_forms.Refuse},
    first=("hold",),
    gate=desk(),
    frame=page,
    shown=lambda found, verb: verb != "join" or found.volunteers_id is None,
)


IMPORT = ImportPages(
    [PROGRAMME_TABLE],
    "neighbourhood_staff:import",
    gettext_lazy("导入文化活动名单"),
    lambda request: access.my_places(request, RUNNERS, *KINDS),
    tabs="neighbourhood/staff/_tabs.html",
    more=access.may(CAN),
)
upload = _both(desk(*RUNNERS)(IMPORT.upload))
preview = never_cache(_both(desk(*RUNNERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*RUNNERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*RUNNERS)(IMPORT.rejected)))


@require_safe
@desk()
def use(request: HttpRequest, code: str) -> HttpResponse:
    """How much of a month the rooms were used, how they were rated, how many came."""
    centre = centre_of(request, code)
    first = forms.month_of(request.GET.get("month", ""), forms.today())
    after = min(forms.next_month(first), forms.today() + timedelta(days=1))
    values = {
        "centre": centre,
        "period": f"{first:%Y-%m}",
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{forms.next_month(first):%Y-%m}",
        "uses": care.use_of(centre, first, max(first, after)),
        "visits": care.visits_of(centre, first, max(first, after)),
        "back": reverse("neighbourhood_staff:centre", args=[centre.code]),
    }
    return page(request, "use", values)
