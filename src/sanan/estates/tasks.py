"""What the clock calls."""

from sanan.estates.actions.repairs import climb_all


def tick() -> None:
    """Let repairs climb whose rung has run out."""
    climb_all()
