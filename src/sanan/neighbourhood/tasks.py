"""What the clock calls in this room; safe to run twice."""

from sanan.neighbourhood import actions


def tick() -> None:
    """Called every minute: reminders, bookings whose turn did not come."""
    actions.tick()
