"""Appending: entries into tiles, then a checkpoint over them, in an order a crash cannot spoil.

Bundles and tiles are durable before the checkpoint that needs them is written, and the checkpoint
is one rename. So after a crash the folder holds the old checkpoint with all its tiles, perhaps with
tiles beyond it that nobody may read yet; appending again from the checkpoint overwrites those.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sanan.ledger.log.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    open_checkpoint,
    sign_checkpoint,
)
from sanan.ledger.log.errors import DivergedError, TileMissingError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.frontier import Frontier
from sanan.ledger.log.keys import Signer, Verifier
from sanan.ledger.log.merkle import leaf_hash
from sanan.ledger.log.note import Note
from sanan.ledger.log.reader import TileReader, fetch_bundle, read_entries
from sanan.ledger.log.tiles import CHECKPOINT_PATH, ENTRIES, WIDTH, Tile, tile_width, write_bundle

_BATCH = 64 * WIDTH


@dataclass(frozen=True)
class Published:
    """The log's newest checkpoint, as data and as the signed note, and how many entries it adds."""

    checkpoint: Checkpoint
    note: Note
    added: int


def head(folder: LogFolder, log: Verifier) -> OpenedCheckpoint | None:
    """Give the newest checkpoint of a folder, verified; None where nothing was published yet.

    Raises:
        NoteError, CheckpointError: the file is not a checkpoint of this log.
    """
    try:
        return open_checkpoint(folder.read(CHECKPOINT_PATH), log=log)
    except TileMissingError:
        return None


def publish(
    folder: LogFolder, *, signer: Signer, entries: Iterable[bytes], start: int
) -> Published:
    """Append entries, the first of which is number `start` in the log, and sign a new checkpoint.

    Entries already published are compared and passed over, so the caller may begin again from
    its own last known size after a crash. With nothing new the old checkpoint stands.
    One process at a time works on a folder (a lock sees to it); entries have at most 65,535 bytes.

    Raises:
        DivergedError: a gap before `start`, another entry where one is published, or tiles that
            do not lead to the published root. Nothing new is visible then.
        TileError: a tile at the edge is missing or damaged, or an entry is too long.
    """
    with folder.lock():
        old = head(folder, signer.verifier)
        size = old.checkpoint.size if old else 0
        fresh = _after(folder, size, start, iter(entries))
        frontier = load_frontier(folder, old.checkpoint if old else None)
        append(folder, frontier, fresh)
        if old and frontier.size == size:
            return Published(old.checkpoint, old.note, 0)
        checkpoint = Checkpoint(signer.name, frontier.size, frontier.root())
        note = sign_checkpoint(checkpoint, signer)
        folder.write({CHECKPOINT_PATH: note.encode()})
        return Published(checkpoint, note, frontier.size - size)


def attach(folder: LogFolder, *, log: Verifier, note: Note) -> bool:
    """Put a note with more signatures (of witnesses) in place of the checkpoint it signs.

    Gives False, changing nothing, where the log has a newer checkpoint by now.
    """
    with folder.lock():
        current = head(folder, log)
        if current is None or current.note.text != note.text:
            return False
        merged = current.note.add(note.signatures)
        folder.write({CHECKPOINT_PATH: merged.encode()})
        return True


def load_frontier(folder: LogFolder, checkpoint: Checkpoint | None) -> Frontier:
    """Take up the edge of the log at a checkpoint, checked against its root.

    Raises:
        DivergedError: the tiles lead to another root.
    """
    if checkpoint is None:
        return Frontier()
    frontier = Frontier.load(TileReader(folder.read, checkpoint.size))
    if frontier.root() != checkpoint.root:
        raise DivergedError(f"the tiles do not lead to the root at {checkpoint.size}")
    return frontier


def append(folder: LogFolder, frontier: Frontier, entries: Iterable[bytes]) -> None:
    """Write bundles and tiles for entries after the frontier; the checkpoint is the caller's.

    Durable on return. Touches nothing a checkpoint up to the frontier's old size needs.
    """
    source = iter(entries)
    bundle = _open_bundle(folder, frontier.size)
    while batch := list(islice(source, _BATCH - len(bundle))):
        first = frontier.size - len(bundle)
        frontier.add([leaf_hash(entry) for entry in batch])
        bundle += batch
        files = {tile.path: data for tile, data in frontier.finished}
        frontier.finished.clear()
        for at in range(0, len(bundle), WIDTH):
            number = (first + at) // WIDTH
            tile = Tile(ENTRIES, number, tile_width(ENTRIES, number, frontier.size))
            files[tile.path] = write_bundle(bundle[at : at + WIDTH])
        folder.write(files)
        bundle = bundle[len(bundle) - len(bundle) % WIDTH :]
    folder.write({tile.path: data for tile, data in frontier.edge()})


def _open_bundle(folder: LogFolder, size: int) -> list[bytes]:
    """The entries of the unfinished bundle, if there is one."""
    return fetch_bundle(folder.read, size // WIDTH, size) if size % WIDTH else []


def _after(folder: LogFolder, size: int, start: int, entries: Iterator[bytes]) -> Iterator[bytes]:
    """The entries from number `size` on, after comparing those before it with the log's."""
    if not 0 <= start <= size:
        raise DivergedError(f"entries begin at {start}, but the log ends at {size}")
    published = read_entries(folder.read, size, start)
    for index, theirs in enumerate(islice(entries, size - start), start):
        if next(published) != theirs:
            raise DivergedError(f"entry {index} is published with other content")
    return entries
