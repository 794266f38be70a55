"""Who of the staff answers for a room or speaks in it, where there is no thing yet to ask a process."""

from django.utils.translation import gettext as _

from sanan.kit.errors import Forbidden
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.voices.enums import KEEPERS, SPEAKERS


def may_keep(place: Place, by: Person | None) -> bool:
    """Whether this person answers for the room of this village."""
    return people.holds(by, KEEPERS, path=place.path)


def check_keeper(place: Place, by: Person | None) -> None:
    """Allow whoever answers for the room, or raise `Forbidden`."""
    if not may_keep(place, by):
        raise Forbidden(_("这一步由村（社区）干部来办。"), "not_yours")


def office_of(place: Place, by: Person | None) -> Role | str:
    """The office in which someone speaks in a village; empty for whoever has none there."""
    offices = (role for role in SPEAKERS + KEEPERS if people.holds(by, [role], path=place.path))
    return next(offices, "")
