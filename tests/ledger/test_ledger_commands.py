"""`bin/sanan ledger …`, as an operator and as anyone types it; and Go's opinion of what it writes."""

import base64
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sanan.ledger import actions
from sanan.ledger.commands import checking
from sanan.ledger.commands.record import ledger
from sanan.ledger.commands.witness import witness
from sanan.ledger.log.errors import TileMissingError
from sanan.ledger.models import Audit, Entry
from sanan.ledger.queries import logs, receipts

from .conftest import at, unguarded
from .log.test_log_go import (
    pytestmark as without_go,
)
from .log.test_log_go import run as run_go
from .log.test_log_go import verify_receipt

_ = verify_receipt


def run(*arguments: object, code: int = 0) -> dict:
    done = CliRunner().invoke(ledger, [str(a) for a in arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return json.loads(done.output) if "--json" in arguments else done.output


@pytest.fixture
def exported(said, tmp_path) -> Path:
    folder = tmp_path / "out"
    run("export", "C42", "--dir", folder, "--json")
    return folder


def test_export_writes_what_other_software_needs(said, tmp_path):
    found = run("export", "C42", "--dir", tmp_path / "out", "--json")
    assert (found["index"], found["size"], found["log"]) == (42, 100, said.origin)
    assert found["bytes"] <= 1024
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "leaf",
        "receipt.tlog-proof",
        "vkey",
        "words.txt",
    ]
    assert (tmp_path / "out" / "words.txt").read_text() == "第42盏路灯不亮"


@pytest.mark.django_db
def test_export_publishes_what_waits_first(say, tmp_path):
    say(1)
    assert run("export", "C1", "--dir", tmp_path / "out", "--json")["index"] == 0


@pytest.mark.django_db
def test_export_of_nothing_says_so(tmp_path):
    assert "no case.open of C1" in run("export", "C1", "--dir", tmp_path, code=1)


def meant(content: bytes, place: int) -> bytes | None:
    """The bytes that the word around `place` stands for in base64; None where it is none."""
    start = max(content.rfind(b"\n", 0, place), content.rfind(b" ", 0, place)) + 1
    try:
        return base64.b64decode(re.split(b"[ \n]", content[start:])[0], validate=True)
    except ValueError:
        return None


def test_set_trailing_bits_mean_the_same_and_nothing_else_does():
    assert meant(b"a QUI= b", 3) == meant(b"a QUJ= b", 3) == b"AB"
    assert meant(b"a QUI= b", 3) != meant(b"a QVI= b", 3)
    assert meant(b"index 42\n", 7) is None


@without_go
def test_go_accepts_what_export_writes_and_rejects_each_tampered_one(verify_receipt, exported):
    vkey = (exported / "vkey").read_text()
    receipt, leaf = exported / "receipt.tlog-proof", exported / "leaf"
    assert run_go(verify_receipt, vkey, receipt, leaf) == (
        0,
        f"OK: entry 42 of 100 in {vkey.partition('+')[0]}\n",
    )
    for file in (receipt, leaf):
        whole = file.read_bytes()
        for place in range(10, len(whole), max(1, len(whole) // 40)):
            if b"extra " in whole[:place] and place < whole.find(b"\nindex "):
                continue  # the opening is ours and no part of what Go checks
            other = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            if meant(other, place) == meant(whole, place) is not None:
                continue  # set trailing bits of base64: Go reads the same bytes, ours refuses them
            file.write_bytes(other)
            assert run_go(verify_receipt, vkey, receipt, leaf)[0] != 0, place
        file.write_bytes(whole)


def test_verify_with_words_and_with_the_log_now(said, exported, say):
    say(300)
    actions.publish_all()
    folder = logs.folder(said.year).root
    arguments = ["verify", exported / "receipt.tlog-proof", "--text", exported / "words.txt"]
    found = run(*arguments, "--log", folder, "--json")
    assert (found["holds"], found["index"], found["size"]) == (True, 42, 100)
    assert (found["text_matches"], found["log_size"]) == (True, 301)
    told = run(*arguments, "--log", folder)
    assert "your words, unchanged, are entry 43 of 100" in told


def test_verify_needs_no_database_of_ours_but_the_key(said, exported, tmp_path):
    vkey = (exported / "vkey").read_text()
    Entry.objects.filter(pk=0).delete()
    assert run("verify", exported / "receipt.tlog-proof", "--key", vkey, "--json")["holds"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"index 42", b"index 43", "not_included"),
        (b"c2sp.org", b"c2sp.net", "receipt"),
        (b"\n100\n", b"\n101\n", "checkpoint"),
        (b"extra A", b"extra B", "entry"),
    ],
)
def test_verify_says_what_is_wrong_with_a_tampered_receipt(exported, old, new, problem):
    file = exported / "receipt.tlog-proof"
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new))
    found = run("verify", file, "--json", code=1)
    assert (found["holds"], found["problem"]) == (False, problem)


def test_verify_refuses_other_words_and_another_log(exported, said, tmp_path):
    words = tmp_path / "other.txt"
    words.write_text("第43盏路灯不亮")
    receipt = exported / "receipt.tlog-proof"
    assert run("verify", receipt, "--text", words, "--json", code=1)["problem"] == "content"
    gone = tmp_path / "empty"
    assert run("verify", receipt, "--log", gone, "--json", code=1)["problem"] == "log"


@pytest.mark.django_db
def test_verify_reads_a_promise_too(say, tmp_path):
    entry = say(1)
    promise, words = tmp_path / "promise.txt", tmp_path / "words.txt"
    promise.write_text(actions.promise(entry))
    words.write_bytes(bytes(entry.words))
    found = run("verify", promise, "--text", words, "--json")
    assert (found["holds"], found["text_matches"], found["id"]) == (True, True, entry.ref)
    words.write_text("别的话")
    assert run("verify", promise, "--text", words, "--json", code=1)["problem"] == "content"


def test_audit_is_clean_and_then_names_the_first_difference(said):
    assert run("audit", "--json")["clean"] is True
    with unguarded():
        Entry.objects.filter(position=137).update(event="case.close")
    found = run("audit", "--keep", "--json", code=1)["logs"][0]
    assert (found["where"], found["entry"]) == ("row", 137)
    assert Audit.objects.get().position == 137


@pytest.mark.django_db
def test_publish_and_keys_and_witness_say_what_is(say):
    say(1)
    assert run("publish", "--json")["published"] == 1
    (key,) = run("keys", "--json")
    assert key["private"] == str(logs.key_path(key["year"]))
    assert "PRIVATE" not in json.dumps(key)
    assert run("witness", "--json") == []
    assert "readers must trust the operator alone" in run("witness")


def test_erase_asks_first_and_then_erases(said):
    done = CliRunner().invoke(ledger, ["erase", "C42", "--reason", "request", "--by", "p1"], "n\n")
    assert done.exit_code == 1
    assert at(42).salt is not None
    found = run("erase", "C42", "--reason", "request", "--by", "p1", "--yes", "--json")
    assert found["erased"] == 1
    assert at(42).salt is None


def test_a_witness_prints_its_key_and_needs_a_log(tmp_path):
    shown = CliRunner().invoke(witness, ["--state", str(tmp_path), "--name", "w", "--show-key"])
    assert shown.output.startswith("w+")
    again = CliRunner().invoke(witness, ["--state", str(tmp_path)])
    assert (again.exit_code, shown.output.strip() in again.output) == (2, True)


def test_verify_refuses_a_moment_outside_the_checkpoints_around_it(past, tmp_path):
    """The record says when an entry came in, whatever it says of itself."""
    file, told = tmp_path / "receipt.tlog-proof", []
    for row in past:
        file.write_bytes(receipts.held(row).receipt)
        found = run("verify", file, "--json", code=row.position in (1, 2, 4))
        told.append((found["holds"], found["problem"]))
    outside = (False, "time")
    assert told == [(True, None), outside, outside, (True, None), outside]
    assert "but came in after 2026-06-04T18:30:00" in found["detail"]
    file.write_bytes(receipts.held(past[3]).receipt)
    assert "it came in after 2026-06-04T18:30:00+00:00 and by 2026-06-04T19:30" in run(
        "verify", file
    )


def test_verify_asks_the_published_log_what_stands_around(past, tmp_path, client, monkeypatch):
    file, key = tmp_path / "receipt.tlog-proof", logs.all_logs()[0].vkey

    def answer(path: str) -> bytes:
        got = client.get(f"/log/{past[1].year}/{path}")
        if got.status_code != 200:
            raise TileMissingError(path)
        return got.content

    monkeypatch.setattr(checking, "fetcher", lambda _place: answer)
    file.write_bytes(receipts.held(past[1]).receipt)
    found = run(
        "verify", file, "--log", "https://sanan.example/log", "--key", key, "--json", code=1
    )
    assert (found["problem"], found["came_in"]["by"]) == ("time", "2026-06-04T19:30:00+00:00")
    for wrong in ("around/99", "around/-1", "around/x", "around/" + "9" * 5000):
        assert client.get(f"/log/{past[1].year}/{wrong}").status_code == 404
