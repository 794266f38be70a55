from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.kit import tokens
from sanan.mediation.enums import AT_WINDOWS, CENTRE, FIGURES, Part, Qualifier, Service
from sanan.people.models import Org, Person, posts
from sanan.people.queries import below
from sanan.places.models import Place


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def new_token() -> str:
    """A name that nobody can guess, for a page without sign-in."""
    return tokens.opaque(24)


def window_orgs(person: Person | None) -> list[int]:
    """The units that this person works for and that may sit at a window."""
    return [p.org_id for p in posts(person) if p.role in AT_WINDOWS and p.org_id is not None]


class GovCentreQuerySet(models.QuerySet["GovCentre"]):
    def run_by(self, person: Person | None) -> Self:
        """Centres that this person's posts run."""
        return self.filter(below(person, CENTRE))

    def counted_for(self, person: Person | None) -> Self:
        """Centres whose figures this person reads."""
        return self.filter(below(person, FIGURES))

    def worked_at(self, person: Person | None) -> Self:
        """Centres that this person runs, sits at or mediates for."""
        sits = Window.objects.filter(org__in=window_orgs(person)).values("centre")
        roll = Mediator.objects.standing().filter(person=person).values("centre")
        return self.filter(below(person, CENTRE) | Q(pk__in=sits) | Q(pk__in=roll))


class GovCentre(models.Model):
    """A governance centre (综治中心) of a county or township, where units sit at windows."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=120)
    since_on = models.DateField()

    objects = GovCentreQuerySet.as_manager()

    classified = {
        "public": ["code", "place", "name", "address", "phone", "hours", "since_on"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["place__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="mediation_centre_once")
        ]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """A window of a centre, and the unit that sits there."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    centre = models.ForeignKey(GovCentre, models.PROTECT, related_name="windows")
    service = models.CharField(max_length=12, choices=Service)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    classified = {"public": ["code", "centre", "service", "org", "number"], "internal": ["id"]}

    class Meta:
        ordering = ["centre", "number"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="mediation_window_number")
        ]

    def __str__(self) -> str:
        return f"{self.centre.name} · {self.get_service_display()}"


class Duty(models.Model):
    """Half a day of one person at one window; nobody sits at two at once."""

    window = models.ForeignKey(Window, models.CASCADE, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    part = models.CharField(max_length=2, choices=Part)

    classified = {"internal": ["id", "window", "person", "on", "part"]}

    class Meta:
        ordering = ["on", "part", "window"]
        constraints = [
            models.UniqueConstraint(fields=["window", "on", "part"], name="mediation_duty_once"),
            models.UniqueConstraint(fields=["person", "on", "part"], name="mediation_duty_one"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_part_display()}"


class MediatorQuerySet(models.QuerySet["Mediator"]):
    def standing(self) -> Self:
        """On the roll today."""
        return self.filter(until_on__isnull=True)


class Mediator(models.Model):
    """Somebody on a centre's roll of mediators."""

    centre = models.ForeignKey(GovCentre, models.PROTECT, related_name="mediators")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    title = models.CharField(max_length=40)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    objects = MediatorQuerySet.as_manager()

    classified = {"internal": ["id", "centre", "person", "title", "since_on", "until_on"]}

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "person"],
                name="mediation_mediator_once",
                condition=Q(until_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class Published(models.Model):
    """A figure as a report said it, with its qualifier: what “余” leaves open cannot be worked out."""

    centre = models.ForeignKey(GovCentre, models.CASCADE, related_name="published")
    what = models.CharField(max_length=60)
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=8)
    qualifier = models.CharField(max_length=6, choices=Qualifier)
    per = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    period = models.CharField(max_length=20)
    source = models.CharField(max_length=120)
    noted_on = models.DateField(default=date.today)

    classified = {
        "public": ["centre", "what", "value", "unit", "qualifier", "per", "period", "source"],
        "internal": ["id", "noted_on"],
    }

    class Meta:
        ordering = ["period", "pk"]

    def __str__(self) -> str:
        return self.what
