"""Who comes in: the desk by its posts, helpers by phone or as staff, whoever ordered by their code."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing
from sanan.people import access, visitor
from sanan.people.models import Person
from sanan.services.enums import COUNTERS, DESK, PARTNERS, PROXIES, READERS
from sanan.services.models import Order
from sanan.services.queries.story import SELECTED
from sanan.slips.phone import Started

FOLLOWED = Started("order", before="orders")
desk = access.desk_of(*READERS)
me, resident, my_places = access.me, visitor.resident, access.my_places
page = access.pages_of(
    "services/staff",
    {"desk": DESK, "read": READERS, "order": PROXIES, "count": COUNTERS, "partner": PARTNERS},
)


def helper(request: HttpRequest) -> Person | None:
    """Whoever helps: signed in by phone, or as staff."""
    if isinstance(request.user, Person) and request.user.is_active:
        return request.user
    return resident(request)


def order_of(request: HttpRequest, code: str) -> Order:
    """The order `code`, if this visitor placed it; the same `Missing` for absent and hidden."""
    order = Order.objects.select_related(*SELECTED).filter(code=code).first()
    if order is not None:
        if order.code in FOLLOWED.codes(request):
            return order
        who = resident(request)
        if who is not None and order.requester_id == who.pk:
            return order
    raise Missing(_("请先填查询码，再看这一单。"), "no_order")
