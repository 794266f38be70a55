"""What a year asks for, and by which settings it is counted."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from sanan.investment.enums import BY_LEVEL, READERS, Kind, Level, Metric, RulesState, TaskState
from sanan.investment.models.companies import new_code
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place

YI = 10**10
"""Fen in 亿元."""


class TargetQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place."""
        return self.filter(people.below(person, READERS))


class Task(models.Model):
    """What a place is to reach in a year; `target` in fen where the metric is money, else a count.

    `level` tells city from county where the metric is of agreements; "" takes both.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    metric = models.CharField(max_length=16, choices=Metric)
    level = models.CharField(max_length=6, choices=Level, blank=True)
    target = models.BigIntegerField()
    state = models.CharField(max_length=6, choices=TaskState, default=TaskState.SET)

    objects = TargetQuerySet.as_manager()

    classified: ClassVar = {
        "internal": ["id", "code", "place", "year", "metric", "level", "target", "state"],
    }

    class Meta:
        ordering = ["-year", "metric", "level", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "metric", "level"],
                condition=Q(state=TaskState.SET),
                name="investment_task_once",
            ),
            models.CheckConstraint(condition=Q(target__gt=0), name="investment_target"),
            models.CheckConstraint(
                condition=Q(level="") | Q(metric__in=BY_LEVEL), name="investment_task_level"
            ),
        ]

    def __str__(self) -> str:
        level = self.get_level_display() if self.level else ""
        return f"{level}{self.get_metric_display()}"


class Rules(models.Model):
    """One version of a county's settings; none is ever changed, the next replaces it.

    `small`, `middle` and `big` are the lower ends of the size classes in fen. The days say how long a step
    may take before it is flagged. `counts` is from which kind of agreement on a signing counts.
    `scoring` is the rule set by which a year is scored (`sanan.scoring`).
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    since_on = models.DateField()
    reason = models.CharField(max_length=300)
    small = models.BigIntegerField(default=3 * YI)
    middle = models.BigIntegerField(default=10 * YI)
    big = models.BigIntegerField(default=20 * YI)
    days_register = models.PositiveSmallIntegerField(default=90)
    days_land = models.PositiveSmallIntegerField(default=180)
    days_start = models.PositiveSmallIntegerField(default=180)
    days_funds = models.PositiveSmallIntegerField(default=180)
    days_produce = models.PositiveSmallIntegerField(default=730)
    counts = models.CharField(max_length=10, choices=Kind, default=Kind.CONTRACT)
    scoring = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RulesState, default=RulesState.IN_FORCE)

    objects = TargetQuerySet.as_manager()

    classified: ClassVar = {
        "internal": [
            *("id", "code", "place", "version", "since_on", "reason", "small", "middle", "big"),
            *("days_register", "days_land", "days_start", "days_funds", "days_produce"),
            *("counts", "scoring", "state"),
        ],
    }

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["place", "version"], name="investment_rules_version"),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(state=RulesState.IN_FORCE),
                name="investment_rules_in_force",
            ),
            models.CheckConstraint(
                condition=Q(small__gt=0, middle__gt=F("small"), big__gt=F("middle")),
                name="investment_rules_sizes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} v{self.version}"

    @property
    def sizes(self) -> list[tuple[str, int, int | None]]:
        """The size classes: key, from, to below (None: no end), in fen."""
        return [
            ("small", self.small, self.middle),
            ("middle", self.middle, self.big),
            ("big", self.big, None),
        ]

    @property
    def counted_kinds(self) -> list[str]:
        """The kinds of agreement that count as a signing."""
        kinds = list(Kind)
        return [str(kind) for kind in kinds[kinds.index(Kind(self.counts)) :]]
