from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.workshop.enums import LIVE, MONEY, Method, ObjectionState, RunState, SlipState
from sanan.workshop.models.codes import new_code, yuan
from sanan.workshop.models.order import CraftOrder
from sanan.workshop.models.people import Worker, Workshop

PUBLICITY_DAYS = 3
MOST_MINUTES = 24 * 60
SHOWN = (RunState.PUBLICISED, RunState.APPROVED, RunState.PAID)
"""When everyone may read a month's pay, with the names covered."""


class PayRunQuerySet(models.QuerySet["PayRun"]):
    def visible_to(self, person: Person | None) -> Self:
        """Runs of the workshops that this person's posts look after."""
        return self.filter(below(person, MONEY))

    def public(self) -> Self:
        """What everyone may read."""
        return self.filter(state__in=SHOWN)

    def live(self) -> Self:
        """Not withdrawn."""
        return self.filter(state__in=LIVE)


class PayRun(models.Model):
    """A month's pay of a workshop: all that was counted to its last day and not paid before.

    In publicity from the day after `publicised_on` to `ends_on`; approved by two persons; due by
    `due_on`. One that is withdrawn gives what it held to the next.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="runs")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    until_on = models.DateField()
    due_on = models.DateField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    publicised_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    first_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.DRAFTED)

    objects = PayRunQuerySet.as_manager()

    classified = {
        "public": ["code", "workshop", "place", "month", "until_on", "due_on", "state", "ends_on"],
        "internal": [
            "id",
            "drafted_by",
            "drafted_at",
            "publicised_on",
            "first_by",
            "second_by",
            "paid_on",
        ],
    }

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "month"], name="workshop_run_once", condition=Q(state__in=LIVE)
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "paid"])
                | Q(first_by__isnull=False, second_by__isnull=False, ends_on__isnull=False)
                & ~Q(first_by=F("second_by")),
                name="workshop_run_two",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.PAID) | Q(paid_on__isnull=False),
                name="workshop_run_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.month

    def publicity_over(self, day: date) -> bool:
        """Whether the last day of publicity has gone by on `day`."""
        return self.ends_on is not None and day > self.ends_on

    def is_late(self, today: date) -> bool:
        """Whether its day is over and somebody still waits for money."""
        return self.state not in {RunState.PAID, RunState.WITHDRAWN} and today > self.due_on


class PayslipQuerySet(models.QuerySet["Payslip"]):
    def visible_to(self, person: Person | None) -> Self:
        """Slips of the workshops that this person's posts look after."""
        return self.filter(below(person, MONEY))

    def counted(self) -> Self:
        """Those that stand."""
        return self.exclude(state=SlipState.VOID)

    def unpaid(self) -> Self:
        """Whose money has not arrived."""
        return self.filter(state__in=[SlipState.WAITING, SlipState.SENT, SlipState.RETURNED])


class Payslip(models.Model):
    """What one worker gets for a month, in fen: pieces + days + bonus − charged = net."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="slips")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="slips")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    pieces = models.BigIntegerField()
    days = models.PositiveBigIntegerField(default=0)
    bonus = models.PositiveBigIntegerField(default=0)
    due = models.PositiveBigIntegerField(default=0)
    charged = models.PositiveBigIntegerField(default=0)
    net = models.PositiveBigIntegerField()
    method = models.CharField(max_length=7, choices=Method, blank=True)
    proof = models.CharField(max_length=120, blank=True)
    why_back = models.CharField(max_length=120, blank=True)
    sent_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=SlipState, default=SlipState.WAITING)

    objects = PayslipQuerySet.as_manager()

    classified = {
        "internal": ["id", "code", "run", "place", "method", "sent_on", "paid_on", "state"],
        "personal": [
            "worker",
            "pieces",
            "days",
            "bonus",
            "due",
            "charged",
            "net",
            "proof",
            "why_back",
        ],
    }

    class Meta:
        ordering = ["worker__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "worker"], name="workshop_slip_once"),
            models.CheckConstraint(
                condition=~Q(state=SlipState.PAID) | Q(paid_on__isnull=False) & ~Q(method=""),
                name="workshop_slip_paid",
            ),
            models.CheckConstraint(
                condition=Q(charged__lte=F("due")), name="workshop_slip_charged"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waived(self) -> int:
        """What the agreement would charge and nobody takes."""
        return self.due - self.charged


class DayWork(models.Model):
    """A part of a day on one task, `minutes` long, paid by the day; `rate` in yuan for eight hours."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="days")
    order = models.ForeignKey(CraftOrder, models.PROTECT, null=True, related_name="days")
    key = models.CharField(max_length=40, unique=True)
    on = models.DateField()
    begins = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    rate = yuan()
    fen = models.PositiveBigIntegerField()
    what = models.CharField(max_length=60)
    slip = models.ForeignKey("workshop.Payslip", models.PROTECT, null=True, related_name="parts")

    classified = {
        "internal": [
            "id",
            "worker",
            "order",
            "key",
            "on",
            "begins",
            "minutes",
            "rate",
            "fen",
            "what",
            "slip",
        ]
    }

    class Meta:
        ordering = ["on", "begins", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["worker", "on", "begins"], name="workshop_day_once"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, begins__lt=MOST_MINUTES), name="workshop_day_figures"
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def ends(self) -> int:
        """The minute of the day at which it ends."""
        return self.begins + self.minutes


class Bonus(models.Model):
    """Something on top, in fen, with its reason."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="bonuses")
    key = models.CharField(max_length=40, unique=True)
    on = models.DateField()
    fen = models.PositiveBigIntegerField()
    why = models.CharField(max_length=120)
    slip = models.ForeignKey("workshop.Payslip", models.PROTECT, null=True, related_name="bonuses")

    classified = {"internal": ["id", "worker", "key", "on", "fen", "slip"], "personal": ["why"]}

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="workshop_bonus_fen")]

    def __str__(self) -> str:
        return self.why


class Objection(models.Model):
    """What somebody has against a month's pay; handled before it may be approved."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="objections")
    text = models.CharField(max_length=1000)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ObjectionState, default=ObjectionState.OPEN)
    finding = models.CharField(max_length=1000, blank=True)
    handled_at = models.DateTimeField(null=True)

    classified = {
        "internal": ["id", "run", "raised_at", "state", "handled_at"],
        "personal": ["text", "finding"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, handled_at__isnull=True)
                | ~Q(state=ObjectionState.OPEN) & Q(handled_at__isnull=False) & ~Q(finding=""),
                name="workshop_objection_handled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%F}"
