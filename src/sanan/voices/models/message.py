from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case, Category
from sanan.files.models import Files
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.voices.enums import READERS, Kind, Reading, Reason, Source, State
from sanan.voices.models.room import Member, Room, new_code

SEEN = (State.SHOWN, State.REMOVED, State.TAKEN_BACK)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person | None) -> Self:
        """Messages of rooms at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "room__place"))

    def in_room(self) -> Self:
        """What the room sees: shown, and the line that something was taken out or back."""
        return self.filter(state__in=SEEN)


class Message(models.Model):
    """One thing said in a room.

    `seq` is its number in the room, `rev` the room's count at its last change. `name` is how its
    author was called then, `role` the office where it was staff. `likely` is how likely it is a
    concern, in per cent; `hits` are the words for which it was held. `judged_*`, `why` and `note`
    say who took it out or let it through, and for what reason; `reported_at` since when a
    neighbour's report waits. `origin` names it where it came
    from, so that nothing is taken in twice.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    room = models.ForeignKey(Room, models.PROTECT, related_name="messages", db_index=False)
    seq = models.PositiveIntegerField()
    rev = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.SAID)
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    source = models.CharField(max_length=8, choices=Source, default=Source.ROOM)
    origin = models.CharField(max_length=100, null=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="messages")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=24, choices=Role, blank=True)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="messages")
    reading = models.CharField(max_length=10, choices=Reading, default=Reading.NONE)
    likely = models.PositiveSmallIntegerField(default=0)
    topic = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    hits = models.JSONField(default=list)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Reason, blank=True)
    note = models.CharField(max_length=300, blank=True)
    pinned_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    indexed = models.BooleanField(default=False)

    objects = MessageQuerySet.as_manager()
    files = Files("message")

    classified = {
        "internal": [
            "id",
            "ref",
            "room",
            "seq",
            "rev",
            "kind",
            "state",
            "source",
            "origin",
            "role",
            "reply_to",
            "case",
            "reading",
            "likely",
            "topic",
            "hits",
            "judged_at",
            "judged_by",
            "why",
            "note",
            "pinned_at",
            "reported_at",
            "at",
            "indexed",
        ],
        "personal": ["member", "by", "name", "title", "text", "url"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="voices_seq_once"),
            models.UniqueConstraint(fields=["room", "origin"], name="voices_origin_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["removed", "refused"])
                | Q(judged_at__isnull=False) & ~Q(why=""),
                name="voices_out_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reading="confirmed") | Q(case__isnull=False),
                name="voices_confirmed_case",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "rev"], name="voices_changes"),
            models.Index(fields=["room", "at"], name="voices_when"),
            models.Index(fields=["room"], name="voices_proposed", condition=Q(reading="proposed")),
            models.Index(fields=["room"], name="voices_held", condition=Q(state="held")),
            models.Index(
                fields=["room"], name="voices_reported", condition=Q(reported_at__isnull=False)
            ),
            models.Index(
                fields=["room"], name="voices_pinned", condition=Q(pinned_at__isnull=False)
            ),
            models.Index(fields=["room"], name="voices_cases", condition=Q(case__isnull=False)),
            models.Index(fields=["id"], name="voices_waiting", condition=Q(indexed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"

    @property
    def is_shown(self) -> bool:
        """Whether the room reads its words."""
        return self.state == State.SHOWN

    @property
    def is_out(self) -> bool:
        """Whether the room reads only a line in its place."""
        return self.state in {State.REMOVED, State.TAKEN_BACK}
