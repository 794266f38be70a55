from typing import Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.inspection.enums import ClueState, Source, Theme
from sanan.inspection.models.round import Target, new_code
from sanan.kit import vault
from sanan.people.models import Person


class ClueQuerySet(models.QuerySet["Clue"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those of the villages that this person sees in a round: team and office."""
        return self.filter(target__in=Target.objects.visible_to(person))


class Clue(models.Model):
    """Something that the team will look into. `text_locked` is what the team wrote, encrypted."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    target = models.ForeignKey(Target, models.PROTECT, related_name="clues")
    theme = models.CharField(max_length=12, choices=Theme)
    text_locked = models.TextField()
    state = models.CharField(max_length=12, choices=ClueState, default=ClueState.TAKEN)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ClueQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "target", "theme", "state", "taken_at", "taken_by"],
        "sensitive": ["text_locked"],
    }

    class Meta:
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.get_theme_display()}"

    @property
    def text(self) -> str:
        """What the team wrote."""
        return vault.unlock(self.text_locked)


class CluePlace(models.Model):
    """Where in the record a clue was read: `ref` names the message, case, question or warning.

    `quoted` is its text as it was read, private words covered.
    """

    clue = models.ForeignKey(Clue, models.CASCADE, related_name="places")
    source = models.CharField(max_length=10, choices=Source)
    ref = models.CharField(max_length=40, blank=True)
    quoted = models.CharField(max_length=600, blank=True)
    said_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "clue", "source", "ref", "said_at"],
        "personal": ["quoted"],
    }

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clue", "source", "ref"],
                name="inspection_clue_place_once",
                condition=~Q(ref=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.ref}"


class Heard(models.Model):
    """A case that somebody raised on the notice of a village, or against a finished rectification."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="heard")
    target = models.ForeignKey(Target, models.PROTECT, related_name="heard")
    item = models.ForeignKey("inspection.Item", models.PROTECT, null=True, related_name="doubts")

    classified = {"internal": ["id", "case", "target", "item"]}

    def __str__(self) -> str:
        return self.case.code
