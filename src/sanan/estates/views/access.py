"""Who of the staff stands before a page of this room."""

from typing import Any

from django.http import HttpRequest

from sanan.estates.enums import COMPANY, DESK, ENTERING, KEEPERS, LEADERS, READERS
from sanan.estates.models import Estate
from sanan.people import access
from sanan.people.enums import Role
from sanan.people.queries import below

CAN = {
    "run": DESK,
    "enter": ENTERING,
    "keep": KEEPERS,
    "plan": (*DESK, *COMPANY),
    "post": (*KEEPERS, Role.DISPATCHER),
    "read": READERS,
    "lead": LEADERS,
}
desk = access.desk_of(*READERS)
page = access.pages_of("estates/staff", CAN)
me = access.me


def estates_for(request: HttpRequest, roles: Any = READERS) -> Any:
    """The estates at or under the places where one of `roles` is held."""
    rows = Estate.objects.filter(below(me(request), roles))
    return rows.select_related("place", "assembly", "fund", "common").order_by("place__path")
