"""Writers of one SQLite file: each gets its turn, and whoever ends badly gives it back."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from sanan.kit.sqlite.base import DatabaseWrapper, WriterQueue

HOLDER = """
import sys
from sanan.kit.sqlite.base import WriterQueue
WriterQueue(sys.argv[1]).enter()
print("in", flush=True)
sys.stdin.read()
"""

VISITOR = """
import sqlite3, sys
visitor = sqlite3.connect(sys.argv[1])
visitor.execute("SELECT who FROM line").fetchall()
visitor.close()
"""


@pytest.fixture
def opened(tmp_path: Path, django_db_blocker: Any) -> Iterator[Callable[[], DatabaseWrapper]]:
    """Opens one more connection to a file with a table in it, that will not wait for a lock."""
    settings = {
        **connections["default"].settings_dict,
        "NAME": str(tmp_path / "some.sqlite3"),
        "OPTIONS": {"timeout": 0, "transaction_mode": "IMMEDIATE"},
    }

    def open_one() -> DatabaseWrapper:
        wrapper = DatabaseWrapper(settings, alias="apart")
        wrapper.inc_thread_sharing()
        return wrapper

    with django_db_blocker.unblock():
        first = open_one()
        with first.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE line (who integer)")
        first.close()
        yield open_one


def write(wrapper: DatabaseWrapper, who: int) -> None:
    """One transaction with one row."""
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with wrapper.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (%s)", [who])
    wrapper.commit()
    wrapper.set_autocommit(True)


def test_no_writer_is_refused_though_none_may_wait_for_the_lock(
    opened: Callable[[], DatabaseWrapper],
) -> None:
    failed: list[Exception] = []

    def many(who: int) -> None:
        wrapper = opened()
        try:
            for _turn in range(25):
                write(wrapper, who)
        except OperationalError as error:
            failed.append(error)
        finally:
            wrapper.close()

    threads = [threading.Thread(target=many, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = opened()
    with after.cursor() as cursor:
        cursor.execute("SELECT who, count(*) FROM line GROUP BY who")
        counted = dict(cursor.fetchall())
    after.close()
    assert failed == []
    assert counted == dict.fromkeys(range(8), 25)


@pytest.mark.parametrize("ending", ["rollback", "close"])
def test_a_turn_that_ends_badly_is_given_back(
    opened: Callable[[], DatabaseWrapper], ending: str
) -> None:
    one, other = opened(), opened()
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    getattr(one, ending)()
    write(other, 1)
    other.close()
    one.close()


def test_a_begin_that_fails_gives_its_turn_back(opened: Callable[[], DatabaseWrapper]) -> None:
    stranger, one = opened(), opened()
    with stranger.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")  # past the queue, as another program would
    with pytest.raises(OperationalError):
        one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with stranger.cursor() as cursor:
        cursor.execute("ROLLBACK")
    stranger.close()
    other = opened()
    write(other, 2)
    other.close()
    one.close()


def test_another_connection_of_the_process_leaves_the_locks_of_the_first(
    opened: Callable[[], DatabaseWrapper], tmp_path: Path
) -> None:
    """A program that comes and goes must see that the file is in use, and leave its log alone."""
    one, other = opened(), opened()
    write(one, 1)
    other.ensure_connection()
    log = tmp_path / "some.sqlite3-wal"
    before = log.stat().st_ino
    subprocess.run([sys.executable, "-c", VISITOR, str(tmp_path / "some.sqlite3")], check=True)
    assert log.exists()
    assert log.stat().st_ino == before
    write(one, 2)
    write(other, 3)
    one.close()
    other.close()


def test_a_process_that_is_killed_gives_its_turn_back(tmp_path: Path) -> None:
    path = str(tmp_path / "turn")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "in\n"
    queue, entered = WriterQueue(path), threading.Event()

    def enter() -> None:
        queue.enter()
        entered.set()
        queue.leave()

    waiting = threading.Thread(target=enter)
    waiting.start()
    assert not entered.is_set()
    holder.kill()
    holder.communicate()
    waiting.join()
    assert entered.is_set()
