"""Who comes in: officers of investment promotion and leaders, by their posts."""

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from sanan.investment.enums import OFFICERS, READERS
from sanan.people import access
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet

KINDS = ("county", "township")
both = require_http_methods(["GET", "HEAD", "POST"])
desk = access.desk_of(*READERS)
me = access.me
CAN = {"enter": OFFICERS, "lead": READERS}
page = access.pages_of("investment/staff", CAN)


def my_places(request: HttpRequest, roles: Any = OFFICERS, kinds: Any = KINDS) -> PlaceQuerySet:
    """Counties and townships at or under the places where this person holds one of `roles`."""
    wanted: tuple[Role, ...] = tuple(roles)
    return access.my_places(request, wanted, *kinds)
