"""The log's side of witnessing: what to send, and what to make of the answer. Sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sanan.ledger.log.errors import FormError, NoteError
from sanan.ledger.log.keys import Algorithm, Verifier
from sanan.ledger.log.lines import base64_text, decimal, text_of
from sanan.ledger.log.note import Note, read_signatures, trusted
from sanan.ledger.log.proof import consistency
from sanan.ledger.log.reader import Fetch

_LIMIT = 100_000


@dataclass(frozen=True)
class Gathered:
    """A witness's answer: a note with its cosignature, or the old size it wants, or a refusal.

    `retry_from` is set on 409: send again with this old size. `refused` on anything else; 422
    means that the witness holds a tree which this log does not continue.
    """

    note: Note | None = None
    retry_from: int | None = None
    refused: int | None = None


def request_body(note: Note, *, old: int, size: int, fetch: Fetch) -> bytes:
    """Write an add-checkpoint request from `old` leaves (0 where unknown) to the note's `size`.

    Raises:
        ProofError: the witness has seen more than this log has (an older copy was restored).
        TileError: a tile is missing or damaged.
    """
    proof: Sequence[bytes] = consistency(old=old, new=size, fetch=fetch)
    lines = [f"old {old}", *(base64_text(hashed) for hashed in proof), "", ""]
    return "\n".join(lines).encode() + note.encode()


def read_answer(status: int, body: bytes, *, note: Note, witness: Verifier) -> Gathered:
    """Read a witness's answer; only a cosignature that holds is taken into the note.

    Raises:
        NoteError: 200 without this witness's valid cosignature, or 409 without a size.
    """
    try:
        text = text_of(body, limit=_LIMIT)
        if status == HTTPStatus.CONFLICT:
            return Gathered(retry_from=decimal(text.removesuffix("\n")))
    except FormError as error:
        raise NoteError(f"not a witness's answer: {error}") from error
    if status != HTTPStatus.OK:
        return Gathered(refused=status)
    found = trusted(Note(note.text, read_signatures(text)), [witness])
    if witness not in found or witness.algorithm is not Algorithm.COSIGNATURE:
        raise NoteError(f"the answer holds no cosignature of {witness.name}")
    return Gathered(note=note.add(found.values()))
