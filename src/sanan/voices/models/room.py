from typing import Self

from django.db import models
from django.db.models import Q

from sanan.kit import tokens
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.voices.enums import READERS, Standing


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(12)


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, person: Person | None) -> Self:
        """Rooms at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Room(models.Model):
    """The room of one village.

    `door` stands in its QR code. `last_seq` numbers its messages without a gap, so that what is
    unread is a difference; `last_rev` counts every change of one of them, so that a live reader
    asks for what is newer. Both grow under the row's lock, so their order is the order of commits.
    """

    place = models.OneToOneField(Place, models.PROTECT, related_name="room")
    door = models.CharField(max_length=16, unique=True, default=new_code)
    own_rules = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    last_seq = models.PositiveIntegerField(default=0)
    last_rev = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    objects = RoomQuerySet.as_manager()

    classified = {
        "public": ["place", "own_rules", "opened_at"],
        "internal": ["id", "door", "last_seq", "last_rev", "last_at"],
    }

    def __str__(self) -> str:
        return self.place.spoken


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self) -> Self:
        """Who is in."""
        return self.filter(state=Standing.IN)

    def visible_to(self, person: Person | None) -> Self:
        """Members of rooms at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "room__place"))


class Member(models.Model):
    """Someone who lives in the village and is in its room, was, or asks to come in.

    `nickname` is what neighbours see; the real name is the person's. `folded` is the nickname as
    compared. `since_at` is when they first came in (None: never yet), `ended_at` when they went.
    `checked_at`: someone of the village has confirmed who they are; `away`: they live elsewhere and
    the village let them in.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    room = models.ForeignKey(Room, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="rooms")
    state = models.CharField(max_length=12, choices=Standing, default=Standing.IN)
    nickname = models.CharField(max_length=20)
    folded = models.CharField(max_length=40)
    since_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    away = models.BooleanField(default=False)

    objects = MemberQuerySet.as_manager()

    classified = {
        "internal": ["id", "ref", "room", "since_at", "checked_at", "checked_by", "ended_at"],
        "personal": ["person", "state", "nickname", "folded", "away"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="voices_member_once"),
            models.UniqueConstraint(
                fields=["room", "folded"],
                name="voices_nickname_once",
                condition=Q(state__in=["asked", "in"]),
            ),
            models.CheckConstraint(
                condition=~Q(state="in") | Q(since_at__isnull=False, ended_at__isnull=True),
                name="voices_in_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["left", "moved", "no_resident"])
                | Q(ended_at__isnull=False),
                name="voices_gone_when",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="voices_checked_by",
            ),
        ]
        indexes = [
            models.Index(fields=["room"], name="voices_asking", condition=Q(state="asked")),
        ]

    def __str__(self) -> str:
        return self.nickname


class Mark(models.Model):
    """How far someone has read: the number of the last message they saw."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="marks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    classified = {"internal": ["id", "room", "seq", "at"], "personal": ["person"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="voices_mark_once")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"
