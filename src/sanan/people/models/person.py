from datetime import datetime
from typing import ClassVar, NamedTuple, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sanan.kit import tokens
from sanan.places.models import Place


def new_ref() -> str:
    """A person's opaque name in the ledger and in addresses."""
    return tokens.opaque(12)


class Within(NamedTuple):
    """A place to which a program's key keeps its person, and what the key may do there."""

    place_id: int
    path: str
    kind: str
    verbs: frozenset[str]
    token_id: int
    used_at: datetime | None


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        """For Django's sign-in."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """Anyone with an account: staff by `username`, residents by a verified phone.

    The phone is kept encrypted; `phone_hash` finds it again. `name` is the real name, `nickname`
    what neighbours see.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    username = models.CharField(max_length=40, unique=True, null=True, blank=True)
    name = models.CharField(max_length=40, blank=True)
    nickname = models.CharField(max_length=40, blank=True)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    phone_locked = models.CharField(max_length=300, blank=True)
    home = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="residents"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8, blank=True)

    by_phone = False
    """Whether only a phone code vouches for them in this request; such a person has no posts."""
    within: "Within | None" = None
    """To what a program's key keeps them in this request."""

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    classified = {
        "public": ["nickname"],
        "internal": ["id", "ref", "username", "is_active", "joined_at", "last_login", "language"],
        "personal": ["name", "phone_hash", "phone_locked", "home"],
        "sensitive": ["password"],
    }

    def __str__(self) -> str:
        return self.name or self.nickname or self.ref

    def without_posts(self) -> Self:
        """This person as a phone code alone identifies them: every right of an office is gone."""
        self.by_phone = True
        return self

    def kept_within(self, within: Within) -> Self:
        """This person as a program acts for them: only there, and only by those verbs."""
        self.within = within
        return self

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles held today at the place with this path, or above it.

        For `places`, which stands below this room and cannot ask `people.queries`.
        """
        from sanan.people.models.org import posts

        return frozenset(str(p.role) for p in posts(self) if path.startswith(p.path))
