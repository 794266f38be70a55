"""Who stands before a view: staff by their posts, residents by their phone. For every room's views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.models import Place, PlaceQuerySet, beyond

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
RESIDENT = "resident"
"""Under what a session keeps the resident who signed in by phone."""


def desk_of(*usual: Role) -> Callable[..., Callable[[V], V]]:
    """A room's gate: `desk(*roles)` lets in staff in one of `roles`, or in the `usual` ones.

    Others are told that nothing is there. The view carries its roles as `permission`.
    """

    def desk(*roles: Role) -> Callable[[V], V]:
        wanted = frozenset(roles or usual)

        def gate(view: V) -> V:
            @wraps(view)
            def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not wanted & held(request):
                    raise Http404
                return view(request, *args, **kwargs)

            gated.permission = tuple(wanted)  # type: ignore[attr-defined]
            return cast("V", login_required(gated))

        return gate

    return desk


def me(request: HttpRequest) -> Person:
    """The member of staff signed in."""
    return cast("Person", request.user)


def held(request: HttpRequest) -> set[Role]:
    """The roles of the member of staff signed in, today."""
    return {post.role for post in people.posts(me(request))}


def page(
    request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    context = {**values, "unread": people.unread_count(me(request))}
    return render(request, template, context, status=status)


def my_places(request: HttpRequest, roles: tuple[Role, ...], *kinds: str) -> PlaceQuerySet:
    """Places of these kinds (villages without any) at or under those where one of `roles` is held."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in roles:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    return cast("PlaceQuerySet", found.filter(kind__in=kinds or ("village",)).order_by("path"))


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone. Never a staff session: a phone code is no second factor."""
    key = request.session.get(RESIDENT) if request.session.session_key else None
    return Person.objects.filter(pk=key, is_active=True).first() if key else None
