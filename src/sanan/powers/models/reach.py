from django.db.models import Q

from sanan.kit import tokens
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.places.models import beyond


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def new_token() -> str:
    """A name that nobody may guess."""
    return tokens.opaque(32)


def below(person: Person | None, roles: tuple[Role, ...], field: str = "place") -> Q:
    """What lies at or under the places where `person` holds one of `roles`."""
    found = Q(pk__in=[])
    for post in people.posts(person):
        if post.role in roles:
            found |= Q(
                **{f"{field}__path__gte": post.path, f"{field}__path__lt": beyond(post.path)}
            )
    return found
