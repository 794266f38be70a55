"""What an administrator sets: working days and deadline packs."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sanan.cases.actions.settings import choose_pack, seed, set_day
from sanan.cases.forms.desk import Day
from sanan.cases.queries import calendars
from sanan.cases.views.access import me, page, staff
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.models import Place

YEARS = range(2004, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.TENANT_ADMIN)
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of working days; a POST sets one day, or fills the year from the published notice."""
    year, refusal = _year(request), ""
    sent = request.method == "POST" and "seed" not in request.POST
    form = Day(request.POST if sent else None)
    try:
        if request.method == "POST" and not sent:
            seed(year=year, by=me(request))
            return redirect(f"/staff/settings/calendar/?year={year}")
        if sent and form.is_valid():
            set_day(by=me(request), **form.cleaned_data)
            return redirect(f"/staff/settings/calendar/?year={form.cleaned_data['day'].year}")
    except Refused as no:
        refusal = str(no.sentence)
    values = {"form": form, "year": calendars.year_of(year), "refusal": refusal}
    return page(request, "calendar", values, status=422 if refusal or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.TENANT_ADMIN)
def policies(request: HttpRequest) -> HttpResponse:
    """The deadline packs, and which one each county of mine runs by."""
    mine = [p.place_id for p in people.posts(me(request)) if p.role == Role.TENANT_ADMIN]
    counties = calendars.counties(mine)
    if request.method == "POST":
        county = get_object_or_404(Place, code=request.POST.get("county", ""))
        choose_pack(county=county, pack=request.POST.get("pack", ""), by=me(request))
        return redirect("staff:policies")
    values = {"packs": calendars.packs(), "counties": counties}
    return page(request, "policies", values)


def _year(request: HttpRequest) -> int:
    """The year asked for; without one the coming year in December, else this one."""
    given = request.POST.get("year") or request.GET.get("year") or ""
    if given.isdecimal() and int(given) in YEARS:
        return int(given)
    return (timezone.localdate(clock.now()) + timedelta(days=31)).year
