from typing import Self

from django.db import models
from django.db.models import Q

from sanan.books.enums import READERS, Colour, WarningState
from sanan.books.models.codes import new_code
from sanan.files.models import Files
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class WarningQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, person: Person | None) -> Self:
        """Warnings at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def open(self) -> Self:
        """Not closed."""
        return self.exclude(state=WarningState.CLOSED)


class Alert(models.Model):
    """Something a rule found. One for each rule, place and subject, however often it is found.

    `rows` are what triggered it, `[[words, …], …]` with names masked; `shape` is their hash: when a
    closed warning is found again with other rows, it is raised again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    rule = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="warnings")
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=WarningState, default=WarningState.RAISED)
    colour = models.CharField(max_length=8, choices=Colour)
    text = models.CharField(max_length=300)
    rows = models.JSONField(default=list)
    shape = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = WarningQuerySet.as_manager()
    files = Files("alert")

    classified = {
        "internal": [
            "id",
            "code",
            "rule",
            "place",
            "subject",
            "state",
            "colour",
            "text",
            "rows",
            "shape",
            "raised_at",
            "seen_at",
            "gone_at",
            "answered_at",
            "answered_by",
            "closed_at",
            "closed_by",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "place", "subject"], name="books_warning_once"),
            models.CheckConstraint(
                condition=Q(state=WarningState.CLOSED, closed_at__isnull=False)
                | ~Q(state=WarningState.CLOSED) & Q(closed_at__isnull=True),
                name="books_warning_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=WarningState.RAISED) | Q(answered_at__isnull=False),
                name="books_warning_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "place"], name="books_warning_state")]

    def __str__(self) -> str:
        return self.code
