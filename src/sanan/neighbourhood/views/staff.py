"""The desk: centres and their rooms, the day's sheet, bookings for whoever telephones, series."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanan.cases import deadlines
from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.kit.errors import Invalid, Refused
from sanan.lists.pages import Lists
from sanan.neighbourhood import actions, queries
from sanan.neighbourhood.calendars import incoming
from sanan.neighbourhood.enums import BOOKERS, FOUNDERS, Why
from sanan.neighbourhood.forms import bookings as booking_forms
from sanan.neighbourhood.forms import care as care_forms
from sanan.neighbourhood.forms import centres as forms
from sanan.neighbourhood.models import Booking, Centre, Facility, Series
from sanan.neighbourhood.queries.desk import LIST
from sanan.neighbourhood.rules import BOOKING, CENTRE, FACILITY
from sanan.neighbourhood.rules.hours import WEEKDAYS
from sanan.neighbourhood.rules.processes import RUNNERS
from sanan.neighbourhood.views.access import desk, me, page, places
from sanan.people.actions import reveal as reveal_number
from sanan.process.forms import Nothing
from sanan.process.pages import Pages, one_form
from sanan.process.queries import timeline

_both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk()
def board(request: HttpRequest) -> HttpResponse:
    """The centres that I see."""
    rows = queries.centres_for(me(request))
    return page(request, "board", {"rows": rows})


@never_cache
@_both
@desk(*FOUNDERS)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a centre."""
    form = forms.Plan(request.POST or None, places=places(request))
    return one_form(
        request,
        form,
        lambda given: actions.plan(**given, by=me(request)),
        CENTRES.address,
        "plan",
        frame=page,
    )


def centre_of(request: HttpRequest, code: str) -> Centre:
    """A centre that I see."""
    rows = Centre.objects.visible_to(me(request)).select_related("place")
    return get_object_or_404(rows, code=code)


def _shown(_request: HttpRequest, centre: Centre) -> dict[str, Any]:
    return {"story": timeline(CENTRE, centre), **queries.about(centre)}


CENTRES = Pages(
    process=CENTRE,
    room="neighbourhood_staff",
    prefix="centres",
    name="centre",
    template="centre",
    find=centre_of,
    show=_shown,
    forms={
        "build": Nothing,
        "open": Nothing,
        "set_hours": forms.Hours,
        "except_day": forms.ExceptDay,
        "set_duty": forms.SetDuty,
        "add_device": forms.AddDevice,
        "cook": care_forms.Cook,
        "take_in": care_forms.TakeIn,
        "set_tiers": care_forms.Tiers,
        "count": care_forms.Count,
        "change": forms.Change,
        "improve": Nothing,
    },
    first=("build", "open"),
    gate=desk(),
    frame=page,
)


@never_cache
@_both
@desk(*RUNNERS)
def add_facility(request: HttpRequest, code: str) -> HttpResponse:
    """Add a room to a centre."""
    centre = centre_of(request, code)
    return one_form(
        request,
        forms.AddFacility(request.POST or None),
        lambda given: actions.add_facility(centre=centre, **given, by=me(request)),
        FACILITIES.address,
        "add_facility",
        {"centre": centre},
        frame=page,
    )


def facility_of(request: HttpRequest, code: str) -> Facility:
    """A facility that I see."""
    rows = Facility.objects.visible_to(me(request)).select_related("place", "centre__place")
    return get_object_or_404(rows, code=code)


FACILITIES = Pages(
    process=FACILITY,
    room="neighbourhood_staff",
    prefix="facilities",
    name="facility",
    template="facility",
    find=facility_of,
    show=lambda _request, facility: {"story": timeline(FACILITY, facility)},
    forms={"change": forms.ChangeFacility, "close": forms.Reason, "reopen": Nothing},
    first=("reopen",),
    gate=desk(),
    frame=page,
)


@require_safe
@desk(*BOOKERS, *RUNNERS)
def day(request: HttpRequest, code: str) -> HttpResponse:
    """One day of a centre: who has which room when, and what is free."""
    centre = centre_of(request, code)
    today = deadlines.calendar_at(centre.place).local_day(clock.now())
    wanted = booking_forms.read_day(request.GET.get("day", ""), today)
    values = {"centre": centre, "sheet": queries.sheet(centre, wanted)}
    return page(request, "day", values)


@never_cache
@_both
@desk(*BOOKERS)
def book(request: HttpRequest, code: str) -> HttpResponse:
    """A booking for whoever telephones, or has no phone."""
    facility = facility_of(request, code)
    first = {name: request.GET.get(name, "") for name in ("day", "begins")}
    form = booking_forms.Desk(request.POST or None, facility=facility, initial=first)
    return one_form(
        request,
        form,
        lambda _given: actions.book(facility=facility, by=me(request), **form.particulars()),
        BOOKINGS.address,
        "book",
        {"facility": facility},
        frame=page,
    )


@never_cache
@_both
@desk(*BOOKERS)
def weekly(request: HttpRequest, code: str) -> HttpResponse:
    """A club's hours of each week; the next page names each day that could not be had."""
    facility = facility_of(request, code)
    return one_form(
        request,
        booking_forms.Weekly(request.POST or None),
        lambda given: actions.book_series(facility=facility, by=me(request), **given),
        lambda made: reverse("neighbourhood_staff:series", args=[made.code]),
        "weekly",
        {"facility": facility},
        frame=page,
    )


@never_cache
@_both
@desk(*BOOKERS)
def club_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """A club's own calendar: what takes place in it is booked, whatever cannot be is named."""
    facility = facility_of(request, code)
    form = booking_forms.ClubCalendar(request.POST or None, request.FILES or None)
    return one_form(
        request,
        form,
        lambda given: _booked(request, facility, given),
        lambda made: reverse("neighbourhood_staff:series", args=[made.code]),
        "club_calendar",
        {"facility": facility},
        frame=page,
    )


def _booked(request: HttpRequest, facility: Facility, given: dict[str, Any]) -> Series:
    first, last = given.pop("since_on"), given.pop("until_on")
    try:
        found = incoming.read(given.pop("file"), first=first, last=last)
    except Refused as no:
        no.field = no.field or "file"
        raise
    made = actions.book_calendar(
        facility=facility, occurrences=found.occurrences, by=me(request), **given
    )
    for sentence in [*found.broken, *found.warnings]:
        messages.warning(request, sentence)
    return made


@require_safe
@desk(*BOOKERS)
def series(request: HttpRequest, code: str) -> HttpResponse:
    """A series: its days, and those that could not be had with their reasons."""
    seen = Facility.objects.visible_to(me(request))
    rows = Series.objects.filter(facility__in=seen).select_related("facility__centre", "place")
    found = get_object_or_404(rows, code=code)
    values = {
        "series": found,
        "weekdays": [WEEKDAYS[each] for each in found.weekdays],
        "bookings": found.bookings.all(),
        "skipped": [(date.fromisoformat(r["day"]), Why(r["why"]).label) for r in found.skipped],
    }
    return page(request, "series", values)


def booking_of(request: HttpRequest, code: str) -> Booking:
    """A booking that I see."""
    rows = Booking.objects.visible_to(me(request))
    joined = rows.select_related("place", "facility__centre__place", "series", "entered_by")
    return get_object_or_404(joined, code=code)


BOOKING_LIST = Lists(listed=LIST, template="bookings", gate=desk(*BOOKERS), frame=page)
BOOKINGS = Pages(
    process=BOOKING,
    room="neighbourhood_staff",
    prefix="bookings",
    name="booking",
    template="booking",
    find=booking_of,
    show=lambda request, booking: {
        "story": timeline(BOOKING, booking),
        "beside": BOOKING_LIST.beside(request, booking),
        "code_shown": queries.code_shown(booking),
        "day_iso": local_day(booking.starts_at).isoformat(),
        "purpose": booking_forms.Purpose(),
    },
    forms={
        "approve": Nothing,
        "refuse": booking_forms.Refuse,
        "use": Nothing,
        "miss": Nothing,
        "cancel": booking_forms.Cancel,
    },
    first=("approve", "use"),
    gate=desk(*BOOKERS),
    frame=page,
)


@never_cache
@require_POST
@desk(*BOOKERS)
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """The number of whoever booked, for a stated purpose; that it was looked at is on the record."""
    booking = booking_of(request, code)
    form = booking_forms.Purpose(request.POST)
    number = ""
    if form.is_valid():
        try:
            number = reveal_number(
                locked=booking.phone_locked,
                subject=booking.code,
                field="phone",
                purpose=form.cleaned_data["purpose"],
                by=me(request),
            )
        except Invalid as no:
            form.add_error("purpose", str(no.sentence))
    status = 200 if number else 422
    return BOOKINGS.render(request, booking, status=status, phone=number, purpose=form)
