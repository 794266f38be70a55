"""What the clock calls."""

from sanan.inspection.actions.ledger import find_relapses
from sanan.inspection.actions.signals import look_for_signals


def tick() -> None:
    """Look for what came back after it was written off, and for signals that the rules raised."""
    find_relapses()
    look_for_signals()
