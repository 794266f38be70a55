"""What the clock calls."""

from sanan.files import actions


def sweep() -> None:
    """Tidy what killed processes left behind."""
    actions.sweep()
