"""Writing an installation into a folder, as it is at one moment, while it runs."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC
from importlib.resources import files
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sanan.kit import clock
from sanan.kit.errors import Refused
from sanan.ledger.models import Entry
from sanan.ledger.queries import logs, receipts
from sanan.transfer import folders, formats, keys, manifest, tables
from sanan.transfer.folders import Sums
from sanan.transfer.formats import Format
from sanan.transfer.manifest import Manifest, Table
from sanan.transfer.rows import columns_of

Tell = Callable[[str], object]

LAST_EXPORT = "last-export"
"""File under SANAN_VAR whose time is that of the last whole export; `bin/sanan doctor` reads it."""


def export(
    *, folder: Path, form: Format, keys_to: Path | None = None, passphrase: str = "", tell: Tell
) -> Manifest:
    """Write everything this installation holds into a new folder, whole or not at all.

    The secrets are not in it; with `keys_to` they are locked into that file, which must lie
    elsewhere. Raises Refused or Invalid with what to do.
    """
    _check_place(folder, keys_to)
    _check_tables()
    with _whole(folder) as part:
        if keys_to:
            keys.write(keys_to, passphrase, keys.ours())
        try:
            said = _fill(part, form, tell)
        except BaseException:
            if keys_to:
                keys_to.unlink()
            raise
    (Path(settings.VAR) / LAST_EXPORT).touch()
    return said


def _check_place(folder: Path, keys_to: Path | None) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not empty. Name a folder that is not there yet.", "not_empty")
    if keys_to and folder.resolve() in keys_to.resolve().parents:
        raise Refused(
            f"The keys must not lie in {folder}: whoever finds both can read everything. "
            "Name a file elsewhere.",
            "keys_beside_data",
        )


def _check_tables() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            "The database is of an older version than the software. Run `bin/sanan migrate` first.",
            "not_migrated",
        )


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` in the end, or goes."""
    part = folder.parent / f".{folder.name}.{secrets.token_hex(6)}.part"
    try:
        part.mkdir(parents=True, mode=0o700)
        yield part
        os.sync()
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise Refused(
            f"The export could not be written: {error.strerror} ({error.filename or folder}). "
            "Nothing was left behind. Make room or name another place, then try again.",
            "cannot_write",
        ) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _fill(part: Path, form: Format, tell: Tell) -> Manifest:
    with Sums(part) as sums, ExitStack() as moment:
        for name in ("README.md", "README.zh-CN.md"):
            sums.write(name, files("sanan.transfer").joinpath("data", name).read_bytes())
        with folders.held_logs(Path(settings.LOG_ROOT)) as held:
            moment.enter_context(tables.snapshot())
            edges = {place: folders.copy_edge(place, log, sums) for place, log in held.items()}
        for place, (_, size) in held.items():
            folders.copy_tiles(place, size, edges[place], sums)
            tell(f"record {place.name}: {size} entries")
        _receipts(sums)
        folders.copy_stores(sums)
        tell(f"{sums.files} files, {sums.size} bytes")
        said = _describe(form, sums, _tables(form, sums, tell), held)
        sums.write(manifest.NAME, said.encode())
    return said


def _tables(form: Format, sums: Sums, tell: Tell) -> dict[str, Table]:
    (sums.root / "tables").mkdir()
    found = {}
    for name, model in tables.tables_of(apps).items():
        columns = columns_of(model)
        file = f"tables/{name}.{form}"
        rows = tables.rows_of(model, columns)
        tally = formats.write(sums.root / file, form, columns, rows)
        sums.add_file(file)
        types = {column.name: column.kind.name for column in columns}
        found[name] = Table(file, tally.rows, tally.sha256, types)
    tell(f"{len(found)} tables, {sum(t.rows for t in found.values())} rows")
    return found


def _receipts(sums: Sums) -> None:
    """The receipts of each log's first and last entry, to be verified at the other place."""
    for log in logs.all_logs():
        placed = Entry.objects.filter(year=log.year, position__isnull=False, salt__isnull=False)
        for which, order in {"first": "position", "last": "-position"}.items():
            entry = placed.order_by(order).first()
            if entry and (held := receipts.held(entry)):
                sums.write(f"receipts/{log.year}-{which}.tlog-proof", held.receipt)


def _describe(
    form: Format, sums: Sums, found: dict[str, Table], held: dict[Path, tuple[bytes, int]]
) -> Manifest:
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        migrations.setdefault(app, []).append(name)
    number = ".".join(map(str, connection.get_database_version()))
    return Manifest(
        form=manifest.FORM,
        version=manifest.running(),
        made_at=clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        engine=f"{connection.vendor} {number}",
        tables_as=form,
        tables=found,
        left_out=tables.LEFT_OUT,
        last_keys=tables.last_keys(tables.tables_of(apps)),
        migrations=migrations,
        files=sums.files + 1,
        logs={place.name: size for place, (_, size) in held.items()},
        key_marks=keys.marks(keys.ours()),
    )
