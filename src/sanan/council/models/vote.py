from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.council.enums import READERS, Choice, ResolutionState, VoteState, Way
from sanan.council.models.body import Seat, new_code
from sanan.council.models.meeting import Meeting
from sanan.council.models.topic import Topic
from sanan.people.models import Org, Person
from sanan.people.queries import below


class VoteQuerySet(models.QuerySet["Vote"]):
    def visible_to(self, person: Person | None) -> Self:
        """Votes of bodies at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "meeting__council__place"))

    def open(self) -> Self:
        """Still to be voted in."""
        return self.filter(state=VoteState.OPEN)


class Vote(models.Model):
    """A question put to a meeting. Nobody learns how it stands before it is closed.

    `special`: the matter needs the higher share. `basis` is the body as it stood when the vote was
    opened, by which it is judged. `result` is what was counted at the close: `people` and `area` by
    choice, `facts`, `lines` (each comparison), `valid`, `law`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="votes")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="votes")
    state = models.CharField(max_length=8, choices=VoteState, default=VoteState.OPEN)
    question = models.CharField(max_length=300)
    secret = models.BooleanField(default=False)
    special = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    basis = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    objects = VoteQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "state",
            "question",
            "secret",
            "special",
            "opened_at",
            "closes_at",
            "closed_at",
            "basis",
            "result",
        ],
        "internal": ["id", "meeting", "topic"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "topic"],
                name="council_vote_open_once",
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="council_vote_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class Ballot(models.Model):
    """The one vote of a member that counts, `way` the door it came by; none is left of a secret vote."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=8, choices=Choice)
    area = models.PositiveBigIntegerField(default=0)
    way = models.CharField(max_length=8, choices=Way)
    at = models.DateTimeField()

    classified = {"internal": ["id", "vote", "way", "at"], "personal": ["seat", "choice", "area"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "seat"], name="council_ballot_once")]

    def __str__(self) -> str:
        return self.way


class DoorBallot(models.Model):
    """What came in for a member by one door; on paper what one of two people entered (`by`)."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="door_ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    choice = models.CharField(max_length=8, choices=Choice)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    classified = {"internal": ["id", "vote", "way", "by", "at"], "personal": ["seat", "choice"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "seat", "way"],
                name="council_door_once",
                condition=Q(by__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["vote", "seat", "by"],
                name="council_paper_once",
                condition=Q(by__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(way="paper", by__isnull=False)
                | Q(way__in=["online", "hands"], by__isnull=True),
                name="council_paper_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.way


class Ruling(models.Model):
    """Which door counts for a member whose doors disagree, as one of two people saw it."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="rulings")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classified = {"internal": ["id", "vote", "seat", "way", "by", "at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "seat", "by"], name="council_ruling_once")
        ]

    def __str__(self) -> str:
        return self.way


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, person: Person | None) -> Self:
        """Resolutions of bodies at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "vote__meeting__council__place"))

    def published(self) -> Self:
        """Shown to everyone."""
        return self.filter(state=ResolutionState.PUBLISHED)


class Resolution(models.Model):
    """What was decided, with the vote that makes it valid; there is no invalid one."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="resolutions")
    vote = models.OneToOneField(Vote, models.PROTECT, related_name="resolution")
    state = models.CharField(
        max_length=10, choices=ResolutionState, default=ResolutionState.ADOPTED
    )
    text = models.TextField()
    adopted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    publish_until = models.DateField(null=True)
    entry_id = models.BigIntegerField(null=True)

    objects = ResolutionQuerySet.as_manager()

    classified = {
        "public": ["code", "state", "text", "adopted_at", "published_at", "publish_until"],
        "internal": ["id", "topic", "vote", "entry_id"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="adopted", published_at__isnull=True, publish_until__isnull=True)
                | Q(state="published", published_at__isnull=False, publish_until__isnull=False),
                name="council_published_until",
            )
        ]

    def __str__(self) -> str:
        return self.code


class ActionItem(models.Model):
    """A task that follows from a resolution. It is a case, and ends as a case does."""

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="items")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Org, models.PROTECT, related_name="+")
    due_on = models.DateField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="council_items")

    classified = {"public": ["text", "owner", "due_on"], "internal": ["id", "resolution", "case"]}

    def __str__(self) -> str:
        return self.text
