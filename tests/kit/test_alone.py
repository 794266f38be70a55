"""One scheduler, and words between processes: on PostgreSQL by the database, on SQLite by a file."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from sanan.kit import hearing
from sanan.kit.alone import Alone
from sanan.kit.hearing import Word

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(settings: Any, tmp_path: Path):
    settings.VAR = tmp_path
    both = Alone("test"), Alone("test")
    yield both
    for each in both:
        each.leave()


def test_one_is_the_one_until_it_leaves(two):
    first, second = two
    assert (first.is_mine(), second.is_mine(), first.is_mine()) == (True, False, True)
    first.leave()
    assert (second.is_mine(), first.is_mine()) == (True, False)


def test_who_lost_the_line_is_not_the_one_any_more(two):
    if connection.vendor != "postgresql":
        pytest.skip("a lock on a file ends with its process")
    first, second = two
    assert first.is_mine()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )
    assert (first.is_mine(), second.is_mine()) == (False, True)


def test_what_moved_is_heard_after_its_commit_and_only_then():
    if not hearing.can():
        hearing.tell("sanan_test")
        pytest.skip("nobody tells anything here")
    words: list[Word] = []
    told, stop = threading.Semaphore(0), threading.Event()

    def heard(word: Word) -> None:
        words.append(word)
        told.release()

    ear = threading.Thread(target=hearing.listen, args=("sanan_test", heard), kwargs={"stop": stop})
    ear.start()
    assert told.acquire(timeout=20), "it says that it hears"
    with transaction.atomic():
        hearing.tell("sanan_test")
        assert words == [Word.MOVED]
    assert told.acquire(timeout=20)
    stop.set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert told.acquire(timeout=20)
    ear.join(20)
    assert words == [Word.MOVED, Word.MOVED, Word.DEAF]
