"""How somebody is known elsewhere, and by which roads they want to be told."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.people.enums import Channel
from sanan.people.models.person import Person, new_ref


class IdentityQuerySet(models.QuerySet["Identity"]):
    def live(self) -> Self:
        """Not unlinked."""
        return self.filter(ended_at__isnull=True)


class Identity(models.Model):
    """That an account of a provider is this person, matched by their confirmed telephone number.

    `subject` is the provider's own name of them: kept as a keyed hash, and locked where a notice is
    sent by it. A row is never changed except that `used_at` moves and `ended_at` is set.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=12)
    subject_hash = models.CharField(max_length=64)
    subject_locked = models.CharField(max_length=400)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = IdentityQuerySet.as_manager()

    classified = {
        "internal": ["id", "ref", "person", "provider", "linked_at", "used_at", "ended_at"],
        "personal": ["subject_hash", "subject_locked"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject_hash"],
                name="people_identity_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person", "provider"],
                name="people_identity_one_each",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("linked_at")),
                name="people_identity_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.linked_at:%F}"

    @staticmethod
    def hash_of(provider: str, subject: str) -> str:
        """Under what a subject of a provider is found again."""
        return tokens.keyed_hash("identity", f"{provider}:{subject}")


class RoadQuerySet(models.QuerySet["Road"]):
    def live(self) -> Self:
        """Confirmed and not over."""
        return self.filter(ended_at__isnull=True, confirmed_at__isnull=False)


class Road(models.Model):
    """An address by which a reader may be told: a mailbox, a browser. What it is, is locked.

    A mailbox counts once its owner has opened the link that went to it (`confirmed_at`). `ended_for`
    says why it is over: the reader's word, or the provider's (`push.410`, `mail.550`).
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="roads")
    channel = models.CharField(max_length=12, choices=Channel)
    address_hash = models.CharField(max_length=64)
    address_locked = models.TextField()
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=60, blank=True)

    objects = RoadQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "person",
            "channel",
            "added_at",
            "confirmed_at",
            "ended_at",
            "ended_for",
        ],
        "personal": ["address_hash", "address_locked"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "address_hash"],
                name="people_road_once",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_for="")
                | (Q(ended_at__isnull=False) & ~Q(ended_for="")),
                name="people_road_ended_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.added_at:%F}"


class ReadingChoice(models.Model):
    """In which order a reader wants to be told, and between which hours not.

    `order` are names of channels with blanks between; SMS comes last where it is not named, so that a
    notice is never lost. The quiet hours run from `quiet_from` to `quiet_until` of the county's time,
    over midnight; the same twice means none.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="reading_choice")
    order = models.CharField(max_length=80, blank=True)
    quiet_from = models.PositiveSmallIntegerField(default=22)
    quiet_until = models.PositiveSmallIntegerField(default=7)
    changed_at = models.DateTimeField()

    classified = {
        "internal": ["id", "person", "order", "quiet_from", "quiet_until", "changed_at"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__lt=24, quiet_until__lt=24), name="people_quiet_hours"
            )
        ]

    def __str__(self) -> str:
        return self.order

    def channels(self) -> list[Channel]:
        """The roads in the reader's order."""
        return [Channel(name) for name in self.order.split()]
