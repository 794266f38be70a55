from django.db import models

from sanan.livelihood.enums import FigureState, Qualifier, Tab
from sanan.livelihood.models.household import new_code
from sanan.places.models import Place


class StatedFigure(models.Model):
    """A figure that a report states and no rows of ours make up: its qualifier, source and meaning."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    tab = models.CharField(max_length=10, choices=Tab)
    label = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=12)
    qualifier = models.CharField(max_length=8, choices=Qualifier)
    meaning = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=FigureState, default=FigureState.STANDING)

    classified = {
        "public": [
            "code",
            "place",
            "tab",
            "label",
            "value",
            "unit",
            "qualifier",
            "meaning",
            "source",
            "on",
            "state",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "label"], name="livelihood_figure_once")
        ]

    def __str__(self) -> str:
        return self.label
