"""Everyone's pages: the centres near a place, what is open now, their rooms, a booking by phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanan.cases import deadlines
from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.neighbourhood import actions, queries
from sanan.neighbourhood.forms import bookings as forms
from sanan.neighbourhood.models import Booking, Centre, Facility
from sanan.neighbourhood.rules import BOOKING
from sanan.neighbourhood.rules.hours import DAY, WEEKDAYS, open_on
from sanan.neighbourhood.rules.processes import BOOKER
from sanan.people import visitor
from sanan.places import queries as places
from sanan.process.pages import PASSED_ON, Pages, asker, bare
from sanan.process.queries import timeline
from sanan.slips.phone import Started

FOLLOWED = Started("booking")


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The centres of a village, the nearest first, and which is open now."""
    place = places.by_code(code)
    found = queries.centres_of(place)
    shown = [(each, queries.now_at(each)) for each in found]
    return bare(request, "neighbourhood/resident/village.html", {"place": place, "centres": shown})


@require_safe
def centre(request: HttpRequest, code: str) -> HttpResponse:
    """One centre: its hours, who sits there when, its rooms."""
    found = get_object_or_404(Centre.objects.open().select_related("place"), code=code)
    values = {"centre": found, "place": found.place, **queries.about(found)}
    return bare(request, "neighbourhood/resident/centre.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def facility(request: HttpRequest, code: str) -> HttpResponse:
    """One room: its rules, what is free on a day, and booking it."""
    rows = Facility.objects.filter(centre__in=Centre.objects.open())
    found = get_object_or_404(rows.select_related("place", "centre__place"), code=code)
    today = deadlines.calendar_at(found.place).local_day(clock.now())
    day = max(today, forms.read_day(request.GET.get("day", ""), today))
    row, opened = queries.of_facility(found, day), open_on(found.centre, day)
    person = visitor.resident(request)
    form = forms.Resident(
        request.POST or None,
        facility=found,
        row=row,
        opened=opened,
        signed=person is not None,
        initial={"name": person.name} if person else None,
    )
    if request.method == "POST" and form.is_valid():
        visitor.slow_down(request, "booking", burst=10, per_minute=3)
        try:
            made = actions.book(facility=found, by=person, **form.particulars())
        except Refused as no:
            if no.status in PASSED_ON:
                raise
            form.refuse(no)
        else:
            response = redirect("neighbourhood:booking", made.code)
            FOLLOWED.follow(request, response, made.code)
            return response
    values: dict[str, Any] = {
        "facility": found,
        "place": found.place,
        "day": day,
        "weekday": WEEKDAYS[day.weekday()],
        "before": day - DAY if day > today else None,
        "after": day + DAY,
        "row": row,
        "opened": opened,
        "form": form,
    }
    status = 422 if form.errors else 200
    return bare(request, "neighbourhood/resident/facility.html", values, status=status)


@require_safe
def centre_calendar(_request: HttpRequest, code: str) -> HttpResponse:
    """What the rooms of a centre are taken for, as a calendar that anyone may subscribe to."""
    found = get_object_or_404(Centre.objects.open().select_related("place"), code=code)
    return _calendar(queries.calendar_of(found, found.facilities.all()), code)


@require_safe
def facility_calendar(_request: HttpRequest, code: str) -> HttpResponse:
    """The same of one room."""
    rows = Facility.objects.filter(centre__in=Centre.objects.open()).select_related("centre__place")
    found = get_object_or_404(rows, code=code)
    return _calendar(queries.calendar_of(found.centre, [found]), code)


def _calendar(content: bytes, code: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.ics"'
    return answer


def _mine(request: HttpRequest, code: str) -> Booking:
    """A booking that this phone or this number made; else there is none."""
    rows = Booking.objects.select_related("place", "facility__centre__place", "series")
    found = get_object_or_404(rows, code=code)
    person = visitor.resident(request)
    if code in FOLLOWED.codes(request) or (person and found.person_id == person.pk):
        return found
    raise Http404


BOOKINGS = Pages(
    process=BOOKING,
    room="neighbourhood",
    prefix="bookings",
    name="booking",
    template="neighbourhood/resident/booking.html",
    find=_mine,
    show=lambda _request, booking: {
        "place": booking.place,
        "story": timeline(BOOKING, booking, public=True),
        "code_shown": queries.code_shown(booking),
    },
    forms={"rate": forms.Rate, "cancel": forms.GiveUp},
    who=asker(BOOKER),
    frame=bare,
)
