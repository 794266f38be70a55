from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sanan.cases.models import Case
from sanan.people.models import Org, Person
from sanan.people.queries import below, org_ids
from sanan.places.models import Place
from sanan.projects.enums import (
    READERS,
    BlockerKind,
    MeetingState,
    TaskState,
)
from sanan.projects.models.project import Project, new_code


class BlockerQuerySet(models.QuerySet["Blocker"]):
    def standing(self) -> Self:
        """Those whose case has not ended."""
        return self.filter(case__closed_at=None).exclude(
            case__state__in=["withdrawn", "not_accepted", "merged"]
        )


class Blocker(models.Model):
    """What stands in a project's way: a case of its own kind, to the unit that owes."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="blocker")
    project = models.ForeignKey(Project, models.PROTECT, related_name="blockers")
    kind = models.CharField(max_length=12, choices=BlockerKind)
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = BlockerQuerySet.as_manager()

    classified: ClassVar = {
        "internal": ["id", "case", "project", "kind"],
        "personal": ["raised_by"],
    }


class Meeting(models.Model):
    """A front-line scheduling meeting."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    held_on = models.DateField()
    chaired_by = models.CharField(max_length=40)
    minutes = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.HELD)

    classified: ClassVar = {
        "internal": ["id", "code", "place", "title", "held_on", "minutes", "state"],
        "personal": ["chaired_by"],
    }

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class MeetingTaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, person: Person | None) -> Self:
        """With the meeting's place, or because one's unit owes it."""
        if person is None:
            return self.none()
        return self.filter(below(person, READERS) | Q(org__in=org_ids(person)))


class Task(models.Model):
    """What a meeting asked of a unit by a day."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="tasks")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="tasks")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_on = models.DateField(null=True)

    objects = MeetingTaskQuerySet.as_manager()

    classified: ClassVar = {
        "internal": [
            *("id", "code", "meeting", "place", "project", "org", "text", "due_on", "state"),
            "done_on",
        ]
    }

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
