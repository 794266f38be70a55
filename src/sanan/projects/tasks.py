"""What the clock does: officers are told of the month that is due, and once more when it is late."""

from sanan.projects.actions.reminding import remind


def tick() -> None:
    """Called every day; tells each officer at most twice a month."""
    remind()
