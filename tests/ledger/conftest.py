"""The ledger over a database, with its log and keys in a folder of the test's own."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from sanan.ledger import actions
from sanan.ledger.models import Entry, Log
from sanan.ledger.queries import logs


@pytest.fixture(autouse=True)
def own_log(settings: Any, tmp_path: Any) -> None:
    settings.LOG = True
    settings.LOG_NAME = "sanan.example"
    settings.LOG_ROOT = tmp_path / "log"
    settings.LOG_KEYS = tmp_path / "keys"
    settings.LOG_KEY = ""
    settings.LOG_WITNESSES = []
    settings.SITE_URL = "https://sanan.example"


@pytest.fixture
def say() -> Callable[..., Entry]:
    """Record that someone said something; the words tell which."""

    def record(number: int = 0, **more: Any) -> Entry:
        given = {
            "event": "case.open",
            "subject": f"C{number}",
            "content": {"case": f"C{number}"},
            "words": f"第{number}盏路灯不亮",
        }
        return actions.record(**{**given, **more})

    return record


@pytest.fixture
def said(db: None, say: Callable[..., Entry]) -> Log:
    """A published log of 300 entries, signed at 100, 200 and 300."""
    for start in (0, 100, 200):
        for number in range(start, start + 100):
            say(number)
        actions.publish_all()
    return Log.objects.get()


@pytest.fixture
def past(db: None, say: Callable[..., Entry]) -> list[Entry]:
    """Entries in the night to 5 June 2026, and what each says of its time.

    True; a month back; an hour ahead of its publishing; an act on a sealed report of the day before; one of a day
    further back. All but the first came in after 2:30 and by 3:30, when acts of the day before are published.
    """
    night = datetime(2026, 6, 4, 18, 30, tzinfo=UTC)
    say(0, at=night)
    actions.publish_all(at=night)
    say(1, at=night - timedelta(days=31))
    say(2, at=night + timedelta(hours=2))
    for number, days in ((3, 1), (4, 2)):
        say(number, event="sealed.act", at=night - timedelta(days=days))
    actions.publish_all(at=night + timedelta(hours=1))
    return list(Entry.objects.order_by("position"))


class _Editor:
    """What the migration needs of a schema editor, also inside a test's transaction."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def unguarded() -> Iterator[None]:
    """What someone with the database's own password can do."""
    protection = import_module("sanan.ledger.migrations.0002_append_only")
    protection.release(None, _Editor())
    yield
    protection.protect(None, _Editor())


def seed_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def at(position: int) -> Entry:
    return Entry.objects.get(position=position)


def published(log: Log) -> int:
    head = logs.head(log)
    return head.checkpoint.size if head else 0
