"""Everyone's pages: the estate, a repair, the fund, the committee; an owner's own bills and rating."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases.enums import Door
from sanan.cases.views.appellant import FOLLOWED
from sanan.estates import actions
from sanan.estates.forms.repairs import ResidentMend
from sanan.estates.forms.resident import Rate
from sanan.estates.models import Estate, FundUse, OwnersCommittee
from sanan.estates.queries import estate as reads
from sanan.estates.rules.estates import COMMITTEE
from sanan.estates.rules.fund import USE, balance, fund_of, paid
from sanan.estates.views.fund import candidates, counted
from sanan.files.queries import public
from sanan.kit import clock, tokens
from sanan.kit.dates import local_day
from sanan.kit.errors import Refused
from sanan.people import visitor
from sanan.people.queries import chain
from sanan.places import queries as places
from sanan.places.models import Place
from sanan.process.pages import bare
from sanan.process.queries import timeline

both = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 12


def told(place: Place) -> str | None:
    """The short line beside 物业和小区; None where no estate is registered."""
    found = reads.estates_within(place) or [each for each in [reads.estate_at(place)] if each]
    if not found:
        return None
    return _("正在修 %(n)d 件") % {"n": reads.repairs(found).open}


def _estate(code: str) -> tuple[Place, Estate]:
    place = places.by_code(code)
    found = reads.estate_at(place)
    if found is None:
        raise Http404
    return place, found


@require_safe
def estate(request: HttpRequest, code: str) -> HttpResponse:
    """A place's estates, or the one estate whole: company, money, repairs, people, notices."""
    place = places.by_code(code)
    found = reads.estate_at(place)
    if found is None:
        within = reads.estates_within(place)
        if len(within) == 1:
            return redirect("estates:estate", within[0].place.code)
        return bare(request, "estates/resident/several.html", {"place": place, "rows": within})
    return bare(request, "estates/resident/estate.html", _shown(place, found))


def _shown(place: Place, found: Estate) -> dict[str, Any]:
    contract = reads.contract_of(found)
    committees = found.committees.exclude(state="failed")
    return {
        "place": place,
        "estate": found,
        "contract": contract,
        "standards": contract.standards.all() if contract else [],
        "staff": contract.staff.filter(until_on__isnull=True) if contract else [],
        "verdicts": reads.verdicts(contract)[:4] if contract else [],
        "talks": reads.talks(found, clock.now()),
        "fund": fund_of(found) if found.fund else None,
        "common": balance(found.common) if found.common else None,
        "uses": FundUse.objects.public().filter(estate=found)[:SHOWN],
        "repairs": reads.running_repairs(found),
        "mended": reads.repairs([found]),
        "links": chain(place).links,
        "notices": reads.notices(found, local_day(clock.now()), place),
        "charged": list(reads.charged(found))[:SHOWN],
        "common_bills": reads.common_bills(found),
        "committee": committees.order_by("-number").first(),
    }


@never_cache
@both
def repair(request: HttpRequest, code: str) -> HttpResponse:
    """报修: what is broken, where; then its code and who has it, as for every concern."""
    place, found = _estate(code)
    form = ResidentMend(request.POST or None, request.FILES or None, estate=found, at=place)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            opened = _reported(request, found, form)
        except Refused as no:
            form.refuse(no)
            status = no.status
        else:
            response = redirect("cases:said", opened.case.code)
            FOLLOWED.follow(request, response, opened.case.code)
            return response
    elif request.method == "POST":
        status = 422
    values = {
        "place": place,
        "estate": found,
        "form": form,
        "contract": reads.contract_of(found),
        "token": request.POST.get("token") or tokens.opaque(24),
    }
    return bare(request, "estates/resident/repair.html", values, status=status)


def _reported(request: HttpRequest, found: Estate, form: ResidentMend) -> Any:
    visitor.slow_down(request, "estate-repair", burst=10)
    given = form.cleaned_data
    token = request.POST.get("token", "")[:40]
    return actions.report(
        estate=found,
        spot=given["spot"],
        text=given["text"],
        building=given["building"],
        emergency=given["emergency"],
        contact_name=given["contact_name"],
        contact_phone=given["contact_phone"],
        appellant=visitor.resident(request),
        uploads=[*(given.get("photos") or []), *(given.get("clip") or [])],
        door=Door.QR if "qr" in request.GET else Door.WEB,
        idempotency=f"{token}|{given['text']}" if token else "",
        source=visitor.source(request),
    )


@require_safe
def use(request: HttpRequest, code: str) -> HttpResponse:
    """One use of the repair fund: why, how the owners voted, who works, what was paid."""
    rows = FundUse.objects.public().select_related(
        "place", "estate__fund", "vote__meeting__council", "topic"
    )
    found = get_object_or_404(rows, code=code)
    values = {
        "use": found,
        "place": found.place,
        "paid": paid(found),
        "payments": found.payments.filter(entry__published_at__isnull=False)
        .select_related("entry")
        .order_by("entry__on"),
        "counted": counted(found.vote),
        "files": public(found.files),
        "fund": fund_of(found.estate),
        "story": timeline(USE, found, everyone=True),
    }
    return bare(request, "estates/resident/use.html", values)


@require_safe
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """A term of the owners' committee: candidates, the secret vote's counts, who is elected."""
    rows = OwnersCommittee.objects.select_related("place", "estate", "meeting")
    found = get_object_or_404(rows, code=code)
    values = {
        "committee": found,
        "place": found.place,
        "candidates": candidates(found),
        "story": timeline(COMMITTEE, found, everyone=True),
    }
    return bare(request, "estates/resident/committee.html", values)


@never_cache
@both
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """An owner's dwellings, known by phone: their bills, and the quarter's rating."""
    place, found = _estate(code)
    person = visitor.resident(request)
    if person is None:
        back = urlencode({"next": reverse("estates:mine", args=[code])})
        return redirect(f"{reverse('slips:me')}?{back}")
    homes = reads.homes_of(person, found)
    contract = reads.contract_of(found)
    quarter = actions.quarter_of(local_day(clock.now()))
    rated = set(found.dwellings.filter(ratings__quarter=quarter).values_list("pk", flat=True))
    left = [home for home in homes if home.pk not in rated]
    form = Rate(
        request.POST or None,
        request.FILES or None,
        homes=found.dwellings.filter(pk__in=[home.pk for home in homes]),
        initial={"dwelling": left[0].pk} if len(left) == 1 else {},
    )
    status = 200
    if request.method == "POST" and contract is not None and form.is_valid():
        try:
            actions.rate(
                dwelling=form.cleaned_data["dwelling"],
                contract=contract,
                scores=form.scores(),
                text=form.cleaned_data["text"],
                uploads=form.cleaned_data.get("photos") or [],
                by=person,
            )
        except Refused as no:
            form.refuse(no)
            status = no.status
        else:
            return redirect(reverse("estates:mine", args=[code]) + "?rated")
    elif request.method == "POST":
        status = 422
    values = {
        "place": place,
        "estate": found,
        "homes": [(home, home.bills.all()[:SHOWN]) for home in homes],
        "contract": contract,
        "quarter": quarter,
        "form": form if contract and (left or form.is_bound) else None,
        "rated": "rated" in request.GET,
    }
    return bare(request, "estates/resident/mine.html", values, status=status)
