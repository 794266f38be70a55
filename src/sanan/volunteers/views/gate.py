"""Who comes in: staff by their posts, volunteers by their phone, anyone to what is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.actions import spend_attempt
from sanan.people.enums import Role
from sanan.people.models import Notice, Person
from sanan.places.models import Place, PlaceQuerySet, beyond
from sanan.volunteers.enums import COUNTERS, DESK, READERS
from sanan.volunteers.models import Volunteer

View = Callable[..., HttpResponse]


def desk(*roles: Role) -> Callable[[View], View]:
    """Only for staff in one of `roles`; others are told nothing is there."""
    wanted = frozenset(roles or COUNTERS)

    def gate(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not wanted & {post.role for post in people.posts(me(request))}:
                raise Http404
            return view(request, *args, **kwargs)

        gated.permission = tuple(wanted)  # type: ignore[attr-defined]
        return login_required(gated)

    return gate


def me(request: HttpRequest) -> Person:
    """The member of staff signed in."""
    return cast("Person", request.user)


def page(
    request: HttpRequest, name: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A staff page with its frame's count of notices."""
    held = {post.role for post in people.posts(me(request))}
    can = {"desk": bool(held & frozenset(DESK)), "read": bool(held & frozenset(READERS))}
    unread = Notice.objects.visible_to(me(request)).unread().count()
    return render(
        request,
        f"volunteers/staff/{name}.html",
        {**values, "can": can, "unread": unread},
        status=status,
    )


def my_places(request: HttpRequest) -> PlaceQuerySet:
    """Counties, townships, villages and estates at or under the places that this person organises."""
    found = Place.objects.none()
    for post in people.posts(me(request)):
        if post.role in DESK:
            found = found | Place.objects.filter(path__gte=post.path, path__lt=beyond(post.path))
    kinds = ["county", "township", "village", "estate"]
    return cast("PlaceQuerySet", found.filter(kind__in=kinds).order_by("path"))


def resident(request: HttpRequest) -> Person | None:
    """The resident signed in by phone."""
    key = request.session.get("resident") if request.session.session_key else None
    return Person.objects.filter(pk=key, is_active=True).first() if key else None


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
