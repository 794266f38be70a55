from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.insight.private import tables
from sanan.livelihood.enums import (
    READERS,
    WAITING,
    ApplicationState,
    EmployerState,
    JobState,
    Skill,
)
from sanan.livelihood.models.household import Member, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class EmployerQuerySet(models.QuerySet["Employer"]):
    def visible_to(self, person: Person | None) -> Self:
        """Employers known at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Employer(models.Model):
    """Somebody who offers work, and what was found when they were looked at."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    credit_no = models.CharField(max_length=20, blank=True)
    contact = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=EmployerState, default=EmployerState.PROPOSED)
    checked_on = models.DateField(null=True)
    finding = models.CharField(max_length=500, blank=True)

    objects = EmployerQuerySet.as_manager()

    classified = {
        "public": ["code", "place", "name", "state", "checked_on"],
        "internal": ["id", "credit_no", "finding"],
        "personal": ["contact", "phone"],
    }

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="livelihood_employer_once"),
            models.CheckConstraint(
                condition=~Q(state=EmployerState.CHECKED)
                | Q(checked_on__isnull=False) & ~Q(finding=""),
                name="livelihood_employer_checked",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: Person | None) -> Self:
        """Jobs offered at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def open(self) -> Self:
        """To be had now."""
        return self.filter(state=JobState.OPEN)


class Job(models.Model):
    """Work near home: what it asks for, its hours, how far it is, how many are wanted.

    Without `begins` and `ends` the hours are one's own. `km` is the way from the community.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="jobs")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="jobs")
    title = models.CharField(max_length=60)
    about = models.CharField(max_length=1000)
    pay = models.CharField(max_length=60)
    skills = models.JSONField(default=list)
    begins = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    km = models.DecimalField(max_digits=4, decimal_places=1)
    wanted = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.OPEN)
    posted_on = models.DateField()
    until_on = models.DateField(null=True)

    objects = JobQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "employer",
            "title",
            "about",
            "pay",
            "skills",
            "begins",
            "ends",
            "km",
            "wanted",
            "state",
            "posted_on",
            "until_on",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-posted_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(wanted__gte=1), name="livelihood_job_wanted"),
            models.CheckConstraint(
                condition=Q(begins__isnull=True, ends__isnull=True) | Q(begins__lt=F("ends")),
                name="livelihood_job_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def skill_names(self) -> list[str]:
        """The skills in words."""
        return [str(Skill(each).label) for each in self.skills if each in Skill.values]

    @property
    def hired(self) -> int:
        """How many have begun."""
        return self.applications.filter(state=ApplicationState.HIRED).count()


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, person: Person | None) -> Self:
        """Applications for the jobs that this person sees."""
        return self.filter(below(person, READERS))

    def waiting(self) -> Self:
        """Neither begun nor ended."""
        return self.filter(state__in=WAITING)


class Application(models.Model):
    """Somebody who wants a job, by phone or through the centre.

    `first` is whether they are registered in a family of the villages that come first, as the
    register said when they applied. The number is kept encrypted.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    job = models.ForeignKey(Job, models.PROTECT, related_name="applications")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="applications")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)
    phone_locked = models.CharField(max_length=300)
    phone_hash = models.CharField(max_length=64)
    first = models.BooleanField(default=False)
    village = models.CharField(max_length=80, blank=True)
    by_centre = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=ApplicationState, default=ApplicationState.APPLIED
    )
    reason = models.CharField(max_length=300, blank=True)
    applied_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "job",
            "place",
            "first",
            "village",
            "by_centre",
            "state",
            "applied_at",
            "ended_at",
        ],
        "personal": ["member", "person", "name", "phone_locked", "phone_hash", "reason"],
    }

    class Meta:
        ordering = ["-first", "applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "phone_hash", "name"],
                name="livelihood_applied_once",
                condition=Q(state__in=WAITING),
            ),
            models.CheckConstraint(
                condition=Q(first=False) | Q(member__isnull=False),
                name="livelihood_first_proven",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.TURNED_DOWN) | ~Q(reason=""),
                name="livelihood_turned_down_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name as everyone may read it."""
        return tables.name(self.name, person=True)
