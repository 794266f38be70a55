"""Who comes in: staff by their posts."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from sanan.books.enums import KEEPERS, READERS, SUPERVISORS
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, PlaceQuerySet, beyond

View = Callable[..., HttpResponseBase]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = {post.role for post in people.posts(me(request))}
    can = {"keep": bool(held & frozenset(KEEPERS)), "watch": bool(held & frozenset(SUPERVISORS))}
    unread = Notice.objects.visible_to(me(request)).unread().count()
    return render(
        request, f"books/staff/{name}.html", {**values, "can": can, "unread": unread}, status=status
    )


def my_villages(request: HttpRequest, roles: tuple[Role, ...] = KEEPERS) -> PlaceQuerySet:
    """Villages at or under the places where this person holds one of `roles`."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in roles:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    return cast("PlaceQuerySet", found.filter(kind="village").order_by("path"))


def excel(content: bytes, name: str) -> HttpResponse:
    """An Excel file to keep."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def picture(content: bytes, *, private: bool) -> HttpResponse:
    """A JPEG that nothing can run in; an original is kept by no cache."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store" if private else "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
