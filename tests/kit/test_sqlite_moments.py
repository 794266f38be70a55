"""A moment comes out of SQLite as Django gives it, only sooner."""

from datetime import UTC, datetime

import pytest
from django.db import connections
from django.db.backends.sqlite3.operations import DatabaseOperations as Django
from django.utils.timezone import get_fixed_timezone

from sanan.kit.sqlite.base import DatabaseOperations

MOMENT = datetime(2026, 11, 30, 19, 1, 48, 229689)


@pytest.mark.parametrize(
    "read",
    [
        None,
        MOMENT,
        MOMENT.replace(microsecond=0),
        MOMENT.replace(tzinfo=get_fixed_timezone(480)),
        "2026-11-30 19:01:48.229689",
        "2026-11-30 19:01:48",
        "2026-11-30T19:01:48+08:00",
    ],
)
def test_as_django(read: object) -> None:
    connection = connections["default"]
    found, theirs = (
        each(connection).convert_datetimefield_value(read, None, connection)
        for each in (DatabaseOperations, Django)
    )
    assert found == theirs
    assert read is None or found.utcoffset() == theirs.utcoffset()


def test_a_naive_one_is_of_utc() -> None:
    connection = connections["default"]
    found = DatabaseOperations(connection).convert_datetimefield_value(MOMENT, None, connection)
    assert found == datetime(2026, 11, 30, 19, 1, 48, 229689, tzinfo=UTC)
