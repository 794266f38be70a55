"""How fast the log is, as figures; a command prints them. Made-up entries, a real folder.

The bars (issue "The provable record"): 100,000 leaves/s appended to tiles; a proof in a log of
10 million within 5 ms, reading 10 files; 1 million entries audited within 30 s.
"""

import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sanan.ledger.log.audit import audit
from sanan.ledger.log.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    open_checkpoint,
    sign_checkpoint,
)
from sanan.ledger.log.entry import Entry
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.frontier import Frontier
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.opening import Opening
from sanan.ledger.log.proof import make
from sanan.ledger.log.publish import append

Clock = Callable[[], float]
"""Gives seconds: time.perf_counter, or time.process_time on a machine busy with other things."""

_SIGNER = Signer("bench.example/2026", Algorithm.ED25519, bytes(32))
_SEED = 6962
_MS = 1000


@dataclass(frozen=True)
class AppendFigures:
    """Entries appended with every file synced to disk, and how long it took."""

    leaves: int
    seconds: float

    @property
    def leaves_per_second(self) -> float:
        """The bar is 100,000."""
        return self.leaves / self.seconds


@dataclass(frozen=True)
class ProofFigures:
    """Receipts of entries drawn at random, each with a fresh reader that has read nothing yet.

    Times are of `proof.make`, which also reads the entry and checks the proof. Bytes are of
    the receipt with its opening and no cosignature; `newest_bytes` of the newest entry's.
    """

    size: int
    receipts: int
    median_ms: float
    p99_ms: float
    most_files: int
    most_bytes: int
    newest_bytes: int


@dataclass(frozen=True)
class AuditFigures:
    """A whole audit, and whether it was clean, which it must be."""

    entries: int
    seconds: float
    clean: bool


def measure_append(clock: Clock, *, leaves: int = 500_000) -> AppendFigures:
    """Measure durable appends to bundles and tiles; the entries are made beforehand."""
    rows = list(_rows(leaves))
    with tempfile.TemporaryDirectory() as place:
        start = clock()
        append(LogFolder(Path(place)), Frontier(), rows)
        return AppendFigures(leaves, clock() - start)


def measure_proofs(clock: Clock, *, size: int = 10_000_000, receipts: int = 1000) -> ProofFigures:
    """Measure receipts in a log of `size`; about 2 GB of disk and a minute at 10 million."""
    with tempfile.TemporaryDirectory() as place:
        folder, opened = _generate(Path(place), size)
        draw = random.Random(_SEED)
        times, files, lengths = [], 0, []
        for index in [draw.randrange(size) for _ in range(receipts)] + [size - 1]:
            counted = _Counted(folder)
            start = clock()
            receipt = make(
                index=index, checkpoint=opened, fetch=counted, extra=_opening(index).pack()
            )
            times.append((clock() - start) * _MS)
            files = max(files, counted.files)
            lengths.append(len(receipt.encode()))
    cuts = statistics.quantiles(times, n=100)
    return ProofFigures(size, receipts, cuts[49], cuts[98], files, max(lengths), lengths[-1])


def measure_audit(clock: Clock, *, entries: int = 1_000_000) -> AuditFigures:
    """Measure a whole audit; making the rows is not counted, reading the files is."""
    with tempfile.TemporaryDirectory() as place:
        folder, opened = _generate(Path(place), entries)
        rows = list(_rows(entries))
        start = clock()
        result = audit(rows, fetch=folder.read, newest=opened.checkpoint)
        return AuditFigures(result.entries, clock() - start, result.clean)


class _Counted:
    """Reads a folder and counts the files opened."""

    def __init__(self, folder: LogFolder) -> None:
        self._folder = folder
        self.files = 0

    def __call__(self, path: str) -> bytes:
        self.files += 1
        return self._folder.read(path)


def _generate(place: Path, size: int) -> tuple[LogFolder, OpenedCheckpoint]:
    """A log of made-up entries, on disk before anything is measured."""
    folder, frontier = LogFolder(place, sync=False), Frontier()
    append(folder, frontier, _rows(size))
    os.sync()
    checkpoint = Checkpoint(_SIGNER.name, frontier.size, frontier.root())
    note = sign_checkpoint(checkpoint, _SIGNER)
    return folder, open_checkpoint(note.encode(), log=_SIGNER.verifier)


def _opening(index: int) -> Opening:
    return Opening(
        Entry("case.open", f"{index:022d}", "2026-01-31T08:00:00Z", bytes(32)), bytes(32)
    )


def _rows(count: int) -> Iterator[bytes]:
    """Entries of the usual length; cut and joined rather than encoded, to be made quickly."""
    before, after = _opening(0).entry.encode().split(b"0" * 22)
    for index in range(count):
        yield b"%b%022d%b" % (before, index, after)
