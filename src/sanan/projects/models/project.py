from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from sanan.kit import tokens
from sanan.people.models import Org, Person
from sanan.people.queries import below, org_ids
from sanan.places.models import Place
from sanan.projects.enums import (
    OPEN_TO_ALL,
    READERS,
    REPORTING,
    Level,
    MilestoneKind,
    Rounding,
    SetState,
    Shape,
    State,
)
from sanan.scoring.progress import curved, linear


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def schedule_of(shape: str, curve: list[str], months: int) -> Fraction:
    """What should be done after so many months of the year, in per cent."""
    if shape == Shape.CURVE:
        return curved([Decimal(each) for each in curve], months)
    return linear(months)


class KeyProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above the project, by one's unit that leads it, or because one reports it."""
        if person is None:
            return self.none()
        mine = Q(officer=person) | Q(lead_org__in=org_ids(person))
        return self.filter(below(person, READERS) | mine)

    def open_to_all(self) -> Self:
        """What everyone may read of."""
        return self.filter(state__in=OPEN_TO_ALL)

    def reporting(self, year: int) -> Self:
        """Those that report monthly in a year: under way, with a plan for it."""
        return self.filter(state__in=REPORTING, plans__year=year)


class Project(models.Model):
    """One key project. `number` is how others know it, unique in its county where there is one.

    `officer` reports every month; `lead_org` answers for it; `total_fen` is the whole investment,
    None where nobody has fixed it. `outline` is a line of [lat, lon] in WGS84 around the site.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    county = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level)
    sector = models.CharField(max_length=40, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    contractor = models.CharField(max_length=80, blank=True)
    lead_org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lead_cadre = models.CharField(max_length=40, blank=True)
    funding = models.CharField(max_length=200, blank=True)
    total_fen = models.BigIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    outline = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=State, default=State.RESERVE)
    registered_at = models.DateTimeField()

    objects = KeyProjectQuerySet.as_manager()

    classified: ClassVar = {
        "public": [
            *("code", "number", "name", "county", "place", "level", "sector", "summary", "owner"),
            *("contractor", "lead_org", "total_fen", "starts_on", "ends_on", "lat", "lon"),
            *("outline", "state"),
        ],
        "internal": ["id", "funding", "registered_at"],
        "personal": ["officer", "lead_cadre"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "number"],
                name="projects_number_once",
                condition=~Q(number=""),
            ),
            models.CheckConstraint(
                condition=Q(total_fen=None) | Q(total_fen__gt=0), name="projects_total_positive"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="projects_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False),
                name="projects_point_whole",
            ),
        ]
        indexes = [models.Index(fields=["county", "state"], name="projects_county_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open_to_all(self) -> bool:
        """Whether everyone may read of it."""
        return self.state in OPEN_TO_ALL


class YearPlan(models.Model):
    """How much a project is to invest in a year; `curve` are twelve rising percentages up to 100."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="plans")
    year = models.PositiveSmallIntegerField()
    amount_fen = models.BigIntegerField()
    shape = models.CharField(max_length=8, choices=Shape, default=Shape.LINEAR)
    curve = models.JSONField(default=list)

    classified: ClassVar = {
        "public": ["year", "amount_fen", "shape", "curve"],
        "internal": ["id", "project"],
    }

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="projects_plan_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="projects_plan_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year}"

    def schedule(self, months: int) -> Fraction:
        """What should be done after so many months, in per cent."""
        return schedule_of(self.shape, self.curve, months)


class ProjectSet(models.Model):
    """A list of projects of a year that is reported as one: 68 key projects, of which 10 provincial.

    A set that lies `within` another holds only projects of that one, so that nothing is counted
    twice. `shape` and `curve` are its schedule, `rounding` and `places` how its figures are printed.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    shape = models.CharField(max_length=8, choices=Shape, default=Shape.LINEAR)
    curve = models.JSONField(default=list)
    rounding = models.CharField(max_length=8, choices=Rounding, default=Rounding.LAST)
    places = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=SetState, default=SetState.IN_USE)
    projects = models.ManyToManyField(Project, through="SetMember", related_name="sets")

    classified: ClassVar = {
        "public": [
            *("code", "place", "title", "year", "within", "shape", "curve", "rounding", "places"),
            *("state", "projects"),
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-year", "within_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "title", "year"], name="projects_set_once"),
            models.CheckConstraint(condition=Q(places__lte=4), name="projects_set_places"),
            models.CheckConstraint(
                condition=Q(within=None) | ~Q(within=F("id")), name="projects_set_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"

    def schedule(self, months: int) -> Fraction:
        """What should be done after so many months, in per cent."""
        return schedule_of(self.shape, self.curve, months)


class SetMember(models.Model):
    """A project's place in a set."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    set = models.ForeignKey(ProjectSet, models.CASCADE, related_name="memberships")

    classified: ClassVar = {"public": ["project", "set"], "internal": ["id"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "project"], name="projects_member_once")
        ]


class Milestone(models.Model):
    """When something on the way is planned, and when it was reached."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=MilestoneKind)
    planned_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)

    classified: ClassVar = {
        "public": ["kind", "planned_on", "reached_on"],
        "internal": ["id", "project"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="projects_milestone_once"),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(reached_on__isnull=False),
                name="projects_milestone_dated",
            ),
        ]
