"""The verbs of this room, by module."""

from sanan.inspection.actions import clues, index, ledger, orders, papers, rounds, signals, terms

__all__ = ["clues", "index", "ledger", "orders", "papers", "rounds", "signals", "terms"]
