from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from sanan.files.models import Files
from sanan.insight.private import tables
from sanan.kit import dates
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.powers.enums import (
    OPEN_TO_ALL,
    READERS,
    Affair,
    PaperKind,
    Review,
    Rhythm,
    State,
)
from sanan.powers.models.catalogue import DisclosureItem
from sanan.powers.models.codes import new_code


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, person: Person | None) -> Self:
        """Tasks at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def public(self) -> Self:
        """Published at least once."""
        return self.filter(published_on__isnull=False)

    def overdue(self, day: date) -> Self:
        """Due before `day` and not published."""
        return self.filter(published_on__isnull=True, due_on__lt=day)

    def due(self, first: date, last: date) -> Self:
        """Due from `first` to `last`."""
        return self.filter(due_on__gte=first, due_on__lte=last)


class Disclosure(models.Model):
    """What a village must lay open for one item and one period: the task, its draft, its state.

    `version` is the number last published (0: never); title, body and rows are the draft, and what
    was published stands in `DisclosureVersion`. `township` is kept beside the place, so that a
    county counts by township in one read. `event` tells two occasions of one day apart.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    item = models.ForeignKey(DisclosureItem, models.PROTECT, related_name="disclosures")
    item_code = models.CharField(max_length=8)
    place = models.ForeignKey(Place, models.PROTECT, related_name="disclosures")
    township = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    affair = models.CharField(max_length=8, choices=Affair)
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    period = models.CharField(max_length=24)
    first_on = models.DateField()
    last_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=18, choices=State, default=State.SCHEDULED)
    version = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=120, blank=True)
    body = models.TextField(blank=True)
    rows = models.JSONField(default=dict)
    elements = models.JSONField(default=list)
    changed = models.CharField(max_length=300, blank=True)
    drafted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    display_until = models.DateField(null=True)
    announced_at = models.DateTimeField(null=True)

    objects = DisclosureQuerySet.as_manager()
    files = Files("disclosure")

    classified = {
        "public": [
            "code",
            "item",
            "item_code",
            "place",
            "township",
            "affair",
            "rhythm",
            "period",
            "first_on",
            "last_on",
            "due_on",
            "state",
            "version",
            "published_on",
            "published_at",
            "display_until",
        ],
        "internal": [
            "id",
            "title",
            "body",
            "rows",
            "elements",
            "changed",
            "drafted_by",
            "announced_at",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "item_code", "period"], name="powers_disclosure_once"
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, version=0)
                | Q(published_on__isnull=False, published_at__isnull=False, version__gte=1),
                name="powers_published_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*OPEN_TO_ALL, State.ARCHIVED])
                | Q(published_on__isnull=False),
                name="powers_published_when",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="powers_disclosure_period"
            ),
        ]
        indexes = [
            models.Index(
                fields=["township", "due_on", "place"],
                name="powers_overdue",
                condition=Q(published_on__isnull=True),
            ),
            models.Index(fields=["due_on", "township", "published_on"], name="powers_due"),
            models.Index(fields=["place", "due_on"], name="powers_village"),
            models.Index(
                fields=["published_on"],
                name="powers_to_announce",
                condition=Q(published_on__isnull=False, announced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.item_id} {self.period}"

    @property
    def path(self) -> str:
        """Where it is, for asking who may act."""
        return str(self.place.path)

    @property
    def is_public(self) -> bool:
        """Whether some version of it is open to everyone."""
        return self.version > 0

    def is_late(self, day: date) -> bool:
        """Whether it is unpublished after its day, or was published after it."""
        return (self.published_on or day) > self.due_on

    @property
    def period_name(self) -> str:
        """The period for people, 2026年10月 or 2026年第三季度; of an occasion only its day."""
        return dates.period(self.period.partition("·")[0])

    @property
    def heading(self) -> str:
        """Its title, or the item's name where there is none yet."""
        return self.title or self.item.name


class DisclosureVersion(models.Model):
    """What everyone was shown from a moment on; a correction makes another and keeps this one."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    rows = models.JSONField(default=dict)
    elements = models.JSONField(default=list)
    changed = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    classified = {
        "public": [
            "disclosure",
            "number",
            "title",
            "body",
            "rows",
            "elements",
            "changed",
            "published_at",
        ],
        "internal": ["id", "entry_id"],
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "number"], name="powers_version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changed=""), name="powers_version_says_what_changed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def columns(self) -> list[str]:
        """The heads of its table."""
        return [str(each) for each in self.rows.get("columns", [])]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of its table: `n` from 1, `cells`, and the `voucher` each refers to."""
        return [
            {
                "n": number,
                "cells": tables.row(self.columns, [str(cell) for cell in row["cells"]]),
                "voucher": row.get("voucher", ""),
            }
            for number, row in enumerate(self.rows.get("rows", []), 1)
        ]


class SignOff(models.Model):
    """What a reviewer said about one version of a disclosure."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="signoffs")
    version = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    said = models.CharField(max_length=10, choices=Review)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    classified = {
        "public": ["version", "level", "said", "at"],
        "internal": ["id", "disclosure", "note", "by"],
    }

    def __str__(self) -> str:
        return f"{self.level} {self.said}"


class Receipt(models.Model):
    """That somebody pressed "I have read it"; shown as a number, and never held against staff (H2).

    `known`: somebody who is registered in the village; others are shown apart.
    """

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="receipts")
    reader = models.CharField(max_length=64)
    known = models.BooleanField(default=False)
    on = models.DateField()

    classified = {"internal": ["id", "disclosure", "on", "known"], "personal": ["reader"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "reader"], name="powers_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id}"


class Push(models.Model):
    """That a village's room was told of a month's disclosures."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    disclosures = models.PositiveSmallIntegerField()

    classified = {"internal": ["id", "place", "month", "at", "disclosures"]}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "month"], name="powers_push_once")]

    def __str__(self) -> str:
        return self.month


class Paper(models.Model):
    """A printed board or letter: what stood on it, and the entry its code leads to."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=PaperKind)
    first_on = models.DateField()
    last_on = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    entry_id = models.BigIntegerField()

    classified = {
        "public": ["code", "place", "kind", "first_on", "last_on", "content", "made_at"],
        "internal": ["id", "by", "entry_id"],
    }

    def __str__(self) -> str:
        return f"{self.kind} {self.first_on}"
