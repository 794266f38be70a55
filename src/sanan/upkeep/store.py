"""A place that holds backups: bytes of files once, by their hash, and a list of files for each backup.

A file that the backup before had under the same name, size and time is not read again.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

from sanan.kit.errors import Invalid
from sanan.transfer import folders

LIST = "files.tsv"
STORE = "store"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a backup: its hash, size in bytes, time (nanoseconds), and path."""

    sha256: str
    size: int
    time: int
    name: str

    @property
    def line(self) -> str:
        """As it stands in the list."""
        return f"{self.sha256}\t{self.size}\t{self.time}\t{self.name}\n"


@dataclass
class Shelf:
    """Takes files into the store of a place (`transfer.folders.Sink`), and lists them.

    `before` are the files of the backup before; `fresh` counts the bytes that were not there yet.
    """

    place: Path
    before: Mapping[str, Listed] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    fresh: int = 0

    def write(self, name: str, data: bytes) -> None:
        """Take a small file."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._at(sha256)
        if not target.exists():
            draft = target.with_name(f"{secrets.token_hex(8)}.part")
            draft.write_bytes(data)
            draft.rename(target)
            self.fresh += len(data)
        self.listed[name] = Listed(sha256, len(data), 0, name)

    def copy(self, name: str, source: Path) -> None:
        """Take what lies at `source`; nothing where it was erased meanwhile, or was taken already."""
        with suppress(FileNotFoundError):
            found = source.stat()
            known = self.listed.get(name) or self.before.get(name)
            same = known and (known.size, known.time) == (found.st_size, found.st_mtime_ns)
            if known and same and at(self.place, known.sha256).exists():
                self.listed[name] = known
                return
            with source.open("rb") as stream:
                sha256, size = self._taken(stream)
            self.listed[name] = Listed(sha256, size, found.st_mtime_ns, name)

    def fetch(self, name: str, size: int, at: datetime, opened: folders.Opened) -> None:
        """Take a file of another store; one that the backup before had as it is, is not fetched."""
        known = self.listed.get(name) or self.before.get(name)
        time = int(at.timestamp() * 1_000_000) * 1000
        if known and (known.size, known.time) == (size, time) and self._at(known.sha256).exists():
            self.listed[name] = known
        elif stream := opened():
            with stream:
                sha256, size = self._taken(stream)
            self.listed[name] = Listed(sha256, size, time, name)

    def _taken(self, stream: BinaryIO) -> tuple[str, int]:
        draft = self.place / STORE / f"{secrets.token_hex(8)}.part"
        draft.parent.mkdir(exist_ok=True, mode=0o700)
        sha256, size = folders.copied(stream, draft)
        target = self._at(sha256)
        self.fresh += 0 if target.exists() else size
        draft.replace(target)
        return sha256, size

    def _at(self, sha256: str) -> Path:
        target = at(self.place, sha256)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return target

    def save(self, path: Path) -> None:
        """Write the list."""
        with path.open("x", encoding="utf-8") as out:
            out.writelines(each.line for _, each in sorted(self.listed.items()))

    @classmethod
    def after(cls, place: Path, last: Path | None) -> Self:
        """A shelf that knows the files of the last backup; of a damaged list it knows none."""
        try:
            return cls(place, {each.name: each for each in read(last / LIST)} if last else {})
        except (Invalid, OSError):
            return cls(place)


def at(place: Path, sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return place / STORE / sha256[:2] / sha256


def read(path: Path) -> Iterator[Listed]:
    """The files of a list. Raises Invalid for a damaged one."""
    with path.open(encoding="utf-8") as source:
        for line in source:
            sha256, _, rest = line.rstrip("\n").partition("\t")
            size, _, rest = rest.partition("\t")
            time, _, name = rest.partition("\t")
            safe = name and not name.startswith("/") and ".." not in name.split("/")
            if not (safe and size.isdecimal() and time.isdecimal() and sha256.isalnum()):
                raise Invalid(f"{path} is damaged. Take another backup.", "damaged_backup")
            yield Listed(sha256, int(size), int(time), name)


def check(place: Path, listed: Iterator[Listed]) -> int:
    """Read the bytes of every file again; how many there are. Raises Invalid at what differs."""
    count = 0
    for each in listed:
        stored = at(place, each.sha256)
        if not stored.is_file():
            raise Invalid(
                f"{each.name} is missing from {place / STORE}: the backup is not whole. "
                "Copy the whole place again, or take another backup of it.",
                "part_of_backup",
            )
        if folders.hash_of(stored) != each.sha256:
            raise Invalid(
                f"{each.name} is damaged in {place / STORE}: its bytes are not what was kept. "
                "Copy it from another place, or take another backup.",
                "damaged_backup",
            )
        count += 1
    return count


def lay(place: Path, each: Listed, target: Path, *, link: bool) -> None:
    """Put a file where it belongs; `link`: a second name of the same bytes, for a look only."""
    target.parent.mkdir(parents=True, exist_ok=True)
    stored = at(place, each.sha256)
    if link:
        os.link(stored, target)
        return
    with stored.open("rb") as source, folders.new_file(target) as out:
        while block := source.read(1 << 20):
            out.write(block)


def sweep(place: Path, kept: set[str]) -> int:
    """Remove bytes that no backup names any more, and what was half taken; bytes made free."""
    freed = 0
    for path in (place / STORE).glob("**/*"):
        if path.is_file() and path.name not in kept:
            freed += path.stat().st_size
            path.unlink()
    return freed
