from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.neighbourhood.enums import KEEPERS, ChildState, StayState
from sanan.neighbourhood.models.centre import Facility, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class ChildQuerySet(models.QuerySet["Child"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts that keep the centre; what is known of a child needs more (`rules.children`)."""
        return self.filter(below(person, KEEPERS))


class Child(models.Model):
    """A child of a children's home. Under fourteen, so everything of it is guarded (PIPL 31).

    The desk reads the name, to let in and out. `born_on`, `notes` (what it may not eat, an
    illness) and the guardians' numbers open only to whoever was allowed to look, for a while.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    home = models.ForeignKey(Facility, models.PROTECT, related_name="children")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    born_on = models.DateField()
    notes = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=ChildState, default=ChildState.ENROLLED)
    enrolled_on = models.DateField()
    left_on = models.DateField(null=True)

    objects = ChildQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "home", "place", "state", "enrolled_on", "left_on"],
        "sensitive": ["name", "born_on", "notes"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ChildState.ENROLLED, left_on__isnull=True)
                | Q(state=ChildState.LEFT, left_on__isnull=False),
                name="neighbourhood_child_left",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Guardian(models.Model):
    """Somebody who may bring and fetch a child, known by a code of six figures.

    Of the code only a keyed hash is kept. `blocked_by` is the other guardian who said that this one
    may not fetch the child; until that is settled, nobody hands it over to them. `photos` is whether
    photos may be shown, None where nothing was said.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    child = models.ForeignKey(Child, models.CASCADE, related_name="guardians")
    name = models.CharField(max_length=40)
    bond = models.CharField(max_length=20)
    phone_locked = models.CharField(max_length=300)
    phone_hash = models.CharField(max_length=64)
    secret_hash = models.CharField(max_length=64)
    consented_on = models.DateField()
    photos = models.BooleanField(null=True)
    blocked_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    blocked_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "code", "consented_on", "photos", "blocked_by", "blocked_at"],
        "sensitive": ["child", "name", "bond", "phone_locked", "phone_hash", "secret_hash"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "phone_hash"], name="neighbourhood_guardian_once"
            ),
            models.UniqueConstraint(
                fields=["child", "secret_hash"], name="neighbourhood_guardian_code"
            ),
            models.CheckConstraint(
                condition=Q(blocked_by__isnull=True, blocked_at__isnull=True)
                | Q(blocked_by__isnull=False, blocked_at__isnull=False),
                name="neighbourhood_guardian_blocked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def opens_with(self, figures: str) -> bool:
        """Whether these are the figures of this guardian."""
        return tokens.keyed_hash("guardian", f"{self.child_id}:{figures}") == self.secret_hash


class Stay(models.Model):
    """One stay of a child: who brought it when, who fetched it when. A child stays once at a time."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    child = models.ForeignKey(Child, models.PROTECT, related_name="stays")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    state = models.CharField(max_length=4, choices=StayState, default=StayState.IN)
    came_at = models.DateTimeField()
    brought_by = models.ForeignKey(Guardian, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)
    fetched_by = models.ForeignKey(Guardian, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": ["id", "code", "place", "state", "came_at", "left_at"],
        "sensitive": ["child", "brought_by", "fetched_by"],
    }

    class Meta:
        ordering = ["-came_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                name="neighbourhood_one_stay",
                condition=Q(state=StayState.IN),
            ),
            models.CheckConstraint(
                condition=Q(state=StayState.IN, left_at__isnull=True, fetched_by__isnull=True)
                | Q(state=StayState.OUT, fetched_by__isnull=False, left_at__gte=F("came_at")),
                name="neighbourhood_fetched_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Look(models.Model):
    """That somebody asks to see what is known of a child, what for, and who allowed it until when."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="looks")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    purpose = models.CharField(max_length=200)
    allowed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    until_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "child", "asked_by", "asked_at", "purpose", "allowed_by", "until_at"]
    }

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed_by__isnull=True, until_at__isnull=True)
                | Q(allowed_by__isnull=False, until_at__isnull=False)
                & ~Q(allowed_by=F("asked_by")),
                name="neighbourhood_look_by_two",
            )
        ]

    def __str__(self) -> str:
        return self.purpose
