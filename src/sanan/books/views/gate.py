"""Who comes in: staff by their posts."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sanan.books.enums import KEEPERS, READERS, SUPERVISORS
from sanan.people import gate
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet

desk = gate.desk_of(*READERS)
me = gate.me


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = gate.held(request)
    can = {"keep": bool(held & frozenset(KEEPERS)), "watch": bool(held & frozenset(SUPERVISORS))}
    return gate.page(request, f"books/staff/{name}.html", {**values, "can": can}, status=status)


def my_villages(request: HttpRequest, roles: tuple[Role, ...] = KEEPERS) -> PlaceQuerySet:
    """Villages at or under the places where this person holds one of `roles`."""
    return gate.my_places(request, roles)


def picture(content: bytes, *, private: bool) -> HttpResponse:
    """A JPEG that nothing can run in; an original is kept by no cache."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "no-store" if private else "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
