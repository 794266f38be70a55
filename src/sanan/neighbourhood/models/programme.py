from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.files.models import Files
from sanan.neighbourhood.enums import READERS, Audience, Festival, ProgrammeState
from sanan.neighbourhood.models.centre import Centre, Device, Facility, new_code
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.models import Activity


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, person: Person | None) -> Self:
        """By posts at or above the centre."""
        return self.filter(below(person, READERS))


class Programme(models.Model):
    """A cultural event of a centre: a festival, for whom, how many came (person-times).

    `volunteers` is the volunteers' activity that it is as well: the two are one event wherever events
    are counted. `children` of `count` were children. `origin` finds an imported row again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="programmes")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="programmes")
    title = models.CharField(max_length=80)
    festival = models.CharField(max_length=12, choices=Festival, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ProgrammeState, default=ProgrammeState.PLANNED)
    count = models.PositiveIntegerField(null=True)
    children = models.PositiveIntegerField(null=True)
    volunteers = models.OneToOneField(Activity, models.PROTECT, null=True, related_name="programme")
    origin = models.CharField(max_length=64, unique=True, null=True)
    files = Files("programme")

    objects = ProgrammeQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "centre",
            "place",
            "facility",
            "title",
            "festival",
            "audience",
            "starts_at",
            "ends_at",
            "state",
            "count",
            "children",
            "volunteers",
        ],
        "internal": ["id", "origin"],
    }

    class Meta:
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="neighbourhood_programme_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProgrammeState.HELD) | Q(count__isnull=False),
                name="neighbourhood_programme_held",
            ),
            models.CheckConstraint(
                condition=Q(children__isnull=True) | Q(children__lte=F("count")),
                name="neighbourhood_programme_children",
            ),
        ]
        indexes = [models.Index(fields=["place", "starts_at"], name="neighbourhood_programme_when")]

    def __str__(self) -> str:
        return self.title


class Visit(models.Model):
    """How many came on a day, by group, or used a machine: counts, never persons."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="visits")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="visits")
    day = models.DateField()
    elders = models.PositiveIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)
    others = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "public": ["id", "centre", "device", "day", "elders", "children", "others"],
        "internal": ["by"],
    }

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "day"],
                name="neighbourhood_visits_once",
                condition=Q(device__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["device", "day"],
                name="neighbourhood_uses_once",
                condition=Q(device__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.all}"

    @property
    def all(self) -> int:
        """Of all groups."""
        return self.elders + self.children + self.others
