"""Bookings among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanan.kit import dates
from sanan.neighbourhood.models import Booking
from sanan.neighbourhood.rules import BOOKING
from sanan.people.models import Person
from sanan.slips.declare import Item, Kind


def _items(codes: Sequence[str]) -> Iterable[Item]:
    rows = Booking.objects.filter(code__in=codes)
    for booking in rows.select_related("facility__centre", "place"):
        told = {"when": dates.moment(booking.starts_at), "room": booking.facility.name}
        yield Item(
            booking.code,
            _("%(when)s %(room)s") % told,
            reverse("neighbourhood:booking", args=[booking.code]),
            booking.get_state_display(),
            booking.made_at,
            booking.facility.centre.name,
            BOOKING.tone(booking.state),
        )


def _of(person: Person) -> Iterable[str]:
    rows = Booking.objects.filter(person=person).order_by("-starts_at")
    return rows.values_list("code", flat=True)


BOOKED = Kind("booking", gettext_lazy("订的场地"), _items, _of)
