"""Reading hashes and entries back out of tiles, wherever the tiles come from."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from sanan.ledger.log.errors import TileError, TileMissingError
from sanan.ledger.log.lines import HASH_SIZE
from sanan.ledger.log.merkle import Subtree, leaf_hash
from sanan.ledger.log.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    read_bundle,
    split_hashes,
    tile_width,
)

Fetch = Callable[[str], bytes]
"""Gives the bytes at a path below the log's prefix, or raises TileMissingError."""


class TileReader:
    """A hash reader (see `merkle`) over the tiles of a tree of `size` leaves.

    Each tile is fetched once and kept; `fetched` counts files. Where a partial tile is gone, the
    full tile that replaced it is read instead, as tlog-tiles allows.
    """

    def __init__(self, fetch: Fetch, size: int) -> None:
        """Read through `fetch`; hashes outside the first `size` leaves are refused."""
        self.size = size
        self.fetched = 0
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, subtrees: Sequence[Subtree]) -> list[bytes]:
        """Give the hash of each subtree.

        Raises:
            TileError: a tile is missing or damaged, or the subtree is outside the tree.
        """
        return [self._hash(subtree) for subtree in subtrees]

    def tile(self, level: int, number: int) -> bytes:
        """Give the bytes of one tile, cut to its width in this tree; empty when outside it.

        Raises:
            TileMissingError: it is not there.
            TileError: it is too short.
        """
        if (data := self._tiles.get((level, number))) is None:
            width = tile_width(level, number, self.size)
            data = self._cut(Tile(level, number, width)) if width else b""
            self._tiles[level, number] = data
        return data

    def _hash(self, subtree: Subtree) -> bytes:
        level, height = divmod(subtree.level, HEIGHT)
        first = subtree.number << height
        data = self.tile(level, first // WIDTH)
        start = first % WIDTH * HASH_SIZE
        data = data[start : start + (HASH_SIZE << height)]
        if len(data) != HASH_SIZE << height:
            raise TileError(f"{subtree} is not in a tree of {self.size}")
        while len(data) > HASH_SIZE:
            pairs = range(0, len(data), 2 * HASH_SIZE)
            data = b"".join([sha256(b"\x01" + data[at : at + 64]).digest() for at in pairs])
        return data

    def _cut(self, tile: Tile) -> bytes:
        data, self.fetched = fetch_tile(self._fetch, tile), self.fetched + 1
        if len(data) < tile.width * HASH_SIZE or len(data) % HASH_SIZE:
            raise TileError(f"{tile.path} has {len(data)} bytes")
        return data[: tile.width * HASH_SIZE]


def fetch_tile(fetch: Fetch, tile: Tile) -> bytes:
    """Fetch a tile or bundle, or the full one where the partial one is gone.

    Raises:
        TileMissingError: neither is there.
    """
    try:
        return fetch(tile.path)
    except TileMissingError:
        if tile.width == WIDTH:
            raise
        return fetch(tile.full.path)


def fetch_bundle(fetch: Fetch, number: int, size: int) -> list[bytes]:
    """Give the entries of bundle `number` in a log of `size` entries: 1 to 256 of them.

    Raises:
        TileError: the bundle is missing, damaged or too short.
    """
    tile = Tile(ENTRIES, number, tile_width(ENTRIES, number, size))
    entries = read_bundle(fetch_tile(fetch, tile))
    if len(entries) < tile.width:
        raise TileError(f"{tile.path} has {len(entries)} entries")
    return entries[: tile.width]


def read_entries(fetch: Fetch, size: int, start: int = 0) -> Iterator[bytes]:
    """Give the entries of a log from `start` on, each checked against its level-0 tile.

    Raises:
        TileError: something is missing or damaged, or an entry does not match its hash.
    """
    reader = TileReader(fetch, size)
    for number in range(start // WIDTH, -(-size // WIDTH)):
        entries = fetch_bundle(fetch, number, size)
        hashes = split_hashes(reader.tile(0, number))
        for at, entry in enumerate(entries):
            index = number * WIDTH + at
            if leaf_hash(entry) != hashes[at]:
                raise TileError(f"entry {index} does not match its tile")
            if index >= start:
                yield entry
