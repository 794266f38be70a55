from typing import Any

from django.db import models
from django.db.models import F, Q

from sanan.cases.models.case import Case
from sanan.places.models import Place


class DayOfCalendar(models.Model):
    """One day of the working calendar; days without a row are Monday to Friday.

    Without a county it is the State Council's day for all of them; a county's own goes before it.
    """

    county = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    classified = {"public": ["id", "county", "day", "working", "name"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day"], name="cases_day_once", condition=models.Q(county__isnull=True)
            ),
            models.UniqueConstraint(fields=["county", "day"], name="cases_day_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.working}"


class Policy(models.Model):
    """One row of a deadline pack: which cases it fits and what it allows them.

    `matches` narrows it by kind, nature, urgency, door or category; the most specific row of the pack wins.
    `allows` gives stage → {unit, amount} for `contact`, `handle`, `return`, `revisit`, `reopen`.
    """

    pack = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    matches = models.JSONField(default=dict)
    allows: Any = models.JSONField(default=dict)
    max_extensions = models.PositiveSmallIntegerField(default=1)
    max_extension_days = models.PositiveSmallIntegerField(default=10)
    pausable = models.BooleanField(default=True)

    classified = {
        "public": [
            "id",
            "pack",
            "key",
            "name",
            "source",
            "matches",
            "allows",
            "max_extensions",
            "max_extension_days",
            "pausable",
        ],
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "key"], name="cases_policy_once")]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"{self.pack}/{self.key}"


class Pause(models.Model):
    """A stretch during which the clock stands still: a suspension, or waiting for the appellant."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    classified = {"internal": ["id", "case", "reason", "from_at", "until_at"]}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="cases_pause_ends_later",
            ),
            models.UniqueConstraint(
                fields=["case"], name="cases_one_pause_open", condition=Q(until_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.from_at:%F}"


class CountySetting(models.Model):
    """What a county chose: its deadline pack, its score's weights, how long a rating may wait."""

    county = models.OneToOneField(Place, models.CASCADE, related_name="setting")
    pack = models.CharField(max_length=30, default="beijing")
    weight_response = models.PositiveSmallIntegerField(default=30)
    weight_resolution = models.PositiveSmallIntegerField(default=35)
    weight_satisfaction = models.PositiveSmallIntegerField(default=35)
    credit = models.JSONField(default=dict)
    rank_at_least = models.PositiveSmallIntegerField(default=10)
    reopen_days = models.PositiveSmallIntegerField(default=15)
    revisit_days = models.PositiveSmallIntegerField(default=7)
    wecom_webhook = models.CharField(max_length=300, blank=True)

    classified = {
        "public": [
            "county",
            "pack",
            "weight_response",
            "weight_resolution",
            "weight_satisfaction",
            "credit",
            "rank_at_least",
            "reopen_days",
            "revisit_days",
        ],
        "internal": ["id"],
        "sensitive": ["wecom_webhook"],
    }

    def __str__(self) -> str:
        return str(self.county)
