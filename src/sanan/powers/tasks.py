"""Background work of the powers room: what the clock calls, safe to run twice."""

from sanan.powers import actions


def tick() -> None:
    """Called every minute: questions whose time ran out climb a level."""
    actions.escalate_due()


def daily() -> None:
    """Called every day: this period's tasks, and what has hung long enough."""
    actions.generate_due()
    actions.archive_due()
