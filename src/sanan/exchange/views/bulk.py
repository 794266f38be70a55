"""For a city's data platform: every case, order and disclosure in order, and what happened since."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from sanan.api.door import NOTHING, REFUSALS, as_json, key, person_for
from sanan.exchange.enums import Scope
from sanan.exchange.forms import answers
from sanan.exchange.queries import bulk
from sanan.kit import clock
from sanan.kit.errors import Invalid, Missing

router = Router(tags=["bulk"])
SETTLED = timedelta(seconds=10)


@router.get(
    "/events",
    auth=key,
    response={200: answers.Events, **REFUSALS},
    summary="从游标起发生了什么",
    operation_id="bulk_events",
)
def events(request: HttpRequest, cursor: str = "", limit: int = bulk.MOST) -> HttpResponse:
    """Every step at or under the key's place, in order; a copy kept by these misses nothing."""
    person = person_for(request, Scope.BULK)
    until = clock.now() - SETTLED
    rows, last = bulk.events(person, after=_after(cursor), limit=limit, until=until)
    return as_json({"events": rows, "next": str(last)})


@router.get(
    "/{what}",
    auth=key,
    response={200: answers.Rows, **REFUSALS},
    summary="成批读取",
    operation_id="bulk_rows",
)
def rows(request: HttpRequest, what: str, cursor: str = "", limit: int = bulk.MOST) -> HttpResponse:
    """`cases`, `orders` or `disclosures` at or under the key's place, without anything personal."""
    person = person_for(request, Scope.BULK)
    if what not in bulk.WHAT:
        raise Missing(NOTHING, "not_found")
    found, last = bulk.rows(person, bulk.WHAT[what], after=_after(cursor), limit=limit)
    return as_json({"rows": found, "next": str(last) if found else None})


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Invalid(_("游标不对。请用上一页的 next。"), "cursor", field="cursor")
    return int(cursor)
