"""Checkpoints (C2SP tlog-checkpoint): a log's name, size and root, signed as a note."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sanan.ledger.log.errors import CheckpointError, FormError
from sanan.ledger.log.keys import Algorithm, Signer, Verifier, signed_at
from sanan.ledger.log.lines import base64_text, decimal, hash_bytes
from sanan.ledger.log.note import Note, Signature, read_note, sign, trusted

_MIN_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its origin, number of entries, and 32-byte root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> bytes:
        """The note text, as signed."""
        lines = (self.origin, str(self.size), base64_text(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True)
class SeenBy:
    """A witness whose cosignature holds, and when it signed (seconds since 1970 UTC)."""

    name: str
    at: int


@dataclass(frozen=True)
class OpenedCheckpoint:
    """A checkpoint whose log signature holds, with the witnesses known to the reader."""

    checkpoint: Checkpoint
    note: Note = field(repr=False)
    seen_by: tuple[SeenBy, ...]
    log_signature: Signature = field(repr=False)


def read_checkpoint(text: bytes) -> Checkpoint:
    """Read a checkpoint's note text; nothing is verified here.

    Raises:
        CheckpointError: not the form of tlog-checkpoint.
    """
    lines = text.decode("utf-8", "replace").split("\n")
    if lines.pop() or len(lines) < _MIN_LINES or not all(lines):
        raise CheckpointError("a checkpoint has three or more non-empty lines")
    try:
        size, root = decimal(lines[1]), hash_bytes(lines[2])
    except FormError as error:
        raise CheckpointError(f"not a checkpoint: {error}") from error
    return Checkpoint(lines[0], size, root, tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """Sign a checkpoint with the log's key, whose name must be the origin.

    Raises:
        CheckpointError: the key is another log's.
    """
    if signer.name != checkpoint.origin:
        raise CheckpointError(f"the key of {signer.name} does not sign for {checkpoint.origin}")
    return Note(checkpoint.text, (sign(checkpoint.text, signer),))


def open_checkpoint(
    data: bytes, *, log: Verifier, witnesses: Iterable[Verifier] = ()
) -> OpenedCheckpoint:
    """Read a signed checkpoint and check the log's signature and every known witness's.

    Raises:
        NoteError: malformed, or a known key's signature does not hold.
        CheckpointError: another log's, or not signed by the log.
    """
    note = read_note(data)
    checkpoint = read_checkpoint(note.text)
    if checkpoint.origin != log.name:
        raise CheckpointError(f"a checkpoint of {checkpoint.origin}, not of {log.name}")
    found = trusted(note, [log, *witnesses])
    if log not in found:
        raise CheckpointError(f"not signed by {log.name}")
    timed = ((v, s) for v, s in found.items() if v.algorithm is Algorithm.COSIGNATURE)
    seen = (SeenBy(v.name, signed_at(s.value)) for v, s in timed)
    seen_by = tuple(sorted(seen, key=lambda by: by.name))
    return OpenedCheckpoint(checkpoint, note, seen_by, found[log])
