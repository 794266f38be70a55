"""Who of the staff stands before a view: signed in, by a post or by an administrator's verb."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from sanan.kit import downloads
from sanan.kit.downloads import excel
from sanan.people import queries as people
from sanan.people import rules
from sanan.people.actions.consents import note_export
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.rules import Verb
from sanan.places.models import Place, PlaceQuerySet

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
More = Callable[[HttpRequest], Mapping[str, object]]
STAFF = tuple(role for role in Role if role != Role.RESIDENT)
"""Every role that a member of staff may hold."""


def desk_of(*usual: Role) -> Callable[..., Callable[[V], V]]:
    """A room's door: `desk(*roles)` lets in staff in one of `roles`, or in the `usual` ones.

    Others are told that nothing is there. The view carries its roles as `permission`.
    """

    def desk(*roles: Role) -> Callable[[V], V]:
        wanted = frozenset(roles or usual)

        def wrap(view: V) -> V:
            @wraps(view)
            def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if not wanted & held(request):
                    raise Http404
                return view(request, *args, **kwargs)

            guarded.permission = tuple(wanted)  # type: ignore[attr-defined]  # read by the menu
            return cast("V", login_required(guarded))

        return wrap

    return desk


def needs(verb: Verb) -> Callable[[V], V]:
    """Let only those in who may `verb` somewhere; a stranger is sent to sign in."""

    def wrap(view: V) -> V:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            rules.check(verb, me(request))
            return view(request, *args, **kwargs)

        guarded.permission = f"people.{verb}"  # type: ignore[attr-defined]  # read by the menu
        return cast("V", login_required(guarded))

    return wrap


def me(request: HttpRequest) -> Person:
    """The member of staff signed in. Raises `Http404` where it is nobody."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def held(request: HttpRequest) -> set[Role]:
    """The roles of the member of staff signed in, today."""
    return {post.role for post in people.posts(me(request))}


def page(
    request: HttpRequest, template: str, values: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    context = {**values, "unread": people.unread_count(me(request))}
    return render(request, template, context, status=status)


def handed(
    request: HttpRequest, content: bytes, name: str, *, what: Mapping[str, object], rows: int
) -> HttpResponse:
    """An Excel file to keep, `name` in ASCII; that they took it, and so many rows, stands in the record."""
    note_export(what=what, rows=rows, by=me(request))
    return excel(content, name)


def paper(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """A PDF or Word file, `name` with its ending, in ASCII; that they took it stands in the record."""
    note_export(what={"paper": name}, rows=1, by=me(request))
    return downloads.paper(content, name)


def pages_of(
    folder: str, can: Mapping[str, Iterable[Role]] | None = None, more: More | None = None
) -> Callable[..., HttpResponse]:
    """A room's own `page(request, name, values)`: templates of `folder`, and `can.<word>` in them.

    `can` gives for each word the roles that may; `more` whatever else every page of the room shows
    (its own `can` is laid over the one by roles).
    """
    rights = may(can or {})

    def room_page(
        request: HttpRequest, name: str, values: Mapping[str, Any], *, status: int = 200
    ) -> HttpResponse:
        extra = dict(more(request)) if more else {}
        allowed = {**rights(request)["can"], **cast("dict[str, bool]", extra.pop("can", {}))}
        context = {**values, **extra, "can": allowed}
        return page(request, f"{folder}/{name}.html", context, status=status)

    return room_page


def may(can: Mapping[str, Iterable[Role]]) -> Callable[[HttpRequest], dict[str, dict[str, bool]]]:
    """What pages of a room may offer somebody: `can.<word>` for each word, by the roles held."""
    words = {word: frozenset(roles) for word, roles in can.items()}

    def rights(request: HttpRequest) -> dict[str, dict[str, bool]]:
        roles = held(request) if words else set()
        return {"can": {word: bool(roles & wanted) for word, wanted in words.items()}}

    return rights


def my_places(request: HttpRequest, roles: Iterable[Role], *kinds: str) -> PlaceQuerySet:
    """Places of these kinds (villages without any) at or under those where one of `roles` is held."""
    found = Place.objects.filter(people.below(me(request), roles, ""))
    return cast("PlaceQuerySet", found.filter(kind__in=kinds or ("village",)).order_by("path"))
