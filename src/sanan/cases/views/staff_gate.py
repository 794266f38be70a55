"""Who comes in at all: someone signed in who holds a position today."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from sanan.cases.models import Case, CaseQuerySet
from sanan.people import gate as doors
from sanan.people import queries as people
from sanan.people.enums import Role

View = Callable[..., HttpResponse]
NOT_STAFF = frozenset({Role.RESIDENT})
me = doors.me


def staff(*roles: Role) -> Callable[[View], View]:
    """Only for staff, or only for staff in one of `roles`; others are told nothing is there."""

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            held = {post.role for post in people.posts(me(request))} - NOT_STAFF
            if not held or (roles and not held & frozenset(roles)):
                raise Http404
            return view(request, *args, **kwargs)

        gated.permission = roles or "cases.staff"  # type: ignore[attr-defined]
        return login_required(gated)

    return gate


def visible(request: HttpRequest) -> CaseQuerySet:
    """The cases that this person may see."""
    return Case.objects.visible_to(me(request))


def find_case(request: HttpRequest, code: str, selected: Iterable[str] = ("place",)) -> Case:
    """The case of that number, if this person may see it; else there is none."""
    return get_object_or_404(visible(request).select_related(*selected), code=code)


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page, with what its frame shows: who I am and how many notices wait."""
    return doors.page(request, f"cases/staff/{name}.html", values, status=status)
