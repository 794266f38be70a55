"""Making the same installation again from a backup, in an empty place, and saying what is missing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from sanan.files.models import StoredFile
from sanan.files.store import exists
from sanan.kit import clock
from sanan.kit.errors import Invalid, Refused
from sanan.ledger import actions as ledger
from sanan.ledger.enums import Event
from sanan.ledger.log.errors import KeyFormError, LogError
from sanan.ledger.queries import logs
from sanan.ledger.queries.audits import audit
from sanan.ledger.queries.rows import differences
from sanan.transfer import folders, keys, tables
from sanan.transfer.keys import Keys
from sanan.upkeep import engines, recovery, said, state, store
from sanan.upkeep.backup import NEWEST, Tell, keys_of
from sanan.upkeep.said import Said
from sanan.upkeep.store import LIST

TAIL = "record"
"""The folder of a place into which the record's newest part is copied every few seconds."""
MOST_NAMED = 20


@dataclass(slots=True, kw_only=True)
class Back:
    """What came back: `entries` of the record, `files`, and what is not as it should be.

    `missing` are entries that were published after the backup was taken and whose content is lost;
    `wrong` are differences found by the audits; `lost_files` the addresses of files without bytes.
    """

    name: str
    made_at: str
    entries: int = 0
    files: int = 0
    missing: list[dict[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost_files: list[str] = field(default_factory=list)
    without: Mapping[str, str] = field(default_factory=dict)
    todo: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def pick(place: Path, name: str = "") -> str:
    """The backup of this name, else the newest whole one. Raises Invalid."""
    if name:
        said.load(place / name)
        return name
    if not place.is_dir():
        raise Invalid(f"{place} is not there. Mount the disk with the backups.", "no_place")
    found = list(said.whole(place))
    if not found:
        raise Invalid(
            f"{place} holds no whole backup. Name the folder in which the folders with a date as "
            "name lie (20261130T020000Z).",
            "no_backup",
        )
    return found[-1]


def bring(
    *,
    place: Path,
    name: str = "",
    keys_from: Path | None = None,
    word: str = "",
    tail: Path | None = None,
    link: bool = False,
    tell: Tell,
) -> Back:
    """Restore a backup here, in an empty place, or in one where a restoring was broken off.

    `word` is the recovery key, which opens `keys_from`, by default the backup's own. `tail` is
    where the record went on after the backup, by default the place's own copy. `link` gives files
    a second name instead of copying them: for a look at a backup only. Raises Refused or Invalid
    with what to do.
    """
    chosen = pick(place, name)
    folder = place / chosen
    held = said.load(folder)
    _check_fits(held)
    again = state.is_restoring()
    if not again:
        _check_empty()
    listed = _check_whole(place, folder, held)
    tell(f"{chosen}: {listed} files are what was kept")
    moved = _keys(place, held, keys_from, word)
    state.keep(file=state.RESTORING, backup=chosen, place=str(place))
    if again:
        _clear()
    _lay(place, folder, held, link=link)
    todo = keys.install(moved) if moved else []
    call_command("migrate", interactive=False, verbosity=0)
    back = Back(name=chosen, made_at=held.made_at, files=listed, todo=todo)
    _follow(back, tail or place / TAIL)
    examine(back)
    back.without = keys.missing(held.key_marks, moved or keys.ours(), _unsigned())
    state.forget(state.RESTORING)
    return back


def _check_fits(held: Said) -> None:
    if held.vendor != connection.vendor:
        raise Refused(
            f"This is a backup of {held.engine}, and DATABASE_URL names {connection.vendor}. Restore "
            "it on the same kind of database; bin/sanan export --all moves it to the other.",
            "other_database",
        )
    graph = MigrationLoader(None).graph
    wanted = [(app, name) for app, names in held.migrations.items() for name in names]
    if any(key not in graph.nodes for key in wanted):
        raise Refused(
            f"This backup was made by a newer version ({held.version}). Install that version, then "
            "restore again.",
            "newer_version",
        )


def _check_empty() -> None:
    try:
        taken = tables.is_empty(tables.tables_of(apps))
    except OperationalError as error:
        raise Refused(
            f"The database cannot be reached: {error}. Check DATABASE_URL and that it runs.",
            "no_database",
        ) from error
    except DatabaseError:
        taken = "the database"  # of another version, or damaged: somebody's in any case
    if taken:
        raise Refused(
            f"This database is in use: {taken} has rows. A backup is restored into an empty one. Move "
            "the old installation aside (rename its SANAN_VAR), then restore again.",
            "not_empty",
        )
    if found := folders.occupied():
        raise Refused(
            f"There are files here already ({found}). A backup is restored into an empty place: move "
            "the old SANAN_VAR aside, then restore again.",
            "not_empty",
        )


def _check_whole(place: Path, folder: Path, held: Said) -> int:
    """Read everything again before anything is laid; how many files there are."""
    for name, sha256 in held.sums.items():
        if not (folder / name).is_file():
            raise Invalid(
                f"{folder / name} is missing: this is only a part of a backup. Copy the whole place "
                "again.",
                "part_of_backup",
            )
        if folders.hash_of(folder / name) != sha256:
            raise Invalid(
                f"{folder / name} is damaged: it is not what was kept. Restore another backup with "
                "--name, or copy this one again.",
                "damaged_backup",
            )
    return store.check(place, store.read(folder / LIST))


def _keys(place: Path, held: Said, given: Path | None, word: str) -> Keys | None:
    if not word:
        return None
    if not (given or held.keys):
        raise Refused(
            "This backup was taken without a recovery key, so no keys were kept with it. Restore "
            "without --recovery-key and put your own copy of SANAN_KEYS in its place first.",
            "no_keys",
        )
    newest = keys_of(place) / NEWEST
    moved = recovery.unlock(
        given or (newest if newest.exists() else newest.parent / held.keys), word
    )
    keys.check_free(moved)
    return moved


def _clear() -> None:
    """Take away what a restoring that was broken off has laid; only it has written here."""
    engines.clear()
    folders.clear()


def _lay(place: Path, folder: Path, held: Said, *, link: bool) -> None:
    where = folders.places()
    try:
        for each in store.read(folder / LIST):
            top, _, rest = each.name.partition("/")
            if folders.put_back(each.name, store.at(place, each.sha256)):
                continue
            if top in where:
                store.lay(place, each, where[top] / rest, link=link)
        engines.load(folder / held.database)
    except OSError as error:
        raise Refused(
            f"It could not be written: {error.strerror or error} ({error.filename or ''}). The "
            "backup is untouched. Make room, then restore again: it begins anew.",
            "cannot_write",
        ) from error


def _follow(back: Back, tail: Path) -> None:
    """Take up what was published after the backup: those entries are known, their content is lost."""
    for source in sorted(tail.glob("[0-9]*")):
        ledger.adopt(source=source, at=clock.now())
    for log in logs.all_logs():
        source = tail / str(log.year)
        if not source.is_dir():
            continue
        try:
            lost = ledger.follow(log=log, source=source)
        except LogError as error:
            back.wrong.append(f"the copy of the record in {source} does not continue it: {error}")
            continue
        back.missing += [
            {"event": each.event, "id": each.id, "at": each.at, "log": log.origin} for each in lost
        ]
    if erased := [each["at"] for each in back.missing if each["event"].startswith(Event.ERASE)]:
        back.todo.append(
            f"{len(erased)} erasures were made after the backup ({', '.join(erased[:5])}). The record "
            "has made them again; what was deleted beside it (rows, files) has come back. Ask who asked "
            "for them, and delete it again."
        )


def examine(back: Back) -> None:
    """Audit what stands here now: the record, the rows, the files; findings go into `back`."""
    if broken := engines.sound():
        back.wrong.append(f"the database file is damaged: {broken}")
    for log in logs.all_logs():
        found = audit(log)
        back.entries += found.entries
        if found.difference:
            back.wrong.append(
                f"{log.origin}: entry {found.difference.index}, {found.difference.detail}"
            )
    back.wrong += [str(each) for each, _ in zip(differences(), range(MOST_NAMED), strict=False)]
    there = StoredFile.objects.filter(erased_at__isnull=True).values_list("ref", "key", "thumb_key")
    for ref, key, thumb in there.iterator(5_000):
        if not all(exists(each) for each in (key, thumb) if each):
            back.lost_files.append(ref)


def _unsigned() -> list[str]:
    """The logs whose private key is not at hand."""
    found = []
    for log in logs.all_logs():
        try:
            logs.signer(log)
        except KeyFormError:
            found.append(log.origin)
    return found


def ours() -> Path:
    """Where this installation keeps backups."""
    if not settings.BACKUP:
        raise Refused(
            "No place for backups is named. Give a folder, or set SANAN_BACKUP.", "no_place"
        )
    return Path(settings.BACKUP)
