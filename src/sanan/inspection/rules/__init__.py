"""The lives of this room's things as data."""

from sanan.inspection.rules.index import INDEX, SIGNAL
from sanan.inspection.rules.ledger import RECTIFICATION
from sanan.inspection.rules.orders import IMMEDIATE_FIX, INSPECTION_CONCERN, PUSH, TRANSFER
from sanan.inspection.rules.papers import CLUE, PAPER
from sanan.inspection.rules.rounds import ROUND

__all__ = [
    "CLUE",
    "IMMEDIATE_FIX",
    "INDEX",
    "INSPECTION_CONCERN",
    "PAPER",
    "PUSH",
    "RECTIFICATION",
    "ROUND",
    "SIGNAL",
    "TRANSFER",
]
