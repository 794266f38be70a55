"""What machines ask: it answers without a session, tells strangers nothing, and holds no person."""

import json
import logging
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client

from sanan.kit.logs import Lines
from sanan.ledger.actions import record
from sanan.upkeep import probes, slow, state

pytestmark = pytest.mark.django_db


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def apart(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.SECURE_SSL_REDIRECT = True  # as in a real installation


def ask(path: str, **more: Any) -> Any:
    return Client(SERVER_NAME="10.0.0.7").get(path, **more)


def test_it_lives_and_is_ready_by_any_name_and_without_tls():
    for path in ("/healthz", "/readyz"):
        answer = ask(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
        assert not answer.cookies


def test_it_is_not_ready_while_it_is_restored_and_where_the_disk_is_full(
    monkeypatch: pytest.MonkeyPatch,
):
    state.keep(file=state.RESTORING, backup="x")
    assert (ask("/readyz").status_code, ask("/readyz").content) == (503, b"not ready\n")
    assert ask("/healthz").status_code == 200
    state.forget(state.RESTORING)
    monkeypatch.setattr(probes.shutil, "disk_usage", lambda _: Usage(1 << 40, 1 << 40, 1 << 20))
    assert probes.troubles() == ["disk"]


def test_a_dead_database_is_told_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch):
    def dead(*_: Any, **__: Any) -> None:
        from django.db import OperationalError

        raise OperationalError("the server is gone")

    with connection.execute_wrapper(dead):
        assert probes.troubles() == ["database"]
        assert b"sanan_database_up 0\n" in ask("/metrics").content


def test_figures_are_for_this_machine_or_for_who_has_the_token(settings: Any):
    record(event="place.rename", subject="p", content={"name": "林先生 13800010001"})
    answer = ask("/metrics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert "\nsanan_record_entries_waiting 1\n" in text
    assert text.endswith("# EOF\n")
    names = re.findall(r"^sanan_(\w+) [0-9.e+]+$", text, re.MULTILINE)
    assert len(names) == len(set(names)) == text.count("# TYPE")
    assert "林" not in text
    assert "1380" not in text
    proxied = {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}
    assert b"sanan_" not in ask("/metrics", **proxied).content
    assert b"sanan_" not in ask("/metrics", REMOTE_ADDR="10.0.0.9").content
    settings.METRICS_TOKEN = "a long one"
    assert b"sanan_" not in ask("/metrics").content
    far = {"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer a long one"}
    assert ask("/metrics", **far).status_code == 200


def test_a_line_of_the_log_holds_no_number_and_no_words_of_an_exception():
    def fails() -> None:
        raise ValueError("林先生 13800010001")

    try:
        fails()
    except ValueError:
        logged = logging.LogRecord(
            "a", logging.ERROR, "", 1, "call %s", ("138 0001 0001",), sys.exc_info()
        )
    told = json.loads(Lines().format(logged))
    assert (told["level"], told["error"], told["said"]) == ("error", "ValueError", "call …")
    assert told["where"][-1].endswith(" fails")
    assert "林" not in json.dumps(told, ensure_ascii=False)


def test_a_slow_statement_is_named_without_its_values(
    settings: Any, caplog: pytest.LogCaptureFixture
):
    settings.SLOW_MILLISECONDS = 1
    before = list(connection.execute_wrappers)
    try:
        slow.watch(connection)
        slow.watch(connection)
        assert len(connection.execute_wrappers) == len(before) + 1
        settings.SLOW_MILLISECONDS = 0.000001
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["13800010001"])
    finally:
        connection.execute_wrappers[:] = before
    assert [entry.levelname for entry in caplog.records] == ["WARNING"]
    assert "SELECT" in caplog.text
    assert "1380" not in caplog.text
