"""Who comes in: the desk by its posts, helpers by phone or as staff, whoever ordered by their code."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, PlaceQuerySet, beyond
from sanan.services.enums import COUNTERS, DESK, PARTNERS, PROXIES, READERS
from sanan.services.models import Order
from sanan.services.queries.story import SELECTED

View = Callable[..., HttpResponse]
COOKIE, SALT, DAYS, MOST = "orders", "sanan.services.orders", 90, 20


def desk(*roles: Role) -> Callable[[View], View]:
    """Only for staff in one of `roles`; others are told nothing is there."""
    wanted = frozenset(roles or READERS)

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not wanted & {post.role for post in people.posts(me(request))}:
                raise Http404
            return view(request, *args, **kwargs)

        gated.permission = tuple(wanted)  # type: ignore[attr-defined]
        return login_required(gated)

    return gate


def me(request: HttpRequest) -> Person:
    """The member of staff signed in."""
    return cast("Person", request.user)


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = {post.role for post in people.posts(me(request))}
    can = {
        "desk": bool(held & frozenset(DESK)),
        "read": bool(held & frozenset(READERS)),
        "order": bool(held & frozenset(PROXIES)),
        "count": bool(held & frozenset(COUNTERS)),
        "partner": bool(held & frozenset(PARTNERS)),
    }
    unread = Notice.objects.visible_to(me(request)).unread().count()
    context = {**values, "can": can, "unread": unread}
    return render(request, f"services/staff/{name}.html", context, status=status)


def my_places(request: HttpRequest, roles: tuple[Role, ...], *kinds: str) -> PlaceQuerySet:
    """Places of these kinds at or under the places where this person holds one of `roles`."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in roles:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    return cast("PlaceQuerySet", found.filter(kind__in=kinds or ("village",)).order_by("path"))


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone."""
    key = request.session.get("resident") if request.session.session_key else None
    return Person.objects.filter(pk=key, is_active=True).first() if key else None


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
