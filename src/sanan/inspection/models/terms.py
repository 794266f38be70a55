from django.db import models
from django.db.models import Q

from sanan.inspection.enums import TermsKind
from sanan.people.models import Person
from sanan.places.models import Place


class Terms(models.Model):
    """A version of what a county's office sets: periods of the room, or weights of the index.

    The newest number of a place and kind holds; the earlier ones stay, with why each was set.
    `values` are decimals as strings, by the names in `rules.terms`.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=TermsKind)
    number = models.PositiveIntegerField()
    values = models.JSONField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    classified = {
        "internal": ["id", "place", "kind", "number", "values", "why", "by", "made_at"],
    }

    class Meta:
        ordering = ["place", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "number"], name="inspection_terms_number"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="inspection_terms_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
