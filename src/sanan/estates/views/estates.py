"""The desk: estates, dwellings, contracts, ratings, what is imported."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.council.rules.quorum import square_metres
from sanan.estates import actions
from sanan.estates.enums import DESK, KEEPERS, Aspect
from sanan.estates.forms import staff as forms
from sanan.estates.forms.tables import BILLS, DWELLINGS
from sanan.estates.models import Dwelling, Estate, PropertyContract, PropertyRating
from sanan.estates.queries import estate as reads
from sanan.estates.queries import lists
from sanan.estates.rules.estates import CONTRACT, ESTATE, RATING
from sanan.estates.rules.fund import balance, fund_of
from sanan.estates.views.access import CAN, desk, estates_for, me, page
from sanan.imports.views import Pages as ImportPages
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.downloads import paper
from sanan.lists.pages import Lists
from sanan.people import access
from sanan.people.queries import chain, chain_gaps
from sanan.places.models import Place, PlaceQuerySet, QrPoint
from sanan.places.queries.posters import poster_pdf
from sanan.process.pages import Pages, one_form
from sanan.process.queries import Told, timeline

both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """Each estate with its figures: who serves it, what is broken, what is in the fund."""
    shown = [_row(each) for each in estates_for(request)[: reads.SHOWN]]
    return page(request, "board", {"shown": shown})


def _row(estate: Estate) -> dict[str, Any]:
    contract = reads.contract_of(estate)
    return {
        "estate": estate,
        "contract": contract,
        "repairs": reads.repairs([estate]),
        "fund": fund_of(estate) if estate.fund else None,
        "gaps": len(chain_gaps(estate.place)),
        "verdict": next(iter(reads.verdicts(contract)), None) if contract else None,
        "dwellings": estate.dwellings.count(),
    }


@never_cache
@both
@desk(*DESK)
def new_estate(request: HttpRequest) -> HttpResponse:
    """Register an estate of the tree."""
    places = access.my_places(request, DESK, "estate").filter(estate__isnull=True)
    form = forms.Register(request.POST or None, places=places)
    return one_form(
        request,
        form,
        lambda given: actions.register(**given, by=me(request)),
        ESTATES.address,
        "new_estate",
        frame=page,
    )


def _estate(request: HttpRequest, code: str) -> Estate:
    found: Estate = get_object_or_404(estates_for(request), code=code)
    return found


def _show_estate(request: HttpRequest, estate: Estate) -> dict[str, Any]:
    today = local_day(clock.now())
    area = sum(estate.dwellings.values_list("area", flat=True))
    contract = reads.contract_of(estate)
    return {
        **_row(estate),
        "owners": actions.owners_of(estate),
        "area": square_metres(area),
        "talks": reads.talks(estate, clock.now()),
        "common": balance(estate.common),
        "verdicts": reads.verdicts(contract) if contract else [],
        "links": chain(estate.place).links,
        "holes": chain_gaps(estate.place),
        "seen": reads.seen(estate, today),
        "charged": list(reads.charged(estate)),
        "buildings": reads.buildings_of(estate),
        "story": timeline(ESTATE, estate),
        "contracts": estate.contracts.select_related("company"),
        "committees": estate.committees.all(),
        "runs": access.held(request) & set(DESK),
    }


ESTATES = Pages(
    process=ESTATE,
    room="estates_staff",
    prefix="at",
    name="estate",
    template="estate",
    find=_estate,
    show=_show_estate,
    forms={
        "open_accounts": forms.OpenAccounts,
        "set_roll": forms.Roll,
        "set_hours": forms.Hours,
        "print_codes": forms.Codes,
    },
    shown=lambda estate, verb: verb != "open_accounts" or estate.fund_id is None,
    first=(),
    gate=desk(),
    frame=page,
)


@require_safe
@desk(*KEEPERS, *DESK)
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """The posters of the estate's buildings, one A4 page each."""
    estate = _estate(request, code)
    points = QrPoint.objects.filter(place__in=Place.objects.within(estate.place))
    found = list(points.filter(retired_at__isnull=True).select_related("place").order_by("pk"))
    if not found:
        raise Http404
    return paper(poster_pdf(found), f"{estate.code}.pdf")


DWELLING_LIST = Lists(listed=lists.DWELLINGS, template="dwellings", gate=desk(*KEEPERS), frame=page)


@require_safe
@desk(*KEEPERS)
def dwelling(request: HttpRequest, ref: str) -> HttpResponse:
    """One dwelling: its owner, its area, what the company asked for."""
    rows = Dwelling.objects.visible_to(me(request)).select_related("building", "estate__place")
    found = get_object_or_404(rows, ref=ref)
    same = Dwelling.objects.none()
    if found.owner_hash:
        same = Dwelling.objects.filter(
            estate=found.estate, owner_hash=found.owner_hash, owner=found.owner
        ).exclude(pk=found.pk)
    values = {
        "dwelling": found,
        "area": square_metres(found.area),
        "others": same.select_related("building"),
        "bills": found.bills.all()[: reads.SHOWN],
    }
    return page(request, "dwelling", values)


@never_cache
@both
@desk(*DESK)
def sign(request: HttpRequest) -> HttpResponse:
    """Register a property company's contract."""
    form = forms.Sign(request.POST or None, estates=estates_for(request, DESK))
    return one_form(
        request,
        form,
        lambda given: actions.sign(**given, by=me(request)),
        CONTRACTS.address,
        "sign",
        frame=page,
    )


def _contract(request: HttpRequest, code: str) -> PropertyContract:
    rows = PropertyContract.objects.visible_to(me(request))
    return get_object_or_404(rows.select_related("place", "company", "estate"), code=code)


CONTRACTS = Pages(
    process=CONTRACT,
    room="estates_staff",
    prefix="contracts",
    name="contract",
    template="contract",
    find=_contract,
    show=lambda _request, contract: {
        "standards": contract.standards.all(),
        "staff": contract.staff.all(),
        "verdicts": reads.verdicts(contract),
        "story": timeline(CONTRACT, contract),
    },
    forms={
        "promise": forms.Promise,
        "employ": forms.Employ,
        "leave": forms.Leave,
        "end": forms.EndContract,
    },
    first=(),
    gate=desk(),
    frame=page,
)


def _unnamed(rating: PropertyRating) -> list[Told]:
    """A rating's story without who gave it: the page promises owners that nobody reads their name there."""
    story = timeline(RATING, rating)
    for told in story:
        if told.line.verb == "rate":
            told.line.by = None
    return story


RATING_LIST = Lists(listed=lists.RATINGS, template="ratings", gate=desk(), frame=page)
RATINGS = Pages(
    process=RATING,
    room="estates_staff",
    prefix="ratings",
    name="rating",
    template="rating",
    find=lambda request, code: get_object_or_404(
        PropertyRating.objects.visible_to(me(request)).select_related(
            "contract__company", "place", "dwelling__building"
        ),
        code=code,
    ),
    show=lambda _request, rating: {
        "scores": [(label, rating.scores.get(value)) for value, label in Aspect.choices],
        "story": _unnamed(rating),
    },
    forms={"answer": forms.Answer},
    gate=desk(),
    frame=page,
)


def _import_places(request: HttpRequest) -> PlaceQuerySet:
    found = estates_for(request, KEEPERS)
    return Place.objects.filter(estate__in=found).order_by("path")  # type: ignore[no-any-return]


IMPORT = ImportPages(
    [DWELLINGS, BILLS],
    "estates_staff:import",
    _("导入房屋、抄表和收费"),
    _import_places,
    tabs="estates/staff/_tabs.html",
    more=access.may(CAN),
)
upload = both(desk(*KEEPERS)(IMPORT.upload))
look = never_cache(both(desk(*KEEPERS)(IMPORT.look)))
done = never_cache(require_safe(desk(*KEEPERS)(IMPORT.done)))
rejected = never_cache(require_safe(desk(*KEEPERS)(IMPORT.rejected)))
