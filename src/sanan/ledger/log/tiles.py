"""Where things stand in a published log (C2SP tlog-tiles): coordinates and paths, no files.

A tile holds up to 256 hashes of 32 bytes; level 0 holds leaf hashes, and each hash of a higher
level is the root of a full tile below. A bundle holds the entries under one level-0 tile.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sanan.ledger.log.errors import TileError
from sanan.ledger.log.lines import HASH_SIZE

HEIGHT = 8
WIDTH = 1 << HEIGHT
CHECKPOINT_PATH = "checkpoint"
ENTRIES = -1
_MAX_LEVEL = 63
_GROUP = 1000
_LENGTH = 2
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


class Tile(NamedTuple):
    """A tile, or at level ENTRIES a bundle: the `number`-th of its level, `width` wide."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's prefix, such as `tile/0/x001/x234/067.p/8`."""
        digits = f"{self.number % _GROUP:03d}"
        rest = self.number // _GROUP
        while rest:
            digits = f"x{rest % _GROUP:03d}/{digits}"
            rest //= _GROUP
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{digits}{partial}"

    @property
    def full(self) -> "Tile":
        """The same tile when it is complete."""
        return self._replace(width=WIDTH)


def read_path(path: str) -> Tile:
    """Read the path of a tile or bundle; the only paths a web view should open.

    Raises:
        TileError: any other text, among them a path with needless zeroes.
    """
    match = _PATH.fullmatch(path)
    if not match:
        raise TileError(f"not a tile: {path[:80]!r}")
    level = ENTRIES if match[1] == "entries" else int(match[1])
    number = int(match[2].replace("/", "").replace("x", ""))
    tile = Tile(level, number, int(match[3] or WIDTH))
    if tile.path != path or level > _MAX_LEVEL:
        raise TileError(f"not a tile: {path[:80]!r}")
    return tile


def tile_width(level: int, number: int, size: int) -> int:
    """Give how many hashes (or entries) a tile has in a tree of `size` leaves: 0 to 256."""
    complete = size >> (HEIGHT * max(level, 0))
    return max(0, min(WIDTH, complete - number * WIDTH))


def edge_tiles(size: int) -> Iterator[Tile]:
    """Give the partial tiles of a tree of `size` leaves, lowest level first, bundle before all."""
    level = ENTRIES
    while size >> (HEIGHT * max(level, 0)):
        number = size >> (HEIGHT * (max(level, 0) + 1))
        if width := tile_width(level, number, size):
            yield Tile(level, number, width)
        level += 1


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Join up to 256 entries, each after its length in two bytes (tlog-tiles, "Log entries").

    Raises:
        TileError: an entry is longer than 65,535 bytes.
    """
    try:
        return b"".join([len(entry).to_bytes(_LENGTH, "big") + entry for entry in entries])
    except OverflowError as error:
        raise TileError("an entry is longer than 65,535 bytes") from error


def read_bundle(data: bytes) -> list[bytes]:
    """Take a bundle apart into its entries.

    Raises:
        TileError: it ends inside an entry.
    """
    entries = []
    at = 0
    while at < len(data):
        start = at + _LENGTH
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise TileError("the bundle ends inside an entry")
        entries.append(data[start:at])
    return entries


def split_hashes(data: bytes) -> list[bytes]:
    """Take a tile apart into its 32-byte hashes.

    Raises:
        TileError: its length is not a multiple of 32.
    """
    if len(data) % HASH_SIZE:
        raise TileError("a tile holds whole hashes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]
