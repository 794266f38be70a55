"""Tables of the books room."""

from sanan.books.models.alert import Alert
from sanan.books.models.contract import Asset, Contract, Due, Receipt
from sanan.books.models.money import Account, BookEntry, Sheet
from sanan.books.models.roster import Relative, Roster, RosterLine
from sanan.books.models.voucher import Voucher

__all__ = [
    "Account",
    "Alert",
    "Asset",
    "BookEntry",
    "Contract",
    "Due",
    "Receipt",
    "Relative",
    "Roster",
    "RosterLine",
    "Sheet",
    "Voucher",
]
