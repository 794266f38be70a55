"""The number of the person served: for whoever must call, for a stated purpose, on the record."""

from datetime import datetime

from django.utils.translation import gettext as _

from sanan.kit.errors import Forbidden, Missing
from sanan.people import actions as people
from sanan.people import queries as posts
from sanan.people.models import Person
from sanan.services.enums import HELD, READERS
from sanan.services.models import Order


def may_reveal(order: Order, by: Person) -> bool:
    """The taker while they have it in hand; the desk and the grid worker at the place."""
    if order.taker_id == by.pk and order.state in HELD:
        return True
    return posts.holds(by, READERS, path=order.place.path)


def reveal_contact(*, order: Order, by: Person, purpose: str, at: datetime | None = None) -> str:
    """The number; the entry names the order and the purpose, never the number.

    Volunteers and those they serve are not to be leaked (志愿服务条例 arts. 20, 21).
    """
    if not may_reveal(order, by):
        raise Forbidden(_("接了这一单的人才看得到电话。"), "not_yours")
    locked = order.contact_locked or (order.requester.phone_locked if order.requester else "")
    if not locked:
        raise Missing(_("没有留电话，请问代下单的人或者社区。"), "no_contact")
    return people.reveal(
        locked=locked, subject=order.code, field="contact", purpose=purpose, by=by, at=at
    )
