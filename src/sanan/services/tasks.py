"""What the clock calls in this room; safe to run twice."""

from sanan.services import actions


def tick() -> None:
    """Called every minute: offers that ran out, orders that nobody took."""
    actions.tick()


def slips() -> None:
    """Called every day: the slips of a quarter that is over."""
    actions.make_slips()
