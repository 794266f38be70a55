"""What the filters of the list offer: the places, categories and units that somebody has before them."""

from django.db.models import Q, Value

from sanan.cases.enums import OPENING_ROLES, READING_ROLES
from sanan.cases.models import Category
from sanan.lists.declare import Asked
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.places.models import Place, PlaceQuerySet, beyond

Choices = list[tuple[str, str]]


def places(asked: Asked) -> Choices:
    """The townships and villages before this person."""
    return _options(asked)["place"]


def categories(asked: Asked) -> Choices:
    """Every category."""
    return _options(asked)["category"]


def orgs(asked: Asked) -> Choices:
    """The units that have duties here."""
    return _options(asked)["org"]


def _options(asked: Asked) -> dict[str, Choices]:
    found: dict[str, Choices] = asked.once("options", lambda: _read(asked.person))
    return found


def _read(person: Person) -> dict[str, Choices]:
    """All three in one statement."""
    held = people.posts(person)
    tops = {p.path for p in held if p.role in READING_ROLES} or {p.path for p in held}
    inside, units = Q(pk__in=[]), Q(pk__in=[])
    for top in tops:
        inside |= Q(path__gte=top, path__lt=beyond(top), kind__in=("township", "village"))
        above = [top[:end] for end in range(Place.steplen, len(top), Place.steplen)]
        units |= Q(place__path__in=above) | Q(place__path__gte=top, place__path__lt=beyond(top))
    found = (
        Place.objects.filter(inside)
        .order_by()
        .values_list(Value("place"), "code", "name", "path")
        .union(
            Category.objects.order_by().values_list(Value("category"), "code", "name", "code"),
            Org.objects.filter(units, duties__isnull=False)
            .order_by()
            .values_list(Value("org"), "code", "name", "name"),
        )
    )
    got: dict[str, Choices] = {"place": [], "category": [], "org": []}
    for part, code, name, _order in sorted(found, key=lambda row: row[3]):
        got[part].append((code, name))
    return got


def places_to_speak_for(person: Person) -> PlaceQuerySet:
    """Villages and what lies in them, where this person may say it for others."""
    inside = Q(pk__in=[])
    posts = [post for post in people.posts(person) if post.role in OPENING_ROLES]
    for post in posts:
        inside |= Q(path__gte=post.path, path__lt=beyond(post.path))
    kinds = ("township", "village", "estate")
    own = [post.place_id for post in posts]
    found: PlaceQuerySet = Place.objects.filter(inside, Q(kind__in=kinds) | Q(pk__in=own))
    return found
