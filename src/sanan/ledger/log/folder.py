"""A folder that holds a log, written so that a crash at any moment leaves whole files only."""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sanan.ledger.log.errors import TileMissingError

_SYNCERS = 16
_FEW = 8  # threads cost more than they save for as few


class LogFolder:
    """Files by their path below the log's prefix; `sync=False` only where losing them is fine."""

    def __init__(self, root: Path, *, sync: bool = True) -> None:
        """Name the folder; it is made at the first write."""
        self.root = root
        self.sync = sync

    def read(self, path: str) -> bytes:
        """Give one file's bytes.

        Raises:
            TileMissingError: there is no such file.
        """
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise TileMissingError(f"{path} is missing") from error

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files whole or not at all, each; durable when this returns.

        Each is written beside its place and synced, then all are renamed, then their folders are
        synced. Writing the same again is harmless.
        """
        temps = [self._write_temp(path, data) for path, data in files.items()]
        self._sync(temp for temp, _ in temps)
        for temp, target in temps:
            self._rename(temp, target)
        self._sync({above for _, target in temps for above in self._above(target)})

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder's lock, so that one process at a time appends; a crash releases it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("wb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _write_temp(self, path: str, data: bytes) -> tuple[Path, Path]:
        target = self.root / path
        temp = target.with_name(f".{target.name}.tmp")
        try:
            temp.write_bytes(data)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            temp.write_bytes(data)
        return temp, target

    def _rename(self, temp: Path, target: Path) -> None:
        temp.replace(target)

    def _above(self, target: Path) -> list[Path]:
        """The folders from a file up to the log's own."""
        parents = list(target.parents)
        return parents[: parents.index(self.root) + 1]

    def _sync(self, paths: Iterable[Path]) -> None:
        if not self.sync:
            return
        if len(found := list(paths)) < _FEW:
            for path in found:
                _sync_one(path)
            return
        with ThreadPoolExecutor(_SYNCERS) as pool:
            list(pool.map(_sync_one, found))


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
