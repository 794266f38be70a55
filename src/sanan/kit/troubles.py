"""What an exception says about the machine: a database that is away or busy, a disk that is full.

These pass; whoever was answered so comes again. Everything else is a fault of ours.
"""

import errno
from enum import StrEnum

from django.db import Error, InterfaceError, OperationalError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
AWAY_STATES = ("08", "57P", "53300")
"""SQLSTATE of PostgreSQL (appendix A of its manual): no connection, being shut down, too many clients."""
FULL_STATES = ("53100",)
WORDS = {
    "database or disk is full": "full",
    "disk i/o error": "away",
    "unable to open database file": "away",
    "attempt to write a readonly database": "away",
    "database is locked": "busy",
    "the connection is lost": "away",
}
"""Of SQLite, and the last of psycopg."""


class Trouble(StrEnum):
    """What passes."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"


def of(error: BaseException | None) -> Trouble | None:
    """Which of them this is, or was caused by; None for a fault."""
    while error is not None:
        if found := _of_one(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _of_one(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError) and error.errno in FULL:
        return Trouble.FULL
    if not isinstance(error, Error):
        return None
    state = getattr(error.__cause__, "sqlstate", None) or ""
    if state.startswith(FULL_STATES):
        return Trouble.FULL
    if state.startswith(AWAY_STATES) or isinstance(error, InterfaceError):
        return Trouble.AWAY
    said = str(error).lower()
    for words, found in WORDS.items():
        if words in said:
            return Trouble(found)
    # A connection that could not be made, or broke off, comes from psycopg without a state.
    of_psycopg = type(error.__cause__).__module__.startswith("psycopg")
    return (
        Trouble.AWAY if isinstance(error, OperationalError) and of_psycopg and not state else None
    )
