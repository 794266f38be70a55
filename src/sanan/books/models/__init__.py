"""Tables of the books room."""

from sanan.books.models.contract import Asset, Contract, Due, Receipt
from sanan.books.models.money import Account, Entry, Sheet
from sanan.books.models.roster import Relative, Roster, RosterLine
from sanan.books.models.voucher import Voucher
from sanan.books.models.warning import Evidence, Warning  # noqa: A004 - its name

__all__ = [
    "Account",
    "Asset",
    "Contract",
    "Due",
    "Entry",
    "Evidence",
    "Receipt",
    "Relative",
    "Roster",
    "RosterLine",
    "Sheet",
    "Voucher",
    "Warning",
]
