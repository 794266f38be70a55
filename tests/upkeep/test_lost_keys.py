"""A key that was lost or is another one: nothing is served, and the sentence says how to go on."""

from typing import Any

import pytest

from sanan.ledger.actions import publish_all, record
from sanan.ledger.queries import logs
from sanan.people.actions import add_person
from sanan.upkeep.safety import refusals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_record(settings: Any, tmp_path: Any) -> None:
    settings.VAR, settings.LOG_ROOT, settings.LOG_KEYS = tmp_path, tmp_path / "log", tmp_path / "k"
    settings.LOG, settings.LOG_NAME, settings.LOG_KEY = True, "lost.example", ""
    settings.SECURE, settings.DEMO = False, False
    settings.SMS_TRANSPORT = "none"
    add_person(name="林阿婆", phone="13800010001", by=None)
    record(event="place.rename", subject="p", content={})
    publish_all()


def test_the_keys_it_was_written_with_are_silent():
    assert refusals() == []


def test_another_secret_is_refused_until_the_old_one_is_named_or_given_up(settings: Any):
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "made anew because the file was gone"
    assert [("电话号码" in said, "restore" in said) for said in refusals()] == [(True, True)]
    settings.SECRET_KEY_FALLBACKS = [before]
    assert refusals() == []
    settings.SECRET_KEY_FALLBACKS, settings.WITHOUT_KEYS = [], True
    assert refusals() == []


@pytest.mark.parametrize("as_it_is", ["gone", "another"])
def test_the_records_key_is_missed_before_anything_is_taken(settings: Any, as_it_is: str):
    key = next(path for path in settings.LOG_KEYS.iterdir() if path.suffix != ".pub")
    key.unlink() if as_it_is == "gone" else key.write_text("another")
    logs._signer.cache_clear()
    assert ["签名密钥" in said for said in refusals()] == [True]
