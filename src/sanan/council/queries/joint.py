"""The joint committee: who sits in it, and what its lists hold."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from sanan.council.models import CommitteeSeat, JointCommittee
from sanan.people.models import Person
from sanan.places.models import Place


def joint_members(place: Place, *, day: date | None = None) -> QuerySet[Person]:
    """Whoever sits today in the joint committee of this place, or of the nearest above it."""
    committee = committee_of(place)
    seats = CommitteeSeat.objects.on(day or timezone.localdate()).filter(committee=committee)
    return Person.objects.filter(is_active=True, pk__in=seats.values("person")).order_by("pk")


def committee_of(place: Place) -> JointCommittee | None:
    """The committee at this place, or the nearest above it."""
    step = Place.steplen
    paths = [place.path[:end] for end in range(step, len(place.path) + 1, step)]
    found = JointCommittee.objects.filter(place__path__in=paths).select_related("place", "lead")
    return found.order_by("-place__path").first()
