from typing import Self

from django.db import models
from django.db.models import Q

from sanan.books.enums import READERS, Benefit, RosterKind
from sanan.books.models.codes import new_code
from sanan.insight.private import tables
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_to(self, person: Person | None) -> Self:
        """Rosters at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Roster(models.Model):
    """A list of who is entitled to a benefit in a period, or of who received it."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="rosters")
    kind = models.CharField(max_length=10, choices=RosterKind)
    benefit = models.CharField(max_length=16, choices=Benefit)
    period = models.CharField(max_length=7)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()

    objects = RosterQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "place",
            "kind",
            "benefit",
            "period",
            "sha256",
            "by",
            "loaded_at",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "benefit", "period"], name="books_roster_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_benefit_display()} {self.period}"


class RosterLine(models.Model):
    """One person on a roster, found again by keyed hashes; `amount` in fen."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    person_key = models.CharField(max_length=64, blank=True)
    card_key = models.CharField(max_length=64, blank=True)
    phone_key = models.CharField(max_length=64, blank=True)
    card_tail = models.CharField(max_length=4, blank=True)
    amount = models.PositiveBigIntegerField(default=0)

    classified = {
        "internal": ["id", "roster", "line", "card_tail"],
        "personal": ["name"],
        "sensitive": ["person_key", "card_key", "phone_key", "amount"],
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "line"], name="books_line_once")]
        indexes = [
            models.Index(fields=["person_key"], name="books_line_person"),
            models.Index(fields=["card_key"], name="books_line_card"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"

    @property
    def name_shown(self) -> str:
        """The name masked."""
        return tables.name(self.name, person=True)


class Relative(models.Model):
    """A near relative that a cadre declared, so that a payment to them stands out (优亲厚友)."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="relatives")
    cadre = models.ForeignKey(Person, models.PROTECT, related_name="declared_relatives")
    name = models.CharField(max_length=40)
    relation = models.CharField(max_length=20)
    person_key = models.CharField(max_length=64, blank=True)
    declared_at = models.DateTimeField()

    classified = {
        "internal": ["id", "place", "cadre", "declared_at"],
        "personal": ["name", "relation"],
        "sensitive": ["person_key"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cadre", "name", "relation"], name="books_relative_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="books_relative_named"),
        ]

    def __str__(self) -> str:
        return self.relation
