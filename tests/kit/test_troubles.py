"""What passes, told from what is a fault: by what each database and the system really raise."""

import errno
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from sanan.kit.troubles import Trouble, of


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Trouble.FULL),
        (OSError(errno.EACCES, "Permission denied"), None),
        (caused(OperationalError(), psycopg.errors.DiskFull()), Trouble.FULL),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), Trouble.AWAY),
        (caused(OperationalError(), psycopg.errors.CannotConnectNow()), Trouble.AWAY),
        (caused(OperationalError(), psycopg.errors.TooManyConnections()), Trouble.AWAY),
        (caused(OperationalError(), psycopg.OperationalError("connection refused")), Trouble.AWAY),
        (caused(OperationalError(), psycopg.errors.DeadlockDetected()), None),
        (caused(IntegrityError(), psycopg.errors.UniqueViolation()), None),
        (InterfaceError("connection already closed"), Trouble.AWAY),
        (OperationalError("database or disk is full"), Trouble.FULL),
        (OperationalError("unable to open database file"), Trouble.AWAY),
        (OperationalError("the connection is lost"), Trouble.AWAY),
        (OperationalError("database is locked"), Trouble.BUSY),
        (OperationalError("no such table: cases_case"), None),
        (DatabaseError("current transaction is aborted"), None),
        (KeyError("words"), None),
        (None, None),
    ],
)
def test_what_passes_and_what_is_a_fault(error: BaseException | None, trouble: Trouble | None):
    assert of(error) == trouble


def test_it_is_found_through_what_was_raised_because_of_it():
    inner = OSError(errno.ENOSPC, "No space left on device")
    assert of(caused(ValueError("could not keep it"), inner)) == Trouble.FULL


def test_the_words_are_those_of_sqlite_itself():
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.execute("INSERT INTO a VALUES (zeroblob(100000))")
    with pytest.raises(sqlite3.OperationalError) as away:
        sqlite3.connect("/nowhere/at/all.sqlite3")
    assert of(OperationalError(*full.value.args)) == Trouble.FULL
    assert of(OperationalError(*away.value.args)) == Trouble.AWAY
