"""大党委: the joint Party committee, its mechanisms, and the lists of needs and resources."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sanan.council.enums import READERS, ListState, ResourceState, Standing
from sanan.council.models.body import new_code
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place


class JointQuerySet(models.QuerySet["JointCommittee"]):
    def visible_to(self, person: Person | None, day: date) -> Self:
        """Committees at or under this person's posts, and those in which they have a seat."""
        mine = CommitteeSeat.objects.on(day).filter(person=person) if person else None
        sits = Q(pk__in=mine.values("committee")) if mine is not None else Q(pk__in=[])
        return self.filter(below(person, READERS) | sits)


class JointCommittee(models.Model):
    """The joint Party committee of a community: its Party organisation and part-time members."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.OneToOneField(Place, models.PROTECT, related_name="joint_committee")
    state = models.CharField(max_length=10, choices=Standing, default=Standing.STANDING)
    name = models.CharField(max_length=80)
    lead = models.ForeignKey(Org, models.PROTECT, related_name="+")
    founded_on = models.DateField()

    objects = JointQuerySet.as_manager()

    classified = {"public": ["id", "code", "place", "state", "name", "lead", "founded_on"]}

    def __str__(self) -> str:
        return self.name


class CommitteeSeatQuerySet(models.QuerySet["CommitteeSeat"]):
    def on(self, day: date) -> Self:
        """Seats whose term holds on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), since_on__lte=day)


class CommitteeSeat(models.Model):
    """Someone sits for an organisation, `part_time` (兼职委员) or not, between two dates."""

    committee = models.ForeignKey(JointCommittee, models.CASCADE, related_name="seats")
    org = models.ForeignKey(Org, models.PROTECT, related_name="committee_seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="committee_seats")
    part_time = models.BooleanField(default=True)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = CommitteeSeatQuerySet.as_manager()

    classified = {
        "public": ["id", "committee", "org", "person", "part_time", "since_on", "until_on"]
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"],
                name="council_joint_seat_once",
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="council_joint_seat_dates",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="council_joint_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.org}"


class Mechanism(models.Model):
    """One operating mechanism: its name, and in plain words how it works."""

    committee = models.ForeignKey(JointCommittee, models.CASCADE, related_name="mechanisms")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    retired_on = models.DateField(null=True, blank=True)

    classified = {"public": ["id", "committee", "position", "name", "text", "retired_on"]}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "name"], name="council_mechanism_once")
        ]

    def __str__(self) -> str:
        return self.name


class Use(models.Model):
    """What a mechanism held or produced on a day."""

    mechanism = models.ForeignKey(Mechanism, models.CASCADE, related_name="uses")
    held_on = models.DateField()
    title = models.CharField(max_length=120)
    made = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    classified = {"public": ["id", "mechanism", "held_on", "title", "made"], "internal": ["by"]}

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["mechanism", "held_on"], name="council_use_when")]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """A line of the need list (需求清单). It is claimed by one organisation at a time."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    committee = models.ForeignKey(JointCommittee, models.PROTECT, related_name="needs")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ListState, default=ListState.OPEN)
    raised_at = models.DateTimeField()
    result = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)

    classified = {
        "public": [
            "code",
            "committee",
            "org",
            "title",
            "text",
            "due_on",
            "state",
            "raised_at",
            "result",
            "ended_at",
        ],
        "internal": ["id"],
    }

    class Meta:
        indexes = [models.Index(fields=["committee", "state"], name="council_need_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ListState.OPEN, ListState.CLAIMED], ended_at__isnull=True)
                | Q(state__in=[ListState.MET, ListState.WITHDRAWN], ended_at__isnull=False),
                name="council_need_ended_when",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def raised_on(self) -> date:
        """The day, in the county's time, on which it was put."""
        return timezone.localdate(self.raised_at)


class Resource(models.Model):
    """A line of the resource list (资源清单); `times` is how many needs it can serve."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    committee = models.ForeignKey(JointCommittee, models.PROTECT, related_name="resources")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.OFFERED)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    times = models.PositiveSmallIntegerField(default=1)
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    classified = {
        "public": [
            "code",
            "committee",
            "org",
            "state",
            "title",
            "text",
            "times",
            "offered_at",
            "withdrawn_at",
        ],
        "internal": ["id"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(times__gte=1), name="council_resource_times"),
            models.CheckConstraint(
                condition=Q(state="offered", withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="council_resource_withdrawn_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """双向认领: an organisation takes a need up, by itself or with a resource of its list."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="claims")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="claims")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    given_back_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    classified = {
        "public": ["need", "org", "resource", "at", "given_back_at", "why"],
        "internal": ["id", "by"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], name="council_claim_once", condition=Q(given_back_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.org} {self.need}"
