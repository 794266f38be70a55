from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sanan.people.models import Org, Person
from sanan.places.models import Place
from sanan.projects.enums import (
    AssessmentState,
    RulesState,
    Subjects,
)
from sanan.projects.models.project import Project, new_code


class AssessmentRules(models.Model):
    """One version of the rules of an assessment, as data (docs/scoring.md)."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    subjects = models.CharField(max_length=8, choices=Subjects)
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=RulesState, default=RulesState.DRAFT)
    made_at = models.DateTimeField()

    classified: ClassVar = {
        "public": ["code", "place", "title", "version", "subjects", "data", "state", "made_at"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["title", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "title", "version"], name="projects_rules_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Assessment(models.Model):
    """One quarter by one version of rules. `period` is 2026Q3; objections are heard to `until_on`."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    rules = models.ForeignKey(AssessmentRules, models.PROTECT, related_name="assessments")
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    until_on = models.DateField(null=True)
    published_on = models.DateField(null=True)

    classified: ClassVar = {
        "public": ["code", "place", "rules", "period", "state", "until_on", "published_on"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-period", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rules", "period"],
                name="projects_assessed_once",
                condition=~Q(state=AssessmentState.WITHDRAWN),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["shown", "published"]) | Q(until_on__isnull=False),
                name="projects_assessment_heard",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.PUBLISHED) | Q(published_on__isnull=False),
                name="projects_assessment_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules} {self.period}"


class AssessedScore(models.Model):
    """What one project or unit got, and the facts it was worked out from, so that it can be again.

    `facts` and `evidence` stand as they were taken; `total`, `rank` and `listed` are what the rules
    make of them.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    key = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=40, blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField()
    evidence = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    rank = models.PositiveIntegerField(null=True)
    of = models.PositiveIntegerField(default=0)
    listed = models.CharField(max_length=5, blank=True)

    classified: ClassVar = {
        "public": ["key", "name", "group", "total", "rank", "of", "listed", "project", "org"],
        "internal": ["id", "assessment", "facts", "evidence"],
    }

    class Meta:
        ordering = ["group", F("rank").asc(nulls_last=True), "name"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="projects_score_once"),
            models.CheckConstraint(
                condition=Q(project=None) | Q(org=None), name="projects_score_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScoreObjection(models.Model):
    """What the one whom a score hurts says against it, and what was found."""

    score = models.ForeignKey(AssessedScore, models.CASCADE, related_name="objections")
    text = models.CharField(max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    classified: ClassVar = {
        "internal": ["id", "score", "at", "answered_at"],
        "personal": ["text", "by", "answer"],
    }

    class Meta:
        ordering = ["at", "pk"]


class ProvincialResult(models.Model):
    """Where the county stood in the province's list of a quarter, and who says so."""

    county = models.ForeignKey(Place, models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    rank = models.PositiveSmallIntegerField(null=True)
    among_ten = models.BooleanField()
    source = models.CharField(max_length=200)
    address = models.URLField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    classified: ClassVar = {
        "public": ["county", "period", "rank", "among_ten", "source", "address", "note"],
        "internal": ["id", "at"],
    }

    class Meta:
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["county", "period"], name="projects_provincial_once"),
            models.CheckConstraint(condition=~Q(source=""), name="projects_provincial_source"),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(rank__gte=1), name="projects_provincial_rank"
            ),
        ]

    def __str__(self) -> str:
        return str(_("前十") if self.among_ten else _("没有进前十"))
