import json
from typing import Any, Self

from django.db import models
from django.db.models import Q

from sanan.competitions.enums import JudgeState, SheetState, StageState
from sanan.competitions.models.competition import Competition, Stage, new_code
from sanan.competitions.models.entry import Entry
from sanan.kit import vault
from sanan.people.models import Person
from sanan.places.models import Place

SEALED_LETTERS = 4_096
"""To what length scores and words are filled up before they are sealed, so that size tells nothing."""


def seal(given: dict[str, Any]) -> str:
    """Scores and words as they are kept until all are in: sealed, and each as long as any other."""
    return vault.lock(json.dumps(given, ensure_ascii=True).ljust(SEALED_LETTERS))


def unseal(locked: str) -> dict[str, Any]:
    """What was sealed; nothing where nothing was given."""
    found: dict[str, Any] = json.loads(vault.unlock(locked) or "{}")
    return found


class Judge(models.Model):
    """One judge of one competition; `number` is the name under which scores are published."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="judges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    chair = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=JudgeState, default=JudgeState.NAMED)
    declared_at = models.DateTimeField(null=True)

    classified = {
        "public": ["number"],
        "internal": ["id", "code", "competition", "person", "chair", "state", "declared_at"],
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "person"], name="competitions_judge_once"
            ),
            models.UniqueConstraint(
                fields=["competition", "number"], name="competitions_judge_number"
            ),
            models.UniqueConstraint(
                fields=["competition"],
                condition=Q(chair=True) & ~Q(state=JudgeState.DISMISSED),
                name="competitions_one_chair",
            ),
            models.CheckConstraint(
                condition=~Q(state=JudgeState.DECLARED) | Q(declared_at__isnull=False),
                name="competitions_declared_when",
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def alias(self) -> str:
        """The name in published scores."""
        return f"J{self.number}"

    @property
    def place(self) -> Place:
        """Where the competition is."""
        return self.competition.place


class Conflict(models.Model):
    """Why a judge does not judge an entry: said by themselves, or seen from their posts."""

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="conflicts")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="conflicts")
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    classified = {"internal": ["id", "judge", "entry", "at"], "personal": ["why"]}

    class Meta:
        ordering = ["entry", "judge"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry"], name="competitions_conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.judge} {self.entry}"


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def of_person(self, person: Person | None) -> Self:
        """The sheets that this person fills in."""
        return self.filter(judge__person=person).exclude(judge__state=JudgeState.DISMISSED)

    def missing(self) -> Self:
        """Those that keep a stage from being closed."""
        return self.filter(state=SheetState.OPEN)


class ScoreSheet(models.Model):
    """The score sheet of one judge on one entry in one stage.

    `locked` holds scores by criterion and the judge's words, sealed. Nothing reads them but the
    judge, and after all are in `queries.judging`, for the chair and then for everyone.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="sheets")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sheets")
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.OPEN)
    locked = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)

    objects = ScoreSheetQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "stage", "entry", "judge", "state", "version", "submitted_at"],
        "sensitive": ["locked"],
    }

    class Meta:
        ordering = ["stage", "entry", "judge"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "entry", "judge"], name="competitions_sheet_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.SUBMITTED)
                | ~Q(locked="") & Q(submitted_at__isnull=False),
                name="competitions_sheet_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.judge}"

    @property
    def place(self) -> Place:
        """Where the competition is."""
        return self.stage.competition.place

    @property
    def may_change(self) -> bool:
        """Whether its stage still takes scores."""
        return self.stage.state == StageState.SCORING

    def given(self) -> dict[str, Any]:
        """Scores by criterion, and words: for the judge alone until the seal is broken."""
        return unseal(self.locked)


class SheetVersion(models.Model):
    """One version of a sheet as it was handed in, for ever; sealed like the sheet.

    `token` is the sending's own name: the same sending twice is one version.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    locked = models.TextField()
    at = models.DateTimeField()
    token = models.CharField(max_length=64)

    classified = {"internal": ["id", "sheet", "number", "at", "token"], "sensitive": ["locked"]}

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="competitions_version_once"),
            models.UniqueConstraint(fields=["sheet", "token"], name="competitions_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} v{self.number}"


class Result(models.Model):
    """What a stage came to for an entry, as it was reckoned when the seal was broken."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="results")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="results")
    total = models.DecimalField(max_digits=9, decimal_places=2)
    rank = models.PositiveSmallIntegerField()
    row = models.JSONField()

    classified = {"public": ["stage", "entry", "total", "rank", "row"], "internal": ["id"]}

    class Meta:
        ordering = ["stage", "rank", "entry"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "entry"], name="competitions_result_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.total}"
