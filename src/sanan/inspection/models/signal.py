from typing import Self

from django.db import models
from django.db.models import Q

from sanan.books.models import Alert
from sanan.inspection.enums import OFFICE, SignalState
from sanan.inspection.models.round import new_code
from sanan.people.models import Person
from sanan.people.queries import below


class IntegritySignalQuerySet(models.QuerySet["IntegritySignal"]):
    def visible_to(self, person: Person | None) -> Self:
        """The inspection office above the village, and nobody else."""
        return self.filter(below(person, OFFICE, "alert__place"))


class IntegritySignal(models.Model):
    """An alert that may be one of misconduct or corruption (风腐), as the inspection office looks at it.

    The village answers the alert where it was raised; here a person says whether it is worth a
    look. `shape` is that of the alert when it was last looked at: with other rows it is open again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    alert = models.OneToOneField(Alert, models.CASCADE, related_name="signal")
    state = models.CharField(max_length=10, choices=SignalState, default=SignalState.OPEN)
    shape = models.CharField(max_length=64)
    why = models.CharField(max_length=500, blank=True)

    objects = IntegritySignalQuerySet.as_manager()

    classified = {"internal": ["id", "code", "alert", "state", "shape", "why"]}

    class Meta:
        ordering = ["-alert__raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=SignalState.DISMISSED) | ~Q(why=""),
                name="inspection_signal_why",
            )
        ]

    def __str__(self) -> str:
        return self.alert.text
