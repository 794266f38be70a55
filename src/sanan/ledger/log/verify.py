"""Judging a receipt, as data; pages and the command line turn it into words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sanan.ledger.log.checkpoint import Checkpoint, OpenedCheckpoint, SeenBy, open_checkpoint
from sanan.ledger.log.entry import SALT_SIZE, Entry, commit, read_entry
from sanan.ledger.log.errors import CheckpointError, EntryError, LogError, NoteError, ProofError
from sanan.ledger.log.keys import Verifier
from sanan.ledger.log.merkle import leaf_hash, verify_inclusion
from sanan.ledger.log.opening import unpack
from sanan.ledger.log.proof import Receipt, read_receipt


class Problem(StrEnum):
    """Why a receipt is not accepted; the first that was found."""

    RECEIPT = "receipt"
    CHECKPOINT = "checkpoint"
    ENTRY = "entry"
    NOT_INCLUDED = "not_included"
    CONTENT = "content"
    TIME = "time"


@dataclass(frozen=True)
class Verdict:
    """What was found. `problem` None means everything that could be checked holds.

    `content_matches` is None where no content, or no salt, was at hand to check.
    `detail` is for an engineer. Fields are filled as far as the checks got.
    """

    problem: Problem | None = None
    detail: str = ""
    index: int | None = None
    checkpoint: Checkpoint | None = None
    seen_by: tuple[SeenBy, ...] = ()
    entry: Entry | None = None
    content_matches: bool | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return self.problem is None


def verify(
    receipt: bytes,
    *,
    log: Verifier,
    witnesses: Sequence[Verifier] = (),
    leaf: bytes | None = None,
    content: bytes | None = None,
    salt: bytes | None = None,
) -> Verdict:
    """Judge a `.tlog-proof` against a log's key (tlog-proof, "Verifying"); raises no LogError.

    `leaf` (the entry's bytes) and `salt` are taken from the receipt's extra line where not given.
    `content` is what the person holds: the exact bytes committed to.
    """
    try:
        parsed = read_receipt(receipt)
        opened = open_checkpoint(parsed.note.encode(), log=log, witnesses=witnesses)
    except (CheckpointError, NoteError) as error:
        return Verdict(Problem.CHECKPOINT, str(error))
    except LogError as error:
        return Verdict(Problem.RECEIPT, str(error))
    return _judge(parsed, opened, leaf=leaf, content=content, salt=salt)


def _judge(
    receipt: Receipt,
    opened: OpenedCheckpoint,
    *,
    leaf: bytes | None,
    content: bytes | None,
    salt: bytes | None,
) -> Verdict:
    """The checks after the checkpoint's: the entry, its place, its content."""
    known = Verdict(index=receipt.index, checkpoint=opened.checkpoint, seen_by=opened.seen_by)
    try:
        leaf, salt = _leaf_and_salt(receipt, leaf, salt)
        known = replace(known, entry=(entry := read_entry(leaf)))
    except EntryError as error:
        return replace(known, problem=Problem.ENTRY, detail=str(error))
    if refusal := _not_included(receipt, opened.checkpoint, leaf):
        return replace(known, problem=Problem.NOT_INCLUDED, detail=refusal)
    if content is None or salt is None:
        return known
    matches = len(salt) == SALT_SIZE and commit(salt=salt, content=content) == entry.commit
    problem = None if matches else Problem.CONTENT
    return replace(known, problem=problem, content_matches=matches)


def _leaf_and_salt(
    receipt: Receipt, leaf: bytes | None, salt: bytes | None
) -> tuple[bytes, bytes | None]:
    """The entry's bytes and salt, as given or from the receipt's extra line."""
    if leaf is not None and (salt is not None or not receipt.extra):
        return leaf, salt
    opening = unpack(receipt.extra)
    packed = opening.entry.encode()
    if leaf is not None and leaf != packed:
        raise EntryError("the receipt carries another entry")
    return packed, salt if salt is not None else opening.salt


def _not_included(receipt: Receipt, checkpoint: Checkpoint, leaf: bytes) -> str:
    try:
        verify_inclusion(
            index=receipt.index,
            size=checkpoint.size,
            leaf=leaf_hash(leaf),
            proof=receipt.path,
            root=checkpoint.root,
        )
    except ProofError as error:
        return str(error)
    return ""
