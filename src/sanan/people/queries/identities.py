"""How somebody may come in from outside, and how they are known there."""

from dataclasses import dataclass

from django.db.models import QuerySet

from sanan.channels.identity.provider import INSIDE, TELLS_NO_PHONE, configured, label
from sanan.people.models import Identity, Person


@dataclass(frozen=True, slots=True)
class Door:
    """A button: the name of a provider, and what it says."""

    name: str
    label: str


def doors(agent: str, *, staff: bool = False) -> list[Door]:
    """The providers that this browser can use; `agent` is how it calls itself.

    Some open only inside their own application. Staff need one that tells a number.
    """
    return [
        Door(name, label(name))
        for name in configured()
        if (name not in INSIDE or INSIDE[name] in agent) and not (staff and name in TELLS_NO_PHONE)
    ]


def identities(person: Person) -> QuerySet[Identity]:
    """The accounts elsewhere that are tied to this person now."""
    return Identity.objects.live().filter(person=person).order_by("linked_at")
