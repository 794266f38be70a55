from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.workshop.enums import KEEPERS, MONEY, IssueState
from sanan.workshop.models.codes import amount, new_code, yuan
from sanan.workshop.models.order import CraftOrder, Lot, Material
from sanan.workshop.models.people import Worker


class MaterialIssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, person: Person | None) -> Self:
        """Issues of the workshops that this person's posts look after."""
        return self.filter(below(person, MONEY))

    def counted_by(self, person: Person | None) -> Self:
        """Those whose pieces this person may count."""
        return self.filter(below(person, KEEPERS))

    def open(self) -> Self:
        """Not yet cleared."""
        return self.exclude(state=IssueState.CLEARED)


class Issue(models.Model):
    """Material for `pieces` given to one worker on one day; the rates of that day hold for it.

    `first` where the worker is of the villages that come first, `waiting` how many of those still
    waited for this order then: the proof of priority. `signed` says how the worker confirmed it.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    order = models.ForeignKey(CraftOrder, models.PROTECT, related_name="issues")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="issues")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    pieces = amount()
    issued_on = models.DateField()
    due_on = models.DateField()
    at_home = models.BooleanField(default=True)
    first = models.BooleanField()
    waiting = models.PositiveIntegerField(default=0)
    cleared_on = models.DateField(null=True)
    state = models.CharField(max_length=15, choices=IssueState, default=IssueState.ISSUED)

    objects = MaterialIssueQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "order",
            "worker",
            "place",
            "pieces",
            "issued_on",
            "due_on",
            "at_home",
            "first",
            "waiting",
            "cleared_on",
            "state",
        ]
    }

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pieces__gt=0, due_on__gte=F("issued_on")), name="workshop_issue_figures"
            ),
            models.CheckConstraint(
                condition=Q(state=IssueState.CLEARED, cleared_on__isnull=False)
                | ~Q(state=IssueState.CLEARED) & Q(cleared_on__isnull=True),
                name="workshop_issue_cleared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.worker}"

    def rate(self, grade: str) -> Decimal | None:
        """The rate of a grade on the day of issue; None for a grade that it has not."""
        return self.order.rates_on(self.issued_on).get(grade)


class IssuedLot(models.Model):
    """How much of which lot an issue took."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="lots")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="issued")
    quantity = amount()

    classified = {"internal": ["id", "issue", "lot", "quantity"]}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "lot"], name="workshop_issued_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="workshop_issued_figure"),
        ]

    def __str__(self) -> str:
        return str(self.lot)


class Delivery(models.Model):
    """Pieces of one grade that were counted; `rate` and `fen` are those of the day of issue.

    `key` names the count, so that the same one sent twice is one. `grams` is the net weight where
    pieces were counted on the scale. A correction has `mends` and may be below 0. `slip` is where it
    was paid.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=40, unique=True)
    grade = models.CharField(max_length=20)
    good = amount(default=0)
    rework = amount(default=0)
    reject = amount(default=0)
    grams = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    rate = yuan()
    fen = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    mends = models.ForeignKey("self", models.PROTECT, null=True, related_name="mended")
    note = models.CharField(max_length=200, blank=True)
    slip = models.ForeignKey(
        "workshop.Payslip", models.PROTECT, null=True, related_name="deliveries"
    )

    classified = {
        "internal": [
            "id",
            "issue",
            "worker",
            "key",
            "grade",
            "good",
            "rework",
            "reject",
            "grams",
            "rate",
            "fen",
            "on",
            "at",
            "by",
            "mends",
            "note",
            "slip",
        ]
    }

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mends__isnull=False) | Q(good__gte=0, rework__gte=0, reject__gte=0),
                name="workshop_delivery_figures",
            )
        ]
        indexes = [
            models.Index(
                fields=["worker", "on"], name="workshop_unpaid", condition=Q(slip__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.key


class Return(models.Model):
    """Material that came back from a worker, to the lot it was from."""

    issued = models.ForeignKey(IssuedLot, models.PROTECT, related_name="returns")
    key = models.CharField(max_length=40, unique=True)
    quantity = amount()
    on = models.DateField()

    classified = {"internal": ["id", "issued", "key", "quantity", "on"]}

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="workshop_return_figure")
        ]

    def __str__(self) -> str:
        return self.key


class Clearing(models.Model):
    """What the balance of a material was when an issue was cleared, and what is charged, in fen."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="clearings")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="clearings")
    material = models.ForeignKey(Material, models.PROTECT, related_name="+")
    issued = amount()
    returned = amount()
    consumed = models.DecimalField(max_digits=24, decimal_places=8)
    over = models.DecimalField(max_digits=32, decimal_places=13)
    fen = models.PositiveBigIntegerField()
    on = models.DateField()
    slip = models.ForeignKey(
        "workshop.Payslip", models.PROTECT, null=True, related_name="clearings"
    )

    classified = {
        "internal": [
            "id",
            "issue",
            "worker",
            "material",
            "issued",
            "returned",
            "consumed",
            "over",
            "fen",
            "on",
            "slip",
        ]
    }

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "material"], name="workshop_cleared_once")
        ]

    def __str__(self) -> str:
        return str(self.material)
