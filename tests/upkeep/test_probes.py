"""What machines ask: it answers without a session, tells strangers nothing, and holds no person."""

import json
import logging
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
import time_machine
from django.db import connection
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from sanan.kit.logs import Lines
from sanan.kit.replicas.watching import Fault, Seen
from sanan.ledger.actions import record
from sanan.upkeep import probes, requests, slow, state

pytestmark = pytest.mark.django_db


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def apart(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.SECURE_SSL_REDIRECT = True  # as in a real installation


def read_as_monitoring_does(text: str) -> dict[str, Any]:
    """Families by name, by a library that takes nothing that is not OpenMetrics."""
    found = list(text_string_to_metric_families(text))
    assert len({family.name for family in found}) == len(found)
    return {family.name: family for family in found}


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
    assert "sanan_record_entries_waiting" in read_as_monitoring_does(text)
    assert "林" not in text
    assert "1380" not in text
    proxied = {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}
    assert b"sanan_" not in ask("/metrics", **proxied).content
    assert b"sanan_" not in ask("/metrics", REMOTE_ADDR="10.0.0.9").content
    settings.METRICS_TOKEN = "a long one"
    assert b"sanan_" not in ask("/metrics").content
    far = {"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer a long one"}
    assert ask("/metrics", **far).status_code == 200


def test_a_monitor_sees_how_many_replicas_are_read(settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.REPLICAS = ["replica1", "replica2"]
    seen = {"replica1": Seen(None, 16), "replica2": Seen(Fault.LOST)}
    monkeypatch.setattr(probes.replicas, "watch", lambda: SimpleNamespace(seen=seen))
    text = ask("/metrics").content.decode()
    assert "\nsanan_replicas 2\n" in text
    assert "\nsanan_replicas_read 1\n" in text


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


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> requests._Ours:
    """This process counts as one of a web server's, and nothing was counted before."""
    ours = requests._Ours()
    monkeypatch.setattr(requests, "_ours", ours)
    monkeypatch.setattr(requests.threading, "Thread", Silent)
    requests.start()
    return ours


class Silent:
    """A thread that does nothing: what is written down is written when it is asked for."""

    def __init__(self, **_: Any) -> None:
        return

    def start(self) -> None:
        return


def sample(families: dict[str, Any], name: str, **labels: str) -> float:
    family = families[name.removesuffix("_total").removesuffix("_bucket").removesuffix("_count")]
    found = [
        s.value for s in family.samples if s.name == name and labels.items() <= s.labels.items()
    ]
    assert len(found) == 1, f"{name} {labels}: {family.samples}"
    return float(found[0])


def test_requests_are_counted_by_room_and_verb_over_all_workers(
    counting: requests._Ours, tmp_path: Path, settings: Any
):
    settings.SECURE_SSL_REDIRECT = False
    people = Client()
    people.get("/track/?code=13800010001")
    people.get("/track/", {"name": "林先生"})
    people.post("/track/", {"code": "1"})
    people.get("/nowhere/13800010001/")
    people.get("/sealed/")
    # Another worker of the same server, which served as much and more.
    other = requests.Counts()
    for seconds in (0.004, 0.03, 70):
        other.add(named=("slips", "track"), kind="read", status=200, seconds=seconds)
    folder = tmp_path / requests.FOLDER
    folder.mkdir()
    (folder / "77-ab.json").write_text(other.dump())
    (folder / "78-ab.json").write_text('{"half": ')  # torn: nobody falls over it

    text = ask("/metrics").content.decode()
    families = read_as_monitoring_does(text)
    slips = {"room": "slips", "verb": "track"}
    assert sample(families, "sanan_requests_total", **slips, status="2xx") == 2 + 3
    assert sample(families, "sanan_requests_total", **slips, status="4xx") == 1
    seconds = {"room": "slips", "kind": "read"}
    for bound, count in (("+Inf", 5), ("10.0", 4), ("0.01", None)):
        held = sample(families, "sanan_request_seconds_bucket", **seconds, le=bound)
        assert held == count or (count is None and 1 <= held <= 4)
    assert sample(families, "sanan_request_seconds_count", **seconds) == 5
    rooms = {s.labels["room"] for s in families["sanan_requests"].samples}
    assert rooms == {"slips", "other"}
    for word in ("1380", "林", "nowhere", "sealed", "code="):
        assert word not in text


def test_a_disk_that_takes_nothing_loses_no_request(
    counting: requests._Ours, tmp_path: Path, settings: Any
):
    settings.SECURE_SSL_REDIRECT = False
    (tmp_path / requests.FOLDER).write_text("a file, where the folder should be")
    assert Client().get("/track/").status_code == 200
    assert "sanan_requests_total{" not in ask("/metrics").content.decode()


def test_a_new_server_counts_from_nothing(counting: requests._Ours, tmp_path: Path):
    Client().get("/track/")
    counting.write()
    assert len(list((tmp_path / requests.FOLDER).iterdir())) == 1
    requests.begin()
    assert not (tmp_path / requests.FOLDER).exists()


def test_what_waits_is_told_with_its_age():
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from sanan.people.tasks import deliver_notice

    with time_machine.travel("2026-11-30T08:00:00Z", tick=False):
        deliver_notice.enqueue(1)
    with time_machine.travel("2026-11-30T08:10:00Z", tick=False):
        families = read_as_monitoring_does(ask("/metrics").content.decode())
        assert sample(families, "sanan_tasks_oldest_seconds") == 600
        assert sample(families, "sanan_tasks_waiting") == 1
        DBTaskResult.objects.update(run_after=timezone.now())
        families = read_as_monitoring_does(ask("/metrics").content.decode())
    assert sample(families, "sanan_tasks_oldest_seconds") == 0
    for name in ("sanan_cases_in_triage", "sanan_cases_in_hand", "sanan_cases_late"):
        assert sample(families, name) == 0
