"""Who hears of it: whoever ordered, whoever is asked, the branch when nobody takes it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from sanan.kit import vault
from sanan.people import actions as people
from sanan.people.enums import Channel, Role
from sanan.people.models import Person, Position
from sanan.places.models import Place, PlaceQuerySet
from sanan.places.queries.tree import line
from sanan.services.models import Order

RESIDENTS_LANGUAGE = "zh-hans"


def tell_requester(order: Order, sentence: str, *, at: datetime) -> None:
    """In their account, and by SMS where a number was left. `sentence` is a msgid with `title`."""
    with override(RESIDENTS_LANGUAGE):
        text = _(sentence) % {"title": order.title}
    if order.requester_id:
        people.notify(to=order.requester, text=text, link=f"/services/track/{order.code}/", at=at)
    if order.entered_by_id:
        people.notify(to=order.entered_by, text=text, link=_staff(order), at=at)
    number = vault.unlock(order.contact_locked)
    if number:
        people.notify(phone=number, text=text, channel=Channel.SMS, at=at)


def tell_helper(order: Order, person: Person, sentence: str, *, at: datetime) -> None:
    """To one who is asked, or who had it in hand."""
    with override(person.language or RESIDENTS_LANGUAGE):
        text = _(sentence) % {"title": order.title}
    people.notify(to=person, text=text, link=f"/services/help/{order.code}/", at=at)


def tell_roles(order: Order, roles: tuple[Role, ...], sentence: str, *, at: datetime) -> None:
    """Everyone who holds one of `roles` between the order's place and its community."""
    paths = [p for p in line(order.place.path) if len(p) >= len(order.village.path)]
    for person in _holding(roles, Place.objects.filter(path__in=paths), at):
        with override(person.language or RESIDENTS_LANGUAGE):
            text = _(sentence) % {"title": order.title}
        people.notify(to=person, text=text, link=_staff(order), at=at)


def _holding(roles: tuple[Role, ...], places: PlaceQuerySet, at: datetime) -> list[Person]:
    held = Position.objects.on(at.date()).filter(role__in=roles, place__in=places)
    return list(Person.objects.filter(positions__in=held, is_active=True).distinct().order_by("pk"))


def _staff(order: Order) -> str:
    return f"/staff/services/orders/{order.code}/"
