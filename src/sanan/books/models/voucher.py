from typing import Self

from django.db import models
from django.db.models import Q

from sanan.books.enums import READERS, VoucherState
from sanan.books.models.codes import new_code
from sanan.books.models.money import BookEntry
from sanan.files.models import Files, StoredFile
from sanan.people.models import Person
from sanan.people.queries import below


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def visible_to(self, person: Person | None) -> Self:
        """Vouchers at or under the places of this person's posts."""
        return self.filter(below(person, READERS, "entry__place"))

    def public(self) -> Self:
        """Redacted, confirmed by a person, of a published entry."""
        return self.filter(state=VoucherState.CONFIRMED, entry__published_at__isnull=False)


class Voucher(models.Model):
    """The photo of a paper behind an entry.

    Its one file is the original, for whoever keeps or watches the books, once they have said what
    for; the covered copy has solid boxes in its pixels. It is turned by `turn` hundredths of a
    degree to lie level; `boxes` are `[left, top, right, bottom, kind]` and `width`, `height` the
    size, in pixels once turned. What was read on it is not kept, only where something is to be
    hidden.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code)
    entry = models.ForeignKey(BookEntry, models.PROTECT, related_name="vouchers")
    state = models.CharField(max_length=10, choices=VoucherState, default=VoucherState.RECEIVED)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    turn = models.IntegerField(default=0)
    boxes = models.JSONField(default=list)
    unread = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = VoucherQuerySet.as_manager()
    files = Files("voucher")

    classified = {
        "public": ["code", "entry", "confirmed_at"],
        "internal": [
            "id",
            "state",
            "width",
            "height",
            "turn",
            "boxes",
            "unread",
            "by",
            "received_at",
            "read_at",
            "confirmed_by",
            "withdrawn_why",
        ],
        "sensitive": ["sha256"],
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "sha256"], name="books_voucher_once"),
            models.CheckConstraint(
                condition=~Q(state=VoucherState.CONFIRMED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="books_voucher_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="books_voucher_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def original(self) -> StoredFile | None:
        """The photo as it was sent."""
        return self.files[0] if self.files else None
