from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.books.models import Account
from sanan.council.models import Council
from sanan.estates.enums import KEEPERS, LEADERS, READERS, ContractState, EstateState
from sanan.estates.models.codes import new_code
from sanan.insight.private import tables
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place


class EstateQuerySet(models.QuerySet["Estate"]):
    def visible_to(self, person: Person | None) -> Self:
        """Estates at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def kept_by(self, person: Person | None) -> Self:
        """Those whose registers this person keeps."""
        return self.filter(below(person, KEEPERS))


class Estate(models.Model):
    """A 小区 with its owners' assembly and its two accounts of public money.

    `assembly` votes on the fund and elects the committee; `fund` is the repair fund, `common` what
    the common parts bring in. `*_hours` is how long each rung has before a repair climbs.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.OneToOneField(Place, models.PROTECT, related_name="estate")
    state = models.CharField(max_length=10, choices=EstateState, default=EstateState.STANDING)
    assembly = models.ForeignKey(Council, models.PROTECT, null=True, related_name="+")
    fund = models.OneToOneField(Account, models.PROTECT, null=True, related_name="fund_of")
    common = models.OneToOneField(Account, models.PROTECT, null=True, related_name="common_of")
    property_hours = models.PositiveSmallIntegerField(default=48)
    branch_hours = models.PositiveSmallIntegerField(default=24)
    community_hours = models.PositiveSmallIntegerField(default=24)

    objects = EstateQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "state",
            "assembly",
            "fund",
            "common",
            "property_hours",
            "branch_hours",
            "community_hours",
        ],
        "internal": ["id"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(property_hours__gte=1, branch_hours__gte=1, community_hours__gte=1),
                name="estates_hours",
            ),
            models.CheckConstraint(
                condition=Q(fund__isnull=True) | Q(common__isnull=True) | ~Q(fund=F("common")),
                name="estates_two_accounts",
            ),
        ]

    def __str__(self) -> str:
        return self.place.name


class DwellingQuerySet(models.QuerySet["Dwelling"]):
    def visible_to(self, person: Person | None) -> Self:
        """By whoever keeps the estate's registers."""
        return self.filter(below(person, KEEPERS, "estate__place"))

    def led_by(self, person: Person | None) -> Self:
        """Those of the buildings where this person is leader or contact."""
        return self.filter(below(person, LEADERS, "building"))

    def of_owner(self, person: Person | None) -> Self:
        """Those that somebody signed in by phone owns."""
        if person is None or not person.phone_hash:
            return self.none()
        return self.filter(owner_hash=person.phone_hash)


class Dwelling(models.Model):
    """One dwelling with its owner, who is known by phone: same phone, same owner, one head.

    `area` in hundredths of a square metre, as the property certificate says.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_code)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="dwellings")
    building = models.ForeignKey(Place, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=20)
    area = models.PositiveBigIntegerField()
    owner = models.CharField(max_length=40)
    owner_locked = models.CharField(max_length=300, blank=True)
    owner_hash = models.CharField(max_length=64, blank=True)

    objects = DwellingQuerySet.as_manager()

    classified = {
        "internal": ["id", "ref", "estate", "building", "unit", "number", "area"],
        "personal": ["owner"],
        "sensitive": ["owner_locked", "owner_hash"],
    }

    class Meta:
        ordering = ["building__path", "unit", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "unit", "number"], name="estates_dwelling_once"
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="estates_dwelling_area"),
        ]
        indexes = [models.Index(fields=["owner_hash"], name="estates_owner")]

    def __str__(self) -> str:
        return self.door

    @property
    def door(self) -> str:
        """How people say it: 1号楼 2单元 301."""
        return " ".join(filter(None, (self.building.name, self.unit, self.number)))

    @property
    def owner_shown(self) -> str:
        """The owner as neighbours read the name."""
        return tables.name(self.owner, person=True)


class PropertyContractQuerySet(models.QuerySet["PropertyContract"]):
    def visible_to(self, person: Person | None) -> Self:
        """Contracts of the estates that this person sees."""
        return self.filter(below(person, READERS, "place"))

    def running(self) -> Self:
        """Not ended, whatever day stands in it."""
        return self.filter(state=ContractState.RUNNING)


class PropertyContract(models.Model):
    """A property company serves an estate from one day to another; no two at the same time.

    `fee` is what a square metre costs a month, in fen.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="contracts")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    company = models.ForeignKey(Org, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ContractState, default=ContractState.RUNNING)
    begins_on = models.DateField()
    ends_on = models.DateField()
    fee = models.PositiveIntegerField()
    ended_on = models.DateField(null=True)

    objects = PropertyContractQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "estate",
            "place",
            "company",
            "state",
            "begins_on",
            "ends_on",
            "fee",
            "ended_on",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["-begins_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate"], name="estates_one_contract", condition=Q(state="running")
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="estates_contract_days"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_on__isnull=True)
                | Q(state="ended", ended_on__isnull=False),
                name="estates_contract_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.company.name


class ServiceStandard(models.Model):
    """One line of what the company promised: what, and how often or how well."""

    contract = models.ForeignKey(PropertyContract, models.CASCADE, related_name="standards")
    what = models.CharField(max_length=60)
    promise = models.CharField(max_length=200)

    classified = {"public": ["id", "contract", "what", "promise"]}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "what"], name="estates_standard_once")
        ]

    def __str__(self) -> str:
        return self.what


class StaffMember(models.Model):
    """Somebody who works for the company here, as its board shows: name, duty, permit to work."""

    contract = models.ForeignKey(PropertyContract, models.CASCADE, related_name="staff")
    name = models.CharField(max_length=40)
    duty = models.CharField(max_length=40)
    permit = models.CharField(max_length=60, blank=True)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    classified = {"public": ["id", "contract", "name", "duty", "permit", "since_on", "until_on"]}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="estates_staff_days",
            )
        ]

    def __str__(self) -> str:
        return self.name
