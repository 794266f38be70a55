"""Which replicas may be read now: asked once a second by a thread of this process."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import count
from typing import Any, Protocol

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError
from django.db.utils import load_backend

LOOK_SECONDS = 1.0
LOST_SECONDS = 10.0
"""How long a replica that does not answer is left alone before it is asked again."""
BLIND_SECONDS = 5.0
"""Without a look for so long nothing is read from any replica."""
CONNECT_SECONDS = 2
KEPT = 900
LOOKS = 4

PRIMARY = (
    "SELECT pg_current_wal_lsn()::text, current_database(), "
    "(SELECT system_identifier FROM pg_control_system())"
)
REPLICA = (
    "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()::text, current_database(), "
    "(SELECT system_identifier FROM pg_control_system())"
)


class Fault(StrEnum):
    """Why a replica is not read."""

    UNSEEN = "unseen"
    LOST = "lost"
    """It does not answer."""
    PRIMARY = "primary"
    """It takes writes: the primary itself, or a replica that was promoted."""
    OTHER = "other"
    """It repeats another server, or names another database."""
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Seen:
    """How a replica stood at the last look: its fault, how far it is, and how many seconds old."""

    fault: Fault | None = Fault.UNSEEN
    replayed: int = 0
    behind: float = 0.0


class Asking(Protocol):
    """One connection of the watch's own."""

    def ask(self, sql: str) -> Sequence[Any]:
        """The one row. Raises DatabaseError where nothing answers."""


def position(text: str) -> int:
    """A write position, `16/B374D848`, as a number. Raises ValueError."""
    high, _slash, low = text.partition("/")
    return (int(high, 16) << 32) | int(low, 16)


@dataclass
class Watch:
    """What is known of all replicas; `most` is how many seconds old a replica may be and be read."""

    primary: Asking
    replicas: Mapping[str, Asking]
    most: float
    now: Callable[[], float] = time.monotonic
    seen: dict[str, Seen] = field(default_factory=dict)
    _marks: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=KEPT))
    _looked: float = float("-inf")
    _again: dict[str, float] = field(default_factory=dict)
    _turn: "count[int]" = field(default_factory=count)

    def choose(self, after: int) -> str | None:
        """A replica that is as far as `after`, each in turn; None where there is none."""
        if self.now() - self._looked > BLIND_SECONDS:
            return None
        fit = [name for name, at in self.seen.items() if at.fault is None and at.replayed >= after]
        return fit[next(self._turn) % len(fit)] if fit else None

    def leave(self, name: str) -> None:
        """Do not read this one until it was looked at again: it has just failed."""
        self.seen[name] = Seen(Fault.LOST)

    def look(self) -> None:
        """Ask the primary how far it is, and every replica how far it has come."""
        try:
            here, database, system = self.primary.ask(PRIMARY)
        except DatabaseError:
            return  # whoever reads will hear it from the primary; replicas keep for a few seconds
        self._marks.append((self.now(), position(here)))
        for name, asking in self.replicas.items():
            if self.now() >= self._again.get(name, 0.0):
                self.seen[name] = self._look_at(name, asking, (database, system))
        self._looked = self.now()

    def _look_at(self, name: str, asking: Asking, ours: tuple[str, object]) -> Seen:
        try:
            repeats, replayed, database, system = asking.ask(REPLICA)
        except DatabaseError:
            self._again[name] = self.now() + LOST_SECONDS
            return Seen(Fault.LOST)
        if (database, system) != ours:
            return Seen(Fault.OTHER)
        if not repeats:
            return Seen(Fault.PRIMARY)
        at = position(replayed)
        behind = self._behind(at)
        return Seen(Fault.BEHIND if behind > self.most else None, at, behind)

    def _behind(self, at: int) -> float:
        """Since when the primary is further than this, by our own clock alone.

        At the first look nobody knows; a replica that is not quite as far is taken for old then.
        """
        latest = next((when for when, mark in reversed(self._marks) if mark <= at), None)
        if latest is None:
            return max(self.now() - self._marks[0][0], self.most + LOOK_SECONDS)
        return self.now() - latest


class Line:
    """A connection that is made again when it broke."""

    def __init__(self, alias: str) -> None:
        given = settings.DATABASES[alias]
        patience = {**given.get("OPTIONS", {}), "connect_timeout": CONNECT_SECONDS}
        whole = {**settings.DATABASES[DEFAULT_DB_ALIAS], **given, "OPTIONS": patience}
        self._connection = load_backend(given["ENGINE"]).DatabaseWrapper(_complete(whole), alias)
        self._connection.inc_thread_sharing()  # made here, used by the thread of the watch

    def ask(self, sql: str) -> Sequence[Any]:
        """The one row. Raises DatabaseError where nothing answers."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
                row: Sequence[Any] = cursor.fetchone()
                return row
        except (DatabaseError, InterfaceError) as error:
            with suppress(DatabaseError, InterfaceError):
                self._connection.close()
            raise DatabaseError from error


def _complete(given: Mapping[str, Any]) -> dict[str, Any]:
    """With what Django adds to a database that it manages itself."""
    usual: dict[str, Any] = {
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "TEST": {},
    }
    return {**usual, **dict.fromkeys(("HOST", "PORT", "USER", "PASSWORD"), ""), **given}


def made() -> Watch:
    """A watch of the replicas that the settings name, which has not looked yet."""
    lines = {alias: Line(alias) for alias in settings.REPLICAS}
    return Watch(Line(DEFAULT_DB_ALIAS), lines, settings.REPLICA_SECONDS)


def looked() -> Mapping[str, Seen]:
    """How every replica stands now; one that is a little behind is given two seconds to come."""
    found = made()
    for _again in range(LOOKS):
        found.look()
        if all(seen.fault is not Fault.BEHIND for seen in found.seen.values()):
            break
        time.sleep(LOOK_SECONDS / 2)
    return {name: found.seen.get(name, Seen()) for name in found.replicas}


@cache
def watch() -> Watch:
    """This process's watch; its thread begins with the first request."""
    found = made()
    threading.Thread(target=_watch, args=(found,), name="replicas", daemon=True).start()
    return found


def _watch(found: Watch) -> None:
    while True:
        found.look()
        time.sleep(LOOK_SECONDS)
