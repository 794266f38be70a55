"""What a person is, and where: read once per request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from sanan.people.enums import Role
from sanan.people.models import Person, Position


@dataclass(frozen=True, slots=True)
class Post:
    """A position held today, with what access decisions need and nothing else."""

    role: Role
    place_id: int
    path: str
    kind: str
    org_id: int | None


def posts(person: Person | None, *, day: date | None = None) -> tuple[Post, ...]:
    """The positions `person` holds on `day` (default today). One statement, kept on the person."""
    if person is None or not person.is_authenticated or not person.is_active:
        return ()
    held: tuple[Post, ...] | None = person.__dict__.get("_posts")
    if held is None or day is not None:
        rows = (
            Position.objects.on(day or timezone.localdate())
            .filter(person=person)
            .values_list("role", "place_id", "place__path", "place__kind", "org_id")
        )
        held = tuple(
            Post(Role(role), place, path, kind, org) for role, place, path, kind, org in rows
        )
        if day is None:
            person.__dict__["_posts"] = held
    return held


def holds(person: Person | None, roles: Iterable[Role], *, path: str = "") -> bool:
    """Whether `person` holds one of `roles` at the place with `path`, or above it."""
    wanted = frozenset(roles)
    return any(p.role in wanted and path.startswith(p.path) for p in posts(person))


def org_ids(person: Person | None) -> frozenset[int]:
    """The organisations in which `person` holds a position today."""
    return frozenset(p.org_id for p in posts(person) if p.org_id is not None)
