from decimal import Decimal
from typing import Self

from django.db import models

from sanan.cases.enums import ModelKind, Work
from sanan.cases.models.case import Case
from sanan.kit.rounding import rate
from sanan.places.models import Place


class HotIssueQuerySet(models.QuerySet["HotIssue"]):
    def newest(self, place: Place) -> Self:
        """The issues of the last mining of `place`, hottest first."""
        last = HotMining.objects.filter(place=place).order_by("-made_at").values("pk")[:1]
        return self.filter(mining__in=last).order_by("rank")


class HotMining(models.Model):
    """One run over a place's cases of a period, looking for what is heating up."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="hot_minings")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_at = models.DateTimeField()
    read = models.PositiveIntegerField()

    classified = {"internal": ["id", "place", "from_at", "until_at", "made_at", "read"]}

    def __str__(self) -> str:
        return f"{self.place} {self.made_at:%F}"


class HotIssue(models.Model):
    """One event that several cases tell of.

    `heat` follows `insight.hot.heat`; `trend` is cases a day in the last third of its time against
    before (1: steady); `weeks` counts cases per week.
    """

    mining = models.ForeignKey(HotMining, models.CASCADE, related_name="issues")
    rank = models.PositiveIntegerField()
    heat = models.FloatField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    where = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    likes = models.IntegerField()
    trend = models.FloatField()
    weeks = models.JSONField(default=list)
    cases = models.ManyToManyField(Case, related_name="hot_issues")

    objects = HotIssueQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "mining",
            "rank",
            "heat",
            "from_at",
            "until_at",
            "where",
            "description",
            "people",
            "likes",
            "trend",
            "weeks",
            "cases",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mining", "rank"], name="cases_hot_rank_once")
        ]

    def __str__(self) -> str:
        return self.description


class ModelInUse(models.Model):
    """The reading model that a county trained from its own labels, and what it measured then."""

    county = models.OneToOneField(Place, models.CASCADE, related_name="reading_model")
    path = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    labels = models.PositiveIntegerField()
    macro_f1 = models.FloatField(null=True)

    classified = {"internal": ["id", "county", "path", "made_at", "labels", "macro_f1"]}

    def __str__(self) -> str:
        return f"{self.county} {self.made_at:%F}"


class ModelVersion(models.Model):
    """One reading model of a county, whether it is in use, was, or was found worse and never used.

    `kind` says what it decides; `sheet` is its data sheet: what it was made from, what it measured
    on cases that it had not seen, and how it did beside the one before on the same cases. The file
    stays, so that one can go back to it.
    """

    county = models.ForeignKey(Place, models.CASCADE, related_name="model_versions")
    kind = models.CharField(max_length=10, choices=ModelKind)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    sheet = models.JSONField(default=dict)
    used_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False)

    classified = {
        "internal": [
            "id",
            "county",
            "kind",
            "path",
            "sha256",
            "made_at",
            "sheet",
            "used_at",
            "left_at",
            "dropped",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "kind"],
                condition=models.Q(used_at__isnull=False, left_at__isnull=True),
                name="cases_model_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ModelKind.values), name="cases_model_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(used_at__isnull=False),
                name="cases_model_left_was_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.kind} {self.made_at:%F}"

    @property
    def is_used(self) -> bool:
        """Whether it reads for its county now."""
        return self.used_at is not None and self.left_at is None

    @property
    def offered_share(self) -> Decimal | None:
        """Of the unseen cases it was measured on, those that got an offer, in per cent."""
        return self._share("offered", "cases")

    @property
    def units_share(self) -> Decimal | None:
        """Of the units it offered there, those that a person let stand, in per cent."""
        return self._share("units_right", "offered")

    def _share(self, part: str, whole: str) -> Decimal | None:
        told = self.sheet.get("measured") or {}
        return rate(told.get(part, 0), told.get(whole, 0))


class Progress(models.Model):
    """How far long work on a place's cases is; gone when it is done, so what is left was stopped.

    `cursor` is the last case read and `name` the model it was read with, where the work can go on
    from there; mining keeps its own state in a file.
    """

    work = models.CharField(max_length=10, choices=Work)
    place = models.ForeignKey(Place, models.CASCADE, related_name="progress")
    name = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    classified = {
        "internal": [
            "id",
            "work",
            "place",
            "name",
            "done",
            "total",
            "cursor",
            "started_at",
            "moved_at",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "place"], name="cases_progress_once"),
            models.CheckConstraint(
                condition=models.Q(work__in=Work.values), name="cases_progress_work_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.place} {self.done}/{self.total}"
