"""What was promised and is being done: joint projects, and the livelihood deeds of a year."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sanan.council.enums import READERS, WorkKind, WorkState
from sanan.council.models.body import new_code
from sanan.council.models.joint import CommitteeSeat, JointCommittee, Need
from sanan.files.models import Files
from sanan.people import queries as people
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.process.enums import Satisfaction


class WorkQuerySet(models.QuerySet["Work"]):
    def visible_to(self, person: Person | None) -> Self:
        """Works at or under this person's posts, of their organisations and their committees."""
        if person is None:
            return self.none()
        sits = CommitteeSeat.objects.on(timezone.localdate()).filter(person=person)
        mine = Q(committee__in=sits.values("committee")) | Q(org__in=people.org_ids(person))
        return self.filter(below(person, READERS) | mine)


class Work(models.Model):
    """A joint project (共建项目) or a deed of the year (为民办实事); anyone may read it.

    `org` answers for it. `budget` is in fen. A project belongs to a committee and names the villages
    that take part; a deed has its number in the year's list of its place. A file shows that a step
    is done: `part` is the key of the step.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    kind = models.CharField(max_length=8, choices=WorkKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="works")
    committee = models.ForeignKey(JointCommittee, models.PROTECT, null=True, related_name="works")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, related_name="works")
    villages = models.ManyToManyField(Place, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=2000)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    budget = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.PLANNED)
    planned_at = models.DateTimeField()
    result = models.CharField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()
    files = Files("work")

    classified = {
        "public": [
            "code",
            "kind",
            "place",
            "committee",
            "villages",
            "year",
            "number",
            "title",
            "text",
            "org",
            "budget",
            "state",
            "planned_at",
            "result",
            "ended_at",
        ],
        "internal": ["id", "need"],
    }

    class Meta:
        ordering = ["-year", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "year", "number"], name="council_work_number"
            ),
            models.CheckConstraint(
                condition=~Q(kind=WorkKind.PROJECT) | Q(committee__isnull=False),
                name="council_project_committee",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[WorkState.PLANNED, WorkState.UNDERWAY], ended_at__isnull=True
                )
                | Q(state__in=[WorkState.FINISHED, WorkState.STOPPED], ended_at__isnull=False),
                name="council_work_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A step of a work with its day; `evidence` says what shows that it is done."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)

    classified = {"public": ["id", "work", "position", "title", "due_on", "done_on", "evidence"]}

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["work", "position"], name="council_milestone_place"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(evidence=""), name="council_milestone_shown"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WorkRating(models.Model):
    """How satisfied one resident is with a finished work."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="ratings")
    voter = models.CharField(max_length=64)
    known = models.BooleanField(default=False)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    classified = {
        "internal": ["id", "work", "satisfaction", "at", "known"],
        "personal": ["voter", "text"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "voter"], name="council_work_rated_once")
        ]

    def __str__(self) -> str:
        return self.satisfaction
