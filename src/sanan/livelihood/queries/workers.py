"""Registered working persons, for the rooms that have work for them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanan.kit import clock
from sanan.kit.dates import local_day
from sanan.livelihood.enums import HELPERS, HouseholdKind, HouseholdState
from sanan.livelihood.models import Household, Member
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place, PlaceQuerySet


def workers_at(place: Place) -> QuerySet[Member]:
    """Who is registered in a family that lives at `place` or in it, and is sixteen or older today.

    With family, village and whether they come from a village of priority (`first`), those first.
    `Member.age_on(day)` tells the age on another day, `Member.person` the account, if any.
    """
    first = Household.objects.filter(pk=OuterRef("household")).filter(_first(place))
    rows = Member.objects.at(place).of_age(local_day(clock.now()))
    rows = rows.select_related("household__origin", "place", "person")
    return rows.annotate(first=Exists(first)).order_by("-first", "household", "pk")


def priority_villages(place: Place) -> PlaceQuerySet:
    """The villages whose people come first in work at `place`: where its migrants came from."""
    origins = Household.objects.at(place).filter(
        kind=HouseholdKind.MIGRANT, state=HouseholdState.HERE
    )
    found: PlaceQuerySet = Place.objects.filter(pk__in=origins.values("origin"))
    return found


def comes_first(member: Member) -> bool:
    """Whether a person is registered here in a family of the villages of priority."""
    household = member.household
    return (
        household.kind == HouseholdKind.MIGRANT
        and household.state == HouseholdState.HERE
        and member.gone_on is None
    )


def may_employ(person: Person | None, place: Place) -> bool:
    """Whether somebody may put registered people of `place` to work: who helps there."""
    return people.holds(person, HELPERS, path=place.path)


def _first(place: Place) -> Q:
    return Q(kind=HouseholdKind.MIGRANT, origin__in=priority_villages(place))
