"""PostgreSQL behind our backend: prepared statements, and connections that ended."""

from collections.abc import Iterator
from select import select
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from sanan.kit.postgres import options
from sanan.upkeep import doctor

ASK = "SELECT %s::int + 1"


def _another(**more: Any) -> Any:
    from sanan.kit.postgres.base import DatabaseWrapper

    return DatabaseWrapper({**connection.settings_dict, **more}, "another")


@pytest.fixture
def another(db: None) -> Iterator[Any]:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    made = _another()
    yield made
    made.close()


def _asked(database: Any, times: int) -> int:
    """How many statements the server holds prepared after asking the same so many times."""
    for number in range(times):
        with database.cursor() as cursor:
            cursor.execute(ASK, [number])
            assert cursor.fetchone() == (number + 1,)
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 1'")
        return int(cursor.fetchone()[0])


def _number(database: Any) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _next_request(database: Any) -> None:
    database.close_if_unusable_or_obsolete()


def test_what_is_asked_again_and_again_is_prepared_in_the_server(another: Any) -> None:
    assert _asked(another, 4) == 0
    assert _asked(another, 3) == 1


def test_behind_a_pooler_nothing_is_prepared(another: Any) -> None:
    given, ours = another.settings_dict["OPTIONS"], options(prepared=True)
    where = {name: value for name, value in given.items() if name not in ours}
    another.settings_dict["OPTIONS"] = {**where, **options(prepared=False)}
    assert _asked(another, 8) == 0


def test_a_connection_that_the_server_ended_is_made_anew_before_anything_is_asked(
    another: Any,
) -> None:
    before = _number(another)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    assert select([another.connection.fileno()], [], [], 10)[0]  # it ends a moment later
    _next_request(another)
    assert _number(another) != before


def test_a_connection_to_which_the_server_only_says_something_is_kept(another: Any) -> None:
    before = _number(another)
    with another.cursor() as cursor:
        cursor.execute("LISTEN somewhere")
    teller = _another()
    with teller.cursor() as cursor:
        cursor.execute("NOTIFY somewhere")
    teller.close()
    assert select([another.connection.fileno()], [], [], 10)[0]
    _next_request(another)
    assert _number(another) == before


def test_a_connection_that_ends_within_a_request_fails_there_and_is_new_in_the_next(
    another: Any,
) -> None:
    before = _number(another)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    assert select([another.connection.fileno()], [], [], 10)[0]
    with pytest.raises(OperationalError):
        _number(another)
    _next_request(another)
    assert _number(another) != before


@pytest.mark.django_db
def test_doctor_says_where_the_setting_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        assert list(doctor._pooler()) == []
        return
    given = connection.settings_dict["OPTIONS"]
    assert list(doctor._pooler()) == []
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(given, "prepare_threshold", None)
        assert [f.level for f in doctor._pooler()] == [doctor.Level.CARE]

    class Behind:
        info = type("Info", (), {"backend_pid": -1})

    with connection.cursor() as cursor:  # noqa: F841 - so that there is a connection
        monkeypatch.setattr(doctor, "connection", _Pooled(Behind))
        assert [f.level for f in doctor._pooler()] == [doctor.Level.BAD]


class _Pooled:
    vendor = "postgresql"

    def __init__(self, behind: Any) -> None:
        self.connection = behind

    def cursor(self) -> Any:
        return connection.cursor()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/status/nothing/seal", "/care/"])
def test_without_a_database_the_answer_says_so_and_when_to_come_again(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("sanan.api.queries.status", gone)
    monkeypatch.setattr("sanan.web.views.render", gone)
    answer = Client(raise_request_exception=False).get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "可能没有存上" in answer.content.decode()
