"""A promise: what a person holds until the next checkpoint; the log's word, signed, for an entry.

A signed note of four lines: `sanan.record/promise@v1`, the log's origin, the packed opening in
base64, and `by ` with the UTC moment until which the entry will be under a checkpoint. A log that
signed a promise and has no such entry after that moment has been caught.
"""

from dataclasses import dataclass

from sanan.ledger.log.errors import LogError, NoteError
from sanan.ledger.log.keys import Signer, Verifier
from sanan.ledger.log.lines import base64_bytes, base64_text
from sanan.ledger.log.note import Note, read_note, sign, trusted
from sanan.ledger.log.opening import Opening, unpack

_TAG = "sanan.record/promise@v1"
_LINES = 4


@dataclass(frozen=True)
class Promise:
    """Which log promises which entry, and by when (`2026-01-31T08:01:00Z`)."""

    origin: str
    opening: Opening
    by: str


def make_promise(opening: Opening, *, signer: Signer, by: str) -> bytes:
    """Sign a promise with the log's key; its first line keeps it from passing for a checkpoint."""
    packed = base64_text(opening.pack())
    text = f"{_TAG}\n{signer.name}\n{packed}\nby {by}\n".encode()
    return Note(text, (sign(text, signer),)).encode()


def open_promise(data: bytes, *, log: Verifier) -> Promise:
    """Read a promise and check its signature.

    Raises:
        NoteError: not a promise of this log, or the signature does not hold.
    """
    note = read_note(data)
    if log not in trusted(note, [log]):
        raise NoteError(f"not signed by {log.name}")
    lines = note.text.decode().split("\n")
    if len(lines) != _LINES + 1 or lines[:2] != [_TAG, log.name] or lines[3][:3] != "by ":
        raise NoteError(f"not a promise of {log.name}")
    try:
        return Promise(log.name, unpack(base64_bytes(lines[2])), lines[3][3:])
    except LogError as error:
        raise NoteError(f"not a promise: {error}") from error
