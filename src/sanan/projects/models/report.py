from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from sanan.files.models import Files
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.projects.enums import (
    COUNTED,
    ReportState,
)
from sanan.projects.models.project import Project, new_code


class MonthlyReportQuerySet(models.QuerySet["Report"]):
    def counted(self) -> Self:
        """What figures are made of: verified by another person, or locked."""
        return self.filter(state__in=COUNTED)

    def standing(self) -> Self:
        """Without versions that were corrected."""
        return self.exclude(state=ReportState.REPLACED)


class Report(models.Model):
    """What one project says of one month, in one version.

    `month` is 2026-09; `invested_fen` what was invested since the first of January, None where it
    is not known; `physical` the progress of the works in per cent. A correction is the next
    `version`, with its `reason`; the old one stands until the new one is locked. `explained` says
    why a sum fell or jumped. `text_fen` is the sum that its own words state, where it
    differs from the figure. `is_late` is set when it was sent after its day.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    month = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField(default=1)
    invested_fen = models.BigIntegerField(null=True)
    physical = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    progress = models.CharField(max_length=500, blank=True)
    problems = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    explained = models.CharField(max_length=300, blank=True)
    text_fen = models.BigIntegerField(null=True)
    is_late = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    files = Files("project_report")
    objects = MonthlyReportQuerySet.as_manager()

    classified: ClassVar = {
        "public": ["code", "project", "month", "version", "invested_fen", "physical", "state"],
        "internal": [
            *("id", "progress", "problems", "reason", "explained", "text_fen", "is_late"),
            *("submitted_at", "verified_at", "locked_at"),
        ],
        "personal": ["by", "verified_by"],
    }

    class Meta:
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "month", "version"], name="projects_report_version"
            ),
            models.UniqueConstraint(
                fields=["project", "month"],
                name="projects_report_one_locked",
                condition=Q(state=ReportState.LOCKED),
            ),
            models.UniqueConstraint(
                fields=["project", "month"],
                name="projects_report_one_open",
                condition=Q(state__in=["draft", "submitted", "verified"]),
            ),
            models.CheckConstraint(
                condition=Q(invested_fen=None) | Q(invested_fen__gte=0),
                name="projects_invested_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(physical=None) | Q(physical__gte=0, physical__lte=100),
                name="projects_physical_percent",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="projects_correction_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "locked"])
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="projects_verified_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("by")),
                name="projects_verified_by_another",
            ),
        ]
        indexes = [models.Index(fields=["month", "state"], name="projects_report_month")]

    def __str__(self) -> str:
        return f"{self.project} {self.month}"

    @property
    def place(self) -> Place:
        """The project's."""
        return self.project.place

    @property
    def year(self) -> int:
        return int(self.month[:4])

    @property
    def months(self) -> int:
        """How many months of the year it covers."""
        return int(self.month[5:])


class LockedMonth(models.Model):
    """A month whose figures stand; what is late or wrong comes as a correction with its reason."""

    county = models.ForeignKey(Place, models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    classified: ClassVar = {"public": ["county", "month", "at"], "internal": ["id", "by"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "month"], name="projects_month_locked_once")
        ]


class Reminder(models.Model):
    """That an officer was told of a month's reports, so that the clock tells them once."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)
    late = models.BooleanField()
    at = models.DateTimeField()

    classified: ClassVar = {"internal": ["id", "person", "month", "late", "at"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month", "late"], name="projects_reminded_once"
            )
        ]
