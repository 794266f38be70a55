"""What the clock calls for the record."""

from django.conf import settings

from sanan.kit import clock
from sanan.ledger import actions
from sanan.ledger.queries.audits import clock_is_trusted


def publish() -> None:
    """Place and publish what waits; the worker calls it every few seconds."""
    if settings.LOG:
        actions.publish_all()


def tick() -> None:
    """Every minute: publish, then show the witnesses."""
    if settings.LOG:
        actions.publish_all()
        actions.gather()


def retain() -> None:
    """Every day, what has been kept long enough goes; see `rules.RETENTION`."""
    if clock_is_trusted(at=clock.now()):
        actions.retain()
