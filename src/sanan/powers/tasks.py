"""Background work of the powers room: what the clock calls, safe to run twice."""

from sanan.powers import actions


def tick() -> None:
    """Called every minute: late questions climb, villages hear of major matters."""
    actions.escalate_due()
    actions.announce_due()


def daily() -> None:
    """Called every day: tasks of the period, what has hung long enough, the monthly word."""
    actions.generate_due()
    actions.archive_due()
    actions.push_due()
