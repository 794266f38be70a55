"""How long someone served."""

from datetime import datetime
from fractions import Fraction

from django.db.models import Sum

from sanan.kit.rounding import half_up
from sanan.people.models import Person
from sanan.volunteers.models import Service


def minutes(person: Person, since: datetime | None = None, until: datetime | None = None) -> int:
    """Confirmed minutes of this person in services that began from `since` on, before `until`."""
    found = Service.objects.confirmed().filter(person=person)
    if since is not None:
        found = found.filter(began_at__gte=since)
    if until is not None:
        found = found.filter(began_at__lt=until)
    total: int | None = found.aggregate(total=Sum("minutes"))["total"]
    return total or 0


def hours(minutes: int) -> str:
    """Minutes as hours to one decimal, rounded half-up once: 95 → 1.6."""
    return f"{half_up(Fraction(minutes, 60), 1):,}"
