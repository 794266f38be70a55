"""Telling other processes, on whatever machine, that something has moved: LISTEN and NOTIFY.

Only a hint: it may be lost (a broken line, a failed-over server), so whoever listens also looks by
himself now and then. It is told with the transaction that moved something, never before its commit.
On SQLite, and behind a pooler that hands connections around, nothing is told and everybody looks.
"""

import logging
import threading
from collections.abc import Callable
from enum import Enum

from django.db import connection

logger = logging.getLogger(__name__)


class Word(Enum):
    """What whoever listens is told: look now, or look by the clock."""

    MOVED = "moved"
    DEAF = "deaf"


QUIET_SECONDS = 10.0
AGAIN_SECONDS = 2.0


def can() -> bool:
    """Whether anything can be heard here."""
    pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    return connection.vendor == "postgresql" and not pooled


def tell(channel: str) -> None:
    """Say on this channel, with the commit, that something has moved."""
    if can():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [channel])


def listen(
    channel: str, heard: Callable[[Word], object], *, stop: threading.Event | None = None
) -> None:
    """For ever, in a thread of its own: what is heard, or that nothing can be. `stop` ends one that is deaf."""
    stop = stop or threading.Event()
    while not stop.is_set():
        try:
            _listen(channel, heard)
        except Exception as wrong:  # noqa: BLE001 - the database may be away for a moment
            logger.warning("nothing is heard: %s", type(wrong).__name__)
        heard(Word.DEAF)
        stop.wait(AGAIN_SECONDS)


def _listen(channel: str, heard: Callable[[Word], object]) -> None:
    import psycopg  # only where PostgreSQL is used
    from psycopg import sql

    given = connection.get_connection_params()
    known = {name: value for name, value in given.items() if name not in _DJANGO}
    with psycopg.connect(**known, autocommit=True) as line:
        line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        while True:
            heard(Word.MOVED)  # also for what was said before
            while not list(line.notifies(timeout=QUIET_SECONDS, stop_after=1)):
                line.execute("SELECT 1")  # whether the line still stands


_DJANGO = {"cursor_factory", "context", "prepare_threshold", "server_side_binding"}
