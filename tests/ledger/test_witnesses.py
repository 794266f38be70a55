"""The log shows its checkpoints to a real witness, over its real HTTP."""

import socket
import threading
from http import HTTPStatus

import httpx
import pytest

from sanan.kit import clock
from sanan.ledger import actions
from sanan.ledger.enums import Heard
from sanan.ledger.log.checkpoint import open_checkpoint
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.publish import publish
from sanan.ledger.log.witness import checkpoint_path
from sanan.ledger.log.witness_http import Witness, load_key, server
from sanan.ledger.models import Checkpoint, Entry, Log, Sighting
from sanan.ledger.queries import leaves, logs, receipts
from sanan.ledger.queries.figures import watched

from .conftest import seed_of

NOON = 1_780_000_000
EYE = Signer("council.example/w1", Algorithm.COSIGNATURE, seed_of("council"))


@pytest.fixture
def council(db, settings, tmp_path):
    """A residents' council's witness on loopback, known to the log and knowing it."""
    told: list[str] = []
    log = actions.open_log(logs.year_of(clock.now()))
    known = {log.origin: logs.verifier(log)}
    seer = Witness(
        LogFolder(tmp_path / "council", sync=False),
        signer=EYE,
        logs=known,
        clock=lambda: NOON,
        tell=told.append,
    )
    running = server(seer, host="127.0.0.1", port=0)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    seer.told = told
    seer.url = f"http://127.0.0.1:{running.server_port}"
    settings.LOG_WITNESSES = [f"{EYE.verifier.vkey} {seer.url}"]
    yield seer
    running.shutdown()
    thread.join()
    running.server_close()


def ask() -> list[Heard]:
    return list(actions.gather().values())


def test_a_witness_cosigns_what_continues_and_the_receipt_shows_it(council, say):
    first = say(1)
    actions.publish_all()
    assert ask() == [Heard.SEEN]
    for number in range(2, 30):
        say(number)
    actions.publish_all()
    assert ask() == [Heard.SEEN]
    assert ask() == []  # nothing new to show
    assert council.told == [f"200 OK {Log.objects.get().origin}"] * 2
    first.refresh_from_db()
    held = receipts.held(first)
    assert [(by.name, by.at) for by in held.seen_by] == [(EYE.name, NOON)]
    assert len(held.receipt) <= receipts.MOST_BYTES
    assert [w.sighting.size for w in watched(Log.objects.get())] == [29]
    assert list(Checkpoint.objects.order_by("size").values_list("size", "cosigned")) == [
        (1, 1),
        (29, 1),
    ]


def test_the_published_checkpoint_bears_the_cosignature(council, say):
    say(1)
    actions.publish_all()
    ask()
    log = Log.objects.get()
    data = logs.folder(log.year).read("checkpoint")
    opened = open_checkpoint(data, log=logs.verifier(log), witnesses=[EYE.verifier])
    assert [by.name for by in opened.seen_by] == [EYE.name]
    shown = httpx.get(f"{council.url}/{checkpoint_path(log.origin)}")
    assert shown.status_code == HTTPStatus.OK
    assert shown.content.startswith(opened.checkpoint.text)


def test_a_log_that_forgot_what_the_witness_saw_asks_again_from_there(council, say):
    say(1)
    actions.publish_all()
    ask()
    Sighting.objects.all().delete()
    say(2)
    actions.publish_all()
    assert ask() == [Heard.SEEN]
    assert council.told[1:] == [
        f"409 Conflict {Log.objects.get().origin}",
        f"200 OK {Log.objects.get().origin}",
    ]


def test_a_fork_is_refused_said_and_kept_as_evidence(council, say, tmp_path, settings):
    for number in range(10):
        say(number)
    actions.publish_all()
    ask()
    log = Log.objects.get()
    rows = list(leaves.encoded(Entry.objects.order_by("position")))
    settings.LOG_ROOT = tmp_path / "other"
    publish(
        logs.folder(log.year),
        signer=logs.signer(log),
        entries=[*rows[:5], *rows[6:], *rows],
        start=0,
    )
    assert ask() == [Heard.FORK]
    assert council.told[-1] == f"422 FORK {log.origin}"
    folder = (council.folder.root / checkpoint_path(log.origin)).parent
    assert [p.name for p in folder.glob("fork-*")] == [f"fork-{NOON}"]
    assert Sighting.objects.get().size == 10


def test_a_log_smaller_than_what_was_seen_is_told_apart(council, say, tmp_path, settings):
    for number in range(10):
        say(number)
    actions.publish_all()
    ask()
    log = Log.objects.get()
    rows = list(leaves.encoded(Entry.objects.order_by("position")))
    settings.LOG_ROOT = tmp_path / "older"
    publish(logs.folder(log.year), signer=logs.signer(log), entries=rows[:4], start=0)
    assert ask() == [Heard.BEHIND]


def test_a_silent_witness_holds_nothing_up(council, say, settings):
    settings.LOG_WITNESSES = [f"{EYE.verifier.vkey} http://127.0.0.1:1"]
    say(1)
    actions.publish_all()
    assert ask() == [Heard.SILENT]
    assert ask() == [Heard.SILENT]
    settings.LOG_WITNESSES = [f"{EYE.verifier.vkey} {council.url}"]
    assert ask() == [Heard.SEEN]


def test_an_answer_signed_by_someone_else_is_no_cosignature(council, say, settings):
    other = Signer("school.example", Algorithm.COSIGNATURE, seed_of("school"))
    settings.LOG_WITNESSES = [f"{other.verifier.vkey} {council.url}"]
    say(1)
    actions.publish_all()
    assert ask() == [Heard.SILENT]
    assert Checkpoint.objects.get().cosigned == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/add-checkpoint", b"", 400),
        ("/add-checkpoint", b"old 0\n\nnot a note", 400),
        ("/add-checkpoint", b"x" * 100_000, 400),
        ("/add-checkpoint", b"x" * 100_001, 413),
        ("/elsewhere", b"", 404),
    ],
    ids=["empty", "no note", "as long as may be", "too long", "another path"],
)
def test_nonsense_is_answered_and_changes_nothing(council, path, body, status):
    assert httpx.post(council.url + path, content=body).status_code == status
    assert not [p for p in council.folder.root.rglob("*") if p.name != ".lock"]


@pytest.mark.parametrize("length", ["", "-1", "1e3", "9" * 5000])
def test_a_length_that_is_none_is_answered(council, length):
    place = httpx.URL(council.url)
    with socket.create_connection((place.host, place.port), timeout=10) as line:
        head = f"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        line.sendall(head.encode())
        assert b" 413 " in line.makefile("rb").readline()


def test_a_stranger_reads_who_it_is_and_nothing_else(council):
    assert EYE.verifier.vkey in httpx.get(council.url).text
    for path in ("/key", "/../key", "/.lock", f"/{'0' * 64}/checkpoint"):
        assert httpx.get(council.url + path).status_code == HTTPStatus.NOT_FOUND


def test_a_witness_keeps_its_key(tmp_path):
    made = load_key(tmp_path, "council.example")
    assert load_key(tmp_path, "another name") == made
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
