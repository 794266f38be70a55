from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.insight.private.covering import Piece, cover, pieces
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.powers.enums import OPEN_QUESTIONS, READERS, Level, QuestionState
from sanan.powers.models.codes import new_code, new_token
from sanan.powers.models.disclosure import Disclosure
from sanan.process.enums import Satisfaction


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, person: Person | None) -> Self:
        """Questions at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def open(self) -> Self:
        """Still to be answered."""
        return self.filter(state__in=OPEN_QUESTIONS)

    def late(self, at: datetime) -> Self:
        """Open, and not answered in the time promised to whoever asked."""
        return self.open().filter(Q(due_at__lt=at) | ~Q(level=Level.VILLAGE))


class Question(models.Model):
    """What somebody asks about a published disclosure, or about one line of it (0: the whole).

    `token` opens the asker's own page. `due_at` is by when the present level must answer;
    `promised_at` by when the village should have. The words are shown once they are answered,
    without private ones; `hidden` are more that whoever answered covered.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="questions")
    version = models.PositiveSmallIntegerField()
    line = models.PositiveSmallIntegerField(default=0)
    line_text = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    township = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="disclosure_questions"
    )
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    level = models.CharField(max_length=10, choices=Level, default=Level.VILLAGE)
    asked_at = models.DateTimeField()
    acknowledge_due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    hidden = models.JSONField(default=list)
    reasked = models.PositiveSmallIntegerField(default=0)
    rating = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    rated_at = models.DateTimeField(null=True)
    rating_text = models.CharField(max_length=500, blank=True)

    objects = QuestionQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "disclosure",
            "version",
            "line",
            "line_text",
            "place",
            "township",
            "state",
            "level",
            "asked_at",
            "acknowledge_due_at",
            "acknowledged_at",
            "promised_at",
            "due_at",
            "answered_at",
            "answer",
            "reasked",
            "rating",
            "rated_at",
        ],
        "internal": ["id"],
        "personal": ["text", "hidden", "person", "token", "rating_text"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[QuestionState.ANSWERED, QuestionState.RATED])
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="powers_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(rating="", rated_at__isnull=True)
                | (~Q(rating="") & Q(rated_at__isnull=False)),
                name="powers_rated_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="powers_question_due"),
            models.Index(fields=["place", "-asked_at"], name="powers_question_place"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def path(self) -> str:
        """Where it is, for asking who may act."""
        return str(self.place.path)

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self.state in OPEN_QUESTIONS

    @property
    def shown_text(self) -> str:
        """Its words for everyone: private words covered, and what whoever answered added."""
        return cover(self.text, more=self.hidden)

    @property
    def pieces(self) -> list[Piece]:
        """Its words cut where private words stand, for whoever answers."""
        return pieces(self.text)
