"""Looking at how to reach an appellant: for a stated purpose, and on the record."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import MAY_CALL
from sanan.cases.models import Case
from sanan.cases.rules import units
from sanan.kit.errors import Forbidden, Missing
from sanan.people import actions as people
from sanan.people import queries as posts
from sanan.people.models import Person


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call, and where."""

    name: str
    phone: str


def reveal_contact(*, case: Case, by: Person, purpose: str, at: datetime | None = None) -> Contact:
    """The appellant's number, for whoever must call: dispatcher, grid worker or handling unit.

    Raises `Forbidden` for everyone else, `Missing` where no number was left, `Invalid` without a
    purpose. The entry names the case, the field and the purpose, never the number.
    """
    if not may_reveal(case, by):
        raise Forbidden(_("只有派单员、网格员和承办单位可以看联系方式。"), "not_yours")
    locked = case.contact_locked or (case.appellant.phone_locked if case.appellant else "")
    if not locked:
        raise Missing(_("反映人没有留电话。可以在这件事下面向他提问。"), "no_contact")
    phone = people.reveal(
        locked=locked, subject=case.code, field="contact", purpose=purpose, by=by, at=at
    )
    name = case.contact_name or (case.appellant.name if case.appellant else "")
    return Contact(name, phone)


def may_reveal(case: Case, by: Person) -> bool:
    """Whether this person has to reach the appellant at all."""
    return posts.holds(by, MAY_CALL, path=case.place.path) or case.handler_id in units(by)
