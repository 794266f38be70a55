"""A witness (C2SP tlog-witness): cosigns a log's checkpoint only if it continues the last one.

`add_checkpoint` is the rule, with no file and no clock. `serve` adds a folder: it holds the lock,
so that two requests cannot roll each other back, and keeps the checkpoint before answering.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from sanan.ledger.log.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    open_checkpoint,
    read_checkpoint,
)
from sanan.ledger.log.errors import FormError, LogError, ProofError, TileMissingError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Signer, Verifier
from sanan.ledger.log.lines import decimal, hash_bytes, text_of
from sanan.ledger.log.merkle import EMPTY_ROOT, verify_consistency
from sanan.ledger.log.note import Note, read_note, sign

_LIMIT = 100_000
_MAX_HASHES = 63
_SIZE_TYPE = "text/x.tlog.size"
_TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What the witness answers over HTTP, and what it must keep before it does.

    `keep` is the note to store as the log's newest, cosignature included; None changes nothing.
    `fork` says that the log signed two trees that do not continue each other (or cannot show that
    they do): the submitted checkpoint and the kept one, side by side, are the evidence.
    """

    status: HTTPStatus
    body: bytes
    content_type: str = _TEXT_TYPE
    origin: str = ""
    keep: Note | None = None
    fork: bool = False


@dataclass(frozen=True)
class _Request:
    old: int
    proof: tuple[bytes, ...]
    note: bytes
    origin: str


def add_checkpoint(
    body: bytes, *, logs: Mapping[str, Verifier], kept: Checkpoint | None, signer: Signer, at: int
) -> Answer:
    """Judge one add-checkpoint request; raises nothing, whatever the body.

    `logs` are the trusted keys by origin, `kept` the last checkpoint cosigned for this origin
    (see `origin_of`), `at` seconds since 1970 UTC. Answers 200 with a cosignature line, or 400
    malformed, 404 unknown log, 403 not signed by it, 409 another old size is due (the body says
    which), 422 not consistent (tlog-witness, "add-checkpoint").
    """
    try:
        request = _read_request(body)
    except LogError as error:
        return _no(HTTPStatus.BAD_REQUEST, str(error))
    log = logs.get(request.origin)
    if log is None:
        return _no(HTTPStatus.NOT_FOUND, "this witness does not know the log")
    try:
        opened = open_checkpoint(request.note, log=log)
    except LogError as error:
        return _no(HTTPStatus.FORBIDDEN, str(error))
    return _refusal(request, opened.checkpoint, kept) or _cosign(opened, signer, at)


def origin_of(body: bytes) -> str:
    """Give the origin an add-checkpoint request claims; empty where it is malformed."""
    try:
        return _read_request(body).origin
    except LogError:
        return ""


def serve(
    folder: LogFolder, body: bytes, *, logs: Mapping[str, Verifier], signer: Signer, at: int
) -> Answer:
    """Answer one add-checkpoint request with the witness's state in a folder.

    The state of a log is the file `<SHA-256 of its origin>/checkpoint`, which is also what the
    monitoring prefix serves (tlog-witness, "Monitor Retrieval Mechanism").
    """
    path = checkpoint_path(origin_of(body))
    with folder.lock():
        try:
            kept = read_checkpoint(read_note(folder.read(path)).text)
        except TileMissingError:
            kept = None
        answer = add_checkpoint(body, logs=logs, kept=kept, signer=signer, at=at)
        if answer.keep is not None:
            folder.write({path: answer.keep.encode()})
    return answer


def checkpoint_path(origin: str) -> str:
    """Give the path of a log's newest cosigned checkpoint below the monitoring prefix."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"


def _read_request(body: bytes) -> _Request:
    head, gap, note = text_of(body, limit=_LIMIT).partition("\n\n")
    first, *lines = head.split("\n")
    if not gap or not first.startswith("old ") or len(lines) > _MAX_HASHES:
        raise FormError("a request is an old size, up to 63 hashes, an empty line, a checkpoint")
    proof = tuple(hash_bytes(line) for line in lines)
    origin = read_checkpoint(read_note(note.encode()).text).origin
    return _Request(decimal(first.removeprefix("old ")), proof, note.encode(), origin)


def _refusal(request: _Request, new: Checkpoint, kept: Checkpoint | None) -> Answer | None:
    """The sizes and the proof, in the order tlog-witness asks."""
    if request.old > new.size:
        return _no(HTTPStatus.BAD_REQUEST, "the old size is larger than the checkpoint's")
    size = kept.size if kept else 0
    if request.old != size:
        return Answer(HTTPStatus.CONFLICT, f"{size}\n".encode(), _SIZE_TYPE, new.origin)
    try:
        _check_consistent(request, new, kept)
    except ProofError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return Answer(status, f"{error}\n".encode(), origin=new.origin, fork=True)
    return None


def _check_consistent(request: _Request, new: Checkpoint, kept: Checkpoint | None) -> None:
    if new.size == 0 and new.root != EMPTY_ROOT:
        raise ProofError("an empty tree has the root of nothing")
    if kept is None or kept.size == 0:
        if request.proof:
            raise ProofError("from an empty tree no proof is needed")
        return
    verify_consistency(
        old=kept.size, new=new.size, old_root=kept.root, new_root=new.root, proof=request.proof
    )


def _cosign(opened: OpenedCheckpoint, signer: Signer, at: int) -> Answer:
    cosignature = sign(opened.note.text, signer, at=at)
    own = Note(opened.note.text, (opened.log_signature, cosignature))
    line = cosignature.line.encode()
    return Answer(HTTPStatus.OK, line, origin=opened.checkpoint.origin, keep=own)


def _no(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())
