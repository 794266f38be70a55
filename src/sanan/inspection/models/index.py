from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.inspection.enums import OFFICE, Grade, ReckoningState
from sanan.inspection.models.round import new_code
from sanan.inspection.models.terms import Terms
from sanan.kit.dates import day
from sanan.kit.rounding import half_up
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class VillageFact(models.Model):
    """What other offices know of a village on a day; a field that is empty is not known, never zero.

    Money in fen. `leader_changes` are changes of its leaders in the three years before, `petitions`
    matters that the petition office received in the year before.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    on = models.DateField()
    residents = models.PositiveIntegerField(null=True)
    inspected_on = models.DateField(null=True)
    leader_changes = models.PositiveSmallIntegerField(null=True)
    projects_fen = models.PositiveBigIntegerField(null=True)
    arrears_fen = models.PositiveBigIntegerField(null=True)
    petitions = models.PositiveIntegerField(null=True)

    classified = {
        "internal": [
            "id",
            "place",
            "on",
            "residents",
            "inspected_on",
            "leader_changes",
            "projects_fen",
            "arrears_fen",
            "petitions",
        ],
    }

    class Meta:
        ordering = ["place", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["place", "on"], name="inspection_fact_once"),
            models.CheckConstraint(
                condition=Q(residents__isnull=True) | Q(residents__gt=0),
                name="inspection_fact_residents",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.on}"


class ReckoningQuerySet(models.QuerySet["Reckoning"]):
    def visible_to(self, person: Person | None) -> Self:
        """The inspection office above the place, and nobody else."""
        return self.filter(below(person, OFFICE))


class Reckoning(models.Model):
    """The index of a county's villages as it stood on a day, by one version of its weights.

    `terms` None: by the weights that the product brings. `shape` is the hash of every village's terms.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    on = models.DateField()
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, related_name="+")
    villages = models.PositiveIntegerField()
    shape = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ReckoningState, default=ReckoningState.OPEN)
    made_at = models.DateTimeField()

    objects = ReckoningQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "place", "on", "terms", "villages", "shape", "state", "made_at"],
    }

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.place.spoken} {day(self.on)}"


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, person: Person | None) -> Self:
        """The inspection office above the county, and nobody else."""
        return self.filter(below(person, OFFICE, "reckoning__place"))


class Standing(models.Model):
    """Where one village stands in a reckoning, with every term, and what a person decided of it (H7).

    `score` is in thousandths, None where nothing is known; `coverage` the share of the weight that
    is known, in percent. `suggested` is the class by threshold, empty where too little is known.
    `parts` are `[name, own, drawn, z, adds]` as decimals in strings, None where missing.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    reckoning = models.ForeignKey(Reckoning, models.CASCADE, related_name="standings")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    score = models.IntegerField(null=True)
    coverage = models.PositiveSmallIntegerField()
    suggested = models.CharField(max_length=8, choices=Grade, blank=True)
    parts = models.JSONField()
    grade = models.CharField(max_length=8, choices=Grade, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "reckoning",
            "place",
            "score",
            "coverage",
            "suggested",
            "parts",
            "grade",
            "reason",
            "confirmed_by",
            "confirmed_on",
        ],
    }

    class Meta:
        ordering = ["reckoning", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reckoning", "place"], name="inspection_standing_once"),
            models.CheckConstraint(
                condition=Q(grade="", reason="", confirmed_on__isnull=True)
                | ~Q(grade="") & ~Q(reason="") & Q(confirmed_on__isnull=False),
                name="inspection_standing_decided",
            ),
        ]
        indexes = [models.Index(fields=["reckoning", "-score"], name="inspection_standing_score")]

    def __str__(self) -> str:
        return self.place.spoken

    @property
    def points(self) -> Decimal | None:
        """The score as it is shown, two decimals."""
        return None if self.score is None else half_up(Decimal(self.score) / 1000, 2)
