"""Copying a log to another folder as it grows: every entry checked on the way, nothing rewritten."""

from sanan.ledger.log import publish
from sanan.ledger.log.errors import DivergedError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Verifier
from sanan.ledger.log.reader import read_entries
from sanan.ledger.log.tiles import CHECKPOINT_PATH


def mirror(source: LogFolder, target: LogFolder, *, log: Verifier) -> int:
    """Bring `target` to where `source` is; how many entries it got.

    A target that is ahead is left alone: whoever restored an older database needs what it has.

    Raises:
        DivergedError: the two hold different entries; nothing is changed.
        TileError: a file of either is missing or damaged.
    """
    theirs = publish.head(source, log)
    if theirs is None:
        return 0
    with target.lock():
        ours = publish.head(target, log)
        size = ours.checkpoint.size if ours else 0
        if (
            ours
            and size == theirs.checkpoint.size
            and ours.checkpoint.root != theirs.checkpoint.root
        ):
            raise DivergedError(f"the copy has another root at {size}")
        if size >= theirs.checkpoint.size:
            return 0
        frontier = publish.load_frontier(target, ours.checkpoint if ours else None)
        fresh = read_entries(source.read, theirs.checkpoint.size, size)
        publish.append(target, frontier, fresh)
        if frontier.root() != theirs.checkpoint.root:
            raise DivergedError(f"the copy does not lead to the root at {frontier.size}")
        target.write({CHECKPOINT_PATH: theirs.note.encode()})
        return frontier.size - size
