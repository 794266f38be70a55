"""What the clock calls."""

from sanan.sealed import actions


def settle() -> int:
    """Close the days that are over; see `actions.settle`."""
    return actions.settle()
