from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.enums import READERS, Quality, State, Way
from sanan.volunteers.models.activity import Activity
from sanan.volunteers.models.volunteer import new_code

LONGEST = 24 * 60
"""Minutes that one record may hold."""


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, person: Person | None) -> Self:
        """Services at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def confirmed(self) -> Self:
        """What counts."""
        return self.filter(state=State.CONFIRMED)

    def standing(self) -> Self:
        """Not struck out."""
        return self.exclude(state=State.STRUCK)

    def across(self, began_at: datetime, ended_at: datetime) -> Self:
        """Those that share a moment with this time; touching ends share none."""
        return self.filter(began_at__lt=ended_at, ended_at__gt=began_at)


class Service(models.Model):
    """One person's service on one occasion: one participation (人次).

    `minutes` is what counts: from `began_at` to `ended_at` without `breaks` and `travel`, all in
    minutes. It is confirmed once the volunteer (`agreed_at`) and a recorder who is someone else
    (`recorded_at`) have both said so. `source` names what it came from, once per person.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    person = models.ForeignKey(Person, models.PROTECT, related_name="services")
    org = models.ForeignKey(Org, models.PROTECT, related_name="services")
    place = models.ForeignKey(Place, models.PROTECT, related_name="services")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="services")
    title = models.CharField(max_length=120)
    content = models.CharField(max_length=500, blank=True)
    recipients = models.CharField(max_length=120, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    breaks = models.PositiveSmallIntegerField(default=0)
    travel = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    source = models.CharField(max_length=60, null=True, blank=True)
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_way = models.CharField(max_length=8, choices=Way, blank=True)
    quality = models.CharField(max_length=10, choices=Quality, blank=True)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=200, blank=True)

    objects = ServiceQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "org",
            "place",
            "activity",
            "title",
            "content",
            "recipients",
            "state",
            "source",
            "recorder",
            "recorded_at",
            "agreed_at",
            "agreed_way",
            "struck_at",
            "struck_why",
        ],
        "personal": [
            "person",
            "began_at",
            "ended_at",
            "breaks",
            "travel",
            "minutes",
            "quality",
        ],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="volunteers_service_times"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=LONGEST), name="volunteers_service_minutes"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED)
                | Q(recorder__isnull=False, recorded_at__isnull=False, agreed_at__isnull=False),
                name="volunteers_both_sides",
            ),
            models.CheckConstraint(
                condition=Q(recorder__isnull=True) | ~Q(recorder=F("person")),
                name="volunteers_not_own_recorder",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.STRUCK) | Q(struck_at__isnull=False) & ~Q(struck_why=""),
                name="volunteers_struck_why",
            ),
            models.UniqueConstraint(
                fields=["person", "source"],
                name="volunteers_source_once",
                condition=Q(source__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "activity"],
                name="volunteers_activity_once",
                condition=Q(activity__isnull=False) & ~Q(state=State.STRUCK),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "began_at"], name="volunteers_service_person"),
            models.Index(fields=["place", "state", "began_at"], name="volunteers_service_place"),
            models.Index(
                fields=["state", "person", "place", "began_at", "minutes"],
                name="volunteers_service_count",
            ),
            models.Index(fields=["-began_at"], name="volunteers_service_newest"),
        ]

    def __str__(self) -> str:
        return self.title


class Correction(models.Model):
    """A change of a record's times with its reason; what stood before is kept beside it.

    Asked for by the volunteer and decided by the team, or made by the team (`asked_by` then is the
    recorder, `granted` true at once, and the volunteer is asked to confirm again).
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    service = models.ForeignKey(Service, models.CASCADE, related_name="corrections")
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    breaks = models.PositiveSmallIntegerField(default=0)
    travel = models.PositiveSmallIntegerField(default=0)
    was_minutes = models.PositiveSmallIntegerField()
    was_began_at = models.DateTimeField()
    was_ended_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "ref", "service", "granted", "decided_by", "decided_at", "asked_at"],
        "personal": [
            "reason",
            "began_at",
            "ended_at",
            "breaks",
            "travel",
            "was_minutes",
            "was_began_at",
            "was_ended_at",
            "asked_by",
            "answer",
        ],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                name="volunteers_one_correction",
                condition=Q(granted__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="volunteers_correction_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
