"""What everyone may read of a village's books."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from sanan.books.enums import AssetUse, ContractKind, ContractState, VoucherState
from sanan.books.models import Asset, BookEntry, Contract, Voucher
from sanan.books.queries.arrears import NOTHING, Owed, arrears
from sanan.files.models import StoredFile
from sanan.files.queries import public, with_files
from sanan.kit.errors import Missing
from sanan.places.models import Place

SHOWN = 400


@dataclass(frozen=True, slots=True)
class Lease:
    """A contract as everyone reads it, with what is owed on it."""

    contract: Contract
    owed: Owed
    expired: bool
    unaccepted: bool


def public_entry(code: str) -> BookEntry:
    """A published entry. Raises `Missing`, alike for one that is not published."""
    found = BookEntry.objects.public().select_related("place", "reverses").filter(code=code).first()
    if found is None:
        raise Missing(_("没有这一笔账，或者还没有公开。"), "no_entry")
    return found


def public_copy(code: str) -> StoredFile:
    """The copy of a voucher that everyone may see now. Raises `Missing`."""
    found = Voucher.objects.public().filter(code=code).first()
    copies = public(found.files) if found else []
    if not copies:
        raise Missing(_("没有这张票据，或者还没有公开。"), "no_voucher")
    return copies[0]


def vouchers_of(entry: BookEntry) -> list[StoredFile]:
    """Its public copies, in the order they came; three statements."""
    confirmed = entry.vouchers.filter(state=VoucherState.CONFIRMED).order_by("pk")
    return public(file for each in with_files(list(confirmed)) for file in each.files)


def assets_of(place: Place) -> list[Asset]:
    """What the village owns, in its kinds."""
    return list(place.assets.exclude(use=AssetUse.GONE).order_by("kind", "name")[:SHOWN])


def contracts_of(place: Place, today: date) -> list[Lease]:
    """Its contracts, the ones that run first; three statements."""
    mine = list(place.contracts.order_by("state", "-signed_on")[:SHOWN])
    owed = arrears([c for c in mine if c.kind == ContractKind.LEASE], today)
    return [
        Lease(c, owed.get(c.pk, NOTHING), c.expired(today), _unaccepted(c, today)) for c in mine
    ]


def _unaccepted(contract: Contract, today: date) -> bool:
    """Whether work that should be finished has not been accepted."""
    return (
        contract.kind != ContractKind.LEASE
        and contract.state == ContractState.ACTIVE
        and contract.accepted_on is None
        and contract.ends_on < today
    )


def keeps_books(place: Place) -> bool:
    """Whether anything of this village is there to be seen."""
    return BookEntry.objects.public().filter(Q(place=place)).exists() or place.assets.exists()
