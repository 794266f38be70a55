"""Who comes in: staff by their posts, residents by their phone, their invitation, or nothing."""

import io
import secrets
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse

from sanan.cases.enums import READING_ROLES
from sanan.council.actions.topics import voter_of
from sanan.council.enums import DESK, MEMBERS, PROPOSERS, READERS
from sanan.kit.downloads import excel
from sanan.kit.sheets import write_sheet
from sanan.people import gate
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet

COOKIE, SALT, DAYS = "opinion", "sanan.council.opinion", 400
desk = gate.desk_of(*READERS)
me, resident = gate.me, gate.resident


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = gate.held(request)
    can = {
        "desk": bool(held & frozenset(DESK)),
        "propose": bool(held & frozenset(PROPOSERS)),
        "cases": bool(held & READING_ROLES),
        "read": bool(held & frozenset(READERS)),
        "joint": bool(held & frozenset(MEMBERS)),
    }
    return gate.page(
        request,
        f"council/staff/{name}.html",
        {**values, "can": can},
        status=status,
    )


def workbook(name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A list as an Excel file to keep."""
    out = io.BytesIO()
    write_sheet(out, headers, rows)
    return excel(out.getvalue(), name)


def my_places(request: HttpRequest, roles: tuple[Role, ...]) -> PlaceQuerySet:
    """Villages and estates at or under the places where this person holds one of `roles`."""
    return gate.my_places(request, roles, "village", "estate")


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
