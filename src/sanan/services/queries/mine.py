"""Orders among what a phone or a number started."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit import tokens
from sanan.people.models import Person
from sanan.services.models import Order
from sanan.services.rules import states
from sanan.slips.actions import hash_of
from sanan.slips.declare import Item, Kind


def _items(codes: Sequence[str]) -> Iterable[Item]:
    for order in Order.objects.filter(code__in=codes).select_related("village"):
        yield Item(
            order.code,
            order.title,
            reverse("services:case", args=[order.code]),
            order.get_state_display(),
            order.placed_at,
            order.village.spoken,
            states.ORDER.tone(order.state),
        )


def _of(person: Person) -> Iterable[str]:
    mine = Order.objects.filter(requester=person).order_by("-placed_at")
    return mine.values_list("code", flat=True)


def _find(figures: str) -> str:
    found = Order.objects.filter(query_hash=hash_of(figures)).values_list("code", flat=True)
    return found.first() or ""


ORDER = Kind("order", _("点的单"), _items, _of, _find, tokens.query_code, before="orders")
