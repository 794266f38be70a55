"""What an administrator sets: working days and deadline packs."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sanan.cases.actions.settings import NOT_YOURS, choose_pack, seed, set_day
from sanan.cases.forms.desk import Day
from sanan.cases.queries import calendars
from sanan.cases.views.access import me, page, staff
from sanan.kit import clock
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.numbers import whole
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.models import Place

YEARS = range(2004, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.TENANT_ADMIN)
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of working days; a POST sets one day, or fills the year from the published notice."""
    year, refusal = _year(request), ""
    mine = [county for county, _pack in calendars.counties(_places(request))]
    wanted = request.POST.get("county") or request.GET.get("county")
    county = next((c for c in mine if c.code == wanted), mine[0] if mine else None)
    sent = request.method == "POST" and "seed" not in request.POST
    form = Day(request.POST if sent else None)
    try:
        if request.method == "POST" and not sent:
            seed(year=year, by=me(request))
            return redirect(_calendar(year, county))
        if sent and county is None:
            raise Forbidden(NOT_YOURS, "not_yours")
        if sent and county is not None and form.is_valid():
            set_day(county=county, by=me(request), **form.cleaned_data)
            return redirect(_calendar(form.cleaned_data["day"].year, county))
    except Refused as no:
        refusal = str(no.sentence)
    shown = calendars.year_of(year, county)
    values = {
        "form": form,
        "year": shown,
        "refusal": refusal,
        "county": county,
        "counties": mine,
    }
    return page(request, "calendar", values, status=422 if refusal or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.TENANT_ADMIN)
def policies(request: HttpRequest) -> HttpResponse:
    """The deadline packs, and which one each county of mine runs by."""
    counties = calendars.counties(_places(request))
    if request.method == "POST":
        county = get_object_or_404(Place, code=request.POST.get("county", ""))
        choose_pack(county=county, pack=request.POST.get("pack", ""), by=me(request))
        return redirect("cases_staff:policies")
    values = {"packs": calendars.packs(), "counties": counties}
    return page(request, "policies", values)


def _places(request: HttpRequest) -> list[int]:
    return [p.place_id for p in people.posts(me(request)) if p.role == Role.TENANT_ADMIN]


def _calendar(year: int, county: Place | None) -> str:
    query = {"year": year, **({"county": county.code} if county else {})}
    return f"/staff/settings/calendar/?{urlencode(query)}"


def _year(request: HttpRequest) -> int:
    """The year asked for; without one the coming year in December, else this one."""
    given = request.POST.get("year") or request.GET.get("year") or ""
    year = whole(given)
    if year is not None and year in YEARS:
        return year
    return (timezone.localdate(clock.now()) + timedelta(days=31)).year
