"""Bringing an installation to this version: a backup, the tables, a look at it; or back as it was."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from sanan.kit.errors import Refused
from sanan.kit.manifest import loaded
from sanan.upkeep import backup, engines, restore, said, state
from sanan.upkeep.backup import Tell
from sanan.upkeep.restore import Back


@dataclass(slots=True, kw_only=True)
class Done:
    """What an upgrade did: the backup it took first, the migrations, and entries audited after it."""

    backup: str
    applied: list[str] = field(default_factory=list)
    entries: int = 0


def pending() -> list[str]:
    """The migrations that this version brings and the database does not have."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{each.app_label} {each.name}" for each, _ in plan]


def upgrade(*, place: Path, tell: Tell) -> Done:
    """Take a backup, bring the tables to this version, look at everything; undo it where it fails.

    One that was killed is undone first. Raises Refused with what was wrong; then the database is
    what it was before.
    """
    if left := state.read(state.UPGRADING):
        tell(f"an upgrade was broken off: the database of {left['name']} comes back first")
        _back(Path(left["place"]), left["name"])
    todo = pending()
    if not todo:
        tell("the tables are those of this version; nothing is to be done")
        return Done(backup="")
    name, _ = backup.take(place=place, tell=tell)
    state.keep(file=state.UPGRADING, place=str(place), name=name)
    tell(f"{len(todo)} migrations")
    try:
        _migrate()
        found = _look()
    except BaseException as error:
        _back(place, name)
        raise Refused(
            f"The upgrade failed and was undone; the database is what it was ({place / name}). Start "
            f"the version that ran before, and tell its makers: {type(error).__name__}: {error}",
            "upgrade_failed",
        ) from error
    state.forget(state.UPGRADING)
    return Done(backup=name, applied=todo, entries=found.entries)


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    seeds: list[Callable[[], object]] = loaded(lambda room: room.seeds)
    for seed in seeds:
        seed()


def _look() -> Back:
    """Audit everything; Refused where something differs."""
    if pending():
        raise Refused("tables are missing", "not_migrated")
    back = Back(name="", made_at="")
    restore.examine(back)
    if wrong := [*back.wrong, *(f"file {each} has no bytes" for each in back.lost_files)]:
        raise Refused("; ".join(wrong[:5]), "differs")
    return back


def _back(place: Path, name: str) -> None:
    """Put the database of this backup back; files were only added to."""
    held = said.load(place / name)
    connections.close_all()
    engines.load(place / name / held.database)
    connections.close_all()
    state.forget(state.UPGRADING)
