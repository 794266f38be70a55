"""Taking a backup while people work: one moment, whole or not at all, one at a time."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sanan.kit.clock import at_or_now
from sanan.kit.errors import Refused
from sanan.transfer import folders, keys, manifest, tables
from sanan.upkeep import engines, recovery, said, state, store
from sanan.upkeep.said import Said
from sanan.upkeep.store import LIST, Shelf

Tell = Callable[[str], object]
MARK = "sanan-backups"
"""Stands in a place once a backup was taken there: a disk that is not mounted does not have it."""
NEWEST = "newest.keys"
"""The keys as they are now, locked for the recovery key."""
NAMED = "%Y%m%dT%H%M%SZ"
LEAST_KEPT = 3
SLACK = timedelta(minutes=5)


def take(*, place: Path, at: datetime | None = None, tell: Tell) -> tuple[str, Said]:
    """Take a backup into a folder of `place`; its name, and what it says.

    Raises Refused with what to do; a part of a backup is never left behind under its name.
    """
    moment = at_or_now(at).astimezone(UTC)
    with _alone(place):
        last = _last(place, moment)
        name = moment.strftime(NAMED)
        shelf = Shelf.after(place, last)
        with _whole(place / name) as part:
            made = _fill(part, name, shelf, moment, tell)
            (part / said.NAME).write_bytes(made.encode())
        (place / MARK).write_text("Backups of a Sanan installation: bin/sanan restore\n")
        _prune(place, tell)
        took = at_or_now(None) - moment if at is None else timedelta()
        state.keep(
            place=str(place),
            name=name,
            at=moment.isoformat(),
            seconds=round(took.total_seconds(), 1),
            keys=bool(made.keys),
            failed="",
        )
    return name, made


def check_place(place: Path) -> None:
    """Refuse a place that no backup was ever taken to: the clock does not begin one by itself."""
    if not (place / MARK).exists():
        raise Refused(
            f"{place} holds no backups yet, or its disk is not mounted. Mount the disk; for the "
            f"first backup run bin/sanan backup {place} by hand.",
            "no_place",
        )


def keys_of(place: Path) -> Path:
    """Where the locked keys of this place's backups lie: apart from the data."""
    given = settings.BACKUP_KEYS
    return Path(given) if given else place.with_name(f"{place.name}-keys")


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One at a time, also where two schedulers run. Raises Refused."""
    var = Path(settings.VAR).resolve()
    if place.resolve().is_relative_to(var):
        raise Refused(
            f"{place} lies within {var}, and would be lost with it. Name a folder elsewhere, best "
            "on another disk.",
            "within",
        )
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(place / ".lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(place, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refused(
            f"Another backup is being taken into {place} at this moment. Wait for it to end.",
            "busy",
        ) from error
    finally:
        os.close(handle)


def _last(place: Path, moment: datetime) -> Path | None:
    """The newest whole backup; Refused where it is of later than now."""
    found = said.whole(place)
    if not found:
        return None
    name, last = list(found.items())[-1]
    if last.at > moment + SLACK:
        raise Refused(
            f"The machine's clock says {moment:%F %H:%M} UTC, but {place / name} was made later. Set "
            "the clock (chrony), then take the backup again; if that one was made with a wrong "
            "clock, move it away.",
            "wrong_clock",
        )
    return place / name


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` in the end, or goes."""
    for left in folder.parent.glob(".*.part"):  # of a run that was killed: we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    part = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    if folder.exists():
        raise Refused(f"{folder} is there already. Wait a second, then try again.", "there")
    try:
        part.mkdir(mode=0o700)
        yield part
        os.sync()
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _unwritable(folder, error) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _unwritable(place: Path, error: OSError) -> Refused:
    return Refused(
        f"The backup could not be written: {error.strerror or error} ({error.filename or place}). "
        "Earlier backups are untouched. Make room or name another place, then try again.",
        "cannot_write",
    )


def _fill(part: Path, name: str, shelf: Shelf, moment: datetime, tell: Tell) -> Said:
    # Most of the bytes before the moment, so that what is erased around it can still be had.
    folders.copy_stores(shelf)
    database = part / engines.FILES[connection.vendor]
    with ExitStack() as stack:
        with folders.held_logs(Path(settings.LOG_ROOT)) as held:
            stack.enter_context(tables.snapshot())
            edges = {log: folders.copy_edge(log, given, shelf) for log, given in held.items()}
        engines.dump(database)
        migrations = _migrations()
        number = ".".join(map(str, connection.get_database_version()))
    for log, (_, size) in held.items():
        folders.copy_tiles(log, size, edges[log], shelf)
    folders.copy_stores(shelf)
    shelf.save(part / LIST)
    tell(f"{database.stat().st_size} bytes of database, {len(shelf.listed)} files")
    return Said(
        form=said.FORM,
        version=manifest.running(),
        made_at=moment.isoformat(timespec="seconds"),
        engine=f"{connection.vendor} {number}",
        database=database.name,
        sums={path.name: folders.hash_of(path) for path in (database, part / LIST)},
        files=len(shelf.listed),
        size=sum(each.size for each in shelf.listed.values()),
        fresh=shelf.fresh,
        logs={log.name: size for log, (_, size) in held.items()},
        migrations=migrations,
        key_marks=keys.marks(keys.ours()),
        keys=lock_keys(part.parent, f"{name}.keys"),
    )


def _migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationLoader(connection).applied_migrations):
        found.setdefault(app, []).append(name)
    return found


def lock_keys(place: Path, name: str = NEWEST) -> str:
    """Lock the keys for the recovery key, apart from the data; the name of the file.

    The newest are there once more under their own name: a key that was made after the last backup
    (each year's log has one) is in them.
    """
    if not recovery.known():
        return ""
    folder = keys_of(place)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    locked = recovery.lock(keys.ours())
    for file in {name, NEWEST}:
        draft = folder / f".{file}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(locked)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(folder / file)
    return name


def _prune(place: Path, tell: Tell) -> None:
    """Let old backups go, and bytes that none names any more: what was erased leaves with them.

    By number and not by age, so that a wrong clock removes nothing.
    """
    found = said.whole(place)
    for name in list(found)[: -max(settings.BACKUP_KEEP, LEAST_KEPT)]:
        shutil.rmtree(place / name)
        (keys_of(place) / f"{name}.keys").unlink(missing_ok=True)
        tell(f"{name} has had its time")
        del found[name]
    named: set[str] = set()
    for path in place.glob(f"*T*Z/{LIST}"):  # also of damaged ones: their bytes may still serve
        try:
            named |= {each.sha256 for each in store.read(path)}
        except (Refused, ValueError):
            return
    store.sweep(place, named)
