"""Who comes in: the desk by its posts, helpers by phone or as staff, whoever ordered by their code."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing
from sanan.people import gate
from sanan.people.models import Person
from sanan.services.enums import COUNTERS, DESK, PARTNERS, PROXIES, READERS
from sanan.services.models import Order
from sanan.services.queries.story import SELECTED

COOKIE, SALT, DAYS, MOST = "orders", "sanan.services.orders", 90, 20
desk = gate.desk_of(*READERS)
me, resident, my_places = gate.me, gate.resident, gate.my_places


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = gate.held(request)
    can = {
        "desk": bool(held & frozenset(DESK)),
        "read": bool(held & frozenset(READERS)),
        "order": bool(held & frozenset(PROXIES)),
        "count": bool(held & frozenset(COUNTERS)),
        "partner": bool(held & frozenset(PARTNERS)),
    }
    context = {**values, "can": can}
    return gate.page(request, f"services/staff/{name}.html", context, status=status)


def helper(request: HttpRequest) -> Person | None:
    """Whoever helps: signed in by phone, or as staff."""
    if isinstance(request.user, Person) and request.user.is_active:
        return request.user
    return resident(request)


def followed(request: HttpRequest) -> list[str]:
    """The numbers of the orders that this phone placed or gave the code of, newest first."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return []
    return [str(code) for code in kept]


def remember(request: HttpRequest, response: HttpResponseBase, order: Order) -> None:
    """Let this phone follow `order`."""
    codes = [order.code, *(c for c in followed(request) if c != order.code)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(codes, salt=SALT),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def order_of(request: HttpRequest, code: str) -> Order:
    """The order `code`, if this visitor placed it; the same `Missing` for absent and hidden."""
    order = Order.objects.select_related(*SELECTED).filter(code=code).first()
    if order is not None:
        if order.code in followed(request):
            return order
        who = resident(request)
        if who is not None and order.requester_id == who.pk:
            return order
    raise Missing(_("请先填查询码,再看这一单。"), "no_order")
