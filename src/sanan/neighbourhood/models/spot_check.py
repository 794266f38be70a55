from typing import Self

from django.db import models
from django.db.models import Q

from sanan.neighbourhood.enums import READERS, CheckState
from sanan.neighbourhood.models.centre import MOST_STARS, Centre, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class CheckQuerySet(models.QuerySet["SpotCheck"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above the centre."""
        return self.filter(below(person, READERS))


class SpotCheck(models.Model):
    """One check of a centre on the spot, by a sheet of indicators in a version.

    `marks` holds the points given by indicator, `notes` what was seen. `total` and `stars` stand
    once it was sent in. `token` is what the checker's phone made, so that a sheet that is sent twice
    from a place without network is one.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="checks")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=5, choices=CheckState, default=CheckState.OPEN)
    marks = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True, null=True)

    objects = CheckQuerySet.as_manager()

    classified = {
        "public": ["code", "centre", "place", "version", "state", "marks", "total", "stars"],
        "internal": ["id", "notes", "begun_at", "sent_at", "by", "token"],
    }

    class Meta:
        ordering = ["-begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CheckState.OPEN)
                | Q(total__isnull=False, stars__lte=MOST_STARS, sent_at__isnull=False),
                name="neighbourhood_check_sent",
            ),
            models.UniqueConstraint(
                fields=["centre", "by"],
                name="neighbourhood_one_check",
                condition=Q(state=CheckState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return self.code
