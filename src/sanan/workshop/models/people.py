from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.books.models import Asset
from sanan.insight.private import tables
from sanan.kit import vault
from sanan.kit.dates import years_on
from sanan.livelihood.models import Member
from sanan.people.models import Org, Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.workshop.enums import MONEY, READERS, WorkerState
from sanan.workshop.models.codes import new_code, new_token

LEAST_AGE = 16
"""Nobody younger works here (劳动法 art. 15)."""
PAY_DAY, LAST_PAY_DAY = 10, 28


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, person: Person | None) -> Self:
        """Workshops at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Workshop(models.Model):
    """A place where work is given out and taken back.

    People of `villages` come first. The pay of a month is due by the day `pay_day` of the next.
    `rooms` are what the centre has; `shops` assets of the books that are lent to it for nothing.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    opened_on = models.DateField()
    villages = models.ManyToManyField(Place, related_name="+")
    rooms = models.JSONField(default=list)
    shops = models.ManyToManyField(Asset, related_name="+")
    outlay = models.PositiveBigIntegerField(default=0)
    pay_day = models.PositiveSmallIntegerField(default=PAY_DAY)

    objects = WorkshopQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "name",
            "opened_on",
            "villages",
            "rooms",
            "shops",
            "outlay",
            "pay_day",
        ],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="workshop_once"),
            models.CheckConstraint(
                condition=Q(pay_day__gte=1, pay_day__lte=LAST_PAY_DAY), name="workshop_pay_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """An enterprise that brings work; whoever holds `token` reads its page without an account.

    `hometown` where its owner comes from one of the villages.
    """

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="partners")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    hometown = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    trade = models.CharField(max_length=40, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    since_on = models.DateField()

    classified = {
        "public": ["workshop", "org", "hometown", "trade", "since_on"],
        "internal": ["id"],
        "sensitive": ["token"],
    }

    class Meta:
        ordering = ["org__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "org"], name="workshop_partner_once")
        ]

    def __str__(self) -> str:
        return self.org.name


class WorkerQuerySet(models.QuerySet["Worker"]):
    def visible_to(self, person: Person | None) -> Self:
        """Workers of the workshops that this person's posts look after."""
        return self.filter(below(person, MONEY))

    def active(self) -> Self:
        """Those who take work."""
        return self.filter(state=WorkerState.ACTIVE)


class Worker(models.Model):
    """Somebody who makes pieces, at home or in the hall.

    `village` is where they come from; `member` who they are in the register of households, `person`
    their account, where they have one. The account at
    the bank is kept encrypted (`kit.vault`), `account_tail` its last four figures. The day on which
    they became sixteen is never after the day on which they began.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="workers")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)
    born_on = models.DateField()
    of_age_on = models.DateField()
    village = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    at_home = models.BooleanField(default=True)
    bank = models.CharField(max_length=40, blank=True)
    account_locked = models.CharField(max_length=300, blank=True)
    account_tail = models.CharField(max_length=4, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    state = models.CharField(max_length=6, choices=WorkerState, default=WorkerState.ACTIVE)
    token = models.CharField(max_length=32, unique=True, default=new_token)

    objects = WorkerQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "workshop",
            "place",
            "at_home",
            "joined_on",
            "left_on",
            "state",
        ],
        "personal": ["person", "member", "name", "village", "born_on", "of_age_on"],
        "sensitive": ["bank", "account_locked", "account_tail", "token"],
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(joined_on__gte=F("of_age_on")), name="workshop_of_age"
            ),
            models.CheckConstraint(
                condition=Q(state=WorkerState.ACTIVE, left_on__isnull=True)
                | Q(state=WorkerState.LEFT, left_on__isnull=False),
                name="workshop_left_when",
            ),
            models.UniqueConstraint(
                fields=["workshop", "name", "born_on"], name="workshop_worker_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """As everyone reads it: 陈*花."""
        return tables.name(self.name, person=True)

    @property
    def account(self) -> str:
        """The account in clear, for the bank's file alone."""
        return vault.unlock(self.account_locked)

    @property
    def account_shown(self) -> str:
        """The account as a page shows it."""
        return f"**** {self.account_tail}" if self.account_tail else ""


def sixteen_on(born_on: date) -> date:
    """The day on which somebody becomes sixteen; born on 29 February, on 1 March."""
    return years_on(born_on, LEAST_AGE)
