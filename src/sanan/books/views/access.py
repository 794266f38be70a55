"""Who comes in: staff by their posts."""

from django.http import HttpRequest

from sanan.books.enums import KEEPERS, READERS, SUPERVISORS
from sanan.people import access
from sanan.people.enums import Role
from sanan.places.models import PlaceQuerySet

desk = access.desk_of(*READERS)
me = access.me
page = access.pages_of("books/staff", {"keep": KEEPERS, "watch": SUPERVISORS})


def my_villages(request: HttpRequest, roles: tuple[Role, ...] = KEEPERS) -> PlaceQuerySet:
    """Villages at or under the places where this person holds one of `roles`."""
    return access.my_places(request, roles)
