"""Promotion events, and who took part."""

from typing import Self

from django.db import models
from django.db.models import Q

from sanan.files.models import Files
from sanan.investment.enums import READERS, EventKind, EventState, Side
from sanan.investment.models.companies import Company, Mandate, new_code
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place


class EventQuerySet(models.QuerySet["PromotionEvent"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above its place."""
        return self.filter(people.below(person, READERS))

    def held(self) -> Self:
        """Those that took place, which alone count."""
        return self.filter(state=EventState.HELD)


class PromotionEvent(models.Model):
    """One event by which investors are sought; its leads name it as where they come from."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=EventKind)
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    venue = models.CharField(max_length=120, blank=True)
    host = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=2000, blank=True)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="events")
    state = models.CharField(max_length=10, choices=EventState, default=EventState.PLANNED)

    objects = EventQuerySet.as_manager()
    files = Files("promotion")

    classified = {
        "internal": [
            *("id", "code", "place", "kind", "title", "held_on", "venue", "host", "outcome"),
            *("mandate", "state"),
        ],
    }

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["held_on"], name="investment_event_day")]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """Somebody who took part: of ours, or of a company."""

    event = models.ForeignKey(PromotionEvent, models.PROTECT, related_name="participants")
    side = models.CharField(max_length=6, choices=Side)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=80, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="meetings")

    classified = {
        "internal": ["id", "event", "side", "company"],
        "personal": ["name", "post"],
    }

    class Meta:
        ordering = ["side", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=Side.GUEST) | Q(company__isnull=True),
                name="investment_ours_of_no_company",
            ),
        ]

    def __str__(self) -> str:
        return self.name
