"""The growing edge of a tree: all that is needed to append, in a few kilobytes."""

from collections.abc import Sequence
from hashlib import sha256

from sanan.ledger.log.lines import HASH_SIZE
from sanan.ledger.log.merkle import EMPTY_ROOT, Subtree, fold
from sanan.ledger.log.reader import TileReader
from sanan.ledger.log.tiles import ENTRIES, HEIGHT, WIDTH, Tile, edge_tiles

_FULL = WIDTH * HASH_SIZE


class Frontier:
    """A tree of `size` leaves as its perfect subtrees and its unfinished tiles.

    `add` takes one leaf hash after another; finished tiles gather in `finished`, in the order in
    which they became full, until the caller takes them.
    """

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self.size = 0
        self.finished: list[tuple[Tile, bytes]] = []
        self._subtrees: dict[int, bytes] = {}
        self._edge: list[bytearray] = [bytearray()]

    def root(self) -> bytes:
        """Give the root of the leaves so far (RFC 6962 §2.1)."""
        return fold([self._subtrees[k] for k in _levels(self.size)]) if self.size else EMPTY_ROOT

    def edge(self) -> list[tuple[Tile, bytes]]:
        """Give the unfinished tiles with their bytes, lowest first."""
        tiles = [tile for tile in edge_tiles(self.size) if tile.level != ENTRIES]
        return [(tile, bytes(self._edge[tile.level])) for tile in tiles]

    def add(self, hashes: Sequence[bytes]) -> None:
        """Append leaves, given their 32-byte leaf hashes."""
        for hashed in hashes:
            self._add(hashed)

    def _add(self, hashed: bytes) -> None:
        number, level = self.size, 0
        subtrees = self._subtrees
        self._into_tile(0, hashed)
        while number & 1:
            hashed = sha256(b"\x01" + subtrees[level] + hashed).digest()
            number >>= 1
            level += 1
            if level % HEIGHT == 0:
                self._into_tile(level // HEIGHT, hashed)
        subtrees[level] = hashed
        self.size += 1

    def _into_tile(self, level: int, hashed: bytes) -> None:
        if level == len(self._edge):
            self._edge.append(bytearray())
        edge = self._edge[level]
        edge += hashed
        if len(edge) == _FULL:
            number = self.size >> (HEIGHT * (level + 1))
            self.finished.append((Tile(level, number), bytes(edge)))
            edge.clear()

    @classmethod
    def load(cls, reader: TileReader) -> "Frontier":
        """Take up the edge of a published tree again from its tiles.

        Raises:
            TileError: a tile of the edge is missing or damaged.
        """
        frontier = cls()
        frontier.size = size = reader.size
        levels = _levels(size)
        found = reader([Subtree(k, (size >> k) - 1) for k in levels])
        frontier._subtrees = dict(zip(levels, found, strict=True))
        for tile in edge_tiles(size):
            while len(frontier._edge) <= tile.level:
                frontier._edge.append(bytearray())
            if tile.level != ENTRIES:
                frontier._edge[tile.level] += reader.tile(tile.level, tile.number)
        return frontier


def _levels(size: int) -> list[int]:
    """The levels of the perfect subtrees of a tree, largest first: the ones in its binary form."""
    return [k for k in range(size.bit_length() - 1, -1, -1) if size >> k & 1]
