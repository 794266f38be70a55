"""Taking away partial tiles that a full tile has replaced, as tlog-tiles allows ("Partial Tiles").

A log that signs a checkpoint a minute leaves about three small files each time; readers that ask
for one of them later read the full tile instead.
"""

import shutil

from sanan.ledger.log.errors import TileError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.tiles import WIDTH, Tile, read_path, tile_width


def tidy(folder: LogFolder, size: int) -> int:
    """Remove partial tiles and bundles that are complete in a published log of `size` entries.

    Gives how many tiles were tidied. Touches nothing whose full tile is not there.
    """
    tidied = 0
    with folder.lock():
        for place in sorted(folder.root.glob("tile/**/*.p")):
            path = place.relative_to(folder.root).as_posix().removesuffix(".p")
            tile = _tile(path)
            if tile and tile_width(tile.level, tile.number, size) == WIDTH and _whole(folder, tile):
                shutil.rmtree(place)
                tidied += 1
    return tidied


def _tile(path: str) -> Tile | None:
    try:
        return read_path(path)
    except TileError:
        return None


def _whole(folder: LogFolder, tile: Tile) -> bool:
    return (folder.root / tile.path).is_file()
