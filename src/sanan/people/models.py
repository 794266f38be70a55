from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from sanan.kit import tokens
from sanan.people.enums import NoticeState, OrgKind, Role
from sanan.places.models import Place


def new_ref() -> str:
    """A person's opaque name in the ledger and in addresses."""
    return tokens.opaque(12)


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
    name = models.CharField(max_length=40)
    nickname = models.CharField(max_length=40, blank=True)
    phone_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    phone_locked = models.CharField(max_length=300, blank=True)
    home = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="residents"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8, blank=True)

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
        return self.name


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


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """In-app notices not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A sentence to one person, kept in the product and, where asked, carried out by a channel.

    `to` is the person, or empty for someone without an account, whose number is `address_locked`.
    """

    to = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="notices")
    address_locked = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=12, default="app")
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=NoticeState, default=NoticeState.KEPT)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "channel",
            "state",
            "made_at",
            "not_before",
            "sent_at",
            "read_at",
            "tries",
            "link",
        ],
        "personal": ["to", "address_locked", "text"],
    }

    class Meta:
        indexes = [
            models.Index(fields=["to", "read_at"], name="people_notice_unread"),
            models.Index(
                fields=["state", "not_before"],
                name="people_notice_due",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class ApiToken(models.Model):
    """A key with which a program acts as a person. Only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    classified = {
        "internal": ["id", "person", "name", "made_at", "ends_at"],
        "sensitive": ["token_hash"],
    }

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """A token bucket: how many tries are left to one source for one purpose.

    `source` is a keyed hash, never an address or a number in clear.
    """

    purpose = models.CharField(max_length=30)
    source = models.CharField(max_length=64)
    tokens = models.FloatField()
    at = models.DateTimeField()

    classified = {"internal": ["id", "purpose", "source", "tokens", "at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "source"], name="people_attempt_once")
        ]

    def __str__(self) -> str:
        return self.purpose


class PhoneCode(models.Model):
    """A six-figure code sent to a phone, kept as a keyed hash for ten minutes."""

    phone_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    classified = {
        "internal": ["id", "made_at", "ends_at", "used_at", "tries"],
        "personal": ["phone_hash"],
        "sensitive": ["code_hash"],
    }

    def __str__(self) -> str:
        return f"{self.made_at:%F %T}"
