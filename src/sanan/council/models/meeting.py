from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sanan.council.enums import READERS, MeetingState, Way
from sanan.council.models.body import Booking, Council, Seat, new_code
from sanan.council.models.topic import Topic
from sanan.files.models import Files
from sanan.kit import tokens
from sanan.people.models import Person
from sanan.people.queries import below


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, person: Person | None) -> Self:
        """Meetings of bodies at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "council__place"))

    def public(self) -> Self:
        """Announced, under way or held."""
        return self.exclude(state__in=[MeetingState.PLANNED, MeetingState.CANCELLED])


class Meeting(models.Model):
    """One meeting of a body. `problems` and `solved` count what was raised and settled there.

    `merged_first_two`: a branch meeting that was held together with the two committees, where one
    person heads both.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    title = models.CharField(max_length=120)
    where = models.CharField(max_length=120)
    booking = models.OneToOneField(Booking, models.SET_NULL, null=True, related_name="meeting")
    starts_at = models.DateTimeField()
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    live_url = models.URLField(max_length=300, blank=True)
    merged_first_two = models.BooleanField(default=False)
    convened_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    minutes = models.TextField(blank=True)
    problems = models.PositiveSmallIntegerField(default=0)
    solved = models.PositiveSmallIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()
    files = Files("meeting")

    classified = {
        "public": [
            "code",
            "council",
            "state",
            "title",
            "where",
            "starts_at",
            "live_url",
            "minutes",
            "problems",
            "solved",
            "held_at",
        ],
        "internal": ["id", "booking", "chair", "convened_at", "begun_at", "merged_first_two"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | Q(held_at__isnull=False),
                name="council_meeting_held_when",
            )
        ]
        indexes = [models.Index(fields=["council", "-starts_at"], name="council_meeting_when")]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day, in the county's time, on which it stands."""
        return timezone.localdate(self.starts_at)

    @property
    def is_hidden(self) -> bool:
        """Whether nobody but staff knows of it: not announced yet, or called off."""
        return self.state in {MeetingState.PLANNED, MeetingState.CANCELLED}

    @property
    def door_token(self) -> str:
        """What stands in the code that hangs at the door."""
        return f"{self.code}-{tokens.keyed_hash('council-door', self.code)[:20]}"


class AgendaItem(models.Model):
    """A topic on a meeting's agenda, and what was said about it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    minutes = models.TextField(blank=True)

    classified = {"public": ["topic", "position", "minutes"], "internal": ["id", "meeting"]}

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "topic"], name="council_agenda_once")
        ]

    def __str__(self) -> str:
        return str(self.topic)


class Attendance(models.Model):
    """That a member is there: in person, or through a proxy with the written word of the member."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendance")
    way = models.CharField(max_length=8, choices=Way)
    proxy = models.CharField(max_length=40, blank=True)
    proxy_key = models.CharField(max_length=64, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    classified = {
        "internal": ["id", "meeting", "seat", "way", "at", "by"],
        "personal": ["proxy", "proxy_key"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="council_present_once"),
            models.CheckConstraint(
                condition=~Q(way=Way.PROXY) | Q(proxy_key__isnull=False), name="council_proxy_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.way}"


class VoterKey(models.Model):
    """A key printed for one member and one meeting, good for one phone; only its digest is kept."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="keys")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "meeting", "seat", "made_at", "made_by", "opened_at", "void_at"],
        "personal": ["digest"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "seat"],
                name="council_key_once",
                condition=Q(void_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(void_at__isnull=True) | Q(opened_at__isnull=True),
                name="council_key_used_or_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}"
