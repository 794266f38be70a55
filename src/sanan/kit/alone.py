"""One of several processes, on however many machines, does something; another follows when it dies.

On PostgreSQL a lock of the database, which the database gives up by itself when its holder's line
breaks; on SQLite, where there is one machine, a lock on a file.
"""

import fcntl
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections

# Of the server: a machine that lost its power is noticed within half a minute.
NOTICED = "SET LOCAL tcp_keepalives_idle = 10; SET LOCAL tcp_keepalives_interval = 5; "
NOTICED += "SET LOCAL tcp_keepalives_count = 3"


class Alone:
    """Whether this process is the one; used by one thread, asked every few seconds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._held: Any = None

    def is_mine(self) -> bool:
        """Take the lock if it is free; whether we hold it now. A database that is away: no."""
        return self._of_database() if connection.vendor == "postgresql" else self._of_file()

    def leave(self) -> None:
        """Give it up."""
        held, self._held = self._held, None
        if isinstance(held, int):
            os.close(held)
        elif held is not None:
            with suppress(DatabaseError, InterfaceError):
                held.close()

    def _of_database(self) -> bool:
        """In a transaction that stays open, so that it holds behind a pooler, too; it sees no rows."""
        try:
            if self._held is not None:
                with self._held.cursor() as cursor:
                    cursor.execute("SELECT 1")
                return True
            line = connections.create_connection(DEFAULT_DB_ALIAS)
            line.set_autocommit(False)
            with line.cursor() as cursor:
                for statement in NOTICED.split("; "):
                    cursor.execute(statement)
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [self._number()])
                if cursor.fetchone()[0]:
                    self._held = line
                    return True
            line.close()
        except (DatabaseError, InterfaceError):
            self.leave()
        return False

    def _number(self) -> int:
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:8], signed=True)

    def _of_file(self) -> bool:
        if self._held is not None:
            return True
        path = Path(settings.VAR) / f"{self.name}.lock"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._held = handle
        return True
