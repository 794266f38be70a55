"""Who comes in: the desk by its posts, residents by phone or by what their phone started."""

from django.http import HttpRequest

from sanan.neighbourhood.enums import BOOKERS, FOUNDERS, KEEPERS, READERS
from sanan.neighbourhood.rules.processes import RUNNERS
from sanan.people import access
from sanan.places.models import PlaceQuerySet

KINDS = ("county", "township", "village")
CAN = {"found": FOUNDERS, "keep": KEEPERS, "run": RUNNERS, "book": BOOKERS}
desk = access.desk_of(*READERS)
page = access.pages_of("neighbourhood/staff", CAN)
me = access.me


def places(request: HttpRequest) -> PlaceQuerySet:
    """Where somebody may plan a centre."""
    return access.my_places(request, FOUNDERS, *KINDS)
