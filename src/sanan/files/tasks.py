"""What the clock calls."""

from sanan.files import actions, pieces


def sweep() -> None:
    """Tidy what killed processes left behind."""
    actions.sweep()


def sweep_pieces() -> None:
    """Take away recordings that no form took."""
    pieces.sweep()
