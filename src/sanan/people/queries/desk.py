"""What the administrators' pages list. Each takes `by` and gives only what lies in their places."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from sanan.kit.clock import at_or_now
from sanan.kit.statements import Prepared
from sanan.people.enums import THREE_ADMINS, NoticeState, Role
from sanan.people.models import (
    ApiToken,
    Installation,
    Notice,
    Org,
    Person,
    Position,
    SignInLock,
    Within,
    below,
    posts,
)
from sanan.people.rules import RULES, Verb
from sanan.places.models import Place
from sanan.places.queries.tree import line


def ref_of_name(username: str) -> str:
    """The ref of whoever has that user name; "" where nobody has."""
    found = Person.objects.filter(username=username.strip().lower())
    return found.values_list("ref", flat=True).first() or ""


def persons(by: Person | None, verb: Verb, *, words: str = "", role: str = "") -> QuerySet[Person]:
    """Persons with a position, or a home, in the places of `by`; and staff not yet placed."""
    held = Position.objects.filter(person=OuterRef("pk"))
    inside = held.filter(below(by, RULES[verb]))
    found = Person.objects.filter(
        Exists(inside)
        | below(by, RULES[verb], "home")
        | Q(~Exists(held), home=None, username__isnull=False)
    )
    if not any(p.role in RULES[verb] for p in posts(by)):
        return Person.objects.none()
    if words:
        found = found.filter(Q(name__contains=words) | Q(username__contains=words.lower()))
    if role:
        found = found.filter(Exists(held.filter(role=role)))
    shown = Position.objects.select_related("place", "org").order_by("-since_on", "pk")
    return found.prefetch_related(Prefetch("positions", shown)).order_by("name", "pk")


def orgs(by: Person | None, *, words: str = "") -> QuerySet[Org]:
    """Organisations in the places of a system administrator."""
    found = Org.objects.filter(below(by, RULES[Verb.ADD_ORG])).select_related("place", "parent")
    return (found.filter(name__contains=words) if words else found).order_by("place__path", "name")


def three_admins(by: Person | None) -> QuerySet[Position]:
    """The three administrators of the places of a security administrator, past ones too."""
    found = Position.objects.filter(below(by, RULES[Verb.APPOINT_ADMIN]), role__in=THREE_ADMINS)
    return found.select_related("person", "place").order_by("place__path", "role", "-since_on")


def locked_until(username: str, source: str, *, at: datetime | None = None) -> datetime | None:
    """Until when this user name is locked for tries from this source, if it is."""
    locked = SignInLock.objects.filter(
        name_hash=SignInLock.hash_of(username),
        source_hash=SignInLock.hash_of_source(source),
        locked_until__gt=at_or_now(at),
    )
    return locked.values_list("locked_until", flat=True).first()


def person_of_token(text: str, *, at: datetime | None = None) -> Person | None:
    """Whom a program with this key acts for, kept within what the key is for.

    None for a key that is wrong, revoked, over, or not agreed to by its owner.
    """
    moment = at_or_now(at)
    found = _BEARERS(ApiToken.hash_of(text), moment)
    if not found:
        return None
    token, used_at, verbs, place, path, kind, *columns = found[0]
    person = Person.from_db(DEFAULT_DB_ALIAS, _COLUMNS, columns)
    return person.kept_within(Within(place, path, kind, frozenset(verbs.split()), token, used_at))


_COLUMNS = [field.attname for field in Person._meta.concrete_fields]
_BEARERS = Prepared(
    lambda hashed, now: (
        ApiToken.objects.live(now)
        .filter(token_hash=hashed)
        .values_list(
            *("pk", "used_at", "verbs", "place_id", "place__path", "place__kind"),
            *(f"person__{name}" for name in _COLUMNS),
        )
    ),
    str,
    datetime,
)


def holders(
    roles: Iterable[Role],
    *,
    at: datetime,
    place: Place | None = None,
    above: Place | None = None,
    places: QuerySet[Place] | None = None,
    org: Org | None = None,
) -> list[Person]:
    """Active people who hold one of `roles` on that day here: whom a room tells or asks.

    At exactly `place`, at or above the place `above`, at one of `places`, in `org`; each that is
    given narrows it.
    """
    held = Position.objects.on(timezone.localdate(at)).filter(role__in=list(roles))
    if place is not None:
        held = held.filter(place=place)
    if above is not None:
        held = held.filter(place__path__in=line(above.path))
    if places is not None:
        held = held.filter(place__in=places)
    if org is not None:
        held = held.filter(org=org)
    found = Person.objects.filter(is_active=True, pk__in=held.values("person"))
    return list(found.order_by("pk"))


def is_demo() -> bool:
    """Whether this database was ever filled with the demo county or generated cases."""
    return Installation.objects.exists()


def has_second_factor(person: Person) -> bool:
    """Whether a TOTP app or a passkey is set up (recovery codes alone are none)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: bool = Authenticator.objects.filter(user=person, type__in=kinds).exists()
    return found


def locks(by: Person | None, *, at: datetime | None = None) -> QuerySet[SignInLock]:
    """User names locked now that belong to someone in these places."""
    mine = persons(by, Verb.SEE_SAFETY)
    return (
        SignInLock.objects.filter(locked_until__gt=at_or_now(at), person__in=mine)
        .select_related("person")
        .order_by("-locked_until")
    )


def sessions(by: Person | None) -> QuerySet[UserSession]:
    """Sessions of staff in these places, newest first."""
    mine = persons(by, Verb.SEE_SAFETY)
    found: QuerySet[UserSession] = (
        UserSession.objects.filter(user__in=mine).select_related("user").order_by("-created_at")
    )
    return found


def troubled_notices() -> QuerySet[Notice]:
    """Notices that a channel did not take, or has not taken yet; no text and no number in them."""
    stuck = Q(state=NoticeState.FAILED) | Q(state=NoticeState.WAITING, tries__gt=0)
    return (
        Notice.objects.filter(stuck)
        .defer("sentence", "words", "address_locked")
        .order_by("-made_at")
    )


def unread_count(person: Person) -> int:
    """How many notices a person has not opened."""
    found = _UNREAD(person.pk)
    return int(found[0][0]) if found else 0


_UNREAD = Prepared(
    lambda person: (
        Notice.objects.filter(to=person)
        .unread()
        .order_by()
        .values("to")
        .annotate(number=Count("pk"))
        .values_list("number")
    ),
    int,
)
