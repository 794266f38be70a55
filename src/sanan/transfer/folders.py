"""Files on their way: the store, the county's models, the public record; all with their hashes."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from django.conf import settings

from sanan.files import store
from sanan.kit.errors import Invalid
from sanan.ledger.log.checkpoint import read_checkpoint
from sanan.ledger.log.errors import TileError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.note import read_note
from sanan.ledger.log.tiles import CHECKPOINT_PATH, edge_tiles, read_path, tile_width

SUMS = "SHA256SUMS"
RECORD = "record"
FILES = "files"
_BLOCK = 1 << 20
Opened = Callable[[], BinaryIO | None]


def places() -> Mapping[str, Path]:
    """The folders of an installation that move, by their name in the export.

    Files that lie in an object store are in none of them: `copy_stores`, `put_back`.
    """
    found = {"models": Path(settings.VAR) / "models", RECORD: Path(settings.LOG_ROOT)}
    return found if store.bucket() else {FILES: Path(settings.MEDIA_ROOT), **found}


class Sink(Protocol):
    """What takes files on their way out, by the path that they will have."""

    def write(self, name: str, data: bytes) -> None:
        """Take a small file."""

    def copy(self, name: str, source: Path) -> None:
        """Take what lies at `source`; nothing where it was erased meanwhile."""

    def fetch(self, name: str, size: int, at: datetime, opened: Opened) -> None:
        """Take a file of another store, of that size, there since then; opened only where it is new."""


@dataclass
class Sums:
    """What was written, for `sha256sum --check`."""

    root: Path
    files: int = 0
    size: int = 0
    _handle: BinaryIO | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        self._handle = (self.root / SUMS).open("xb")
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle:
            self._handle.close()

    def add(self, name: str, sha256: str, size: int) -> None:
        """One more file, by its path below the root."""
        self.files += 1
        self.size += size
        if self._handle:
            self._handle.write(f"{sha256}  {name}\n".encode())

    def add_file(self, name: str) -> None:
        """One that stands there already."""
        path = self.root / name
        self.add(name, hash_of(path), path.stat().st_size)

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.add(name, hashlib.sha256(data).hexdigest(), len(data))

    def copy(self, name: str, source: Path) -> None:
        """Copy a file; nothing where it was erased meanwhile."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError), source.open("rb") as stream:
            self.add(name, *copied(stream, target))

    def fetch(self, name: str, size: int, at: datetime, opened: Opened) -> None:  # noqa: ARG002
        """Write a file of another store; nothing where it was erased meanwhile."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if stream := opened():
            with stream:
                self.add(name, *copied(stream, target))


def copied(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Write a stream into a new file; its SHA-256 in hex, and its size."""
    digest = hashlib.sha256()
    size = 0
    with target.open("xb") as out:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += out.write(block)
    return digest.hexdigest(), size


def copy_store(name: str, source: Path, sink: Sink) -> None:
    """Copy a folder of whole files; what is erased meanwhile is left out."""
    for path in inside(source):
        sink.copy(f"{name}/{path.relative_to(source).as_posix()}", path)


def copy_stores(sink: Sink) -> None:
    """Copy files and models, wherever they lie."""
    for name, source in places().items():
        if name != RECORD:
            copy_store(name, source, sink)
    if (held := store.bucket()) is not None:
        for each in held.entries(f"{store.UNDER}/"):
            opened = partial(store.opened, each.key)
            sink.fetch(f"{FILES}/{each.key}", each.size, each.at, opened)


def put_back(name: str, source: Path) -> bool:
    """Lay a file into the object store, where it belongs there; whether it does."""
    top, _, key = name.partition("/")
    if top != FILES or store.bucket() is None:
        return False
    with source.open("rb") as stream:
        store.put_back(key, stream)
    return True


@contextmanager
def held_logs(root: Path) -> Iterator[dict[Path, tuple[bytes, int]]]:
    """Every year's log with its checkpoint and size, while none of them may publish anything."""
    with ExitStack() as stack:
        found = {}
        for place in sorted(p.parent for p in root.glob(f"*/{CHECKPOINT_PATH}")):
            folder = LogFolder(place)
            stack.enter_context(folder.lock())
            note = folder.read(CHECKPOINT_PATH)
            found[place] = (note, read_checkpoint(read_note(note).text).size)
        yield found


def copy_edge(place: Path, held: tuple[bytes, int], sink: Sink) -> set[str]:
    """Copy a held log's checkpoint and unfinished tiles, which may be tidied away; their paths."""
    note, size = held
    sink.write(f"{RECORD}/{place.name}/{CHECKPOINT_PATH}", note)
    done = {CHECKPOINT_PATH}
    for tile in edge_tiles(size):
        if (place / tile.path).exists():
            sink.copy(f"{RECORD}/{place.name}/{tile.path}", place / tile.path)
            done.add(tile.path)
    return done


def copy_tiles(place: Path, size: int, done: set[str], sink: Sink) -> None:
    """Copy what else a log of this size has published; nothing of what came after."""
    for path in inside(place):
        name = path.relative_to(place).as_posix()
        if name not in done and _belongs(name, size):
            sink.copy(f"{RECORD}/{place.name}/{name}", path)


def _belongs(name: str, size: int) -> bool:
    try:
        tile = read_path(name)
    except TileError:
        return False
    return tile.width <= tile_width(tile.level, tile.number, size)


def check(root: Path) -> int:
    """Read every file again that `SHA256SUMS` names; how many there are.

    Raises Invalid at the first that is missing or differs.
    """
    count = 0
    for sha256, name in listed(root):
        path = root / name
        if not path.is_file():
            raise Invalid(
                f"{name} is missing: this is only a part of an export. Copy the whole folder.",
                "part_of_export",
            )
        if hash_of(path) != sha256:
            raise Invalid(
                f"{name} is not what was exported: it was changed or damaged. Copy it again.",
                "changed_export",
            )
        count += 1
    return count


def listed(root: Path) -> Iterator[tuple[str, str]]:
    """Hash and path of each file in the list; a path that leads out of the folder is refused."""
    if not (root / SUMS).is_file():
        raise Invalid(
            f"{SUMS} is missing: this is only a part of an export. Copy the whole folder.",
            "part_of_export",
        )
    with (root / SUMS).open(encoding="utf-8") as source:
        for each in source:
            sha256, _, name = each.rstrip("\n").partition("  ")
            if not name or name.startswith("/") or ".." in name.split("/"):
                raise Invalid(f"{SUMS} is damaged. Copy the folder again.", "changed_export")
            yield sha256, name


def lay(root: Path, made: list[Path]) -> None:
    """Copy files, models and record to where this installation keeps them, noting them in `made`."""
    where = places()
    for _, name in listed(root):
        top, _, rest = name.partition("/")
        if not put_back(name, root / name) and top in where:
            target = where[top] / rest
            target.parent.mkdir(parents=True, exist_ok=True)
            made.append(target)
            with (root / name).open("rb") as source, new_file(target) as out:
                while block := source.read(_BLOCK):
                    out.write(block)
    os.sync()


def occupied() -> Path | None:
    """A file that stands already where files would be laid."""
    if (held := store.bucket()) is not None:
        for each in held.entries(f"{store.UNDER}/"):
            return Path(each.key)
    return next((path for place in places().values() for path in inside(place)), None)


def clear() -> None:
    """Take away what a restoring that was broken off has laid; only it has written here."""
    for where in places().values():
        shutil.rmtree(where, ignore_errors=True)
    if (held := store.bucket()) is not None:
        store.remove(each.key for each in held.entries(f"{store.UNDER}/"))


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def inside(place: Path) -> Iterator[Path]:
    """Whole files below a folder; nothing hidden, nothing half written."""
    for folder, below, names in os.walk(place):
        below[:] = sorted(each for each in below if not each.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(".part"):
                yield Path(folder) / name


def new_file(target: Path) -> BinaryIO:
    """A file that was not there, readable to its owner and group."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    return os.fdopen(handle, "wb")
