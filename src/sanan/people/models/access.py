from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.kit import tokens
from sanan.people.enums import Purpose
from sanan.people.models.person import Person, new_ref
from sanan.places.models import Place


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def standing(self, now: datetime) -> Self:
        """Neither revoked nor run out; some still wait for their owner's word."""
        return self.filter(ends_at__gt=now, revoked_at__isnull=True)

    def live(self, now: datetime) -> Self:
        """What opens something: agreed to by its owner, who is still active."""
        return self.standing(now).filter(agreed_at__isnull=False, person__is_active=True)


class ApiToken(models.Model):
    """A key with which a program acts as a person, at one place and for some verbs, until a day.

    It opens nothing before that person has agreed to it. Only its hash is kept. `verbs` are words
    of `rules.KEY_VERBS` with blanks between.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    verbs = models.CharField(max_length=2000)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "person",
            "name",
            "verbs",
            "place",
            "made_at",
            "agreed_at",
            "ends_at",
            "revoked_at",
            "used_at",
        ],
        "sensitive": ["token_hash"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("made_at")), name="people_token_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(text: str) -> str:
        """What is kept of a key."""
        return tokens.keyed_hash("api-token", text)


class Attempt(models.Model):
    """A token bucket: how many tries are left to one source for one purpose.

    `source` is a keyed hash, never an address or a number in clear. The bucket is kept as one
    figure, the second (since 1970) at which it will be full again, so that a single UPDATE takes
    a token on either database.
    """

    purpose = models.CharField(max_length=30)
    source = models.CharField(max_length=64)
    full_at = models.FloatField(db_index=True)

    classified = {"internal": ["id", "purpose", "source", "full_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "source"], name="people_attempt_once")
        ]

    def __str__(self) -> str:
        return self.purpose


class PhoneCode(models.Model):
    """A six-figure code sent to a phone, kept as a keyed hash for ten minutes."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    phone_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    classified = {
        "internal": ["id", "ref", "made_at", "ends_at", "used_at", "tries"],
        "personal": ["phone_hash"],
        "sensitive": ["code_hash"],
    }

    def __str__(self) -> str:
        return f"{self.made_at:%F %T}"


class SignInLock(models.Model):
    """Failures of one user name from one source, and until when it is locked there.

    Never the name alone: whoever guesses at it must not keep its owner out. `name_hash` and
    `source_hash` are keyed hashes, so that guessed names leave no list; `person` is there only
    where the name is someone's.
    """

    name_hash = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sign_in_locks")
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    classified = {
        "internal": [
            "id",
            "name_hash",
            "source_hash",
            "person",
            "failures",
            "failed_at",
            "locked_until",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name_hash", "source_hash"], name="people_lock_once")
        ]

    def __str__(self) -> str:
        return f"{self.failures} {self.failed_at:%F %T}"

    @staticmethod
    def hash_of(username: str) -> str:
        """Under what the failures of a user name are kept."""
        return tokens.keyed_hash("sign-in", username.strip().lower())

    @staticmethod
    def hash_of_source(source: str) -> str:
        """Under what the failures from one connection are kept."""
        return tokens.keyed_hash("sign-in-source", source)


class FactorCode(models.Model):
    """A code with which a member of staff sets up their first second factor, kept as a hash.

    It reaches them by another road than their password, so that whoever only has the password
    cannot enrol a factor of their own.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="factor_codes")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    classified = {
        "internal": ["id", "person", "made_at", "ends_at", "used_at", "tries"],
        "sensitive": ["code_hash"],
    }

    def __str__(self) -> str:
        return f"{self.made_at:%F %T}"

    @staticmethod
    def hash_of(person: Person, code: str) -> str:
        """What is kept of a code."""
        return tokens.keyed_hash("factor-code", f"{person.ref}:{code}")


class Consent(models.Model):
    """That a person agreed to one use of their data, on which wording, and until when (PIPL 14-16).

    A row is never changed except that `withdrawn_at` is set; agreeing again makes a new row.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose)
    wording = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    classified = {
        "personal": ["id", "person", "purpose", "wording", "given_at", "withdrawn_at"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                name="people_consent_in_force",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="people_consent_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%F}"
