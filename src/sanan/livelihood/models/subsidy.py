from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from sanan.insight.private import tables
from sanan.livelihood.enums import READERS, CycleState, LineState, ReturnReason
from sanan.livelihood.models.household import Household, Member, new_code
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place

LEAST_PUBLICITY = 3
"""Days for which a list is shown, not counting the day on which it is put up."""
SHOWN_TO_ALL = (CycleState.PUBLICISED, CycleState.APPROVED, CycleState.PAID, CycleState.CLOSED)


class CycleQuerySet(models.QuerySet["PayCycle"]):
    def visible_to(self, person: Person | None) -> Self:
        """Cycles at or under the places of this person's posts."""
        return self.filter(below(person, (*READERS, Role.DISCIPLINE_OFFICER)))

    def public(self) -> Self:
        """Whose list everyone may read, masked."""
        return self.filter(state__in=SHOWN_TO_ALL)


class PayCycle(models.Model):
    """One payment of the direct subsidy: for which months, to whom, how it went.

    `since_on` and `until_on` are the first and last day of its months. `frozen_on` is the day on
    which the list was made, `list_hash` the hash of its lines as they were then: nobody is added
    after it. `version` names the rule of `data/subsidy.toml` by which it was reckoned.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    since_on = models.DateField()
    until_on = models.DateField()
    version = models.CharField(max_length=20)
    publicity_days = models.PositiveSmallIntegerField(default=LEAST_PUBLICITY)
    state = models.CharField(max_length=12, choices=CycleState, default=CycleState.DRAFTED)
    frozen_on = models.DateField(null=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    list_hash = models.CharField(max_length=64, blank=True)
    publicised_on = models.DateField(null=True)
    publicity_ends_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)

    objects = CycleQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "title",
            "since_on",
            "until_on",
            "version",
            "publicity_days",
            "state",
            "frozen_on",
            "list_hash",
            "publicised_on",
            "publicity_ends_on",
            "paid_on",
        ],
        "internal": ["id", "frozen_by"],
    }

    class Meta:
        ordering = ["-since_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "since_on"], name="livelihood_cycle_once"),
            models.CheckConstraint(
                condition=Q(publicity_days__gte=LEAST_PUBLICITY), name="livelihood_cycle_days"
            ),
            models.CheckConstraint(
                condition=Q(state=CycleState.DRAFTED)
                | Q(frozen_on__isnull=False) & ~Q(list_hash=""),
                name="livelihood_cycle_frozen",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def publicity_over(self, day: date) -> bool:
        """Whether the last day of publicity has gone by on `day`."""
        return self.publicity_ends_on is not None and day > self.publicity_ends_on


class LineQuerySet(models.QuerySet["PayLine"]):
    def visible_to(self, person: Person | None) -> Self:
        """Lines of the cycles that this person sees."""
        return self.filter(below(person, (*READERS, Role.DISCIPLINE_OFFICER), "cycle__place"))

    def payable(self) -> Self:
        """What the list still grants."""
        return self.exclude(state__in=[LineState.STRUCK, LineState.VOID])


class PayLine(models.Model):
    """One beneficiary of one cycle, as the frozen list has them.

    Name, family, village, months and amount are those of the day on which the list was frozen and
    never change. `sent_times` counts how often the payment was given to the bank.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    cycle = models.ForeignKey(PayCycle, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    member = models.ForeignKey(Member, models.PROTECT, related_name="lines")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    village = models.CharField(max_length=80)
    months = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=LineState, default=LineState.LISTED)
    reason = models.CharField(max_length=14, choices=ReturnReason, blank=True)
    note = models.CharField(max_length=300, blank=True)
    sent_times = models.PositiveSmallIntegerField(default=0)

    objects = LineQuerySet.as_manager()

    classified = {
        "public": ["code", "cycle", "number", "village", "months", "amount_fen"],
        "internal": ["id", "state", "reason", "sent_times"],
        "personal": ["member", "household", "name", "note"],
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "member"], name="livelihood_line_once"),
            models.UniqueConstraint(fields=["cycle", "number"], name="livelihood_line_number"),
            models.CheckConstraint(
                condition=~Q(state=LineState.RETURNED) | ~Q(reason=""),
                name="livelihood_returned_why",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "state"], name="livelihood_line_state")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.name}"

    @property
    def shown_name(self) -> str:
        """The name as everyone may read it."""
        return tables.name(self.name, person=True)


class PayObjection(models.Model):
    """What somebody has against a line of a list, or against somebody missing on it."""

    cycle = models.ForeignKey(PayCycle, models.CASCADE, related_name="objections")
    number = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=1000)
    raised_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    finding = models.CharField(max_length=1000, blank=True)
    handled_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "cycle", "number", "raised_at", "upheld", "handled_at"],
        "personal": ["text", "finding"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, handled_at__isnull=True)
                | Q(upheld__isnull=False, handled_at__isnull=False) & ~Q(finding=""),
                name="livelihood_objection_handled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%F}"
