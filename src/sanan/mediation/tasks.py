"""What the clock does: parties are told of days that run out."""

from sanan.mediation.actions.telling import remind


def tick() -> None:
    """Called every day."""
    remind()
