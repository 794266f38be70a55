"""Every verb of the books room."""

from sanan.books.actions.alerts import (
    MOST_FILES,
    Looked,
    answer,
    close,
    look_for_warnings,
    send_back,
)
from sanan.books.actions.contracts import (
    Terms,
    accept_works,
    every,
    hand_back,
    measure,
    receive_rent,
    register_asset,
    settle_works,
    sign_contract,
    terminate,
)
from sanan.books.actions.exports import note_export
from sanan.books.actions.money import Payee, Words, enter, open_account, publish_month, reverse
from sanan.books.actions.rosters import declare_relative, load_roster
from sanan.books.actions.sheets import discard_sheet, load_sheet, read_sheet
from sanan.books.actions.vouchers import (
    adjust_boxes,
    boxes_mark,
    confirm_voucher,
    find_boxes,
    receive_voucher,
    withdraw_voucher,
)

__all__ = [
    "MOST_FILES",
    "Looked",
    "Payee",
    "Terms",
    "Words",
    "accept_works",
    "adjust_boxes",
    "answer",
    "boxes_mark",
    "close",
    "confirm_voucher",
    "declare_relative",
    "discard_sheet",
    "enter",
    "every",
    "find_boxes",
    "hand_back",
    "load_roster",
    "load_sheet",
    "look_for_warnings",
    "measure",
    "note_export",
    "open_account",
    "publish_month",
    "read_sheet",
    "receive_rent",
    "receive_voucher",
    "register_asset",
    "reverse",
    "send_back",
    "settle_works",
    "sign_contract",
    "terminate",
    "withdraw_voucher",
]
