"""The life of a record of service as data, who organises, and what time can be true."""

from sanan.volunteers.rules.hours import minutes_of
from sanan.volunteers.rules.identity import checked_id
from sanan.volunteers.rules.states import (
    RULES,
    Side,
    Verb,
    allowed,
    check,
    check_desk,
    may_run,
    reason,
)

__all__ = [
    "RULES",
    "Side",
    "Verb",
    "allowed",
    "check",
    "check_desk",
    "checked_id",
    "may_run",
    "minutes_of",
    "reason",
]
