from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.voices.enums import JUDGES, Decision, Reason
from sanan.voices.models.message import Message
from sanan.voices.models.room import Member, Room, new_code


class MuteQuerySet(models.QuerySet["Mute"]):
    def standing(self, at: datetime) -> Self:
        """In force at this moment."""
        return self.filter(lifted_at__isnull=True, since_at__lte=at, until_at__gt=at)

    def of(self, member: Member, at: datetime) -> "Mute | None":
        """The one that stands, the longest where there are several."""
        found = self.standing(at).filter(member=member)
        return found.select_related("appeal").order_by("-until_at").first()


class Mute(models.Model):
    """A member may not speak until a moment, for a reason that they read; it may be appealed."""

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    member = models.ForeignKey(Member, models.PROTECT, related_name="mutes")
    why = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=300)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = MuteQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "why",
            "since_at",
            "until_at",
            "by",
            "lifted_at",
            "lifted_by",
        ],
        "personal": ["member", "note"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("since_at")), name="voices_mute_dates"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="voices_mute_lifted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.until_at:%F}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, person: Person | None) -> Self:
        """Appeals in rooms at or under the places of this person's posts."""
        return self.filter(below(person, JUDGES, "room__place"))

    def pending(self) -> Self:
        """Not decided yet."""
        return self.filter(decision=Decision.PENDING)


class Appeal(models.Model):
    """What a member says against a removal, a refusal or a mute; somebody else decides."""

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    room = models.ForeignKey(Room, models.PROTECT, related_name="appeals")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="appeal")
    mute = models.OneToOneField(Mute, models.CASCADE, null=True, related_name="appeal")
    member = models.ForeignKey(Member, models.PROTECT, related_name="appeals")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    answer = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = AppealQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "room",
            "message",
            "mute",
            "at",
            "decision",
            "decided_at",
            "decided_by",
        ],
        "personal": ["member", "text", "answer"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, mute__isnull=True)
                | Q(message__isnull=True, mute__isnull=False),
                name="voices_appeal_one",
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(decision="pending")
                & Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(answer=""),
                name="voices_appeal_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.decision}"


class Word(models.Model):
    """A word at which a message waits for a person's look, at a place and everything under it."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    text = models.CharField(max_length=40)
    why = models.CharField(max_length=10, choices=Reason)
    added_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    classified = {"internal": ["id", "place", "text", "why", "added_at", "by", "dropped_at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "text"],
                name="voices_word_once",
                condition=Q(dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Link(models.Model):
    """A group of the county's WeCom whose session archive feeds a room; `cursor` is how far.

    Only a group whose outside members agreed is read (H13); who did not is counted in `skipped`.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="links")
    chat = models.CharField(max_length=80, unique=True)
    cursor = models.PositiveBigIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    since_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    polled_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    classified = {
        "internal": [
            "id",
            "room",
            "chat",
            "cursor",
            "taken",
            "skipped",
            "since_at",
            "by",
            "polled_at",
            "trouble",
            "ended_at",
        ],
    }

    def __str__(self) -> str:
        return self.chat
