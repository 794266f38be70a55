"""Signed notes (C2SP signed-note): a text, an empty line, then one line for each signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sanan.ledger.log.errors import FormError, KeyFormError, NoteError
from sanan.ledger.log.keys import Signer, Verifier, check_name
from sanan.ledger.log.lines import base64_bytes, base64_text, text_of

_LIMIT = 1_000_000
_MAX_SIGNATURES = 100
_DASH = "— "
_KEY_ID = 4


class Signature(NamedTuple):
    """One signature line: who, with which key (4 bytes), and the signature bytes."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as written, newline included."""
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.value)}\n"


@dataclass(frozen=True)
class Note:
    """A note as written: nothing in it is trusted until `opened`."""

    text: bytes
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The bytes of the whole note."""
        return self.text + b"\n" + "".join(s.line for s in self.signatures).encode()

    def add(self, signatures: Iterable[Signature]) -> "Note":
        """Give this note with more signatures; one of the same key replaces the earlier."""
        kept = {(s.name, s.key_id): s for s in self.signatures}
        kept |= {(s.name, s.key_id): s for s in signatures}
        return Note(self.text, tuple(kept.values()))


def sign(text: bytes, signer: Signer, *, at: int | None = None) -> Signature:
    """Sign a note text; `at` (seconds since 1970 UTC) only for a cosignature."""
    return Signature(signer.name, signer.verifier.key_id, signer.sign(text, at=at))


def read_note(data: bytes) -> Note:
    """Read a note without judging its signatures.

    Raises:
        NoteError: not the form of signed-note, over 1 MB, or over 100 signatures.
    """
    try:
        whole = text_of(data, limit=_LIMIT)
    except FormError as error:
        raise NoteError(f"not a note: {error}") from error
    text, gap, block = whole.rpartition("\n\n")
    if not gap or not block:
        raise NoteError("a note ends in an empty line and signature lines")
    return Note((text + "\n").encode(), read_signatures(block))


def read_signatures(block: str) -> tuple[Signature, ...]:
    """Read one or more signature lines, as at a note's end or in a witness's answer.

    Raises:
        NoteError: no line, too many, or one that is malformed.
    """
    if not block.endswith("\n"):
        raise NoteError("signature lines end in a newline")
    lines = block[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise NoteError(f"more than {_MAX_SIGNATURES} signatures")
    return tuple(_read_line(line) for line in lines)


def trusted(note: Note, verifiers: Iterable[Verifier]) -> dict[Verifier, Signature]:
    """Give the signatures of known keys, all of which hold; unknown keys are passed over.

    Where a key signed twice, both are checked and the first is given.

    Raises:
        NoteError: a known key's signature does not hold (then the note is worth nothing).
    """
    known = {(v.name, v.key_id): v for v in verifiers}
    found: dict[Verifier, Signature] = {}
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            continue
        if not verifier.holds(note.text, signature.value):
            raise NoteError(f"the signature of {verifier.name} does not hold")
        found.setdefault(verifier, signature)
    return found


def _read_line(line: str) -> Signature:
    name, _, data = line.removeprefix(_DASH).partition(" ")
    try:
        check_name(name)
        value = base64_bytes(data)
    except (FormError, KeyFormError) as error:
        raise NoteError(f"not a signature line: {error}") from error
    if not line.startswith(_DASH) or len(value) <= _KEY_ID:
        raise NoteError("not a signature line")
    return Signature(name, value[:_KEY_ID], value[_KEY_ID:])
