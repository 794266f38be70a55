"""Django's SQLite backend: writers wait in line, and commits return when they are on the disk."""

import fcntl
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.db.backends.sqlite3 import base, features, operations


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


class WriterQueue:
    """Lets one writer of a database begin at a time, across threads and processes.

    SQLite's own way to wait for the write lock is to sleep and try again, for longer each time, so
    that under load some writers are passed by for a second. Here they stand in the system's queue
    for a lock on a file beside the database; a process that dies gives it back. A writer that does
    not come through here (another program) is still kept out by SQLite.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._handle = -1
        self._pid = 0

    def enter(self) -> None:
        """Return when it is this thread's turn; it must `leave` again."""
        self._threads.acquire()
        try:
            fcntl.flock(self._file(), fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        """Let the next one begin."""
        fcntl.flock(self._handle, fcntl.LOCK_UN)
        self._threads.release()

    def _file(self) -> int:
        if self._pid != os.getpid():  # a fork would share its parent's turn
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._pid = os.getpid()
        return self._handle


_shared_lock = threading.Lock()
_flushes: dict[str, GroupCommit] = {}
_queues: dict[str, WriterQueue] = {}


class DatabaseFeatures(features.DatabaseFeatures):
    """SQLite since 3.32 takes 32,766 values in a statement; Django still assumes 999."""

    max_query_params = 32_000


class DatabaseOperations(operations.DatabaseOperations):
    """A moment read becomes one of UTC at a third of what Django asks for it, some hundred a page."""

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """As Django's, for an installation that keeps its moments in UTC."""
        if type(value) is datetime:
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Used by `ENGINE = "sanan.kit.sqlite"`; expects WAL, `synchronous=NORMAL` and moments in UTC."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    _changes = 0
    _turn: WriterQueue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's; a database file made here is readable to its owner only, as is its log."""
        path = str(self.settings_dict["NAME"])
        if not self.is_in_memory_db() and not path.startswith("file:"):
            _made(path)
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            turn = _queue(f"{self.settings_dict['NAME']}-turn")
            turn.enter()
            self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        answer = super()._commit()  # type: ignore[misc] # not in the stubs
        self._end_turn()
        changes = self.connection.total_changes if self.connection else 0
        if changes != self._changes:
            self._changes = changes
            path = f"{self.settings_dict['NAME']}-wal"
            _flusher(path).flush(path)
        return answer

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc] # not in the stubs
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc] # not in the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.leave()


def _made(path: str) -> None:
    """Make the file where there is none; one that is there is never opened here.

    To close any handle on a file gives up every POSIX lock that this process has on it, and SQLite's
    connections with it: another process then throws the log away under them.
    Source: sqlite.org/howtocorrupt.html, section 2.2.
    """
    with _shared_lock, suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _queue(path: str) -> WriterQueue:
    with _shared_lock:
        return _queues.setdefault(path, WriterQueue(path))


def _flusher(path: str) -> GroupCommit:
    with _shared_lock:
        return _flushes.setdefault(path, GroupCommit())


def _sync(path: str) -> None:
    # No log: a database in memory, or one that was just checkpointed and closed.
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
