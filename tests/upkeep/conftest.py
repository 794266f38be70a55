"""Installations of this process: a folder and a SQLite file of its own, copied from the tests' one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sanan.files import store
from sanan.files.enums import FileKind
from sanan.files.models import StoredFile
from sanan.kit import clock
from sanan.ledger import actions as ledger
from sanan.ledger.queries import logs
from sanan.transfer import keys

Enter = Callable[[Path], Path]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """A file with the tables of today and nothing in them, as the tests' own is before any test."""
    if connection.vendor != "sqlite":
        pytest.skip("tests/faults restores PostgreSQL, in processes of its own")
    file = tmp_path_factory.mktemp("model") / "sanan.sqlite3"
    copy(Path(str(connection.settings_dict["TEST"]["NAME"])), file)
    return file


def copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as new:
        held.backup(new)
    target.chmod(0o600)


@pytest.fixture
def enter(
    settings: Any, model: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enter]:
    """Makes a folder the installation of this process; the file in it may not be there yet."""
    monkeypatch.setattr(keys, "_COST", 2)  # slow on purpose in life
    before = connection.settings_dict["NAME"]

    def go(folder: Path) -> Path:
        connection.close()
        settings.VAR, settings.MEDIA_ROOT = folder, folder / "media"
        settings.LOG_ROOT, settings.DEMO = folder / "log", False
        settings.KEYS = settings.LOG_KEYS = folder.with_name(f"{folder.name}-keys")
        settings.KEYS.mkdir(exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        connection.settings_dict["NAME"] = str(folder / "sanan.sqlite3")
        for cached in (logs._signer, logs._verifier):
            cached.cache_clear()
        return folder

    with django_db_blocker.unblock():
        yield go
        connection.close()
        connection.settings_dict["NAME"] = before
        logs._signer.cache_clear()


@pytest.fixture
def home(enter: Enter, model: Path, tmp_path: Path) -> Path:
    """An installation in use: entries of the record, published, and a file."""
    folder = enter(tmp_path / "home")
    copy(model, folder / "sanan.sqlite3")
    add_entries(3)
    add_file(b"one photo")
    ledger.publish_all()
    return folder


def add_entries(number: int) -> list[str]:
    """Entries that no row is held against; their public names."""
    made = [
        ledger.record(event="place.rename", subject=f"p{n}", content={"n": n})
        for n in range(number)
    ]
    return [entry.ref for entry in made]


def add_file(content: bytes) -> StoredFile:
    """A file of nobody, with its bytes."""
    placed = store.put(BytesIO(content), ".jpg")
    return StoredFile.objects.create(
        ref=placed.sha256[:20],
        owner_kind="case",
        owner_pk=1,
        kind=FileKind.PHOTO,
        key=placed.key,
        media_type="image/jpeg",
        size=len(content),
        sha256=placed.sha256,
        at=clock.now(),
    )
