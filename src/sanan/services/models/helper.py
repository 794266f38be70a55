from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.services.enums import DESK, Bond, Free, Post, Skill
from sanan.services.models.order import new_code


def _said(kind: type[models.TextChoices], values: list[str]) -> str:
    return "、".join(str(kind(v).label) for v in values if v in kind.values)


class HelperQuerySet(models.QuerySet["Helper"]):
    def visible_to(self, person: Person | None) -> Self:
        """Those registered where this person runs the desk."""
        return self.filter(below(person, DESK))

    def standing(self) -> Self:
        """Accepted by the community and not left."""
        return self.filter(accepted_at__isnull=False, left_at__isnull=True)


class Helper(models.Model):
    """Someone registered at a community to help (报到): skills, posts, free times, own limit.

    `home` is their own building there, if any. `most` is how many orders a month they want to be
    asked for. Nobody is asked before the community has accepted the registration.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    person = models.ForeignKey(Person, models.PROTECT, related_name="helping")
    place = models.ForeignKey(Place, models.PROTECT, related_name="helpers")
    home = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="helpers")
    bond = models.CharField(max_length=10, choices=Bond)
    skills = models.JSONField(default=list)
    posts = models.JSONField(default=list)
    free = models.JSONField(default=list)
    most = models.PositiveSmallIntegerField(default=4)
    registered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = HelperQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "ref",
            "place",
            "bond",
            "registered_at",
            "accepted_at",
            "left_at",
        ],
        "personal": ["person", "home", "unit", "skills", "posts", "free", "most"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "place"],
                name="services_helper_once",
                condition=Q(left_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("registered_at")),
                name="services_helper_order",
            ),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=31), name="services_most"),
        ]

    def __str__(self) -> str:
        return self.person.name or self.person.nickname

    @property
    def stands(self) -> bool:
        """Accepted and not left."""
        return self.accepted_at is not None and self.left_at is None

    @property
    def skill_words(self) -> str:
        """Skills in words."""
        return _said(Skill, self.skills)

    @property
    def post_words(self) -> str:
        """Posts in words."""
        return _said(Post, self.posts)

    @property
    def free_words(self) -> str:
        """Times in words; none chosen is any."""
        return _said(Free, self.free) or _("都可以")


class Member(models.Model):
    """A helper in a team, such as 移民爱心帮帮团; the team is an organisation."""

    team = models.ForeignKey(Org, models.PROTECT, related_name="service_members")
    helper = models.ForeignKey(Helper, models.CASCADE, related_name="teams")
    since_at = models.DateTimeField()

    classified = {"internal": ["id", "team", "since_at"], "personal": ["helper"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "helper"], name="services_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.helper_id}"


class UnitQuerySet(models.QuerySet["UnitCheckIn"]):
    def visible_to(self, person: Person | None) -> Self:
        """Units registered where this person runs the desk."""
        return self.filter(below(person, DESK))


class UnitCheckIn(models.Model):
    """A unit's Party organisation registered at a community (单位报到), with its slip's number."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    unit = models.ForeignKey(Org, models.PROTECT, related_name="check_ins")
    place = models.ForeignKey(Place, models.PROTECT, related_name="units")
    posts = models.JSONField(default=list)
    offers = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=40, blank=True)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "unit", "place", "posts", "offers", "since_on", "until_on"],
        "personal": ["contact"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "place"],
                name="services_unit_once",
                condition=Q(until_on__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="services_unit_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.place}"

    @property
    def post_words(self) -> str:
        """Posts in words."""
        return _said(Post, self.posts)

    def stands_on(self, day: date) -> bool:
        """Whether it is registered on that day."""
        return self.since_on <= day and (self.until_on is None or self.until_on >= day)


class SlipQuerySet(models.QuerySet["Slip"]):
    def visible_to(self, person: Person | None) -> Self:
        """Slips of the communities whose desk this person runs."""
        return self.filter(below(person, DESK, "check_in__place"))


class Slip(models.Model):
    """What a community reports back to a unit for one quarter (such as 2026Q3): who did what.

    `lines` are [name, date, what, minutes] by name, never sorted by amount.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    check_in = models.ForeignKey(UnitCheckIn, models.CASCADE, related_name="slips")
    quarter = models.CharField(max_length=6)
    lines = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    services = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    entry_id = models.BigIntegerField()

    objects = SlipQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "check_in",
            "quarter",
            "people",
            "services",
            "minutes",
            "made_at",
            "entry_id",
        ],
        "personal": ["lines"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in", "quarter"], name="services_slip_once")
        ]

    def __str__(self) -> str:
        return f"{self.check_in} {self.quarter}"
