"""Who hears of a booking: whoever booked, whoever entered it for them, the desk."""

from datetime import datetime

from sanan.cases import deadlines
from sanan.kit import vault
from sanan.neighbourhood.enums import KEEPERS
from sanan.neighbourhood.models import Booking
from sanan.people import actions as people
from sanan.people.actions import Letter
from sanan.people.enums import Channel
from sanan.people.queries import holders
from sanan.places.models import Place
from sanan.places.queries.tree import line


def tell(booking: Booking, sentence: str, *, at: datetime) -> None:
    """In their account, by SMS where a number was left, and whoever entered it for them.

    `sentence` is a msgid with `room` and `when`. No SMS at night.
    """
    words, letters = told(booking), []
    if booking.person_id:
        link = f"/neighbourhood/bookings/{booking.code}/"
        letters.append(Letter(sentence, booking.person, words, link=link))
    if booking.entered_by_id:
        letters.append(Letter(sentence, booking.entered_by, words, link=_staff(booking)))
    number = vault.unlock(booking.phone_locked)
    if number:
        quiet = deadlines.calendar_at(booking.place).not_at_night(at)
        letters.append(
            Letter(sentence, words=words, phone=number, channel=Channel.SMS, not_before=quiet)
        )
    people.notify_all(letters=letters, at=at)


def tell_desk(booking: Booking, sentence: str, *, at: datetime) -> None:
    """Everyone who runs the centre."""
    places = Place.objects.filter(path__in=line(booking.place.path)[-1:])
    whom = holders(KEEPERS, places=places, at=at)
    people.tell(people=whom, say=sentence, words=told(booking), link=_staff(booking), at=at)


def told(booking: Booking) -> dict[str, object]:
    """The words of every notice."""
    local = booking.starts_at.astimezone(deadlines.calendar_at(booking.place).zone)
    when = f"{local.month}月{local.day}日 {local:%H:%M}"
    return {"room": booking.facility.name, "when": when}


def _staff(booking: Booking) -> str:
    return f"/staff/neighbourhood/bookings/{booking.code}/"
