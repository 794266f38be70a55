from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from sanan.insight.private import partial, tables
from sanan.kit import tokens, vault
from sanan.livelihood.enums import (
    AT_WORK,
    GONE,
    READERS,
    HouseholdKind,
    HouseholdState,
    JoinReason,
    Kin,
    LeaveReason,
    RollState,
    Sex,
    Skill,
    WorkState,
)
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place, beyond

LEAST_AGE, WORKING_UNTIL = 16, 59
"""From which age somebody may work (劳动法第十五条), and up to which they count as labour."""


def new_code() -> str:
    """An opaque name of a thing of this room."""
    return tokens.opaque(10)


def years_before(day: date, years: int) -> date:
    """The day so many years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, person: Person | None) -> Self:
        """Families at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def at(self, place: Place) -> Self:
        """Families of a place and of all that lies in it."""
        return self.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))

    def here(self) -> Self:
        """Those who live here."""
        return self.filter(state=HouseholdState.HERE)

    def without_work(self, day: date) -> Self:
        """Zero-employment families: somebody could work, and of all who could nobody does.

        A family of which somebody has not been asked yet is not among them (`unasked`).
        """
        labour = Member.objects.labour(day).filter(household=OuterRef("pk"))
        return self.filter(Exists(labour), ~Exists(labour.exclude(work=WorkState.UNEMPLOYED)))

    def unasked(self, day: date) -> Self:
        """Families of which somebody of working age has not been asked whether they work."""
        labour = Member.objects.labour(day).filter(household=OuterRef("pk"))
        return self.filter(Exists(labour.filter(work=WorkState.UNKNOWN)))


class Household(models.Model):
    """A family that came to live here: from which village, when, in which dwelling.

    `number` is the family's number in the centre's own list. `before_fen` is its income a head in
    the year before it moved, against which recovery is measured (null: unknown). The account to
    which the family's money goes is kept encrypted; `account_hash` finds a number used twice.
    `phone_hash` finds the family of a number. `followed_on` is the day somebody last spoke with a
    family without work.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="households")
    number = models.CharField(max_length=24)
    head = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=HouseholdKind, default=HouseholdKind.MIGRANT)
    origin = models.ForeignKey(Place, models.PROTECT, related_name="households_left")
    moved_on = models.DateField()
    estate = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    building = models.CharField(max_length=30, blank=True)
    dwelling = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=8, choices=HouseholdState, default=HouseholdState.HERE)
    away_on = models.DateField(null=True)
    away_to = models.CharField(max_length=120, blank=True)
    before_fen = models.PositiveBigIntegerField(null=True)
    phone_locked = models.CharField(max_length=300, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    bank = models.CharField(max_length=40, blank=True)
    holder = models.CharField(max_length=40, blank=True)
    account_locked = models.CharField(max_length=300, blank=True)
    account_hash = models.CharField(max_length=64, blank=True)
    in_need = models.BooleanField(default=False)
    visit_due_on = models.DateField(null=True)
    followed_on = models.DateField(null=True)

    objects = HouseholdQuerySet.as_manager()

    classified = {
        "public": ["place", "kind", "origin", "moved_on", "estate"],
        "internal": ["id", "code", "number", "state", "away_on", "visit_due_on", "followed_on"],
        "personal": [
            "head",
            "building",
            "dwelling",
            "away_to",
            "phone_locked",
            "phone_hash",
            "bank",
            "holder",
        ],
        "sensitive": ["before_fen", "account_locked", "account_hash", "in_need"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="livelihood_household_once"),
            models.CheckConstraint(
                condition=Q(state=HouseholdState.HERE, away_on__isnull=True)
                | Q(state=HouseholdState.AWAY, away_on__isnull=False),
                name="livelihood_away_when",
            ),
            models.CheckConstraint(
                condition=Q(account_locked="", account_hash="")
                | ~Q(account_locked="") & ~Q(account_hash=""),
                name="livelihood_account_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "state"], name="livelihood_living"),
            models.Index(fields=["phone_hash"], name="livelihood_phone"),
        ]

    def __str__(self) -> str:
        return self.head

    @property
    def address(self) -> str:
        """Where the family lives: 祥安小区 3号楼 501."""
        parts = [self.estate.name if self.estate else "", self.building, self.dwelling]
        return " ".join(part for part in parts if part)

    @property
    def shown_name(self) -> str:
        """The name of its head as everyone may read it."""
        return tables.name(self.head, person=True)

    @property
    def masked_account(self) -> str:
        """The last four figures of the account; empty where there is none."""
        return partial.bank(vault.unlock(self.account_locked)) if self.account_locked else ""

    @property
    def masked_phone(self) -> str:
        """The number down to what may be shown."""
        return partial.phone(vault.unlock(self.phone_locked))


class RollQuerySet(models.QuerySet["Member"]):
    def visible_to(self, person: Person | None) -> Self:
        """Persons of families at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def at(self, place: Place) -> Self:
        """Persons of families of a place and of all that lies in it."""
        return self.filter(place__path__gte=place.path, place__path__lt=beyond(place.path))

    def living(self) -> Self:
        """Who belongs to a family that lives here."""
        return self.filter(gone_on__isnull=True, household__state=HouseholdState.HERE)

    def of_age(self, day: date) -> Self:
        """Living here and old enough to work on that day."""
        return self.living().filter(birth_on__lte=years_before(day, LEAST_AGE))

    def working_age(self, day: date) -> Self:
        """Living here and from 16 to 59."""
        return self.of_age(day).filter(birth_on__gt=years_before(day, WORKING_UNTIL + 1))

    def labour(self, day: date) -> Self:
        """Of working age, and not unable to work."""
        return self.working_age(day).exclude(work=WorkState.CANNOT)

    def at_work(self) -> Self:
        """Who works, regularly or at flexible hours."""
        return self.filter(work__in=AT_WORK)

    def enrolled(self) -> Self:
        """On the roll of reservoir migrants."""
        return self.filter(state=RollState.ENROLLED)


class Member(models.Model):
    """A person of a household; `state` is how they stand to the roll of reservoir migrants.

    `place` is the household's, so that rows are found by it. The identity number is kept encrypted,
    `id_hash` finds the same person again. `joined_on` and `left_on` are days of the roll, `gone_on`
    the day from which they no longer belong to the family here. `person` is their account, where
    they have one.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, models.SET_NULL, null=True, related_name="member")
    name = models.CharField(max_length=40)
    kin = models.CharField(max_length=12, choices=Kin, default=Kin.OTHER)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    birth_on = models.DateField(null=True)
    id_locked = models.CharField(max_length=300, blank=True)
    id_hash = models.CharField(max_length=64, unique=True, null=True)
    state = models.CharField(max_length=10, choices=RollState, default=RollState.OUTSIDE)
    joined_on = models.DateField(null=True)
    joined_why = models.CharField(max_length=12, choices=JoinReason, blank=True)
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=14, choices=LeaveReason, blank=True)
    gone_on = models.DateField(null=True)
    work = models.CharField(max_length=12, choices=WorkState, blank=True)
    work_at = models.CharField(max_length=80, blank=True)
    asked_on = models.DateField(null=True)
    skills = models.JSONField(default=list)
    wants_work = models.BooleanField(default=False)
    free_from = models.TimeField(null=True)
    free_until = models.TimeField(null=True)
    most_km = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    children_hours = models.BooleanField(default=False)

    objects = RollQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "state", "joined_on", "joined_why", "left_on", "asked_on"],
        "personal": [
            "household",
            "place",
            "person",
            "name",
            "kin",
            "sex",
            "birth_on",
            "gone_on",
            "work",
            "work_at",
            "skills",
            "wants_work",
            "free_from",
            "free_until",
            "most_km",
            "children_hours",
        ],
        "sensitive": ["id_locked", "id_hash", "left_why"],
    }

    class Meta:
        ordering = ["household", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RollState.ENROLLED)
                | Q(joined_on__isnull=False, left_on__isnull=True, gone_on__isnull=True)
                & ~Q(joined_why=""),
                name="livelihood_enrolled_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=RollState.REMOVED) | Q(left_on__isnull=False) & ~Q(left_why=""),
                name="livelihood_removed_why",
            ),
            models.CheckConstraint(
                condition=Q(id_hash__isnull=True) | ~Q(id_locked=""),
                name="livelihood_id_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="livelihood_roll_days",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "birth_on"], name="livelihood_ages"),
            models.Index(fields=["place", "state"], name="livelihood_roll"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id(self) -> str:
        """Region and last four of the identity number; empty where none was given."""
        return partial.identity(vault.unlock(self.id_locked))

    @property
    def shown_name(self) -> str:
        """The name as everyone may read it."""
        return tables.name(self.name, person=True)

    @property
    def skill_names(self) -> list[str]:
        """The skills in words."""
        return [str(Skill(each).label) for each in self.skills if each in Skill.values]

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None where no birthday is known."""
        if self.birth_on is None:
            return None
        had = (day.month, day.day) >= (self.birth_on.month, self.birth_on.day)
        return day.year - self.birth_on.year - (0 if had else 1)

    def is_gone(self) -> bool:
        """Whether they left the family for a reason that ends it."""
        return self.gone_on is not None or self.left_why in GONE


class Visit(models.Model):
    """A visit to a family in need; what was seen is read only for a stated purpose.

    `note_locked` is encrypted; the ledger holds that somebody went, never what they wrote.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="visits")
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=120)
    note_locked = models.TextField()

    classified = {
        "internal": ["id", "household", "on", "by", "purpose"],
        "sensitive": ["note_locked"],
    }

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on:%F}"


class LivingSurvey(models.Model):
    """What a family lived on in one year, by kind of income (fen), for the measure of recovery."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="surveys")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    wages_fen = models.PositiveBigIntegerField(default=0)
    business_fen = models.PositiveBigIntegerField(default=0)
    property_fen = models.PositiveBigIntegerField(default=0)
    support_fen = models.PositiveBigIntegerField(default=0)
    area_m2 = models.PositiveSmallIntegerField(null=True)
    asked_on = models.DateField()

    classified = {
        "internal": ["id", "household", "year", "asked_on"],
        "sensitive": [
            "people",
            "wages_fen",
            "business_fen",
            "property_fen",
            "support_fen",
            "area_m2",
        ],
    }

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["household", "year"], name="livelihood_survey_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="livelihood_survey_people"),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def income_fen(self) -> int:
        """All kinds together."""
        return self.wages_fen + self.business_fen + self.property_fen + self.support_fen


class Guidance(models.Model):
    """Start-up guidance of one person (创业指导)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="guidance")
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=120)
    advice = models.CharField(max_length=1000)

    classified = {"internal": ["id", "on", "by"], "personal": ["member", "topic", "advice"]}

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.topic
