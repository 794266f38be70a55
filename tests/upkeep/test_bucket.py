"""Files in an object store: written, read, listed, backed up and laid back; each fault a sentence."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from bench import objects
from sanan.files import actions, bucket, store
from sanan.kit import clock
from sanan.upkeep import backup, restore
from sanan.upkeep.doctor import Level, _bucket

from .conftest import Enter, add_file

Lay = Any


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with objects.serving(tmp_path_factory.mktemp("objects")) as address:
        yield address


@pytest.fixture
def stored(server: str, settings: Any) -> Iterator[Any]:
    """Let files lie in the bucket; call it with what is to be wrong."""

    def go(**wrong: str) -> None:
        given = {
            "endpoint": server,
            "bucket": objects.BUCKET,
            "key": objects.KEY,
            "secret": objects.SECRET,
        }
        settings.S3 = bucket.options({**given, **wrong})
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "sanan.files.bucket.Bucket", "OPTIONS": settings.S3},
        }

    go()
    yield go
    go()
    store.remove([each.key for each in store.bucket().entries("files/")])


def test_bytes_come_back_as_they_went(stored: Any):
    content = bytes(range(256)) * 40_000  # beyond one part
    placed = store.put(io.BytesIO(content), ".jpg")
    assert store.exists(placed.key)
    with store.opened(placed.key) as stream:
        stream.seek(1000)
        assert stream.read(300) == content[1000:1300]
    store.remove([placed.key])
    assert (store.exists(placed.key), store.opened(placed.key)) == (False, None)
    store.remove([placed.key])


def test_what_no_row_names_is_swept(stored: Any, home: Path):
    kept, lost = add_file(b"of a row"), store.put(io.BytesIO(b"of a killed process"), ".jpg")
    assert actions.sweep(at=clock.now()) == 0, "it may be of an action under way"
    assert actions.sweep(at=clock.now() + timedelta(days=2)) == 1
    assert (store.exists(kept.key), store.exists(lost.key)) == (True, False)


def test_a_backup_holds_them_and_lays_them_back(
    stored: Any, home: Path, enter: Enter, tmp_path: Path
):
    place, file = tmp_path / "backups", add_file(b"in the bucket")
    _, first = backup.take(place=place, at=clock.now(), tell=str)
    _, second = backup.take(place=place, at=clock.now() + timedelta(days=1), tell=str)
    assert (first.files, second.fresh) == (second.files, 0), "what is there is not fetched again"
    enter(tmp_path / "new")
    with pytest.raises(restore.Refused, match=r"^not_empty$"):
        restore.bring(place=place, tell=str)
    store.remove([each.key for each in store.bucket().entries("files/")])
    back = restore.bring(place=place, tell=str)
    assert back.wrong == []
    assert store.opened(file.key).read() == b"in the bucket"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"secret": "another"}, "SANAN_S3_SECRET"),
        ({"key": "nobody"}, "SANAN_S3_KEY"),
        ({"bucket": "nowhere"}, "SANAN_S3_BUCKET"),
        ({"endpoint": "http://127.0.0.1:1"}, "SANAN_S3"),
    ],
    ids=["secret", "key", "bucket", "address"],
)
def test_a_wrong_setting_is_a_sentence_and_nothing_is_lost(
    stored: Any, wrong: dict[str, str], word: str
):
    stored(**wrong)
    # Asked first: this server stumbles over a connection whose upload it has refused.
    (found,) = _bucket()
    assert found.level == Level.BAD
    assert word in found.to_do
    with pytest.raises(bucket.Away) as refused:
        store.put(io.BytesIO(b"x"), ".jpg")
    assert refused.value.status == 503


def test_a_wrong_clock_is_told_as_such(stored: Any):
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        (found,) = _bucket()
        assert "chrony" in found.to_do
        with pytest.raises(bucket.Away):
            store.put(io.BytesIO(b"x"), ".jpg")
