"""Reading a log again, whole: rows against files against every checkpoint ever signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sanan.ledger.log import audit as reading
from sanan.ledger.log.checkpoint import Checkpoint as Signed
from sanan.ledger.log.checkpoint import open_checkpoint
from sanan.ledger.log.errors import LogError
from sanan.ledger.log.merkle import EMPTY_ROOT
from sanan.ledger.models import Audit, Checkpoint, Entry, Log, Sighting
from sanan.ledger.queries import leaves, logs

STEADY = (timedelta(days=45), timedelta(days=7))
"""Between so long and so short ago the record must have been audited, or the clock is not trusted."""
CONTENT = "content"
CHECKPOINT = str(reading.Where.CHECKPOINT)
ROW = str(reading.Where.ROW)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Where rows, files and checkpoints first differ: which of them, at which entry, and how."""

    where: str
    index: int
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many entries agree, their root, and the first difference."""

    entries: int
    root: bytes
    difference: Difference | None

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return self.difference is None


class _Odd(Exception):
    def __init__(self, where: str, index: int, detail: str) -> None:
        super().__init__(detail)
        self.difference = Difference(where, index, detail)


def clock_is_trusted(*, at: datetime) -> bool:
    """Whether the nights before `at` were lived through here: nothing is erased for its age otherwise.

    A clock that was set years ahead would have everything erased at once. Every night is audited, so a clock
    that jumped shows as weeks without an audit; after seven days of the new time it is believed.
    """
    oldest, newest = STEADY
    return Audit.objects.filter(at__gte=at - oldest, at__lte=at - newest).exists()


def audit(log: Log) -> Found:
    """Read a log again. Rows that are not yet published are no difference.

    Beside what `log.audit` compares: that content, where it is kept, is what was committed to; that
    places follow one another; that every checkpoint in the database bears the log's signature and
    none is newer than the published one; and that no witness has seen more than there is.
    """
    try:
        head, older = _checkpoints(log)
        if head is None:
            return Found(0, EMPTY_ROOT, None)
        rows = _rows(log, head.size)
        result = reading.audit(rows, fetch=logs.folder(log.year).read, newest=head, older=older)
    except _Odd as odd:
        return Found(max(odd.difference.index, 0), b"", odd.difference)
    except LogError as error:
        return Found(0, b"", Difference(CHECKPOINT, 0, str(error)))
    found = result.difference
    difference = Difference(str(found.where), found.index, found.detail) if found else None
    return Found(result.entries, result.root, difference)


def _checkpoints(log: Log) -> tuple[Signed | None, list[Signed]]:
    """The published checkpoint and all that the database remembers, their signatures checked."""
    opened = logs.head(log)
    head = opened.checkpoint if opened else None
    older = [_read(log, row) for row in Checkpoint.objects.filter(log=log).order_by("size")]
    size = head.size if head else 0
    if older and older[-1].size > size:
        raise _Odd(CHECKPOINT, size, f"{older[-1].size} were published, now there are {size}")
    ahead = Sighting.objects.filter(log=log, size__gt=size).first()
    if ahead:
        raise _Odd(CHECKPOINT, size, f"{ahead.witness} has seen {ahead.size}, there are {size}")
    return head, older


def _read(log: Log, row: Checkpoint) -> Signed:
    try:
        signed = open_checkpoint(row.note.encode(), log=logs.verifier(log)).checkpoint
    except LogError as error:
        raise _Odd(CHECKPOINT, row.size, str(error)) from error
    if (signed.size, signed.root) != (row.size, bytes(row.root)):
        raise _Odd(CHECKPOINT, row.size, "the row says other than its note")
    return signed


def _rows(log: Log, size: int) -> Iterator[bytes]:
    """The leaves of the rows in their order; stops with a finding where a row is not what it was."""
    found = Entry.objects.filter(year=log.year, position__lt=size).order_by("position")
    # Bare tuples: making a million model objects takes longer than hashing them.
    rows = found.values_list("position", *leaves.FIELDS, named=True)
    return _checked(rows.iterator(chunk_size=_CHUNK))


def _checked(rows: Iterable[Any]) -> Iterator[bytes]:
    for expected, row in enumerate(rows):
        if row.position != expected:
            raise _Odd(str(reading.Where.ROW_MISSING), expected, "no row has this place")
        try:
            encoded = leaves.leaf(row).encode()
        except LogError as error:
            raise _Odd(ROW, expected, str(error)) from error
        if not leaves.agrees(row):
            raise _Odd(CONTENT, expected, "the content is not what was committed to")
        yield encoded
