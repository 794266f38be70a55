"""Who comes in: staff by their posts, volunteers by their phone, anyone to what is public."""

from django.http import Http404, HttpRequest

from sanan.people import access, visitor
from sanan.places.models import PlaceQuerySet
from sanan.volunteers.enums import COUNTERS, DESK, READERS
from sanan.volunteers.models import Volunteer

desk = access.desk_of(*COUNTERS)
me, resident = access.me, visitor.resident
CAN = {"desk": DESK, "read": READERS}
page = access.pages_of("volunteers/staff", CAN)


def my_places(request: HttpRequest) -> PlaceQuerySet:
    """Counties, townships, villages and estates at or under the places that this person organises."""
    return access.my_places(request, DESK, "county", "township", "village", "estate")


def volunteer(request: HttpRequest) -> Volunteer | None:
    """The resident signed in by phone, where they are registered as a volunteer."""
    person = resident(request)
    if person is None:
        return None
    rows = Volunteer.objects.staying().select_related("person", "place")
    found = rows.filter(person=person).first()
    if found is not None:
        found.person.without_posts()
    return found


def needed(request: HttpRequest) -> Volunteer:
    """The volunteer who acts; raises `Http404` where nobody is signed in as one."""
    found = volunteer(request)
    if found is None:
        raise Http404
    return found
