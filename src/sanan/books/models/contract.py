from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.books.enums import (
    READERS,
    AssetKind,
    AssetUse,
    Award,
    ContractKind,
    ContractState,
    EntryState,
    PayeeKind,
)
from sanan.books.models.codes import new_code
from sanan.books.models.money import BookEntry
from sanan.insight.private import tables
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, person: Person | None) -> Self:
        """Assets at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Asset(models.Model):
    """Something the village owns. `value` in fen; `size` in hundredths of `unit` (亩, 平方米, 台)."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="assets")
    kind = models.CharField(max_length=10, choices=AssetKind)
    name = models.CharField(max_length=80)
    where = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    unit = models.CharField(max_length=10, blank=True)
    value = models.PositiveBigIntegerField(default=0)
    use = models.CharField(max_length=8, choices=AssetUse, default=AssetUse.OWN)
    holder = models.CharField(max_length=80, blank=True)
    acquired_on = models.DateField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "kind",
            "name",
            "where",
            "size",
            "unit",
            "value",
            "use",
            "holder",
            "acquired_on",
        ],
        "internal": ["id"],
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="books_asset_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def size_shown(self) -> str:
        """The size as people read it, without noughts behind; empty where none is known."""
        return sized(self.size, self.unit)


def sized(size: int | None, unit: str) -> str:
    """Hundredths of a unit as people read them: 12.5亩; empty where none is known."""
    if not size:
        return ""
    whole, part = divmod(size, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + unit


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, person: Person | None) -> Self:
        """Contracts at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Contract(models.Model):
    """An agreement of the village: it leases something out, has works done, buys.

    `amount` is the whole price in fen (of a lease: all its rent). It ends with the day `ends_on`;
    one that is still `active` after it is used without a contract. `settled` is the final
    account of works. Of a lease, `size` is the area or number that it names and `measured` what was
    found on the ground on `measured_on`, both in hundredths of the asset's unit.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="contracts")
    kind = models.CharField(max_length=10, choices=ContractKind)
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.ACTIVE)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    party = models.CharField(max_length=80)
    party_kind = models.CharField(max_length=8, choices=PayeeKind)
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    award = models.CharField(max_length=12, choices=Award)
    amount = models.PositiveBigIntegerField()
    signed_on = models.DateField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    settled = models.PositiveBigIntegerField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    measured = models.PositiveBigIntegerField(null=True, blank=True)
    measured_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "kind",
            "state",
            "title",
            "party_kind",
            "asset",
            "award",
            "amount",
            "signed_on",
            "begins_on",
            "ends_on",
            "accepted_on",
            "settled",
            "size",
            "measured",
            "measured_on",
            "closed_on",
        ],
        "internal": ["id", "number"],
        "personal": ["party"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="books_contract_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="books_contract_dates"
            ),
            models.CheckConstraint(
                condition=Q(state=ContractState.ACTIVE, closed_on__isnull=True)
                | ~Q(state=ContractState.ACTIVE) & Q(closed_on__isnull=False),
                name="books_contract_closed",
            ),
            models.CheckConstraint(
                condition=Q(measured__isnull=True, measured_on__isnull=True)
                | Q(measured__gt=0, size__gt=0, measured_on__isnull=False),
                name="books_contract_measured",
            ),
        ]
        indexes = [models.Index(fields=["place", "-signed_on"], name="books_contract_when")]

    def __str__(self) -> str:
        return self.title

    @property
    def party_shown(self) -> str:
        """The other side as everyone reads it."""
        return tables.name(self.party, person=self.party_kind == PayeeKind.PERSON)

    @property
    def sizes(self) -> tuple[str, str]:
        """The area of the contract and the measured one, as people read them."""
        unit = self.asset.unit if self.asset else ""
        return sized(self.size, unit), sized(self.measured, unit)

    def expired(self, day: date) -> bool:
        """Whether what was leased out is still used after its term."""
        return (
            self.kind == ContractKind.LEASE
            and self.state == ContractState.ACTIVE
            and self.ends_on < day
        )


class Due(models.Model):
    """One rent of a lease: when it is to be paid, and how much in fen."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="dues")
    due_on = models.DateField()
    amount = models.PositiveBigIntegerField()

    classified = {"public": ["due_on", "amount"], "internal": ["id", "contract"]}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "due_on"], name="books_due_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="books_due_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def standing(self) -> Self:
        """Those whose entry was not reversed."""
        return self.exclude(entry__state=EntryState.REVERSED)


class Receipt(models.Model):
    """Rent that came in, in fen; it pays the oldest due first. An entry of the books backs it."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="receipts")
    entry = models.OneToOneField(BookEntry, models.PROTECT, related_name="receipt")
    amount = models.PositiveBigIntegerField()
    received_on = models.DateField()

    objects = ReceiptQuerySet.as_manager()

    classified = {
        "public": ["amount", "received_on"],
        "internal": ["id", "contract", "entry"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="books_receipt_amount")
        ]

    def __str__(self) -> str:
        return f"{self.received_on}"
