"""Receipts: made from tiles, judged as data, and refused when anything at all is changed."""

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanan.ledger.log.checkpoint import Checkpoint, SeenBy, open_checkpoint, sign_checkpoint
from sanan.ledger.log.errors import ProofError, TileError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.merkle import verify_consistency
from sanan.ledger.log.note import sign
from sanan.ledger.log.proof import Receipt, consistency, make, read_receipt
from sanan.ledger.log.publish import head, publish
from sanan.ledger.log.tiles import Tile
from sanan.ledger.log.verify import Problem, Verdict, verify

SIZE = 1000
INDEX = 777


@pytest.fixture
def receipt(folder, signer, rows, opening) -> bytes:
    """The receipt of entry 777 of 1,000, with its opening."""
    publish(folder, signer=signer, entries=rows(SIZE), start=0)
    opened = head(folder, signer.verifier)
    extra = opening(INDEX).pack()
    return make(index=INDEX, checkpoint=opened, fetch=folder.read, extra=extra).encode()


def test_a_receipt_holds(receipt, folder, signer, opening, content):
    verdict = verify(receipt, log=signer.verifier, content=content(INDEX))
    assert verdict == Verdict(
        index=INDEX,
        checkpoint=head(folder, signer.verifier).checkpoint,
        entry=opening(INDEX).entry,
        content_matches=True,
    )
    assert verdict.holds
    assert len(receipt) <= 1024
    assert read_receipt(receipt).encode() == receipt


def test_a_receipt_without_content_is_judged_as_far_as_it_goes(receipt, signer):
    verdict = verify(receipt, log=signer.verifier)
    assert (verdict.holds, verdict.content_matches) == (True, None)


def test_a_bare_receipt_is_judged_with_leaf_and_salt_beside_it(
    receipt, signer, rows, opening, content
):
    parsed = read_receipt(receipt)
    bare = Receipt(parsed.index, parsed.path, parsed.note).encode()
    leaf, salt = rows(SIZE)[INDEX], opening(INDEX).salt
    assert verify(bare, log=signer.verifier).problem is Problem.ENTRY
    assert verify(bare, log=signer.verifier, leaf=leaf).content_matches is None
    given_all = {"leaf": leaf, "salt": salt, "content": content(INDEX)}
    assert verify(bare, log=signer.verifier, **given_all).content_matches is True
    assert verify(receipt, log=signer.verifier, **given_all).content_matches is True
    assert verify(receipt, log=signer.verifier, leaf=leaf, content=b"x").content_matches is False
    assert verify(receipt, log=signer.verifier, leaf=rows(2)[1]).problem is Problem.ENTRY
    short = given_all | {"salt": b"short"}
    assert verify(bare, log=signer.verifier, **short).problem is Problem.CONTENT


def test_other_words_are_not_what_was_recorded(receipt, signer):
    verdict = verify(receipt, log=signer.verifier, content="别的话".encode())
    assert (verdict.problem, verdict.content_matches) == (Problem.CONTENT, False)


def test_a_wrong_key_opens_nothing(receipt, signer):
    wrong = Signer(signer.name, Algorithm.ED25519, b"w" * 32)
    assert verify(receipt, log=wrong.verifier).problem is Problem.CHECKPOINT


def test_a_receipt_of_another_tree_is_refused(receipt, signer, rows, tmp_path):
    fork = LogFolder(tmp_path / "fork", sync=False)
    publish(fork, signer=signer, entries=rows(SIZE, 5), start=0)
    parsed = read_receipt(receipt)
    moved = Receipt(INDEX, parsed.path, head(fork, signer.verifier).note, parsed.extra)
    assert verify(moved.encode(), log=signer.verifier).problem is Problem.NOT_INCLUDED


def test_witnesses_are_named(receipt, signer, witness_signer):
    parsed = read_receipt(receipt)
    seen = parsed.note.add([sign(parsed.note.text, witness_signer, at=1_769_846_400)])
    data = Receipt(parsed.index, parsed.path, seen, parsed.extra).encode()
    verdict = verify(data, log=signer.verifier, witnesses=[witness_signer.verifier])
    assert verdict.seen_by == (SeenBy(witness_signer.name, 1_769_846_400),)
    assert verify(data, log=signer.verifier).seen_by == ()


def test_no_changed_byte_goes_unnoticed(receipt, signer, content):
    good = verify(receipt, log=signer.verifier, content=content(INDEX))
    for at in range(len(receipt)):
        changed = bytearray(receipt)
        changed[at] ^= 1
        assert verify(bytes(changed), log=signer.verifier, content=content(INDEX)) != good, at


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cut_or_garbage_goes_unnoticed(receipt, signer, data):
    cut = data.draw(st.integers(0, len(receipt) - 1))
    garbage = data.draw(st.binary(max_size=80))
    assert not verify(receipt[:cut] + garbage, log=signer.verifier).holds or (
        receipt[:cut] + garbage == receipt
    )


@pytest.mark.parametrize(
    "change",
    [
        (b"proof@v1", b"proof@v2"),
        (b"index 777", b"index 0777"),
        (b"index 777", b"index -1"),
        (b"index 777\n", b""),
        (b"\n\n", b"\n"),
        (b"extra ", b"extra"),
        (b"extra A", b"extra !"),
        (b"index 777\n", b"index 777\nAAAA\n"),
        (b"index 777\n", b"index 777\n" + (b"A" * 43 + b"=\n") * 63),
    ],
)
def test_no_other_form_is_a_receipt(receipt, change):
    with pytest.raises(ProofError):
        read_receipt(receipt.replace(*change, 1))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513])
def test_every_entry_of_a_log_has_its_receipt(folder, signer, rows, size):
    publish(folder, signer=signer, entries=rows(size), start=0)
    opened = head(folder, signer.verifier)
    for index in range(size):
        data = make(index=index, checkpoint=opened, fetch=folder.read).encode()
        assert verify(data, log=signer.verifier, leaf=rows(1, index)[0]).holds


def test_a_receipt_can_be_made_under_an_older_checkpoint(folder, signer, rows):
    older = publish(folder, signer=signer, entries=rows(300), start=0).note
    publish(folder, signer=signer, entries=rows(700, 300), start=300)
    opened = open_checkpoint(older.encode(), log=signer.verifier)
    data = make(index=299, checkpoint=opened, fetch=folder.read).encode()
    assert verify(data, log=signer.verifier, leaf=rows(1, 299)[0]).checkpoint.size == 300


def test_no_receipt_is_made_that_would_not_hold(folder, signer, rows):
    publish(folder, signer=signer, entries=rows(300), start=0)
    opened = head(folder, signer.verifier)
    with pytest.raises(ProofError):
        make(index=300, checkpoint=opened, fetch=folder.read)
    lying = sign_checkpoint(Checkpoint(signer.name, 300, b"r" * 32), signer)
    with pytest.raises(ProofError):
        make(
            index=3,
            checkpoint=open_checkpoint(lying.encode(), log=signer.verifier),
            fetch=folder.read,
        )
    (folder.root / Tile(0, 0).path).unlink()
    with pytest.raises(TileError):
        make(index=3, checkpoint=opened, fetch=folder.read)


def test_any_two_checkpoints_are_proved_consistent_from_the_tiles(folder, signer, rows):
    checkpoints = [
        publish(folder, signer=signer, entries=rows(size), start=0).checkpoint
        for size in (1, 2, 3, 100, 255, 256, 257, 511, 512, 513, 900)
    ]
    for old, new in combinations(checkpoints, 2):
        proof = consistency(old=old.size, new=new.size, fetch=folder.read)
        stated = {"old": old.size, "new": new.size, "new_root": new.root, "proof": proof}
        verify_consistency(**stated, old_root=old.root)
        with pytest.raises(ProofError):
            verify_consistency(**stated, old_root=new.root)


def test_consistency_backwards_is_refused(folder, signer, rows):
    publish(folder, signer=signer, entries=rows(30), start=0)
    with pytest.raises(ProofError):
        consistency(old=31, new=30, fetch=folder.read)
