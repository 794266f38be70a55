from django.db import models
from django.db.models import Q

from sanan.cases.enums import (
    Decision,
    DeclineReason,
    ExclusionReason,
    ReturnReason,
)
from sanan.cases.models.case import Case
from sanan.people.models import Org, Person


class Reply(models.Model):
    """An answer to the appellant. A reworked case has several; the last counts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="replies")
    public_text = models.TextField()
    private_text = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    classified = {
        "public": ["id", "case", "public_text", "org", "at"],
        "personal": ["private_text", "by"],
    }

    def __str__(self) -> str:
        return f"{self.case} {self.at:%F}"


class Request(models.Model):
    """Something asked of a supervisor, with one decision: a return, an extension, an exclusion.

    `wanted` holds the particulars (proposed unit, new date, evidence).
    """

    class Matter(models.TextChoices):
        RETURN = "return"
        EXTENSION = "extension"
        EXCLUSION = "exclusion"

    case = models.ForeignKey(Case, models.CASCADE, related_name="requests")
    matter = models.CharField(max_length=10, choices=Matter)
    reason = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    wanted = models.JSONField(default=dict)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    RETURN_REASONS = ReturnReason
    EXCLUSION_REASONS = ExclusionReason
    DECLINE_REASONS = DeclineReason

    classified = {
        "internal": [
            "id",
            "case",
            "matter",
            "reason",
            "text",
            "wanted",
            "asked_by",
            "asked_at",
            "decision",
            "decided_by",
            "decided_at",
            "answer",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "matter"],
                name="cases_one_request_open",
                condition=Q(decision="pending"),
            ),
            models.CheckConstraint(
                condition=Q(decision="pending", decided_at__isnull=True)
                | ~Q(decision="pending") & Q(decided_at__isnull=False),
                name="cases_request_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.matter} {self.decision}"


class Follow(models.Model):
    """Someone follows a neighbour's public case instead of saying it again; told when it ends."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="follows")
    contact_locked = models.CharField(max_length=300, blank=True)
    contact_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    classified = {
        "internal": ["id", "case", "at"],
        "personal": ["person", "contact_locked", "contact_hash"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "contact_hash"],
                name="cases_follow_once",
                condition=~Q(contact_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.at:%F}"
