"""The verbs of this room, by module."""

from sanan.inspection.actions import clues, ledger, orders, papers, rounds

__all__ = ["clues", "ledger", "orders", "papers", "rounds"]
