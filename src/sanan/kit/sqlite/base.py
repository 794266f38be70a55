"""Django's SQLite backend, whose commits return when they are on the disk."""

import os
import threading
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base, features


class GroupCommit:
    """Flushes one file for all who ask: whoever waited while a flush began is served by the next."""

    def __init__(self) -> None:
        self._count = threading.Lock()
        self._disk = threading.Lock()
        self._asked = 0
        self._done = 0

    def flush(self, path: str) -> None:
        """Return when everything written to `path` before this call is on the disk."""
        with self._count:
            self._asked += 1
            mine = self._asked
        with self._disk:
            if self._done >= mine:
                return
            upto = self._asked
            _sync(path)
            self._done = upto


_flushes: dict[str, GroupCommit] = {}
_flushes_lock = threading.Lock()


class DatabaseFeatures(features.DatabaseFeatures):
    """SQLite since 3.32 takes 32,766 values in a statement; Django still assumes 999."""

    max_query_params = 32_000


class DatabaseWrapper(base.DatabaseWrapper):
    """Used by `ENGINE = "sanan.kit.sqlite"`; expects WAL and `synchronous=NORMAL`."""

    features_class = DatabaseFeatures
    _changes = 0

    def _commit(self) -> Any:
        answer = super()._commit()  # type: ignore[misc] # not in the stubs
        changes = self.connection.total_changes if self.connection else 0
        if changes != self._changes:
            self._changes = changes
            path = f"{self.settings_dict['NAME']}-wal"
            _flusher(path).flush(path)
        return answer


def _flusher(path: str) -> GroupCommit:
    with _flushes_lock:
        return _flushes.setdefault(path, GroupCommit())


def _sync(path: str) -> None:
    # No log: a database in memory, or one that was just checkpointed and closed.
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
