from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.insight.private import partial
from sanan.kit import tokens, vault
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.volunteers.enums import COUNTERS, READERS, IdKind, Noted, Sex
from sanan.volunteers.enums import Field as Work


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def hold(person: Person) -> None:
    """Nobody else changes this person's hours until the transaction ends."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, person: Person | None) -> Self:
        """Teams at or under the places of this person's posts."""
        return self.filter(below(person, COUNTERS, "org__place"))


class Team(models.Model):
    """What an organisation that records and certifies must say about itself (order 67).

    Its name and place stand in `org`: a volunteer team, a committee, a social-work agency.
    """

    org = models.OneToOneField(Org, models.PROTECT, related_name="team")
    register_no = models.CharField(max_length=40, blank=True)
    head = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    about = models.CharField(max_length=300, blank=True)
    since_on = models.DateField()

    objects = TeamQuerySet.as_manager()

    classified = {
        "public": ["id", "org", "register_no", "head", "phone", "about", "since_on"],
    }

    def __str__(self) -> str:
        return self.org.name


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, person: Person | None) -> Self:
        """Volunteers who live or serve at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def staying(self) -> Self:
        """Who has not left."""
        return self.filter(left_at__isnull=True)


class Volunteer(models.Model):
    """A person who registered to serve. Name and phone are the person's own (`people`).

    The identity number may be left out; it is kept encrypted, `id_hash` finds a second
    registration of the same number. `wording` names the text that was agreed to.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer")
    place = models.ForeignKey(Place, models.PROTECT, related_name="volunteers")
    skills = models.JSONField(default=list)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    id_kind = models.CharField(max_length=10, choices=IdKind, blank=True)
    id_locked = models.CharField(max_length=300, blank=True)
    id_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    registered_at = models.DateTimeField()
    wording = models.CharField(max_length=20)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = VolunteerQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "registered_at", "wording", "left_at"],
        "personal": ["person", "place", "skills", "sex", "birth_on", "id_kind"],
        "sensitive": ["id_locked", "id_hash"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id_hash__isnull=True) | ~Q(id_locked=""),
                name="volunteers_id_kept_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("registered_at")),
                name="volunteers_left_after",
            ),
        ]
        indexes = [models.Index(fields=["place", "left_at"], name="volunteers_staying")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def masked_id(self) -> str:
        """Region and last four of the identity number; empty where none was given."""
        return partial.identity(vault.unlock(self.id_locked))

    @property
    def skill_names(self) -> list[str]:
        """The skills in words."""
        known = {str(value): str(label) for value, label in Work.choices}
        return [known.get(skill, skill) for skill in self.skills]

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None where no birthday was given."""
        if self.birth_on is None:
            return None
        had = (day.month, day.day) >= (self.birth_on.month, self.birth_on.day)
        return day.year - self.birth_on.year - (0 if had else 1)


class Membership(models.Model):
    """That a volunteer belongs to a team."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="memberships")
    org = models.ForeignKey(Org, models.PROTECT, related_name="volunteer_members")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    classified = {
        "internal": ["id", "org", "since_at", "until_at"],
        "personal": ["volunteer"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "org"],
                name="volunteers_member_once",
                condition=Q(until_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
                name="volunteers_member_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.org}"


class Note(models.Model):
    """A training, an honour or an evaluation in a volunteer's record (order 67, art. 4)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="notes")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Noted)
    title = models.CharField(max_length=120)
    on = models.DateField()
    minutes = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    classified = {
        "internal": ["id", "org", "kind", "on", "minutes", "by"],
        "personal": ["volunteer", "title"],
    }

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title
