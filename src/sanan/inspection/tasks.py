"""What the clock calls."""

from sanan.inspection.actions.ledger import find_relapses


def tick() -> None:
    """Look for what came back within twelve months of being written off."""
    find_relapses()
