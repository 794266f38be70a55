from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sanan.kit.statements import Prepared
from sanan.people.enums import OrgKind, Role
from sanan.people.models.person import Person, Within, new_ref
from sanan.places.models import Place, beyond


class Org(models.Model):
    """An organisation on a region: a committee, a department, a property company, a branch."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=OrgKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="orgs")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches"
    )
    code = models.CharField(max_length=20, unique=True, default=new_ref)
    phone = models.CharField(max_length=20, blank=True)

    classified = {"public": ["id", "name", "kind", "place", "parent", "code", "phone"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="people_org_once")]

    def __str__(self) -> str:
        return self.name


class PositionQuerySet(models.QuerySet["Position"]):
    def on(self, day: date) -> Self:
        """Positions held on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), since_on__lte=day)


class Position(models.Model):
    """A role that a person holds at a place, in an organisation, between two dates.

    Cross-appointment (交叉任职) is the point of several mechanisms: a person may hold many.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    role = models.CharField(max_length=24, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, related_name="positions")
    org = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="positions")
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    classified = {"public": ["id", "person", "role", "place", "org", "since_on", "until_on"]}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("since_on")),
                name="people_position_dates",
            ),
        ]
        indexes = [models.Index(fields=["role", "place"], name="people_role_place")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()} {self.place}"


class Duty(models.Model):
    """One line of an organisation's duty list (H8): it may be lead handler for this category."""

    org = models.ForeignKey(Org, models.CASCADE, related_name="duties")
    category = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    lead = models.BooleanField(default=True)

    classified = {"public": ["id", "org", "category", "text", "lead"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "category"], name="people_duty_once")]

    def __str__(self) -> str:
        return f"{self.org}: {self.text}"


@dataclass(frozen=True, slots=True)
class Post:
    """A position held today, with what access decisions need and nothing else."""

    role: Role
    place_id: int
    path: str
    kind: str
    org_id: int | None


_HELD = Prepared(
    lambda person, day: (
        Position.objects.on(day)
        .filter(person=person)
        .values_list("role", "place_id", "place__path", "place__kind", "org_id")
    ),
    int,
    date,
)


def posts(person: Person | None, *, day: date | None = None) -> tuple[Post, ...]:
    """The positions `person` holds on `day` (default today). One statement, kept on the person.

    None for a person of a resident's session: a phone code gives no office; for a program only what
    its key's place leaves of them.
    """
    if person is None or not person.is_authenticated or not person.is_active or person.by_phone:
        return ()
    held: tuple[Post, ...] | None = person.__dict__.get("_posts")
    if held is None or day is not None:
        rows = _HELD(person.pk, day or timezone.localdate())
        held = tuple(
            Post(Role(role), place, path, kind, org) for role, place, path, kind, org in rows
        )
        if person.within:
            held = tuple(_narrowed(held, person.within))
        if day is None:
            person.__dict__["_posts"] = held
    return held


Shape = tuple[str, tuple[tuple[Role, str], ...]]
"""The kind of the place that a key keeps to, and the roles that are held with the kinds of their places."""


def shape_of(person: Person) -> tuple[Shape, tuple[Any, ...]]:
    """What the form of a query about this person's posts depends on, and the values that go into it.

    Both for `kit.statements.Shaped`, whose query is built about `person_of` them.
    """
    held, top = posts(person), person.within
    values: list[Any] = [person.pk, top.place_id if top else None, top.path if top else None]
    for post in held:
        values += [post.place_id, post.path, post.org_id]
    kind = top.kind if top else ""
    return (kind, tuple((post.role, post.kind) for post in held)), tuple(values)


def person_of(shape: Shape, values: Sequence[Any]) -> Person:
    """A person with just these posts, to build a query about; nobody who could be saved or sign in."""
    top, held = shape
    pk, place_id, path, *rest = values
    person = Person(pk=pk)
    if path is not None:
        person.within = Within(place_id, path, top, frozenset(), 0, None)
    thirds = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    person.__dict__["_posts"] = tuple(
        Post(role, place, path, kind, org)
        for (role, kind), (place, path, org) in zip(held, thirds, strict=True)
    )
    return person


def _narrowed(held: Iterable[Post], within: Within) -> Iterator[Post]:
    """What is left of posts inside one place: those above it hold there, those beside it nowhere."""
    for post in held:
        if post.path.startswith(within.path):
            yield post
        elif within.path.startswith(post.path):
            yield replace(post, place_id=within.place_id, path=within.path, kind=within.kind)


def holds(person: Person | None, roles: Iterable[Role], *, path: str = "") -> bool:
    """Whether `person` holds one of `roles` at the place with `path`, or above it."""
    wanted = frozenset(roles)
    return any(p.role in wanted and path.startswith(p.path) for p in posts(person))


def below(person: Person | None, roles: Iterable[Role], field: str = "place") -> Q:
    """What lies at or under the places where `person` holds one of `roles`.

    `field` leads from the rows asked for to their place ("room__place"); empty for places.
    """
    wanted, path = frozenset(roles), f"{field}__path" if field else "path"
    found = Q(pk__in=[])
    for post in posts(person):
        if post.role in wanted:
            found |= Q(**{f"{path}__gte": post.path, f"{path}__lt": beyond(post.path)})
    return found


def org_ids(person: Person | None) -> frozenset[int]:
    """The organisations in which `person` holds a position today."""
    return frozenset(p.org_id for p in posts(person) if p.org_id is not None)
