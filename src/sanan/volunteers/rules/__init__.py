"""The lives of this room's things as data, who organises, and what time can be true."""

from sanan.volunteers.rules.hours import minutes_of
from sanan.volunteers.rules.identity import checked_id
from sanan.volunteers.rules.states import (
    ACTIVITY,
    CERTIFICATE,
    SERVICE,
    SIGNUP,
    check_desk,
    may_run,
)

__all__ = [
    "ACTIVITY",
    "CERTIFICATE",
    "SERVICE",
    "SIGNUP",
    "check_desk",
    "checked_id",
    "may_run",
    "minutes_of",
]
