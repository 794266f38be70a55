"""Who comes in: staff by their posts, residents by their phone, their invitation, or nothing."""

import io
import secrets
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sanan.cases.enums import READING_ROLES
from sanan.council.actions.topics import voter_of
from sanan.council.enums import DESK, MEMBERS, PROPOSERS, READERS
from sanan.kit.sheets import write_sheet
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, PlaceQuerySet, beyond

View = Callable[..., HttpResponse]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COOKIE, SALT, DAYS = "opinion", "sanan.council.opinion", 400


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
        "propose": bool(held & frozenset(PROPOSERS)),
        "cases": bool(held & READING_ROLES),
        "read": bool(held & frozenset(READERS)),
        "joint": bool(held & frozenset(MEMBERS)),
    }
    unread = Notice.objects.visible_to(me(request)).unread().count()
    return render(
        request,
        f"council/staff/{name}.html",
        {**values, "can": can, "unread": unread},
        status=status,
    )


def workbook(name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A list as an Excel file to keep."""
    out = io.BytesIO()
    write_sheet(out, headers, rows)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def my_places(request: HttpRequest, roles: tuple[Role, ...]) -> PlaceQuerySet:
    """Villages and estates at or under the places where this person holds one of `roles`."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in roles:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    return cast("PlaceQuerySet", found.filter(kind__in=["village", "estate"]).order_by("path"))


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone."""
    key = request.session.get("resident") if request.session.session_key else None
    return Person.objects.filter(pk=key, is_active=True).first() if key else None


def voter(request: HttpRequest) -> str:
    """Under what this visitor's opinions are kept; empty where they have none yet."""
    person = resident(request)
    if person is not None:
        return voter_of("person", person.ref)
    try:
        return voter_of("phone", signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except signing.BadSignature:
        return ""


def remembered(request: HttpRequest, response: HttpResponse) -> tuple[HttpResponse, str]:
    """The same response, keeping a random mark on the phone where there is none, and the voter."""
    known = voter(request)
    if known:
        return response, known
    mark = secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps(mark, salt=SALT),
        max_age=DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response, voter_of("phone", mark)
