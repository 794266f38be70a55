from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.competitions import panel
from sanan.competitions.enums import (
    OPEN_TO_ALL,
    READERS,
    SEALED,
    StageKind,
    StageState,
    State,
)
from sanan.kit import tokens
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place

LEAST_PUBLICITY, MOST_PUBLICITY = 5, 7
"""Days for which results are shown before they stand (domain brief §2.5)."""
WHOLE = 100
"""What weights come to, in per cent, and what a rubric must come to, in points."""


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class Rubric(models.Model):
    """By what is judged, as data (`panel.Rubric`); never changed, a change is a new version."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    title = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "public": ["code", "title", "version", "body", "made_at"],
        "internal": ["id", "made_by"],
    }

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["title", "version"], name="competitions_rubric_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    @property
    def rule(self) -> panel.Rubric:
        """The rubric to reckon by."""
        return panel.rubric_of(self.body)


class CompetitionQuerySet(models.QuerySet["Competition"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place, or as one of its judges."""
        if person is None:
            return self.none()
        return self.filter(below(person, READERS) | Q(judges__person=person)).distinct()


class Competition(models.Model):
    """One competition, from its call to the projects that it funded.

    `awards` are its prizes from the best down, each `{"name", "count", "fen"}`; `hosts` who invites.
    An earlier award within `apart_years` keeps a project out. `decided` are codes of entries that the
    chair put ahead of those they are equal with, in order.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    hosts = models.CharField(max_length=200)
    call = models.CharField(max_length=4000)
    closes_at = models.DateTimeField()
    awards = models.JSONField(default=list)
    apart_years = models.PositiveSmallIntegerField(default=3)
    publicity_days = models.PositiveSmallIntegerField(default=LEAST_PUBLICITY)
    state = models.CharField(max_length=12, choices=State, default=State.CALL)
    publicised_on = models.DateField(null=True)
    publicity_ends_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    decided = models.JSONField(default=list)
    called_at = models.DateTimeField()

    objects = CompetitionQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "hosts",
            "call",
            "closes_at",
            "awards",
            "apart_years",
            "publicity_days",
            "state",
            "publicised_on",
            "publicity_ends_on",
            "awarded_on",
        ],
        "internal": ["id", "decided", "called_at"],
    }

    class Meta:
        ordering = ["-called_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    publicity_days__gte=LEAST_PUBLICITY, publicity_days__lte=MOST_PUBLICITY
                ),
                name="competitions_publicity_days",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_TO_ALL)
                | Q(publicity_ends_on__gt=F("publicised_on"), publicised_on__isnull=False),
                name="competitions_publicised_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.AWARDED, State.TRACKING, State.FINISHED])
                | Q(awarded_on__isnull=False),
                name="competitions_awarded_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether everyone may read all scores."""
        return self.state in OPEN_TO_ALL

    def publicity_over(self, day: date) -> bool:
        """Whether the last day of publicity has gone by on `day`."""
        return self.publicity_ends_on is not None and day > self.publicity_ends_on


class Stage(models.Model):
    """One round of judging: by which rubric, with which weight, how many go on.

    `panel_size` judges look at each entry (0: all who may); `advance` of the entries go on (0: all).
    `order` is the order on the stage, by lot, as codes; `current` the entry that stands there now.
    From `looked_at` on the chair knows where judges differ, and nobody changes a sheet by themselves.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StageKind)
    weight = models.PositiveSmallIntegerField()
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="stages")
    panel_size = models.PositiveSmallIntegerField(default=0)
    advance = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=StageState, default=StageState.WAITING)
    current = models.ForeignKey("competitions.Entry", models.PROTECT, null=True, related_name="+")
    order = models.JSONField(default=list)
    opened_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    classified = {
        "public": [
            "code",
            "competition",
            "number",
            "kind",
            "weight",
            "rubric",
            "panel_size",
            "advance",
            "state",
            "order",
            "current",
        ],
        "internal": ["id", "opened_at", "looked_at", "closed_at"],
    }

    class Meta:
        ordering = ["competition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "number"], name="competitions_stage_once"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=WHOLE), name="competitions_stage_weight"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SEALED) | Q(closed_at__isnull=False),
                name="competitions_stage_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def place(self) -> Place:
        """Where its competition is."""
        return self.competition.place

    @property
    def is_sealed(self) -> bool:
        """Whether nobody may read a score yet."""
        return self.state in SEALED


class Objection(models.Model):
    """What somebody has against the results, said during publicity; handled before awards are given."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="objections")
    entry = models.ForeignKey("competitions.Entry", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=1000)
    raised_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    finding = models.CharField(max_length=1000, blank=True)
    handled_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "competition", "entry", "raised_at", "upheld", "handled_at"],
        "personal": ["text", "finding"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, handled_at__isnull=True)
                | Q(upheld__isnull=False, handled_at__isnull=False) & ~Q(finding=""),
                name="competitions_objection_handled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%F}"
