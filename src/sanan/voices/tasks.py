"""Background work of the voices room: one action each, safe to run twice."""

from sanan.kit import clock
from sanan.ledger.queries.audits import clock_is_trusted
from sanan.voices import actions


def index() -> None:
    """Called every few seconds: make new messages findable."""
    actions.index_waiting()


def tick() -> None:
    """Called every minute: bring answers back, look into linked archives."""
    actions.bring_answers()
    actions.poll_archives()


def retain() -> None:
    """Called every day: what was said longer ago than a year goes."""
    if clock_is_trusted(at=clock.now()):
        actions.retain()
