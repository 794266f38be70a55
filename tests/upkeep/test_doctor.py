"""What the clerk is told of an installation: each danger with what to do, and nothing where all is well."""

import json
import os
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
import time_machine
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sanan.config.commands import doctor
from sanan.kit.replicas import watching
from sanan.kit.replicas.watching import Fault, Seen
from sanan.ledger.actions import record, retain
from sanan.ledger.models import Audit, Entry, Log
from sanan.ledger.tasks import retain as retain_due
from sanan.people.models import Notice, Person
from sanan.transfer.writing import LAST_EXPORT
from sanan.upkeep import doctor as doctor_room
from sanan.upkeep import state
from sanan.upkeep.doctor import Level, examine
from sanan.upkeep.models import Turn
from sanan.upkeep.safety import refusals

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def well(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation as it should be; each test spoils one thing."""
    var, keys = tmp_path / "var", tmp_path / "keys"
    for folder in (var, keys):
        folder.mkdir(mode=0o700)
    (keys / "secret").write_text("x")
    (keys / "secret").chmod(0o600)
    monkeypatch.setattr(doctor_room, "TLS", ("127.0.0.1", 1))  # nothing speaks TLS there
    settings.VAR, settings.KEYS, settings.LOG_KEYS = var, keys, keys
    settings.SECURE, settings.PROXY_HOPS = True, 1
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://sanan.example", ["sanan.example"]
    settings.SMS_TRANSPORT, settings.DEMO, settings.DEBUG = "aliyun", False, False
    settings.STAFF_SECOND_FACTOR, settings.LOG_WITNESSES = True, ["w"]
    settings.LOG = False  # what stands here was never signed
    log = Log.objects.create(year=2026, origin="sanan.example/2026", vkey="k", began_at=NOW)
    Audit.objects.create(log=log, at=NOW, entries=3, root=b"r")
    log.sightings.create(witness="w", seen_at=NOW, heard="cosigned", heard_at=NOW)
    (var / LAST_EXPORT).touch()
    os.utime(var / LAST_EXPORT, (NOW.timestamp(), NOW.timestamp()))
    return settings


def levels() -> dict[str, Level]:
    return {finding.what: finding.level for finding in examine(at=NOW)}


def test_where_all_is_well_nothing_is_to_be_done(well: Any):
    assert [f for f in examine(at=NOW) if f.level != Level.GOOD and f.what != "disk"] == []


@pytest.mark.parametrize(
    ("name", "value", "what", "level"),
    [
        ("DEBUG", True, "debug", Level.BAD),
        ("ALLOWED_HOSTS", ["*"], "hosts", Level.BAD),
        ("ALLOWED_HOSTS", ["elsewhere.example"], "hosts", Level.CARE),
        ("SMS_TRANSPORT", "none", "messages", Level.CARE),
        ("SMS_TRANSPORT", "console", "start", Level.BAD),
        ("PROXY_HOPS", None, "start", Level.BAD),
        ("STAFF_SECOND_FACTOR", False, "second factor", Level.BAD),
        ("LOG_WITNESSES", [], "witnesses", Level.CARE),
        ("SECURE", False, "address", Level.CARE),
    ],
)
def test_a_setting_that_is_wrong(well: Any, name: str, value: object, what: str, level: Level):
    setattr(well, name, value)
    assert levels()[what] == level


@pytest.mark.parametrize(
    ("name", "value", "what", "missing"),
    [
        (
            "IDENTITY",
            {"oidc": {"issuer": "https://id.example", "client_id": "c", "secret": ""}},
            "sign-in",
            "SANAN_OIDC_SECRET",
        ),
        ("MAIL", {"host": "mail.example", "sender": ""}, "roads", "SANAN_MAIL_FROM"),
        ("WECHAT_TEMPLATE", {"template": "T"}, "roads", "SANAN_WECHAT_APP_ID"),
        ("PUSH_CONTACT", "somebody", "roads", "SANAN_PUSH_CONTACT=mailto:…"),
    ],
)
def test_a_road_that_is_half_set_up_is_named(
    well: Any, name: str, value: Any, what: str, missing: str
):
    given = getattr(well, name)
    setattr(well, name, {**given, **value} if isinstance(given, dict) else value)
    found = [finding for finding in examine(at=NOW) if finding.what == what]
    assert [finding.level for finding in found] == [Level.CARE]
    assert missing in found[0].to_do


def test_files_that_others_may_read(well: Any):
    (well.KEYS / "secret").chmod(0o644)
    assert levels()["permissions"] == Level.BAD
    (well.KEYS / "secret").chmod(0o600)
    (well.VAR / "sanan.sqlite3").write_bytes(b"")
    (well.VAR / "sanan.sqlite3").chmod(0o644)
    assert levels()["permissions"] == Level.BAD


def test_keys_beside_the_data(well: Any):
    well.KEYS = well.VAR / "keys"
    well.KEYS.mkdir(mode=0o700)
    assert levels()["keys"] == Level.CARE


def test_a_clock_that_went_back(well: Any):
    later = NOW + timedelta(hours=1)
    Entry.objects.create(event="a.b", subject="c", at=later, ref="r", commit=b"c", year=2026)
    assert levels()["clock"] == Level.BAD


def test_a_clock_that_ran_ahead_is_told_and_nothing_is_erased_for_its_age(well: Any):
    """Audited each night until 2026-11-20; then somebody sets the clock to 2040."""
    log = Audit.objects.get().log
    for days in range(1, 10):
        Audit.objects.create(log=log, at=NOW - timedelta(days=days), entries=1, root=b"")
    kept = record(event="notice.send", subject="n", content={"to": "林"}, at=NOW)
    ahead = NOW.replace(year=2040)

    def at(moment: datetime) -> tuple[bool, list[str]]:
        with time_machine.travel(moment, tick=False):
            retain_due()
            found = [f.said for f in examine() if f.what == "clock"]
        return Entry.objects.get(pk=kept.pk).is_erased, found

    assert at(NOW + timedelta(days=366)) == (False, ["上一次核对是 2026-11-20，到今天隔了 366 天"])
    erased, told = at(ahead)
    assert (erased, len(told)) == (False, 1)
    # The night of 2040 is audited as every other; after a week of them the clock is believed.
    Audit.objects.create(log=log, at=ahead, entries=1, root=b"")
    assert at(ahead + timedelta(days=6)) == (False, [])
    assert at(ahead + timedelta(days=8)) == (True, [])


def test_an_audit_that_is_old_or_differs(well: Any):
    Audit.objects.update(at=NOW - timedelta(days=3))
    assert levels()["audit"] == Level.CARE
    Audit.objects.update(at=NOW, where="rows", detail="case rating differs")
    assert levels()["audit"] == Level.BAD


def test_what_went_because_its_time_was_over_is_accounted_for(well: Any):
    def told() -> str:
        return next(finding.said for finding in examine(at=NOW) if finding.what == "retention")

    assert "没有" in told()
    old = NOW - timedelta(days=400)
    for event in ("notice.send", "notice.read", "person.sign_in"):
        record(event=event, subject="林阿婆", content={"to": "13800010001"}, at=old)
    record(
        event="chat.retain", subject="r", content={"first": 1, "last": 25, "messages": 25}, at=NOW
    )
    assert retain(at=NOW) == 3
    assert told() == "最近 30 天到期清除：群里的消息 25 条、账号和登录记录 1 条、通知记录 2 条"


def test_an_erasing_that_does_not_run_any_more_is_told(well: Any):
    for days, level in ((3, Level.GOOD), (5, Level.CARE)):
        Turn.objects.update_or_create(
            job="sanan.ledger.tasks:retain", defaults={"done_at": NOW - timedelta(days=days)}
        )
        assert levels()["retention"] == level


@pytest.mark.parametrize(
    ("days", "level"), [(-1, Level.BAD), (13, Level.CARE), (15, Level.GOOD), (None, None)]
)
def test_a_certificate_that_ends(
    well: Any, monkeypatch: pytest.MonkeyPatch, days: int | None, level: Level | None
):
    ends = None if days is None else NOW + timedelta(days=days)
    monkeypatch.setattr(doctor_room, "_certificate_ends", lambda: ends)
    assert levels().get("certificate") == level


def test_the_certificate_is_read_off_a_server_though_it_is_expired(well: Any, tmp_path: Path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sanan.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(9), NOW)
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as door, pytest.MonkeyPatch.context() as patched:
        patched.setattr(doctor_room, "TLS", door.getsockname())

        def serve() -> None:
            with suppress(OSError):
                context.wrap_socket(door.accept()[0], server_side=True).close()

        server = threading.Thread(target=serve)
        server.start()
        assert doctor_room._certificate_ends() == NOW
        server.join()
    assert doctor_room._certificate_ends() is None


def test_a_witness_that_is_silent(well: Any):
    Log.objects.get().sightings.update(seen_at=NOW - timedelta(days=3))
    assert levels()["witnesses"] == Level.BAD


def test_staff_without_a_second_factor(well: Any):
    Person.objects.create(name="许文", username="xuwen")
    assert levels()["second factor"] == Level.CARE


def test_notices_that_wait_and_that_failed(well: Any):
    Notice.objects.create(sentence="好", state="failed", made_at=NOW)
    assert levels()["notices"] == Level.CARE
    Notice.objects.create(sentence="好", state="waiting", made_at=NOW - timedelta(hours=1))
    assert levels()["worker"] == Level.BAD


def test_a_backup_that_is_old_or_unknown(well: Any):
    mark = well.VAR / LAST_EXPORT
    old = (NOW - timedelta(days=9)).timestamp()
    os.utime(mark, (old, old))
    assert levels()["backup"] == Level.CARE
    mark.unlink()
    assert levels()["backup"] == Level.CARE


def test_a_backup_that_failed_or_was_never_tried_out(well: Any):
    well.BACKUP = "/srv/backup"
    state.keep(at=NOW.isoformat(), place="/srv/backup", keys=True)
    assert levels()["backup"] == Level.CARE
    state.keep(verified_at=NOW.isoformat())
    assert levels()["backup"] == Level.GOOD
    state.keep(failed="The backup could not be written: no room.")
    assert levels()["backup"] == Level.BAD
    state.keep(failed="", at=(NOW - timedelta(days=3)).isoformat(), keys=False)
    os.utime(well.VAR / LAST_EXPORT, (0, 0))
    assert (levels()["backup"], levels()["recovery key"]) == (Level.BAD, Level.CARE)


def test_the_command_ends_badly_where_something_is_dangerous(well: Any):
    well.DEBUG = True
    done = CliRunner().invoke(doctor, ["--json"])
    assert done.exit_code == 1
    told = {row["what"]: row for row in json.loads(done.output)}
    assert told["debug"]["to_do"].startswith("Take SANAN_DEBUG out")
    assert "BAD" in CliRunner().invoke(doctor, []).output


def test_a_replica_that_is_not_read_is_named_with_what_to_do(
    well: Any, monkeypatch: pytest.MonkeyPatch
):
    well.REPLICAS = ["replica1", "replica2"]
    seen = {"replica1": Seen(None, 16, 0.5), "replica2": Seen(Fault.PRIMARY)}
    monkeypatch.setattr(watching, "looked", lambda: seen)
    first, second = (finding for finding in examine(at=NOW) if finding.what == "replica")
    assert (first.level, first.to_do) == (Level.GOOD, "")
    assert "0.5" in first.said
    assert second.level == Level.CARE
    assert "SANAN_REPLICAS" in second.to_do


def test_replicas_of_sqlite_are_refused(well: Any):
    well.REPLICA_URLS = ["postgresql://elsewhere/sanan"]
    assert any("SANAN_REPLICAS" in sentence for sentence in refusals())


def test_clocks_of_machine_and_database_that_differ_are_told(
    well: Any, monkeypatch: pytest.MonkeyPatch
):
    far = MagicMock(vendor="postgresql")
    cursor = far.cursor.return_value.__enter__.return_value
    monkeypatch.setattr(doctor_room, "connection", far)
    cursor.fetchone.return_value = (datetime.now(UTC) - timedelta(minutes=3),)
    (found,) = doctor_room._apart()
    assert (found.what, found.level) == ("clock", Level.BAD)
    assert "180" in found.said
    cursor.fetchone.return_value = (datetime.now(UTC),)
    assert list(doctor_room._apart()) == []
