from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.inspection.enums import (
    OFFICE,
    ContactKind,
    Duty,
    Grade,
    Group,
    Mode,
    RecusalWhy,
    RoundState,
)
from sanan.kit import tokens, vault
from sanan.people.enums import Role
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place

SHOWN = tuple(state for state in RoundState if state != RoundState.PLANNED)
"""Rounds of which villagers know."""
TOLD = (RoundState.FEEDBACK, RoundState.RECTIFYING, RoundState.ASSESSED, RoundState.ARCHIVED)
"""Rounds whose problems the villages have been told."""


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, person: Person | None) -> Self:
        """The office's own county, leaders' too, and rounds in whose team somebody is."""
        if person is None:
            return self.none()
        mine = TeamMember.objects.filter(person=person).values("round")
        return self.filter(below(person, (*OFFICE, Role.LEADER)) | Q(pk__in=mine))

    def shown(self) -> Self:
        """Noticed: villagers know of it."""
        return self.filter(state__in=SHOWN)


class Round(models.Model):
    """One round of inspection: how, when, on whose authority, with what plan.

    `phone`, `hours` and `says` stand on each village's notice: whom to call, when and where
    somebody is there, what may be said. `organisation` is the body that signs a write-off third.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=24, choices=Mode)
    authority = models.CharField(max_length=200)
    plan = models.CharField(max_length=4000)
    phone = models.CharField(max_length=30)
    hours = models.CharField(max_length=200)
    says = models.CharField(max_length=500)
    organisation = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    opened_on = models.DateField(null=True)
    feedback_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.PLANNED)

    objects = RoundQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "year",
            "number",
            "mode",
            "phone",
            "hours",
            "says",
            "starts_on",
            "ends_on",
            "state",
        ],
        "internal": ["id", "authority", "plan", "organisation", "opened_on", "feedback_on"],
    }

    class Meta:
        ordering = ["-year", "-number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "number"], name="inspection_round_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="inspection_round_days"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TOLD) | Q(feedback_on__isnull=False),
                name="inspection_told_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def duty_of(self, person: Person | None) -> Duty | None:
        """What a person is in its team."""
        found = self.team.filter(person=person).first() if person else None
        return Duty(found.duty) if found else None


class InspectedQuerySet(models.QuerySet["Target"]):
    def visible_to(self, person: Person | None) -> Self:
        """Villages of the office's county, and of one's own rounds, less those one stays away from."""
        if person is None:
            return self.none()
        own = TeamMember.objects.filter(person=person)
        away = Recusal.objects.filter(member__person=person, member__round=models.OuterRef("round"))
        away = away.filter(place=models.OuterRef("place"))
        seen = below(person, OFFICE, "round__place") | Q(round__in=own.values("round"))
        return self.filter(seen).exclude(models.Exists(away))


class Target(models.Model):
    """A village that is inspected in a round, chosen by a person with a written reason (H7).

    `token` stands in the code of its notice.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="targets")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=8, choices=Grade)
    reason = models.CharField(max_length=500)
    token = models.CharField(max_length=16, unique=True, default=new_code)
    chosen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = InspectedQuerySet.as_manager()

    classified = {
        "public": ["round", "place", "token"],
        "internal": ["id", "grade", "reason", "chosen_by"],
    }

    class Meta:
        ordering = ["place__path"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="inspection_target_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="inspection_target_reason"),
        ]

    def __str__(self) -> str:
        return self.place.spoken


class TeamMember(models.Model):
    """Somebody of a round's team; `declared_on` is when they said which villages they stay away from."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=8, choices=Duty, default=Duty.MEMBER)
    declared_on = models.DateField(null=True)

    classified = {"internal": ["id", "round", "person", "duty", "declared_on"]}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="inspection_member_once"),
            models.UniqueConstraint(
                fields=["round"], name="inspection_one_leader", condition=Q(duty=Duty.LEADER)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_duty_display()}"


class Recusal(models.Model):
    """A village from which a member of the team stays away, and why.

    `names_locked` are kin as declared, encrypted: a clue about them is not taken by this member.
    """

    member = models.ForeignKey(TeamMember, models.CASCADE, related_name="recusals")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=RecusalWhy)
    names_locked = models.CharField(max_length=600, blank=True)

    classified = {
        "internal": ["id", "member", "place", "why"],
        "sensitive": ["names_locked"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "place", "why"], name="inspection_recusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.place}"

    @property
    def names(self) -> list[str]:
        """The kin that were declared."""
        return vault.unlock(self.names_locked).split()


class Contact(models.Model):
    """A line of the team's registers: talks, visits to homes, enquiries, letters, calls.

    `who_locked` and `note_locked` are encrypted; `known` is the keyed hash of kind, day and whom,
    so that one talk is registered once.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=ContactKind)
    group = models.CharField(max_length=12, choices=Group, default=Group.OTHER)
    on = models.DateField()
    who_locked = models.CharField(max_length=300)
    note_locked = models.CharField(max_length=4000, blank=True)
    known = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": ["id", "target", "kind", "group", "on", "known", "by"],
        "sensitive": ["who_locked", "note_locked"],
    }

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["target", "known"], name="inspection_contact_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def who(self) -> str:
        """With whom."""
        return vault.unlock(self.who_locked)

    @property
    def note(self) -> str:
        """What was said."""
        return vault.unlock(self.note_locked)


class Survey(models.Model):
    """The three rates of a day in a village: of those asked, how many knew, took part, are satisfied."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="surveys")
    on = models.DateField()
    asked = models.PositiveIntegerField()
    knew = models.PositiveIntegerField()
    took_part = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    classified = {
        "internal": ["id", "target", "on", "asked", "knew", "took_part", "satisfied", "by"]
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "on"], name="inspection_survey_once"),
            models.CheckConstraint(
                condition=Q(
                    asked__gte=1,
                    knew__lte=F("asked"),
                    took_part__lte=F("asked"),
                    satisfied__lte=F("asked"),
                ),
                name="inspection_survey_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.on}"
