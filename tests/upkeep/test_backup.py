"""A backup is whole or refused; what comes back is what was there, and what is missing is named."""

import errno
import fcntl
import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.ledger import actions as ledger
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.reader import read_entries
from sanan.ledger.models import Entry
from sanan.ledger.queries import logs
from sanan.upkeep import backup, engines, recovery, restore, said, state, store, tasks
from sanan.upkeep.restore import TAIL, Back

from .conftest import Enter, add_entries, add_file

LATER = timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def take(place: Path, days: int = 0) -> str:
    name, _ = backup.take(place=place, at=clock.now() + LATER * days, tell=str)
    return name


def bring(place: Path, **more: Any) -> Back:
    return restore.bring(place=place, tell=str, **more)


def refusal(*, code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def rows() -> list[tuple[str, bytes]]:
    return [(e.ref, bytes(e.content or b"")) for e in Entry.objects.order_by("pk")]


def test_what_is_restored_is_what_was_there(home: Path, place: Path, enter: Enter, tmp_path: Path):
    key = recovery.begin()
    secret = (home.with_name("home-keys") / f"log-{clock.now().year}").read_text()
    take(place)
    there = rows()
    add_entries(1)  # while and after: not in it
    enter(tmp_path / "new")
    back = bring(place, word=key.lower().replace("-", " "))
    assert rows() == there
    assert (back.entries, back.files) == (3, 1 + len(list((place / "store").glob("*/*"))) - 1)
    assert (back.wrong, back.lost_files, back.missing) == ([], [], [])
    assert (tmp_path / "new-keys" / f"log-{clock.now().year}").read_text() == secret
    assert not state.is_restoring()
    add_entries(1)
    assert ledger.publish_all() == 1  # and it goes on


def test_keys_are_never_in_the_backup_and_open_by_the_paper_only(home: Path, place: Path):
    key = recovery.begin()
    take(place)
    log_key = (home.with_name("home-keys") / f"log-{clock.now().year}").read_bytes().strip()
    kept = backup.keys_of(place) / backup.NEWEST
    held = [p for folder in (place, kept.parent) for p in folder.rglob("*") if p.is_file()]
    assert len(held) > 5
    assert not any(log_key in path.read_bytes() for path in held)
    assert recovery.unlock(kept, key).log
    with refusal(code="no_key"):
        recovery.unlock(kept, f"{key[:5]}{'A' if key[5] != 'A' else 'C'}{key[6:]}")
    with refusal(code="key_there"):
        recovery.begin()
    with refusal(code="wrong_key"):
        recovery.unlock(kept, recovery.begin(again=True))
    kept.write_bytes(kept.read_bytes()[:-9])
    with refusal(code="wrong_key"):
        recovery.unlock(kept, key)


def test_a_backup_without_a_recovery_key_says_so(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    take(place)
    enter(tmp_path / "new")
    with refusal(code="no_keys"):
        bring(place, word="anything")
    assert "SANAN_LOG_KEY" in bring(place).without


def test_files_are_kept_once_and_old_backups_leave_with_what_was_erased(
    home: Path, place: Path, settings: Any
):
    settings.BACKUP_KEEP = 3
    erased = add_file(b"to be erased")
    first = said.load(place / take(place))
    bytes_of = store.at(place, erased.sha256)
    (home / "media" / erased.key).unlink()
    erased.delete()
    second = said.load(place / take(place, 1))
    assert (first.fresh > 0, second.fresh) == (True, 0)
    assert bytes_of.exists()
    names = [take(place, day) for day in (2, 3)]
    assert list(said.whole(place))[1:] == names
    assert not bytes_of.exists()
    assert store.check(place, store.read(place / names[-1] / store.LIST)) == second.files


SPOILED = [
    (lambda b, _: (b / said.NAME).unlink(), "part_of_backup"),
    (lambda b, _: (b / said.NAME).write_text("{"), "damaged_backup"),
    (lambda b, _: _edit(b / said.NAME, b'"form": 1', b'"form": 0'), "damaged_backup"),
    (lambda b, _: _edit(b / said.NAME, b'"form": 1', b'"form": 2'), "newer_version"),
    (lambda b, _: (b / engines.FILES["sqlite"]).unlink(), "part_of_backup"),
    (lambda b, _: _edit(b / engines.FILES["sqlite"], b"", b"x"), "damaged_backup"),
    (lambda b, _: _edit(b / store.LIST, b"", b"x"), "damaged_backup"),
    (lambda _, p: next((p / "store").glob("*/*")).unlink(), "part_of_backup"),
    (lambda _, p: _edit(next((p / "store").glob("*/*")), b"", b"x"), "damaged_backup"),
]


def test_what_is_not_whole_is_refused_before_anything_is_laid(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    name = take(place)
    new = enter(tmp_path / "new")
    for number, (spoil, code) in enumerate(SPOILED):
        spoiled = tmp_path / f"spoiled-{number}"
        shutil.copytree(place, spoiled)
        spoil(spoiled / name, spoiled)
        with refusal(code=code):
            bring(spoiled, name=name)
        if code != "newer_version" and not (spoiled / name / said.NAME).exists():
            with refusal(code="no_backup"):
                bring(spoiled)
    assert {path.name.partition("-")[0] for path in new.iterdir()} <= {"sanan.sqlite3"}


def _edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(old, new, 1) if old else new + data[1:])


def test_an_installation_in_use_is_never_written_over(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    take(place)
    before = rows()
    with refusal(code="not_empty"):
        bring(place)
    assert rows() == before
    new = enter(tmp_path / "new")
    (new / "media").mkdir()
    (new / "media" / "somebody's").touch()
    with refusal(code="not_empty"):
        bring(place)


def test_a_restoring_that_is_broken_off_is_not_served_and_begins_anew(
    home: Path, place: Path, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from sanan.upkeep.safety import refusals

    take(place)
    there = rows()
    enter(tmp_path / "new")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "sanan.sqlite3")

    with monkeypatch.context() as patched:
        patched.setattr(engines, "load", full)
        with refusal(code="cannot_write"):
            bring(place)
    half = "上次恢复备份没有做完"
    assert any(half in sentence for sentence in refusals())
    bring(place)
    assert rows() == there
    # Without the recovery key the record's key is missing still, which is said in other words.
    assert not any(half in sentence for sentence in refusals())


def test_a_full_disk_leaves_the_earlier_backups_and_no_part(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch
):
    first = take(place)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "database")

    monkeypatch.setattr(engines, "dump", full)
    with refusal(code="cannot_write"):
        take(place, 1)
    assert list(said.whole(place)) == [first]
    assert list(place.glob(".*.part")) == []


def test_one_at_a_time_and_never_with_a_clock_that_went_back(home: Path, place: Path):
    take(place, 1)
    with refusal(code="wrong_clock"):
        take(place)
    with (place / ".lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with refusal(code="busy"):
            take(place, 2)
    with refusal(code="within"):
        take(home / "media")


def test_a_disk_that_is_not_mounted_gets_no_backup(home: Path, place: Path, settings: Any):
    settings.BACKUP = str(place)
    tasks.backup()  # the clock begins no place by itself: it says so to the clerk
    assert "not mounted" in state.read()["failed"]
    assert not place.exists()
    take(place)
    assert state.read()["failed"] == ""
    backup.check_place(place)


def test_the_tail_of_the_record_names_what_is_missing(
    home: Path, place: Path, enter: Enter, tmp_path: Path, settings: Any
):
    settings.BACKUP = str(place)
    key = recovery.begin()
    take(place)
    lost = add_entries(4)
    ledger.publish_all()
    tasks.tail()
    add_entries(1)  # written after the last copy: nobody outside knows of it
    enter(tmp_path / "new")
    back = bring(place, word=key)
    assert [each["id"] for each in back.missing] == lost
    assert (back.entries, back.wrong) == (7, [])
    gone = Entry.objects.filter(ref__in=lost)
    assert {entry.is_erased for entry in gone} == {True}
    add_entries(2)
    assert ledger.publish_all() == 2  # no fork: the record goes on behind what is lost
    assert all(found.clean for found in ledger.audit_all())


def test_what_was_erased_after_the_backup_does_not_come_back(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    key = recovery.begin()
    take(place)
    gone = Entry.objects.order_by("pk").first()
    assert gone
    ledger.erase(entry=gone, reason="request", by="someone")
    ledger.publish_all()
    ledger.copy_record(place / TAIL)
    enter(tmp_path / "new")
    back = bring(place, word=key)
    assert [each["id"] for each in back.missing] == [gone.ref]
    assert Entry.objects.get(pk=gone.pk).is_erased
    assert "1 erasures were made after the backup" in back.todo[0]
    assert (back.entries, back.wrong) == (4, [])


def test_a_tail_of_another_record_is_named_and_not_taken(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    take(place)
    add_entries(2)
    ledger.publish_all()
    year = clock.now().year
    shutil.copytree(home / "log", place / TAIL)
    bundle = next((place / TAIL / str(year) / "tile" / "entries").rglob("5"))
    bundle.write_bytes(bundle.read_bytes().replace(b"place.rename", b"place.remove"))
    enter(tmp_path / "new")
    back = bring(place)
    assert len(back.wrong) == 1
    assert "does not continue" in back.wrong[0]
    assert (back.entries, back.missing) == (3, [])


def test_a_copy_of_the_record_is_checked_as_it_grows(home: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    assert ledger.copy_record(copy) == 3
    assert ledger.copy_record(copy) == 0
    add_entries(300)
    ledger.publish_all()
    assert ledger.copy_record(copy) == 300
    year = clock.now().year
    there, here = LogFolder(copy / str(year)), logs.folder(year)
    assert list(read_entries(there.read, 303)) == list(read_entries(here.read, 303))
    assert there.read("checkpoint") == here.read("checkpoint")


def test_a_row_that_was_changed_past_the_actions_is_found_in_the_backup(
    home: Path, place: Path, enter: Enter, tmp_path: Path
):
    with closing(sqlite3.connect(home / "sanan.sqlite3")) as knife:
        knife.execute("DROP TRIGGER ledger_entry_no_update")
        knife.execute("UPDATE ledger_entry SET event = 'place.remove' WHERE position = 1")
        knife.commit()
    lost = add_file(b"gone from the disk")
    (home / "media" / lost.key).unlink()
    take(place)
    enter(tmp_path / "new")
    back = bring(place)
    assert "entry 1" in back.wrong[0]
    assert back.lost_files == [lost.ref]


def test_when_a_backup_is_due(home: Path, place: Path, settings: Any):
    noon = clock.day_of(clock.now()) + timedelta(hours=12)
    night = noon + timedelta(hours=14)
    assert tasks.due(at=noon)
    state.keep(at=noon.isoformat())
    assert not tasks.due(at=noon + timedelta(hours=1))
    assert not tasks.due(at=night)
    assert tasks.due(at=night + timedelta(days=1))
    assert not tasks.due(at=noon + timedelta(hours=35))
    assert tasks.due(at=noon + timedelta(hours=36))
    state.keep(begun_at=(noon + timedelta(hours=36)).isoformat())
    assert not tasks.due(at=noon + timedelta(hours=36, minutes=30))
    assert tasks.due(
        at=noon - timedelta(days=1)
    )  # a clock that went back: the backup itself refuses


def test_what_is_known_of_backups_is_kept_for_the_clerk(home: Path, place: Path):
    name = take(place)
    held = json.loads((home / state.FILE).read_text())
    assert (held["name"], held["place"], held["keys"]) == (name, str(place), False)
    (home / state.FILE).write_text("{")
    assert state.read() == {}
