"""What the clock calls in this room; safe to run twice."""

from sanan.neighbourhood import actions
from sanan.neighbourhood.actions import circle


def tick() -> None:
    """Called every minute: reminders, bookings whose turn did not come."""
    actions.tick()


def remeasure() -> None:
    """Called every day: who has what within reach, since a centre may have opened or closed."""
    circle.measure()
