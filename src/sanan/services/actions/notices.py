"""Who hears of it: whoever ordered, whoever is asked, the branch when nobody takes it."""

from datetime import datetime

from sanan.kit import vault
from sanan.people import actions as people
from sanan.people.actions import Letter
from sanan.people.enums import Channel, Role
from sanan.people.models import Person
from sanan.people.queries import holders
from sanan.places.models import Place
from sanan.places.queries.tree import line
from sanan.services.models import Order


def tell_requester(order: Order, sentence: str, *, at: datetime) -> None:
    """In their account, and by SMS where a number was left. `sentence` is a msgid with `title`."""
    words, letters = {"title": order.title}, []
    if order.requester_id:
        link = f"/services/track/{order.code}/"
        letters.append(Letter(sentence, order.requester, words, link=link))
    if order.entered_by_id:
        letters.append(Letter(sentence, order.entered_by, words, link=_staff(order)))
    number = vault.unlock(order.contact_locked)
    if number:
        letters.append(Letter(sentence, words=words, phone=number, channel=Channel.SMS))
    people.notify_all(letters=letters, at=at)


def tell_helper(order: Order, person: Person, sentence: str, *, at: datetime) -> None:
    """To one who is asked, or who had it in hand."""
    link = f"/services/help/{order.code}/"
    people.notify(to=person, say=sentence, words={"title": order.title}, link=link, at=at)


def tell_roles(order: Order, roles: tuple[Role, ...], sentence: str, *, at: datetime) -> None:
    """Everyone who holds one of `roles` between the order's place and its community."""
    paths = [p for p in line(order.place.path) if len(p) >= len(order.village.path)]
    whom = holders(roles, places=Place.objects.filter(path__in=paths), at=at)
    words = {"title": order.title}
    people.tell(people=whom, say=sentence, words=words, link=_staff(order), at=at)


def _staff(order: Order) -> str:
    return f"/staff/services/orders/{order.code}/"
