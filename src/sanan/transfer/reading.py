"""Making the same installation from an exported folder, in an empty place, on either database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sanan.kit.errors import Invalid, Refused
from sanan.kit.manifest import load, rooms
from sanan.ledger.log.errors import KeyFormError, LogError
from sanan.ledger.log.verify import verify
from sanan.ledger.queries import logs
from sanan.ledger.queries.audits import audit
from sanan.transfer import folders, formats, keys, manifest, tables
from sanan.transfer.manifest import Manifest
from sanan.transfer.rows import Column, Tally, line
from sanan.transfer.tables import Model
from sanan.transfer.writing import Tell

Targets = Mapping[str, tuple[Model, list[Column]]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in, what was verified, and what is still to be done by hand."""

    said: Manifest
    receipts: int
    entries: int
    without: Mapping[str, str]
    todo: list[str]


def arrive(
    *,
    folder: Path,
    keys_from: Path | None = None,
    passphrase: str = "",
    tell: Tell,
) -> Arrived:
    """Make the installation of `folder` here, in an empty database; whole or not at all.

    Afterwards every table has been counted and hashed again, the record audited, and the receipts
    that came along verified. Raises Refused or Invalid with what to do.
    """
    said = manifest.load(folder)
    state = manifest.state_of(said, MigrationLoader(None))
    _check_empty()
    if folders.check(folder) != said.files:
        raise Invalid("SHA256SUMS is not whole. Copy the folder again.", "changed_export")
    targets = manifest.tables_in(said, state)
    tell(f"{said.files} files are what was exported")
    moved = keys.read(keys_from, passphrase) if keys_from else None
    if moved:
        keys.check_free(moved)
    _make_tables(said)
    _take_in(folder, said, targets, tell)
    _go_on(tell)
    todo = keys.install(moved) if moved else []
    entries = _audited()
    tell(f"the record is clean: {entries} entries")
    without = keys.missing(said.key_marks, moved or keys.ours(), _unsigned())
    return Arrived(said, _verified(folder), entries, without, todo)


def _check_empty() -> None:
    if taken := tables.is_empty(tables.tables_of(apps)):
        raise Refused(
            f"This database is in use: {taken} has rows. An installation moves into an empty one: "
            "name another in DATABASE_URL, or another folder in SANAN_VAR.",
            "not_empty",
        )
    if found := folders.occupied():
        raise Refused(
            f"There are files here already ({found}). An installation moves into an empty place: "
            "name another folder in SANAN_VAR.",
            "not_empty",
        )


def _make_tables(said: Manifest) -> None:
    """Tables as they stood at the export; later migrations follow once the rows are in."""
    executor = MigrationExecutor(connection)
    wanted = set(manifest.targets(said))
    if set(executor.loader.applied_migrations) - wanted:
        raise Refused(
            "This database has newer tables than the export. Name a database without any tables.",
            "not_empty",
        )
    graph = executor.loader.graph
    last = [key for key in wanted if not any(c.key in wanted for c in graph.node_map[key].children)]
    executor.migrate(sorted(last))


def _take_in(folder: Path, said: Manifest, targets: Targets, tell: Tell) -> None:
    """Rows and files, in one transaction; where it fails nothing of either stays."""
    made: list[Path] = []
    models = {name: model for name, (model, _) in targets.items()}
    with _or_nothing(made), transaction.atomic():
        tables.empty_what_django_made(models)
        for name, (model, columns) in targets.items():
            _fill(folder, said, name, model, columns)
        tables.set_last_keys(models, said.last_keys)
        for name, (model, columns) in targets.items():
            _compare(said, name, model, columns)
        tell(f"{len(targets)} tables, {said.rows} rows: all counts and hashes are equal")
        folders.lay(folder, made)


@contextmanager
def _or_nothing(made: list[Path]) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError | OperationalError):
            raise Refused(
                f"It could not be written: {error}. Nothing was taken in. "
                "Make room, then import again.",
                "cannot_write",
            ) from error
        raise


def _fill(folder: Path, said: Manifest, name: str, model: Model, columns: list[Column]) -> None:
    tally = Tally()
    path = folder / said.tables[name].file
    tables.write(model, columns, formats.read(path, said.tables_as, columns, tally))
    _agree(said, name, tally, "the file does not hold what the manifest says")


def _compare(said: Manifest, name: str, model: Model, columns: list[Column]) -> None:
    """Read a table again from the new database."""
    tally = Tally()
    for row in tables.rows_of(model, columns):
        tally.add(line(columns, row))
    _agree(said, name, tally, "the new database does not give back what was written")


def _agree(said: Manifest, name: str, tally: Tally, otherwise: str) -> None:
    expected = said.tables[name]
    if (tally.rows, tally.sha256) != (expected.rows, expected.sha256):
        raise Invalid(
            f"{name}: {otherwise} ({tally.rows} rows of {expected.rows}). Nothing was taken in.",
            "changed_export",
        )


def _go_on(tell: Tell) -> None:
    """Migrations since the export, then what each room works out from its rows."""
    call_command("migrate", interactive=False, verbosity=0)
    for room in rooms():
        for name, rebuild in room.derived.items():
            tell(f"{name}: {load(rebuild)()} rows worked out again")


def _audited() -> int:
    count = 0
    for log in logs.all_logs():
        found = audit(log)
        if found.difference:
            raise Refused(
                f"The record of {log.origin} differs at entry {found.difference.index}: "
                f"{found.difference.detail}. See docs/record.md, “When it does not agree”.",
                "record_differs",
            )
        count += found.entries
    return count


def _verified(folder: Path) -> int:
    """How many old receipts verify with the keys that the new database holds."""
    known = {log.year: logs.verifier(log) for log in logs.all_logs()}
    count = 0
    for path in sorted((folder / "receipts").glob("*.tlog-proof")):
        try:
            verdict = verify(path.read_bytes(), log=known[int(path.name[:4])], witnesses=[])
        except (LogError, KeyError) as error:
            raise Refused(f"{path.name} cannot be read: {error}", "receipt_fails") from error
        if not verdict.holds:
            raise Refused(f"{path.name} does not hold: {verdict.detail}", "receipt_fails")
        count += 1
    return count


def _unsigned() -> list[str]:
    """The logs whose private key is not at hand."""
    found = []
    for log in logs.all_logs():
        try:
            logs.signer(log)
        except KeyFormError:
            found.append(log.origin)
    return found
