"""How an event stands: new, growing, steady or fading."""

from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """How an event stands on the last day of the period."""

    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"


NEW_DAYS, FADING_DAYS = 7, 14
GROWS = 1.5
"""Messages a day of the last third against before, from which an event grows."""


def phase(*, start: datetime, end: datetime, trend: float, until: datetime) -> Phase:
    """Return how an event stands at `until`: fading when nothing came for two weeks, new in its first week."""
    if (until - end).days >= FADING_DAYS:
        return Phase.FADING
    if (until - start).days < NEW_DAYS:
        return Phase.NEW
    return Phase.GROWING if trend >= GROWS else Phase.STEADY
