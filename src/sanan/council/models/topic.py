from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.council.enums import (
    OWNERS_MATTERS,
    READERS,
    VILLAGE_MATTERS,
    Level,
    Matter,
    Source,
    Stance,
    State,
)
from sanan.council.models.body import Council
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.enums import Satisfaction

HIDDEN = frozenset({State.PROPOSED, State.DECLINED})
"""Not shown to the public: nobody has yet read it for names and numbers."""


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, person: Person | None) -> Self:
        """Topics at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def public(self) -> Self:
        """Admitted, and so read over."""
        return self.exclude(state__in=HIDDEN)


class Topic(models.Model):
    """A matter for deliberation. One that comes from a case bears the case's number."""

    code = models.CharField(max_length=20, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="topics")
    council = models.ForeignKey(Council, models.PROTECT, null=True, related_name="topics")
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="topic")
    source = models.CharField(max_length=12, choices=Source)
    level = models.CharField(max_length=12, choices=Level, default=Level.COMMUNITY)
    matter = models.CharField(max_length=16, choices=Matter, default=Matter.OTHER)
    state = models.CharField(max_length=14, choices=State, default=State.PROPOSED)
    title = models.CharField(max_length=120)
    text = models.TextField()
    result = models.TextField(blank=True)
    proposer = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="topics")
    proposed_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = TopicQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "council",
            "state",
            "level",
            "matter",
            "title",
            "text",
            "result",
            "admitted_at",
            "resolved_at",
            "done_at",
        ],
        "internal": ["id", "case", "source", "proposed_at"],
        "personal": ["proposer"],
    }

    class Meta:
        indexes = [models.Index(fields=["place", "state"], name="council_topic_queue")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.RESOLVED) | Q(resolved_at__isnull=False),
                name="council_topic_resolved_when",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def needs_villagers(self) -> bool:
        """Whether the villagers decide it, after the three deliberations before theirs."""
        return self.matter in VILLAGE_MATTERS

    @property
    def needs_owners(self) -> bool:
        """Whether all owners decide it, by number and area."""
        return self.matter in OWNERS_MATTERS

    @property
    def is_public(self) -> bool:
        """Whether anyone may read it."""
        return self.state not in HIDDEN


class Statement(models.Model):
    """A short sentence about a topic to agree or disagree with."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="statements")
    text = models.CharField(max_length=140)
    voter = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    classified = {"public": ["text", "made_at"], "internal": ["id", "topic"], "personal": ["voter"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "text"], name="council_statement_once")
        ]

    def __str__(self) -> str:
        return self.text


class Opinion(models.Model):
    """What one voter thinks of one statement; `voter` is a keyed hash of a person or a phone.

    `known`: a person, whom a phone code or a seat vouches for; only those are counted.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="opinions")
    voter = models.CharField(max_length=64)
    known = models.BooleanField(default=False)
    stance = models.SmallIntegerField(choices=Stance)
    at = models.DateTimeField()

    classified = {"internal": ["id", "statement", "stance", "at", "known"], "personal": ["voter"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "voter"], name="council_opinion_once"),
            models.CheckConstraint(
                condition=Q(stance__in=[-1, 0, 1]), name="council_opinion_stance"
            ),
        ]

    def __str__(self) -> str:
        return str(self.stance)


class Rating(models.Model):
    """How satisfied one resident is with what became of a topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="ratings")
    voter = models.CharField(max_length=64)
    known = models.BooleanField(default=False)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    classified = {
        "internal": ["id", "topic", "satisfaction", "at", "known"],
        "personal": ["voter", "text"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "voter"], name="council_rating_once")
        ]

    def __str__(self) -> str:
        return self.satisfaction
