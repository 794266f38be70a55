from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.competitions.enums import (
    READERS,
    SHOWN,
    EntryState,
    MilestoneState,
    Refusal,
    State,
)
from sanan.competitions.models.competition import Competition, new_code
from sanan.kit import tokens, words
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.enums import Field as Work
from sanan.volunteers.models import Project

HELD = (EntryState.AWARDED, EntryState.REVOKED)
ENDED = (EntryState.INELIGIBLE, EntryState.DISQUALIFIED, EntryState.REVOKED)


def new_token() -> str:
    """What only whoever entered knows: the address of their own page."""
    return tokens.opaque(16)


class ContestEntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, person: Person | None) -> Self:
        """At the desk: by posts at or above the competition's place, judges' entries in their rooms."""
        return self.filter(below(person, READERS, "competition__place"))

    def public(self) -> Self:
        """What everyone may read: those that take part, once the list of them is settled."""
        return self.filter(state__in=SHOWN).exclude(
            competition__state__in=[State.CALL, State.ELIGIBILITY]
        )


class Entry(models.Model):
    """One team's project in a competition; once awarded it is the award itself.

    `number` counts the entries in the order in which they came.
    `token` is the address of whoever entered it. `same_project` is under what earlier awards of the
    same project are found; `contact_locked` is sealed. Money in fen, `served` in person-times.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    token = models.CharField(max_length=24, unique=True, default=new_token)
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    team = models.CharField(max_length=80)
    org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    work = models.CharField(max_length=12, choices=Work, default=Work.OTHER)
    about = models.CharField(max_length=4000)
    budget_fen = models.BigIntegerField(default=0)
    served = models.PositiveIntegerField(default=0)
    contact = models.CharField(max_length=40)
    contact_locked = models.TextField(blank=True)
    same_project = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, choices=EntryState, default=EntryState.SUBMITTED)
    final = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    place_reached = models.PositiveSmallIntegerField(null=True)
    award = models.CharField(max_length=40, blank=True)
    funded_fen = models.BigIntegerField(default=0)
    awarded_on = models.DateField(null=True)
    certificate = models.CharField(max_length=24, unique=True, null=True)
    reason = models.CharField(max_length=16, choices=Refusal, blank=True)
    ended_on = models.DateField(null=True)
    submitted_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ContestEntryQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "competition",
            "number",
            "title",
            "team",
            "org",
            "project",
            "work",
            "about",
            "budget_fen",
            "served",
            "state",
            "final",
            "place_reached",
            "award",
            "funded_fen",
            "awarded_on",
        ],
        "internal": [
            "id",
            "same_project",
            "certificate",
            "reason",
            "ended_on",
            "submitted_at",
        ],
        "personal": ["token", "contact", "person"],
        "sensitive": ["contact_locked"],
    }

    class Meta:
        ordering = ["competition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "number"], name="competitions_entry_number"
            ),
            models.UniqueConstraint(
                fields=["competition", "same_project"],
                name="competitions_project_once",
                condition=~Q(state__in=[EntryState.WITHDRAWN, EntryState.INELIGIBLE]),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD)
                | Q(awarded_on__isnull=False, certificate__isnull=False) & ~Q(award=""),
                name="competitions_awarded_entry_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | ~Q(reason="") & Q(ended_on__isnull=False),
                name="competitions_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(budget_fen__gte=0, funded_fen__gte=0), name="competitions_money"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        """Where its competition is."""
        return self.competition.place

    def earlier(self) -> "Earlier | None":
        """The newest earlier award of the very same project within the competition's years."""
        since = self.submitted_at.year - self.competition.apart_years
        found = Earlier.objects.filter(same_project=self.same_project, year__gte=since)
        return found.exclude(award="").order_by("-year").first()


def same_project(title: str, team: str) -> str:
    """Under what a project is known again: title and team without blanks, marks, width and case."""
    return tokens.keyed_hash(
        "competition-project", f"{words.bare_name(title)}\n{words.bare_name(team)}"
    )


class Earlier(models.Model):
    """A project of earlier years: from an imported register, or awarded here. `award` may be empty."""

    title = models.CharField(max_length=120)
    team = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    award = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=60, blank=True)
    same_project = models.CharField(max_length=64)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=64, unique=True)

    classified = {
        "public": ["title", "team", "year", "award", "number", "place"],
        "internal": ["id", "same_project", "origin"],
    }

    class Meta:
        ordering = ["-year", "title", "pk"]
        indexes = [models.Index(fields=["same_project", "year"], name="competitions_same_project")]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Milestone(models.Model):
    """A step of a funded project: what by when, what was done, whether it was looked at."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=120)
    due_on = models.DateField()
    fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MilestoneState, default=MilestoneState.PLANNED)
    report = models.CharField(max_length=1000, blank=True)
    done_on = models.DateField(null=True)

    classified = {
        "public": ["code", "entry", "title", "due_on", "fen", "state", "report", "done_on"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MilestoneState.PLANNED)
                | ~Q(report="") & Q(done_on__isnull=False),
                name="competitions_milestone_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        """Where its competition is."""
        return self.entry.competition.place

    def late(self, day: date) -> bool:
        """Whether it should have been done."""
        return self.state == MilestoneState.PLANNED and self.due_on < day
