"""What a backup says of itself: `manifest.json`, written last and sealed with its own hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sanan.kit.errors import Invalid, Refused

NAME = "manifest.json"
FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything a backup says of itself. `form` is the version of this form.

    `sums` are the SHA-256 of the files in its folder; `files`, `size` and `fresh` count the files in
    the store, their bytes, and those of them that no backup before had; `logs` are the sizes of the
    published record by year; `keys` is the name of the locked keys in the folder for keys, or
    nothing.
    """

    form: int
    version: str
    made_at: str
    engine: str
    database: str
    sums: Mapping[str, str]
    files: int
    size: int
    fresh: int
    logs: Mapping[str, int]
    migrations: Mapping[str, Sequence[str]]
    key_marks: Mapping[str, str]
    keys: str

    @property
    def at(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.made_at)

    @property
    def vendor(self) -> str:
        """Of which database it is: `sqlite` or `postgresql`."""
        return self.engine.partition(" ")[0]

    def encode(self) -> bytes:
        """As it stands in the folder."""
        plain = asdict(self)
        return json.dumps({**plain, "seal": _seal(plain)}, indent=1).encode() + b"\n"


def load(folder: Path) -> Said:
    """Read the manifest of a backup.

    Raises Invalid where there is none, or none that is whole; Refused for one of a newer form.
    """
    if not (folder / NAME).is_file():
        raise Invalid(
            f"{folder} is no whole backup: {NAME} is missing. It was broken off, or is only a part "
            "of a copy. Take another backup.",
            "part_of_backup",
        )
    try:
        held: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if held["form"] > FORM:
            raise Refused(
                f"{folder} was made by a newer version ({held['version']}). Install that version, "
                "then restore again.",
                "newer_version",
            )
        sealed = held.pop("seal") == _seal(held)
        made = Said(**held)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise _damaged(folder) from error
    if not sealed:
        raise _damaged(folder)
    return made


def _damaged(folder: Path) -> Invalid:
    return Invalid(f"{folder / NAME} is damaged. Take another backup.", "damaged_backup")


def whole(place: Path) -> dict[str, Said]:
    """The whole backups of a place by name, oldest first."""
    found = {}
    for path in sorted(place.glob("*T*Z")):
        try:
            found[path.name] = load(path)
        except (Invalid, Refused):
            continue
    return found


def _seal(plain: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
