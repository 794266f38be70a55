"""What an import does not take, on the database of the run; and that nothing of it stays."""

import json
import os
import resource
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from sanan.kit.errors import Invalid, Refused
from sanan.kit.files import store_atomically
from sanan.ledger import actions as ledger
from sanan.ledger.models import Entry
from sanan.places.models import Place
from sanan.transfer import keys, reading, writing
from sanan.transfer.formats import Format

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "only for this test, long"


def at_home_in(settings, folder: Path) -> None:
    """Files and keys of the installation are looked for here from now on."""
    settings.VAR, settings.MEDIA_ROOT = folder, folder / "media"
    settings.LOG_ROOT, settings.LOG_KEYS = folder / "log", folder / "keys"


def emptied() -> None:
    """Take every row away, as only a test may."""
    protection = import_module("sanan.ledger.migrations.0002_append_only")
    from django.apps import apps

    with connection.schema_editor() as editor:
        protection.release(apps, editor)
    call_command("flush", interactive=False, verbosity=0)
    with connection.schema_editor() as editor:
        protection.protect(apps, editor)


def export(folder: Path, form: Format = Format.LINES, **more) -> Path:
    writing.export(folder=folder, form=form, tell=lambda _: None, **more)
    return folder


def arrive(folder: Path, **more) -> reading.Arrived:
    return reading.arrive(folder=folder, tell=lambda _: None, **more)


@pytest.fixture
def home(settings, tmp_path) -> Path:
    """A small installation: a city with a county, a published record, a file."""
    at_home_in(settings, tmp_path / "home")
    city = Place.objects.add_root({"name": "泉州市", "kind": "city", "code": "350500000000"})
    Place.objects.add_child(city, {"name": "德化县", "kind": "county", "code": "350526000000"})
    store_atomically(settings.MEDIA_ROOT, b"a photo", ".jpg")
    for number in range(3):
        ledger.record(event="case.open", subject=f"C{number}", content={"n": 1.5}, words="路灯不亮")
    ledger.publish_all()
    return tmp_path


@pytest.fixture
def moved(home, settings) -> Path:
    """The export of `home`, and an empty place to move into."""
    folder = export(home / "out")
    emptied()
    at_home_in(settings, home / "elsewhere")
    return folder


def nothing_is_here(settings) -> bool:
    files = [p for p in Path(settings.VAR).rglob("*") if p.is_file()]
    return not Place.objects.exists() and not Entry.objects.exists() and files == []


@pytest.mark.parametrize(
    "form", [Format.LINES, pytest.param(Format.PARQUET, marks=pytest.mark.everywhere)]
)
def test_the_same_installation_stands_elsewhere(form, home, settings):
    before = list(Entry.objects.order_by("pk").values_list("pk", "subject", "commit"))
    folder = export(home / "out", form)
    emptied()
    at_home_in(settings, home / "elsewhere")
    arrived = arrive(folder)
    after = list(Entry.objects.order_by("pk").values_list("pk", "subject", "commit"))
    assert [(k, s, bytes(c)) for k, s, c in after] == [(k, s, bytes(c)) for k, s, c in before]
    assert (arrived.entries, arrived.receipts) == (3, 2)
    assert arrived.without == {"SANAN_LOG_KEY": keys.WITHOUT["SANAN_LOG_KEY"]}
    assert [p.read_bytes() for p in Path(settings.MEDIA_ROOT).rglob("*.jpg")] == [b"a photo"]
    assert export(home / "again", form).joinpath("tables").is_dir()
    first, second = (
        json.loads((f / "manifest.json").read_text())["tables"] for f in (folder, home / "again")
    )
    assert {n: t["sha256"] for n, t in first.items()} == {n: t["sha256"] for n, t in second.items()}


def test_the_record_stays_append_only_and_goes_on_with_its_key(home, settings):
    folder = export(home / "out", keys_to=home / "keys.json", passphrase=PASSPHRASE)
    emptied()
    at_home_in(settings, home / "elsewhere")
    arrived = arrive(folder, keys_from=home / "keys.json", passphrase=PASSPHRASE)
    assert arrived.without == {}
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.update(subject="other")
    ledger.record(event="case.open", subject="C9", content={}, words="又不亮了")
    assert ledger.publish_all() == 1


def changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


SPOILT = {
    "no manifest": (lambda d: (d / "manifest.json").unlink(), "part_of_export"),
    "no table": (lambda d: (d / "tables" / "places_place.jsonl").unlink(), "part_of_export"),
    "no files": (lambda d: shutil.rmtree(d / "files"), "part_of_export"),
    "no sums": (lambda d: (d / "SHA256SUMS").unlink(), "part_of_export"),
    "a byte of a table": (
        lambda d: changed(d / "tables" / "places_place.jsonl"),
        "changed_export",
    ),
    "a byte of a file": (lambda d: changed(next((d / "files").rglob("*.jpg"))), "changed_export"),
    "a byte of the record": (
        lambda d: changed(next((d / "record").rglob("checkpoint"))),
        "changed_export",
    ),
    "another manifest": (lambda d: (d / "manifest.json").write_text("{}"), "changed_export"),
    "empty sums": (lambda d: (d / "SHA256SUMS").write_text(""), "changed_export"),
    "a way out": (
        lambda d: (d / "SHA256SUMS").write_text("0  ../../etc/passwd\n"),
        "changed_export",
    ),
}


def test_a_spoilt_folder_is_refused_and_nothing_stays(moved, settings):
    for name, (spoil, code) in SPOILT.items():
        copy = shutil.copytree(moved, moved.with_name(name))
        spoil(copy)
        with pytest.raises(Invalid) as refused:
            arrive(copy)
        assert (name, refused.value.code) == (name, code)
    assert nothing_is_here(settings)


def rewrite(folder: Path, **change) -> None:
    """A manifest that says something else, with its hash put right."""
    from sanan.transfer.folders import SUMS, hash_of

    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    sums = (folder / SUMS).read_text().splitlines()
    kept = [each for each in sums if not each.endswith("  manifest.json")]
    (folder / SUMS).write_text("\n".join([*kept, f"{hash_of(path)}  manifest.json", ""]))


@pytest.mark.everywhere
def test_an_export_of_a_newer_version_or_of_other_tables_is_refused(moved, settings):
    future = {"ledger": ["0001_initial", "9999_from_the_future"]}
    more_rows, fewer_columns = (
        json.loads((moved / "manifest.json").read_text())["tables"] for _ in range(2)
    )
    more_rows["places_place"]["rows"] = 3
    del fewer_columns["places_place"]["columns"]["name"]
    for number, (change, code, named) in enumerate(
        [
            ({"form": 2}, "newer_version", "9.9"),
            ({"migrations": future}, "newer_version", "9.9"),
            ({"tables": fewer_columns}, "other_tables", "places_place"),
            ({"tables": more_rows}, "changed_export", "2 rows of 3"),
        ]
    ):
        copy = shutil.copytree(moved, moved.with_name(str(number)))
        rewrite(copy, version="9.9", **change)
        with pytest.raises(Refused, match=code) as refused:
            arrive(copy)
        assert named in str(refused.value.sentence)
    assert nothing_is_here(settings)


def test_a_database_in_use_is_refused(moved):
    Place.objects.add_root({"name": "他处", "kind": "city", "code": "1"})
    with pytest.raises(Refused, match="not_empty"):
        arrive(moved)
    assert Place.objects.count() == 1


@pytest.mark.everywhere
def test_a_place_with_files_is_refused(moved, settings):
    store_atomically(settings.MEDIA_ROOT, b"of somebody else", ".jpg")
    with pytest.raises(Refused, match="not_empty"):
        arrive(moved)
    assert not Place.objects.exists()


def test_a_full_disk_leaves_nothing_behind(moved, settings, monkeypatch):
    # A file larger than the process may write: what the system says of a full disk, without one.
    big = moved / "files" / "big.bin"
    big.write_bytes(b"\0" * 3_000_000)
    from sanan.transfer.folders import SUMS, hash_of

    with (moved / SUMS).open("a") as sums:
        sums.write(f"{hash_of(big)}  files/big.bin\n")
    files = json.loads((moved / "manifest.json").read_text())["files"]
    rewrite(moved, files=files + 1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_900_000, limits[1]))
    try:
        with pytest.raises(Refused, match="cannot_write"):
            arrive(moved)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert nothing_is_here(settings)


@pytest.mark.everywhere
def test_an_export_onto_a_full_disk_leaves_nothing_behind(home, settings):
    store_atomically(settings.MEDIA_ROOT, b"\0" * 300_000, ".jpg")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(Refused, match="cannot_write"):
            export(home / "out", keys_to=home / "keys.json", passphrase=PASSPHRASE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert sorted(p.name for p in home.iterdir()) == ["home"]


@pytest.mark.everywhere
def test_an_export_does_not_write_over_anything(home):
    (home / "out").mkdir()
    (home / "out" / "mine").write_text("kept")
    with pytest.raises(Refused, match="not_empty"):
        export(home / "out")
    assert (home / "out" / "mine").read_text() == "kept"


@pytest.mark.everywhere
def test_keys_do_not_lie_beside_the_data_and_are_opened_by_their_passphrase_only(home):
    with pytest.raises(Refused, match="keys_beside_data"):
        export(home / "out", keys_to=home / "out" / "keys.json", passphrase=PASSPHRASE)
    with pytest.raises(Invalid, match="short_passphrase"):
        export(home / "out", keys_to=home / "keys.json", passphrase="short")
    export(home / "out", keys_to=home / "keys.json", passphrase=PASSPHRASE)
    assert (home / "keys.json").stat().st_mode & 0o077 == 0
    assert keys.read(home / "keys.json", PASSPHRASE) == keys.ours()
    with pytest.raises(Invalid, match="wrong_passphrase"):
        keys.read(home / "keys.json", PASSPHRASE + "!")
    everything = b"".join(p.read_bytes() for p in (home / "out").rglob("*") if p.is_file())
    secrets = [keys.ours().secret, keys.ours().sealed, *keys.ours().log.values()]
    assert len(secrets) == 3
    assert not any(each.encode() in everything for each in secrets)


@pytest.mark.everywhere
def test_an_environment_that_names_another_key_is_refused(moved, home, monkeypatch):
    keys.write(home / "keys.json", PASSPHRASE, keys.ours())
    monkeypatch.setitem(os.environ, "SANAN_SEALED_KEY", "another")
    with pytest.raises(Refused, match="other_key"):
        arrive(moved, keys_from=home / "keys.json", passphrase=PASSPHRASE)
    assert not Place.objects.exists()


@pytest.mark.everywhere
def test_every_table_without_a_model_says_how_it_is_made_again():
    from django.apps import apps

    from sanan.kit.manifest import rooms

    derived = {name for room in rooms() for name in room.derived}
    models = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    there = set(connection.introspection.table_names()) - models - {"django_migrations"}
    # What SQLite keeps beside a search table.
    unsaid = {
        name for name in there - derived if not name.startswith(tuple(f"{d}_" for d in derived))
    }
    assert unsaid == set()
    assert derived <= there
