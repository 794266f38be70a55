"""Private keys: where they come from, who can read them, and that they are never another's."""

import stat
import threading

import pytest

from sanan.ledger import actions
from sanan.ledger.actions.opening import make_key
from sanan.ledger.log.errors import KeyFormError
from sanan.ledger.log.keys import Algorithm, Signer, read_skey
from sanan.ledger.models import Log
from sanan.ledger.queries import logs

from .conftest import seed_of

YEAR = 2026


@pytest.mark.django_db
def test_a_key_is_made_once_and_readable_to_its_owner_only():
    log = actions.open_log(YEAR)
    path = logs.key_path(YEAR)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert logs.signer(log).verifier.vkey == log.vkey
    assert actions.open_log(YEAR) == log


@pytest.mark.django_db
def test_the_private_key_is_nowhere_in_the_database(django_db_blocker):
    log = actions.open_log(YEAR)
    secret = logs.key_path(YEAR).read_text().strip()
    assert secret not in str(Log.objects.values().get())
    assert read_skey(secret).verifier.vkey == log.vkey


@pytest.mark.django_db
def test_a_key_from_the_environment_needs_no_file(settings):
    given = Signer("sanan.example/2026", Algorithm.ED25519, seed_of("given"))
    other = Signer("sanan.example/2027", Algorithm.ED25519, seed_of("other"))
    settings.LOG_KEY = f"{other.skey},{given.skey}"
    log = actions.open_log(YEAR)
    assert log.vkey == given.verifier.vkey
    assert logs.signer(log) == given
    assert not logs.key_path(YEAR).exists()


@pytest.mark.django_db
def test_another_key_than_the_log_began_with_signs_nothing(settings, say):
    log = actions.open_log(YEAR)
    other = Signer(log.origin, Algorithm.ED25519, seed_of("other"))
    settings.LOG_KEY = other.skey
    with pytest.raises(KeyFormError):
        logs.signer(log)


@pytest.mark.django_db
def test_a_missing_key_stops_signing_and_not_recording(settings, say):
    log = actions.open_log(logs.year_of(say(1).at))
    settings.LOG_KEYS = settings.LOG_KEYS / "elsewhere"
    with pytest.raises(KeyFormError):
        logs.signer(log)
    assert say(2).pk


def test_processes_that_make_a_key_at_once_end_with_the_same(tmp_path):
    made: list[Signer] = []
    path = tmp_path / "keys" / "log-2026"
    threads = [
        threading.Thread(target=lambda: made.append(make_key("sanan.example/2026", path)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [read_skey(path.read_text())] * 8
    assert [p.name for p in path.parent.iterdir()] == ["log-2026"]
