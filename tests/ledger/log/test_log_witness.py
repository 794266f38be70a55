"""A witness cosigns what continues the last tree it saw, and nothing else."""

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.ledger.log.checkpoint import Checkpoint, SeenBy, open_checkpoint, sign_checkpoint
from sanan.ledger.log.errors import NoteError, ProofError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.gather import Gathered, read_answer, request_body
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.lines import base64_text
from sanan.ledger.log.merkle import EMPTY_ROOT
from sanan.ledger.log.note import sign
from sanan.ledger.log.publish import attach, head, publish
from sanan.ledger.log.witness import add_checkpoint, checkpoint_path, serve

NOW = 1_769_846_400


class Desk:
    """A log, its witness, and the paper that goes between them."""

    def __init__(self, tmp_path, signer, witness_signer, rows) -> None:
        self.log = LogFolder(tmp_path / "log", sync=False)
        self.state = LogFolder(tmp_path / "witness", sync=False)
        self.signer, self.witness, self.rows = signer, witness_signer, rows

    def grow(self, count: int, *, first: int = 0, log: LogFolder | None = None):
        log = log or self.log
        old = head(log, self.signer.verifier)
        size = old.checkpoint.size if old else 0
        rows = self.rows(count, first + size)
        return publish(log, signer=self.signer, entries=rows, start=size)

    def body(self, old: int, log: LogFolder | None = None) -> bytes:
        log = log or self.log
        opened = head(log, self.signer.verifier)
        size = opened.checkpoint.size
        return request_body(opened.note, old=old, size=size, fetch=log.read)

    def send(self, body: bytes, state: LogFolder | None = None):
        logs = {self.signer.name: self.signer.verifier}
        return serve(state or self.state, body, logs=logs, signer=self.witness, at=NOW)

    def kept(self, state: LogFolder | None = None) -> int | None:
        """The size the witness keeps, read as a monitor would."""
        data = (state or self.state).read(checkpoint_path(self.signer.name))
        keys = {"log": self.signer.verifier, "witnesses": [self.witness.verifier]}
        opened = open_checkpoint(data, **keys)
        assert opened.seen_by == (SeenBy(self.witness.name, NOW),)
        return opened.checkpoint.size


@pytest.fixture
def desk(tmp_path, signer, witness_signer, rows) -> Desk:
    return Desk(tmp_path, signer, witness_signer, rows)


def test_a_growing_log_is_cosigned_each_time(desk: Desk):
    old = 0
    for count in (1, 6, 0, 249, 1, 300):
        published = desk.grow(count)
        answer = desk.send(desk.body(old))
        assert answer.status == HTTPStatus.OK
        assert not answer.fork
        gathered = read_answer(
            answer.status, answer.body, note=published.note, witness=desk.witness.verifier
        )
        assert attach(desk.log, log=desk.signer.verifier, note=gathered.note)
        old = published.checkpoint.size
        assert desk.kept() == old


def test_an_empty_log_is_cosigned_if_its_root_is_of_nothing(desk: Desk):
    desk.grow(0)
    assert desk.send(desk.body(0)).status == HTTPStatus.OK
    desk.grow(5)
    assert desk.send(desk.body(0)).status == HTTPStatus.OK
    assert desk.kept() == 5


def test_an_empty_log_with_a_root_is_refused(desk: Desk):
    note = sign_checkpoint(Checkpoint(desk.signer.name, 0, b"r" * 32), desk.signer)
    answer = desk.send(b"old 0\n\n" + note.encode())
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_proof_from_nothing_is_refused(desk: Desk):
    desk.grow(5)
    body = desk.body(0).replace(b"old 0\n", f"old 0\n{base64_text(EMPTY_ROOT)}\n".encode())
    assert desk.send(body).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_another_old_size_is_told_the_right_one(desk: Desk):
    note = desk.grow(5).note
    desk.send(desk.body(0))
    note = desk.grow(5).note
    answer = desk.send(desk.body(3))
    assert (answer.status, answer.body) == (HTTPStatus.CONFLICT, b"5\n")
    assert answer.content_type == "text/x.tlog.size"
    gathered = read_answer(answer.status, answer.body, note=note, witness=desk.witness.verifier)
    assert gathered == Gathered(retry_from=5)
    assert desk.send(desk.body(5)).status == HTTPStatus.OK


def test_an_older_copy_is_refused(desk: Desk, tmp_path):
    desk.grow(5)
    desk.send(desk.body(0))
    older = LogFolder(tmp_path / "older", sync=False)
    desk.grow(3, log=older)
    assert desk.send(desk.body(0, older)).status == HTTPStatus.CONFLICT
    too_old = b"old 5\n\n" + head(older, desk.signer.verifier).note.encode()
    assert desk.send(too_old).status == HTTPStatus.BAD_REQUEST
    with pytest.raises(ProofError):
        desk.body(5, older)
    assert desk.kept() == 5


@pytest.mark.parametrize("grown", [0, 4])
def test_a_fork_is_refused_and_reported(desk: Desk, tmp_path, grown):
    desk.grow(5)
    desk.send(desk.body(0))
    fork = LogFolder(tmp_path / "fork", sync=False)
    desk.grow(5 + grown, first=1000, log=fork)
    answer = desk.send(desk.body(5, fork))
    assert answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (answer.fork, answer.keep) == (True, None)
    assert desk.kept() == 5


def test_a_fork_shown_to_a_second_witness_cannot_gather_the_first(desk: Desk, tmp_path):
    second = LogFolder(tmp_path / "second", sync=False)
    fork = LogFolder(tmp_path / "fork", sync=False)
    desk.grow(5)
    desk.grow(5, first=1000, log=fork)
    assert desk.send(desk.body(0)).status == HTTPStatus.OK
    assert desk.send(desk.body(0, fork), second).status == HTTPStatus.OK
    desk.grow(2)
    desk.grow(2, first=1000, log=fork)
    assert desk.send(desk.body(5, fork)).fork
    assert desk.send(desk.body(5), second).fork
    assert desk.kept() == desk.kept(second) == 5


def test_an_unknown_log_is_not_found(desk: Desk):
    other = Signer("other.example/log", Algorithm.ED25519, b"o" * 32)
    note = sign_checkpoint(Checkpoint(other.name, 0, EMPTY_ROOT), other)
    assert desk.send(b"old 0\n\n" + note.encode()).status == HTTPStatus.NOT_FOUND


def test_a_checkpoint_the_log_did_not_sign_is_forbidden(desk: Desk):
    forger = Signer(desk.signer.name, Algorithm.ED25519, b"f" * 32)
    note = sign_checkpoint(Checkpoint(forger.name, 0, EMPTY_ROOT), forger)
    assert desk.send(b"old 0\n\n" + note.encode()).status == HTTPStatus.FORBIDDEN
    desk.grow(2)
    body = desk.body(0).replace(b"\n2\n", b"\n3\n")
    assert desk.send(body).status == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "change",
    [
        (b"old 0", b"old 00"),
        (b"old 0", b"new 0"),
        (b"old 0\n", b"old 0\nAAAA\n"),
        (b"old 0\n", b"old 0\n" + (b"A" * 43 + b"=\n") * 64),
        (b"\n\n", b"\n"),
        (b"\n2\n", b"\n02\n"),
        (b"old 0", b"old 3"),
        (b"old 0", b"\xff"),
    ],
)
def test_a_malformed_request_is_bad(desk: Desk, change):
    desk.grow(2)
    assert desk.send(desk.body(0).replace(*change, 1)).status == HTTPStatus.BAD_REQUEST


@given(st.binary(max_size=300))
def test_any_body_is_answered(body):
    signer = Signer("w", Algorithm.COSIGNATURE, b"w" * 32)
    answer = add_checkpoint(body, logs={}, kept=None, signer=signer, at=NOW)
    assert answer.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}


def test_an_answer_without_the_witness_is_not_taken(desk: Desk):
    note = desk.grow(2).note
    other = Signer("other", Algorithm.COSIGNATURE, b"o" * 32)
    line = sign(note.text, other, at=NOW).line.encode()
    verifier = desk.witness.verifier
    for body in (line, b"", b"\xff", line + b"x"):
        with pytest.raises(NoteError):
            read_answer(200, body, note=note, witness=verifier)
    with pytest.raises(NoteError):
        read_answer(409, b"many\n", note=note, witness=verifier)
    plain = Signer("plain", Algorithm.ED25519, b"p" * 32)
    with pytest.raises(NoteError):
        read_answer(200, sign(note.text, plain).line.encode(), note=note, witness=plain.verifier)
    assert read_answer(422, b"fork\n", note=note, witness=verifier) == Gathered(
        refused=HTTPStatus.UNPROCESSABLE_ENTITY
    )
