"""Who comes in: staff by their posts, residents by their phone or with nothing at all."""

import secrets
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sanan.kit import clock
from sanan.people import gate
from sanan.people import queries as people
from sanan.people.actions import spend_attempt
from sanan.powers.actions.reading import reader_of
from sanan.powers.enums import CADRES, COUNTY, READERS, SUPERVISORS, TOWNSHIP
from sanan.powers.rules import who

COOKIE, SALT, DAYS = "open-books", "sanan.powers.reader", 400
desk = gate.desk_of(*READERS)
me, resident, my_places = gate.me, gate.resident, gate.my_places


def today() -> Any:
    """The day in China."""
    return timezone.localdate(clock.now())


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    person = me(request)
    held = gate.held(request)
    can = {
        "write": bool(held & set(CADRES)),
        "sign": bool(held & set(SUPERVISORS)),
        "edit": who.editor(person),
        "watch": any(
            p.kind in {"township", "county", "city"} and p.role in {*TOWNSHIP, *COUNTY}
            for p in people.posts(person)
        ),
    }
    context = {**values, "can": can, "today": today()}
    return gate.page(request, f"powers/staff/{name}.html", context, status=status)


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
