"""What an export says of itself, and whether this version can read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from sanan.kit.errors import Invalid, Refused
from sanan.transfer.formats import Format
from sanan.transfer.rows import Column, columns_of
from sanan.transfer.tables import Model, tables_of

NAME = "manifest.json"
FORM = 1


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file, rows, hash, and the kind of each column."""

    file: str
    rows: int
    sha256: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything an export says of itself. `form` is the version of this form."""

    form: int
    version: str
    made_at: str
    engine: str
    tables_as: Format
    tables: Mapping[str, Table]
    left_out: Mapping[str, str]
    last_keys: Mapping[str, int]
    migrations: Mapping[str, Sequence[str]]
    files: int
    logs: Mapping[str, int]
    key_marks: Mapping[str, str]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def encode(self) -> bytes:
        """As it stands in the folder."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode() + b"\n"


def running() -> str:
    """The version of this software."""
    return version("sanan")


def load(folder: Path) -> Manifest:
    """Read the manifest of an export.

    Raises Invalid where there is none, or none that is whole; Refused for one of a newer version.
    """
    path = folder / NAME
    if not path.is_file():
        raise Invalid(
            f"{folder} is no whole export: {NAME} is missing. Copy the whole folder.",
            "part_of_export",
        )
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if held["form"] > FORM:
            raise _newer(held["version"])
        held["tables"] = {name: Table(**table) for name, table in held["tables"].items()}
        held["tables_as"] = Format(held["tables_as"])
        return Manifest(**held)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(f"{NAME} is damaged. Copy the folder again.", "changed_export") from error


def state_of(said: Manifest, loader: MigrationLoader) -> ProjectState:
    """The models as they stood when the export was made.

    Raises Refused where this version does not know all of its migrations.
    """
    if any(key not in loader.graph.nodes for key in targets(said)):
        raise _newer(said.version)
    return loader.project_state(targets(said))


def targets(said: Manifest) -> list[tuple[str, str]]:
    """The migrations that the exported database had."""
    return [(app, name) for app, names in said.migrations.items() for name in names]


def tables_in(said: Manifest, state: ProjectState) -> dict[str, tuple[Model, list[Column]]]:
    """The tables and columns to be filled.

    Raises Refused where tables or columns differ from those of the export.
    """
    found = {name: (model, columns_of(model)) for name, model in tables_of(state.apps).items()}
    here = {name: _types(columns) for name, (_, columns) in found.items()}
    there = {name: dict(table.columns) for name, table in said.tables.items()}
    if here == there:
        return found
    differing = sorted(n for n in here.keys() | there.keys() if here.get(n) != there.get(n))
    raise Refused(
        f"The export was made by {said.version} from other tables than this version has "
        f"({', '.join(differing[:5])}). Import it with the version that made it, update there.",
        "other_tables",
    )


def _types(columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: column.kind.name for column in columns}


def _newer(theirs: str) -> Refused:
    return Refused(
        f"The export was made by a newer version ({theirs}, this is {running()}). "
        "Update this installation first, then import again.",
        "newer_version",
    )
