"""Each way of changing the past is found, and where."""

import shutil

import pytest
from django.db import connection

from sanan.ledger import actions
from sanan.ledger.enums import Heard
from sanan.ledger.log.errors import KeyFormError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.publish import publish
from sanan.ledger.log.tiles import ENTRIES, Tile
from sanan.ledger.log.verify import Problem, verify
from sanan.ledger.log.witness import serve
from sanan.ledger.models import Checkpoint, Entry, Sighting
from sanan.ledger.queries import leaves, logs, receipts
from sanan.ledger.queries.audits import audit

from .conftest import at, seed_of, unguarded

pytestmark = pytest.mark.django_db


def found(log):
    difference = audit(log).difference
    return (difference.where, difference.index) if difference else None


def change(position: int, **values: object) -> None:
    with unguarded():
        assert Entry.objects.filter(position=position).update(**values) == 1


def test_nothing_is_found_where_nothing_was_done(said):
    result = audit(said)
    assert (result.clean, result.entries) == (True, 300)
    assert result.root == bytes(Checkpoint.objects.get(size=300).root)


def test_one_byte_of_an_entry(said):
    commit = bytearray(at(137).commit)
    commit[7] ^= 1
    change(137, commit=bytes(commit), salt=None, content=None, words=None)
    assert found(said) == ("row", 137)


def test_one_byte_of_what_was_said(said):
    change(137, words="第137盏路灯很亮".encode())
    assert found(said) == ("content", 137)


@pytest.mark.parametrize(
    "values", [{"by": "someone"}, {"subject": "C1"}, {"content": b"{}"}], ids=str
)
def test_what_stands_beside_the_words(said, values):
    change(42, **values)
    assert found(said) == ("content", 42)


@pytest.mark.parametrize(
    "values", [{"event": "case.close"}, {"ref": "another"}], ids=["event", "name"]
)
def test_what_the_public_entry_says(said, values):
    change(42, **values)
    assert found(said) == ("row", 42)


def test_a_deleted_row(said):
    with unguarded():
        Entry.objects.filter(position=250).delete()
    assert found(said) == ("row_missing", 250)


def test_the_last_row_deleted(said):
    with unguarded():
        Entry.objects.filter(position=299).delete()
    assert found(said) == ("row_missing", 299)


def test_two_swapped_rows(said):
    one, other = at(10), at(11)
    with unguarded():
        Entry.objects.filter(pk=one.pk).update(position=1000)
        Entry.objects.filter(pk=other.pk).update(position=10)
        Entry.objects.filter(pk=one.pk).update(position=11)
    assert found(said) == ("row", 10)


def test_a_changed_time(said):
    moment = at(200).at.replace(year=2020)
    change(200, at=moment)
    assert found(said) == ("row", 200)


@pytest.mark.parametrize("tile", [Tile(0, 0), Tile(ENTRIES, 0)], ids=["hashes", "entries"])
def test_a_truncated_tile(said, tile):
    folder = logs.folder(said.year)
    folder.write({tile.path: folder.read(tile.path)[:-1]})
    where = "bundle" if tile.level == ENTRIES else "tile"
    assert found(said)[0] == where


def test_an_older_database_restored(said):
    """The rows and checkpoints of yesterday, under the log of today."""
    with unguarded():
        Entry.objects.filter(position__gte=200).delete()
    Checkpoint.objects.filter(size__gt=200).delete()
    assert found(said) == ("row_missing", 200)


def test_older_files_restored(said, tmp_path, say):
    folder = logs.folder(said.year)
    shutil.copytree(folder.root, tmp_path / "yesterday")
    say(300)
    actions.publish_all()
    shutil.rmtree(folder.root)
    shutil.copytree(tmp_path / "yesterday", folder.root)
    assert found(said) == ("checkpoint", 300)


def test_everything_restored_that_the_operator_has_but_a_witness_has_seen_more(said):
    Sighting.objects.create(
        log=said, witness="council.example", size=301, heard=Heard.SEEN, heard_at=said.began_at
    )
    assert found(said) == ("checkpoint", 300)


def test_a_forked_log_shown_to_a_second_witness(said, tmp_path):
    """The operator keeps another log with one entry changed; whoever saw the first refuses it."""
    signer = logs.signer(said)
    rows = [leaves.leaf(row).encode() for row in Entry.objects.order_by("position")]
    forged = at(137)
    forged.ref = "someone-else"
    rows[137] = leaves.leaf(forged).encode()
    fork = LogFolder(tmp_path / "fork", sync=False)
    older = publish(fork, signer=signer, entries=rows[:299], start=0)
    newer = publish(fork, signer=signer, entries=rows[299:], start=299)
    state = LogFolder(tmp_path / "witness", sync=False)
    eye = Signer("council.example", Algorithm.COSIGNATURE, seed_of("council"))
    known = {signer.name: signer.verifier}
    from sanan.ledger.log.gather import request_body

    first = Checkpoint.objects.get(size=200)
    honest = f"old 0\n\n{first.note}".encode()
    assert serve(state, honest, logs=known, signer=eye, at=1).status == 200
    shown = request_body(newer.note, old=200, size=300, fetch=fork.read)
    answer = serve(state, shown, logs=known, signer=eye, at=2)
    assert (answer.status, answer.fork) == (422, True)
    assert older.checkpoint.size == 299
    # A witness that saw neither cosigns either: only comparing tells, which is why one is kept.


def test_a_fork_published_in_place_of_the_log(said):
    signer, folder = logs.signer(said), logs.folder(said.year)
    rows = [leaves.leaf(row).encode() for row in Entry.objects.order_by("position")]
    forged = at(137)
    forged.ref = "someone-else"
    rows[137] = leaves.leaf(forged).encode()
    shutil.rmtree(folder.root)
    publish(folder, signer=signer, entries=rows, start=0)
    change(137, ref="someone-else")
    assert found(said)[0] == "checkpoint"  # the ones signed before do not lead there


def test_a_wrong_key(said):
    stranger = Signer(said.origin, Algorithm.ED25519, seed_of("stranger"))
    held = receipts.held(at(5))
    verdict = verify(held.receipt, log=stranger.verifier)
    assert verdict.problem is Problem.CHECKPOINT


def test_the_database_is_given_another_public_key(said):
    stranger = Signer(said.origin, Algorithm.ED25519, seed_of("stranger"))
    said.vkey = stranger.verifier.vkey
    said.save()
    assert found(said) == ("checkpoint", 0)
    with pytest.raises(KeyFormError):
        logs.signer(said)


def test_a_checkpoint_that_was_signed_is_rewritten(said):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_checkpoint SET note = replace(note, '100', '101')")
    assert found(said) == ("checkpoint", 100)
