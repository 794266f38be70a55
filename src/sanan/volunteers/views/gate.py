"""Who comes in: staff by their posts, volunteers by their phone, anyone to what is public."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from sanan.kit.errors import Refused
from sanan.people import gate
from sanan.people.actions import spend_attempt
from sanan.places.models import PlaceQuerySet
from sanan.volunteers.enums import COUNTERS, DESK, READERS
from sanan.volunteers.models import Volunteer

desk = gate.desk_of(*COUNTERS)
me, resident = gate.me, gate.resident


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = gate.held(request)
    can = {"desk": bool(held & frozenset(DESK)), "read": bool(held & frozenset(READERS))}
    return gate.page(
        request,
        f"volunteers/staff/{name}.html",
        {**values, "can": can},
        status=status,
    )


def my_places(request: HttpRequest) -> PlaceQuerySet:
    """Counties, townships, villages and estates at or under the places that this person organises."""
    return gate.my_places(request, DESK, "county", "township", "village", "estate")


def volunteer(request: HttpRequest) -> Volunteer | None:
    """The resident signed in by phone, where they are registered as a volunteer."""
    person = resident(request)
    if person is None:
        return None
    rows = Volunteer.objects.staying().select_related("person", "place")
    return rows.filter(person=person).first()


def needed(request: HttpRequest) -> Volunteer:
    """The volunteer who acts; raises `Http404` where nobody is signed in as one."""
    found = volunteer(request)
    if found is None:
        raise Http404
    return found


def tried(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What `act` gives, or None with its refusal written beside the field at fault."""
    try:
        return act() or True
    except Refused as no:
        if no.status in {404, 429}:
            raise
        form.add_error(no.field if no.field in form.fields else None, str(no.sentence))
        return None


def slow_down(request: HttpRequest, purpose: str, *, burst: int, per_minute: float = 10) -> None:
    """No faster than that from one address."""
    source = request.META.get("REMOTE_ADDR", "")
    spend_attempt(purpose=purpose, source=source, burst=burst, per_minute=per_minute)
