from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from sanan.files.models import Files
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place
from sanan.workshop.enums import READERS, RUNNING, Measure, OrderState, WishState
from sanan.workshop.models.codes import amount, new_code, yuan
from sanan.workshop.models.people import Partner, Worker, Workshop

WHOLE = 100


class CraftOrderQuerySet(models.QuerySet["CraftOrder"]):
    def visible_to(self, person: Person | None) -> Self:
        """Orders at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def running(self) -> Self:
        """On which work is given out or comes back."""
        return self.filter(state__in=RUNNING)


class CraftOrder(models.Model):
    """Work that an enterprise has done on its own materials.

    `pieces` in `measure`; `price` is what the enterprise pays for one, in yuan; `minutes` how long
    one usually takes, `grams_each` what one weighs where they are counted on the scale. Where
    `charge_rejects`, the agreement charges the material of rejected pieces.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="orders")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="orders")
    product = models.CharField(max_length=60)
    sort = models.CharField(max_length=40)
    how = models.CharField(max_length=1000, blank=True)
    measure = models.CharField(max_length=5, choices=Measure, default=Measure.PIECE)
    pieces = amount()
    price = yuan()
    minutes = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    grams_each = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    charge_rejects = models.BooleanField(default=False)
    due_on = models.DateField()
    offered_on = models.DateField()
    delivered_on = models.DateField(null=True)
    state = models.CharField(max_length=11, choices=OrderState, default=OrderState.OFFERED)

    objects = CraftOrderQuerySet.as_manager()
    files = Files("craft_order")

    classified = {
        "public": [
            "code",
            "workshop",
            "place",
            "partner",
            "product",
            "sort",
            "how",
            "measure",
            "pieces",
            "minutes",
            "grams_each",
            "charge_rejects",
            "due_on",
            "offered_on",
            "delivered_on",
            "state",
        ],
        "internal": ["id", "price"],
    }

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gt=0), name="workshop_order_pieces"),
            models.CheckConstraint(condition=Q(price__gte=0), name="workshop_order_price"),
            models.CheckConstraint(
                condition=Q(grams_each__isnull=True) | Q(grams_each__gt=0),
                name="workshop_order_weight",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "settled", "closed"])
                | Q(delivered_on__isnull=False),
                name="workshop_order_delivered",
            ),
        ]
        indexes = [models.Index(fields=["workshop", "state"], name="workshop_order_state")]

    def __str__(self) -> str:
        return self.product

    def is_late(self, today: date) -> bool:
        """Whether its day is over and pieces are still missing."""
        return self.delivered_on is None and today > self.due_on

    @cached_property
    def bill(self) -> "list[Material]":
        """What one piece takes of which material."""
        return list(self.materials.all())

    @cached_property
    def rate_rows(self) -> "list[Rate]":
        """Every rate that ever held, oldest first."""
        return list(self.rates.order_by("since_on", "pk"))

    def rates_on(self, day: date) -> dict[str, Decimal]:
        """What a worker is paid for one by grade, for material issued on that day."""
        return {row.grade: row.yuan for row in self.rate_rows if row.since_on <= day}


class Material(models.Model):
    """A material of an order: how much one piece takes, what loss is allowed, what more costs.

    `price` in yuan for a unit, charged for what is lost beyond the allowance; 0 charges nothing.
    """

    order = models.ForeignKey(CraftOrder, models.CASCADE, related_name="materials")
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=10)
    per_piece = amount()
    allowance = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    price = yuan(default=0)

    classified = {
        "public": ["order", "name", "unit", "per_piece", "allowance", "price"],
        "internal": ["id"],
    }

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "name"], name="workshop_material_once"),
            models.CheckConstraint(
                condition=Q(per_piece__gt=0, allowance__gte=0, allowance__lte=WHOLE, price__gte=0),
                name="workshop_material_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rate(models.Model):
    """What a worker is paid for a good piece of a grade, in yuan, for material issued since a day."""

    order = models.ForeignKey(CraftOrder, models.CASCADE, related_name="rates")
    grade = models.CharField(max_length=20)
    yuan = yuan()
    since_on = models.DateField()

    classified = {"public": ["order", "grade", "yuan", "since_on"], "internal": ["id"]}

    class Meta:
        ordering = ["since_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "grade", "since_on"], name="workshop_rate_once"
            ),
            models.CheckConstraint(condition=Q(yuan__gte=0), name="workshop_rate_figure"),
        ]

    def __str__(self) -> str:
        return self.grade


class Lot(models.Model):
    """Material as it came from the enterprise, under its own number."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40)
    quantity = amount()
    on = models.DateField()
    back = amount(default=0)

    classified = {"internal": ["id", "material", "number", "quantity", "on", "back"]}

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="workshop_lot_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, back__gte=0, back__lte=models.F("quantity")),
                name="workshop_lot_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Wish(models.Model):
    """Somebody asks for work on an order; who of the villages waits comes before all others."""

    order = models.ForeignKey(CraftOrder, models.CASCADE, related_name="wishes")
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="wishes")
    first = models.BooleanField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=WishState, default=WishState.WAITING)

    classified = {"internal": ["id", "order", "worker", "first", "asked_at", "state"]}

    class Meta:
        ordering = ["-first", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "worker"],
                name="workshop_wish_once",
                condition=Q(state=WishState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%F}"


class Takings(models.Model):
    """Money that came from the enterprise, in fen."""

    order = models.ForeignKey(CraftOrder, models.PROTECT, related_name="takings")
    fen = models.PositiveBigIntegerField()
    on = models.DateField()
    note = models.CharField(max_length=120, blank=True)

    classified = {"internal": ["id", "order", "fen", "on", "note"]}

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="workshop_takings_fen")]

    def __str__(self) -> str:
        return f"{self.on:%F}"
