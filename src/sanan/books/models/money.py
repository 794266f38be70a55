from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from sanan.books.enums import (
    INCOMES,
    READERS,
    AccountKind,
    Category,
    Direction,
    EntryState,
    Method,
    PayeeKind,
    SheetState,
)
from sanan.books.models.codes import new_code
from sanan.insight.private import tables
from sanan.people.models import Person
from sanan.people.queries import below
from sanan.places.models import Place


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, person: Person | None) -> Self:
        """Accounts at or under the places of this person's posts."""
        return self.filter(below(person, READERS))


class Account(models.Model):
    """Where a village's money lies. `opening` is what was in it on `opened_on`, in fen."""

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="accounts")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=AccountKind)
    tail = models.CharField(max_length=4, blank=True)
    opening = models.BigIntegerField(default=0)
    opened_on = models.DateField()

    objects = AccountQuerySet.as_manager()

    classified = {
        "public": ["code", "place", "name", "kind", "opening", "opened_on"],
        "internal": ["id", "tail"],
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="books_account_once")]

    def __str__(self) -> str:
        return self.name


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, person: Person | None) -> Self:
        """Sheets of the places of this person's posts."""
        return self.filter(below(person, READERS))


class Sheet(models.Model):
    """An accounting sheet that was read: its rows wait here until someone takes them in whole.

    `rows` are the entries to be, one dict each, emptied when they are loaded or discarded;
    `problems` are `[line, sentence, stops]`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="sheets")
    account = models.ForeignKey(Account, models.PROTECT, related_name="sheets")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.SHOWN)
    count = models.PositiveIntegerField()
    income = models.BigIntegerField()
    expense = models.BigIntegerField()
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    gap_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = SheetQuerySet.as_manager()

    classified = {
        "internal": [
            "id",
            "code",
            "place",
            "account",
            "name",
            "sha256",
            "state",
            "count",
            "income",
            "expense",
            "columns",
            "problems",
            "gap_reason",
            "by",
            "read_at",
            "decided_at",
        ],
        "sensitive": ["rows"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sha256"],
                name="books_sheet_once",
                condition=Q(state=SheetState.LOADED),
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.SHOWN, decided_at__isnull=True)
                | ~Q(state=SheetState.SHOWN) & Q(decided_at__isnull=False),
                name="books_sheet_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stops(self) -> bool:
        """Whether something in it must be put right before it can be taken in."""
        return any(problem[2] for problem in self.problems)

    @property
    def gaps(self) -> bool:
        """Whether something in it needs a reason."""
        return any(not problem[2] for problem in self.problems)


class EntryQuerySet(models.QuerySet["BookEntry"]):
    def visible_to(self, person: Person | None) -> Self:
        """Entries at or under the places of this person's posts."""
        return self.filter(below(person, READERS))

    def standing(self) -> Self:
        """What counts: neither reversed nor the reversal itself."""
        return self.filter(reverses__isnull=True).exclude(state=EntryState.REVERSED)

    def public(self) -> Self:
        """Shown to everyone; a published entry that was reversed stays, with its reversal."""
        return self.filter(published_at__isnull=False)

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(on__gte=first, on__lte=last)


class BookEntry(models.Model):
    """One line of the books. `amount` is in fen and above zero; a reversal's is below.

    A person who is paid is found again by keyed hashes of their card, phone and identity number;
    the numbers themselves are not kept. `approvals` is the chain of signatures as
    `[[duty, name], …]`, in its order.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    place = models.ForeignKey(Place, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.ENTERED)
    on = models.DateField()
    direction = models.CharField(max_length=8, choices=Direction)
    category = models.CharField(max_length=16, choices=Category)
    amount = models.BigIntegerField()
    summary = models.CharField(max_length=200)
    payee = models.CharField(max_length=80, blank=True)
    payee_kind = models.CharField(max_length=8, choices=PayeeKind, default=PayeeKind.BODY)
    payee_id = models.CharField(max_length=64, blank=True)
    payee_card = models.CharField(max_length=64, blank=True)
    payee_phone = models.CharField(max_length=64, blank=True)
    card_tail = models.CharField(max_length=4, blank=True)
    method = models.CharField(max_length=8, choices=Method)
    voucher_no = models.CharField(max_length=24)
    invoice_no = models.CharField(max_length=24, blank=True)
    approvals = models.JSONField(default=list)
    contract = models.ForeignKey(
        "books.Contract", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="entries")
    line = models.PositiveIntegerField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    classified = {
        "public": [
            "code",
            "place",
            "on",
            "direction",
            "category",
            "amount",
            "method",
            "voucher_no",
            "published_at",
            "payee_kind",
            "state",
            "reverses",
        ],
        "internal": [
            "id",
            "account",
            "invoice_no",
            "contract",
            "sheet",
            "line",
            "by",
            "entered_at",
            "card_tail",
        ],
        "personal": ["summary", "payee", "approvals"],
        "sensitive": ["payee_id", "payee_card", "payee_phone"],
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0),
                name="books_entry_amount",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.INCOME, category__in=INCOMES)
                | Q(direction=Direction.EXPENSE) & ~Q(category__in=INCOMES),
                name="books_entry_category",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.PUBLISHED) | Q(published_at__isnull=False),
                name="books_entry_published",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
                name="books_entry_reverses",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "on"], name="books_entry_place_on"),
            models.Index(fields=["place", "voucher_no"], name="books_entry_voucher"),
            models.Index(fields=["contract", "on"], name="books_entry_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.voucher_no}"

    @property
    def payee_shown(self) -> str:
        """The other side as everyone reads it: a body's name, a person's masked."""
        person = bool(self.payee_id) or self.payee_kind == PayeeKind.PERSON
        return tables.name(self.payee, person=person)

    @property
    def signed(self) -> int:
        """What it did to the account, in fen."""
        return self.amount if self.direction == Direction.INCOME else -self.amount
