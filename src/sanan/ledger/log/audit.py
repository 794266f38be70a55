"""Reading everything again: the operator's entries against the published log, first difference.

At each entry three sayings are compared: the operator's own row, the published bundle, and the hash
in the published tile. Two that agree against the third show where the difference lies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from sanan.ledger.log.checkpoint import Checkpoint
from sanan.ledger.log.errors import TileError
from sanan.ledger.log.frontier import Frontier
from sanan.ledger.log.merkle import leaf_hash
from sanan.ledger.log.reader import Fetch, TileReader, fetch_bundle
from sanan.ledger.log.tiles import ENTRIES, HEIGHT, WIDTH, Tile, split_hashes, tile_width


class Where(StrEnum):
    """Which of the sayings differs from the others."""

    ROW_MISSING = "row_missing"
    ROW = "row"
    BUNDLE = "bundle"
    TILE = "tile"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Difference:
    """The first difference: where, at which entry (or tree size, for a checkpoint), and what."""

    where: Where
    index: int
    detail: str


@dataclass(frozen=True)
class Audit:
    """How many entries agree (in whole bundles of 256), their root, and the first difference."""

    entries: int
    root: bytes
    difference: Difference | None

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return self.difference is None


class _Differs(Exception):
    def __init__(self, where: Where, index: int, detail: str) -> None:
        super().__init__(detail)
        self.difference = Difference(where, index, detail)


def audit(
    rows: Iterable[bytes], *, fetch: Fetch, newest: Checkpoint, older: Iterable[Checkpoint] = ()
) -> Audit:
    """Compare entry bytes, in log order from 0, with the files of a log; raises no LogError.

    `newest` is the published checkpoint and `older` all others ever signed; open them
    (`checkpoint.open_checkpoint`) first, since signatures are not looked at here. Rows after
    the newest checkpoint are waiting to be published and no difference. Reads each file once
    and holds a few hundred entries.
    """
    frontier = Frontier()
    try:
        checkpoints = sorted([*older, newest], key=lambda each: each.size)
        _compare(iter(rows), fetch, newest, iter(checkpoints), frontier)
    except _Differs as found:
        return Audit(frontier.size, frontier.root(), found.difference)
    return Audit(frontier.size, frontier.root(), None)


def _compare(
    rows: Iterator[bytes],
    fetch: Fetch,
    newest: Checkpoint,
    checkpoints: Iterator[Checkpoint],
    frontier: Frontier,
) -> None:
    """Walk the log one bundle at a time."""
    reader = _Tiles(fetch, newest.size)
    due = _check_due(next(checkpoints), checkpoints, frontier)
    for number in range(-(-newest.size // WIDTH)):
        width = tile_width(ENTRIES, number, newest.size)
        hashes = _agreed(list(islice(rows, width)), reader, number, width)
        while hashes:
            step = due.size - frontier.size if due else len(hashes)
            frontier.add(hashes[:step])
            hashes = hashes[step:]
            due = _check_due(due, checkpoints, frontier)
        reader.check(frontier.finished)
        frontier.finished.clear()
    reader.check(frontier.edge())
    if due:
        raise _Differs(Where.CHECKPOINT, due.size, f"signed, but the log ends at {newest.size}")


def _check_due(
    due: Checkpoint | None, rest: Iterator[Checkpoint], frontier: Frontier
) -> Checkpoint | None:
    """Check every checkpoint of the size reached; give the next one due."""
    while due and due.size <= frontier.size:
        if due.size != frontier.size or due.root != frontier.root():
            raise _Differs(Where.CHECKPOINT, due.size, "the entries do not lead to this root")
        due = next(rest, None)
    return due


def _agreed(rows: Sequence[bytes], reader: "_Tiles", number: int, width: int) -> list[bytes]:
    """The leaf hashes of one bundle, if row, bundle and tile say the same."""
    bundle, hashes = reader.bundle(number), reader.hashes(number)
    if len(rows) == width and list(rows) == bundle:
        computed = [leaf_hash(row) for row in rows]
        if computed == hashes:
            return computed
    raise _first_difference(rows, bundle, hashes, number * WIDTH)


def _first_difference(
    rows: Sequence[bytes], bundle: Sequence[bytes], hashes: Sequence[bytes], start: int
) -> _Differs:
    for at, (published, hashed) in enumerate(zip(bundle, hashes, strict=True)):
        index = start + at
        row = rows[at] if at < len(rows) else None
        if leaf_hash(published) == hashed and row != published:
            where = Where.ROW if row is not None else Where.ROW_MISSING
            return _Differs(where, index, "bundle and tile agree against the row")
        if row == published and leaf_hash(published) != hashed:
            return _Differs(Where.TILE, index, "row and bundle agree against the tile")
        if row != published:
            return _Differs(Where.BUNDLE, index, "the bundle agrees with neither row nor tile")
    raise AssertionError("called without a difference")


class _Tiles:
    """The published files, with what is missing or damaged turned into a finding."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch, self._size = fetch, size

    def bundle(self, number: int) -> list[bytes]:
        try:
            return fetch_bundle(self._fetch, number, self._size)
        except TileError as error:
            raise _Differs(Where.BUNDLE, number * WIDTH, str(error)) from error

    def hashes(self, number: int) -> list[bytes]:
        return split_hashes(self._tile(0, number))

    def check(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """Compare the tiles above level 0, whose hashes were checked one by one."""
        for tile, data in tiles:
            if tile.level and self._tile(tile.level, tile.number) != data:
                index = tile.number << (HEIGHT * (tile.level + 1))
                raise _Differs(Where.TILE, index, f"{tile.path} does not join the tiles below")

    def _tile(self, level: int, number: int) -> bytes:
        try:
            return TileReader(self._fetch, self._size).tile(level, number)
        except TileError as error:
            raise _Differs(Where.TILE, number << (HEIGHT * (level + 1)), str(error)) from error
