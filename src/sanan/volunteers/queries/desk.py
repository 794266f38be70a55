"""What organisers see: lists by their filters, one activity, who served."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum

from sanan.kit import phones
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place, beyond
from sanan.volunteers.enums import COUNTERS, ActivityState, Paper, Seat, State
from sanan.volunteers.models import (
    Activity,
    Certificate,
    Correction,
    Project,
    Service,
    SignUp,
    Volunteer,
)
from sanan.volunteers.queries.totals import ACTIVE


@dataclass(frozen=True, slots=True)
class Served:
    """Someone who served at a place: how often (person-times), how long, when last."""

    person: Person
    times: int
    minutes: int
    latest: datetime


def my_place(person: Person, code: str = "") -> Place | None:
    """The place of a figure: the one named, where it lies under a post, else that of the first post."""
    held = [post for post in people.posts(person) if post.role in COUNTERS]
    if not held:
        return None
    found: Place | None = Place.objects.filter(code=code).first() if code else None
    if found is not None and any(found.path.startswith(post.path) for post in held):
        return found
    top = min(held, key=lambda post: len(post.path))
    own: Place = Place.objects.get(pk=top.place_id)
    return own


def waiting(person: Person) -> list[tuple[str, int]]:
    """What waits for the desk: (what, how many)."""
    services = Service.objects.visible_to(person)
    return [
        ("claimed", services.filter(state=State.CLAIMED).count()),
        ("asked", services.filter(corrections__in=open_corrections()).count()),
        ("papers", Certificate.objects.visible_to(person).filter(state=Paper.ASKED).count()),
    ]


def open_corrections() -> Any:
    """Requests that nobody has answered."""
    return Correction.objects.filter(granted=None)


def at_place(rows: Any, place: Place | None) -> Any:
    """Only what lies at or under a place."""
    if place is None:
        return rows
    return rows.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))


def projects(person: Person, query: dict[str, str], place: Place | None) -> Any:
    """Projects with how many activities each, newest first."""
    rows = at_place(Project.objects.visible_to(person), place)
    if words := query.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=words) | Q(number=words))
    if work := query.get("work"):
        rows = rows.filter(work=work)
    held = Count("activities", filter=~Q(activities__state=ActivityState.CANCELLED))
    return rows.select_related("org", "place").annotate(held=held).order_by("-begins_on", "-pk")


def activities(person: Person, query: dict[str, str], place: Place | None) -> Any:
    """Activities, newest first; cancelled ones only where asked for, since no figure counts them."""
    rows = at_place(Activity.objects.visible_to(person), place)
    state = query.get("state", "")
    known = state in ActivityState.values
    rows = rows.filter(state=state) if known else rows.exclude(state=ActivityState.CANCELLED)
    if query.get("told"):
        rows = rows.filter(told_turns__isnull=False)
    if query.get("served"):
        rows = rows.filter(beneficiaries__isnull=False)
    if words := query.get("q", "").strip():
        rows = rows.filter(Q(title__icontains=words) | Q(number=words))
    return rows.select_related("project__org", "place").order_by("-starts_at", "-pk")


def sums_of(activities: Any) -> dict[str, int]:
    """What the activities of a list come to, in person-times, beneath which their rows stand."""
    held = activities.order_by().aggregate(helped=Sum("beneficiaries"), told=Sum("told_turns"))
    return {name: total or 0 for name, total in held.items()}


def services(person: Person, query: dict[str, str], place: Place | None) -> Any:
    """Records, newest first: one row is one participation."""
    rows = at_place(Service.objects.visible_to(person), place)
    state = query.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    if query.get("asked"):
        rows = rows.filter(corrections__in=open_corrections())
    if ref := query.get("person"):
        rows = rows.filter(person__ref=ref)
    return rows.select_related("person", "org", "place").order_by("-began_at", "-pk")


def volunteers(person: Person, query: dict[str, str], place: Place | None) -> Any:
    """Who is registered here; found by name, number or phone."""
    rows = at_place(Volunteer.objects.visible_to(person).staying(), place)
    if words := query.get("q", "").strip():
        found = Q(person__name__icontains=words) | Q(code=words.upper())
        if phones.is_mobile(phones.tidy(words)):
            found |= Q(person__phone_hash=phones.hashed(phones.tidy(words)))
        rows = rows.filter(found)
    if skill := query.get("skill"):
        # A JSON list of plain words: the quoted word stands in its text on either database.
        rows = rows.filter(skills__icontains=f'"{skill}"')
    return rows.select_related("person", "place").order_by("-registered_at", "-pk")


def served(
    person: Person, at: datetime, place: Place | None, *, active: bool, start: int, most: int
) -> list[Served]:
    """Persons with a confirmed service here, who served longest ago last; one row is one person."""
    rows = at_place(Service.objects.visible_to(person).confirmed(), place)
    grouped = rows.values("person").annotate(
        times=Count("pk"), minutes=Sum("minutes"), latest=Max("began_at")
    )
    if active:
        grouped = grouped.filter(latest__gte=at - ACTIVE)
    page = list(grouped.order_by("-latest", "person")[start : start + most])
    known = Person.objects.select_related("volunteer").in_bulk([each["person"] for each in page])
    return [
        Served(known[each["person"]], each["times"], each["minutes"], each["latest"])
        for each in page
    ]


@dataclass(frozen=True, slots=True)
class Roll:
    """Everyone of one activity."""

    going: list[SignUp]
    waiting: list[SignUp]
    there: int
    recorded: dict[int, Service]


def roll_of(activity: Activity) -> Roll:
    """Who goes, who waits, who came, what is recorded."""
    rows = activity.signups.exclude(seat=Seat.LEFT).select_related("volunteer__person")
    ordered = list(rows.order_by("asked_at", "pk"))
    going = [each for each in ordered if each.seat == Seat.GOING]
    recorded = {each.person_id: each for each in activity.services.standing()}
    return Roll(
        going,
        [each for each in ordered if each.seat == Seat.WAITING],
        sum(each.came_at is not None for each in going),
        recorded,
    )


def unrecorded(activity: Activity) -> Any:
    """Volunteers who came and have no record of this activity yet."""
    done = activity.services.standing().values("person")
    came = activity.signups.filter(came_at__isnull=False).values("volunteer")
    rows = Volunteer.objects.filter(pk__in=came).exclude(person__in=done)
    return rows.select_related("person").order_by("person__name")


def volunteer_named(text: str) -> Volunteer | None:
    """A volunteer by number or phone, wherever they are registered: they may serve anywhere."""
    staying = Volunteer.objects.staying().select_related("person")
    tidy = phones.tidy(text)
    if phones.is_mobile(tidy):
        return staying.filter(person__phone_hash=phones.hashed(tidy)).first()
    return staying.filter(code=text.strip().upper()).first()
