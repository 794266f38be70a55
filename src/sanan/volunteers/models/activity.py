from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.enums import COUNTERS, ActivityState, Seat, Way
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models.volunteer import Volunteer, new_code


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, person: Person | None) -> Self:
        """Projects at or under the places of this person's posts."""
        return self.filter(below(person, COUNTERS))


class Project(models.Model):
    """What a team sets out to do over a time; its single occasions are activities.

    `number` is the register's own, where it was imported; `origin` finds the row again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    org = models.ForeignKey(Org, models.PROTECT, related_name="volunteer_projects")
    place = models.ForeignKey(Place, models.PROTECT, related_name="volunteer_projects")
    name = models.CharField(max_length=120)
    work = models.CharField(max_length=12, choices=Work, default=Work.OTHER)
    about = models.TextField(blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=80, unique=True, null=True, blank=True)
    made_at = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    classified = {
        "public": [
            "id",
            "code",
            "org",
            "place",
            "name",
            "work",
            "about",
            "begins_on",
            "ends_on",
            "closed_at",
            "number",
        ],
        "internal": ["origin", "made_at"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="volunteers_project_dates",
            )
        ]
        indexes = [models.Index(fields=["place", "begins_on"], name="volunteers_project_place")]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, person: Person | None) -> Self:
        """Activities at or under the places of this person's posts."""
        return self.filter(below(person, COUNTERS))

    def coming(self, at: datetime) -> Self:
        """Open and not over."""
        return self.filter(state=ActivityState.OPEN, ends_at__gt=at)


class Activity(models.Model):
    """One occasion: place, time, what is done, for how many.

    `capacity` 0 means no limit. `beneficiaries`, `told_turns` and `told_minutes` are person-times
    and minutes as reported by the organiser or an imported register: never persons, and never
    added to what was signed in and confirmed here. Dangerous work names its insurance (条例 17).
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    project = models.ForeignKey(Project, models.PROTECT, related_name="activities")
    place = models.ForeignKey(Place, models.PROTECT, related_name="volunteer_activities")
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.OPEN)
    title = models.CharField(max_length=120)
    content = models.TextField(blank=True)
    where = models.CharField(max_length=120)
    recipients = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(default=0)
    min_age = models.PositiveSmallIntegerField(default=0)
    risky = models.BooleanField(default=False)
    insurance = models.CharField(max_length=120, blank=True)
    beneficiaries = models.PositiveIntegerField(null=True, blank=True)
    told_turns = models.PositiveIntegerField(null=True, blank=True)
    told_minutes = models.PositiveIntegerField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=80, unique=True, null=True, blank=True)
    made_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    classified = {
        "public": [
            "id",
            "code",
            "project",
            "place",
            "state",
            "title",
            "content",
            "where",
            "recipients",
            "starts_at",
            "ends_at",
            "capacity",
            "min_age",
            "risky",
            "insurance",
            "beneficiaries",
            "told_turns",
            "told_minutes",
            "cancelled_why",
            "number",
        ],
        "internal": ["origin", "made_at"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="volunteers_activity_times"
            ),
            models.CheckConstraint(
                condition=Q(risky=False) | ~Q(insurance=""), name="volunteers_risk_insured"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "starts_at"], name="volunteers_activity_place"),
            models.Index(fields=["state", "starts_at"], name="volunteers_activity_coming"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def door_token(self) -> str:
        """What stands in the code that hangs at the place."""
        return f"{self.code}-{tokens.keyed_hash('volunteer-door', self.code)[:20]}"


class SignUp(models.Model):
    """How a volunteer stands to an activity; `came_at` once they were there.

    `asked_at` is the place in the line: whoever gives up and asks again stands at its end.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="signups")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="signups")
    seat = models.CharField(max_length=8, choices=Seat)
    asked_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    classified = {
        "internal": ["id", "activity", "seat", "asked_at", "came_at", "way", "by"],
        "personal": ["volunteer"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"], name="volunteers_signed_up_once"
            ),
            models.CheckConstraint(
                condition=Q(came_at__isnull=True) | (Q(seat=Seat.GOING) & ~Q(way="")),
                name="volunteers_came_how",
            ),
        ]
        indexes = [models.Index(fields=["activity", "seat", "asked_at"], name="volunteers_line")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.seat}"

    @property
    def ref(self) -> str:
        """How the record names it: the activity and the volunteer."""
        return f"{self.activity.code} {self.volunteer.code}"
