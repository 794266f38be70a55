"""Who comes in: staff by their posts, residents by their phone or with nothing at all."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from sanan.kit import clock
from sanan.people import queries as people
from sanan.people.actions import spend_attempt
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, PlaceQuerySet, beyond
from sanan.powers.actions.reading import reader_of
from sanan.powers.enums import CADRES, COUNTY, READERS, SUPERVISORS, TOWNSHIP
from sanan.powers.rules import who

View = Callable[..., HttpResponseBase]
COOKIE, SALT, DAYS = "open-books", "sanan.powers.reader", 400


def desk(*roles: Role) -> Callable[[View], View]:
    """Only for staff in one of `roles`; others are told nothing is there."""
    wanted = frozenset(roles or READERS)

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not wanted & {post.role for post in people.posts(me(request))}:
                raise Http404
            return view(request, *args, **kwargs)

        gated.permission = tuple(wanted)  # type: ignore[attr-defined]
        return login_required(gated)

    return gate


def me(request: HttpRequest) -> Person:
    """The member of staff signed in."""
    return cast("Person", request.user)


def today() -> Any:
    """The day in China."""
    return timezone.localdate(clock.now())


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    person = me(request)
    held = {post.role for post in people.posts(person)}
    can = {
        "write": bool(held & set(CADRES)),
        "sign": bool(held & set(SUPERVISORS)),
        "edit": who.editor(person),
        "watch": any(
            p.kind in {"township", "county", "city"} and p.role in {*TOWNSHIP, *COUNTY}
            for p in people.posts(person)
        ),
    }
    unread = Notice.objects.visible_to(person).unread().count()
    context = {**values, "can": can, "unread": unread, "today": today()}
    return render(request, f"powers/staff/{name}.html", context, status=status)


def my_places(request: HttpRequest, roles: tuple[Role, ...], *kinds: str) -> PlaceQuerySet:
    """Places at or under those where this person holds one of `roles`; villages without `kinds`."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in roles:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    return cast("PlaceQuerySet", found.filter(kind__in=kinds or ("village",)).order_by("path"))


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone."""
    key = request.session.get("resident") if request.session.session_key else None
    return Person.objects.filter(pk=key, is_active=True).first() if key else None


def remembered(request: HttpRequest, response: HttpResponse) -> str:
    """Under what this visitor is counted, keeping a random mark on the phone where there is none."""
    person = resident(request)
    if person is not None:
        return reader_of("person", person.ref)
    try:
        return reader_of("phone", signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except signing.BadSignature:
        mark = secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps(mark, salt=SALT),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return reader_of("phone", mark)


def slow_down(request: HttpRequest, purpose: str, *, burst: int) -> None:
    """Against programs that press for ever; a village behind one address has room."""
    source = request.META.get("REMOTE_ADDR", "")
    spend_attempt(purpose=purpose, source=source, burst=burst, per_minute=burst / 10)
