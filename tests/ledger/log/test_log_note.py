"""Keys, signed notes and checkpoints: one form each, and only trusted signatures count."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.ledger.log.checkpoint import (
    Checkpoint,
    SeenBy,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
)
from sanan.ledger.log.errors import CheckpointError, FormError, KeyFormError, LogError, NoteError
from sanan.ledger.log.keys import Algorithm, Signer, Verifier, read_skey, read_vkey
from sanan.ledger.log.lines import base64_bytes, decimal
from sanan.ledger.log.merkle import EMPTY_ROOT
from sanan.ledger.log.note import Note, Signature, read_note, sign, trusted

TEXT = "一行\n\n又一行\n".encode()


def flip(data: bytes, at: int = -1) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def test_keys_read_back(signer: Signer, witness_signer: Signer):
    for each in (signer, witness_signer):
        assert read_skey(each.skey) == each
        assert read_vkey(each.verifier.vkey) == each.verifier
    assert "seed" not in repr(signer)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000+AQ==",
        "name+0000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "name+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "name+00000000+B+kyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "na me+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_no_other_text_is_a_key(vkey):
    with pytest.raises(KeyFormError):
        read_vkey(vkey)
    with pytest.raises(KeyFormError):
        read_skey("PRIVATE+KEY+" + vkey)
    with pytest.raises(KeyFormError):
        read_skey(vkey)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\x01b"])
def test_names_that_would_break_a_line_are_refused(name):
    with pytest.raises(KeyFormError):
        Signer(name, Algorithm.ED25519, b"x" * 32)


def test_keys_of_another_length_are_refused():
    with pytest.raises(KeyFormError):
        Signer("name", Algorithm.ED25519, b"x")
    with pytest.raises(KeyFormError):
        Verifier("name", Algorithm.ED25519, b"x")


def test_a_time_belongs_to_a_cosignature_only(signer, witness_signer):
    with pytest.raises(ValueError, match="time"):
        signer.sign(TEXT, at=1)
    with pytest.raises(ValueError, match="time"):
        witness_signer.sign(TEXT)


def test_a_note_reads_back(signer, witness_signer):
    note = Note(TEXT, (sign(TEXT, signer), sign(TEXT, witness_signer, at=7)))
    assert read_note(note.encode()) == note
    assert set(trusted(note, [signer.verifier])) == {signer.verifier}
    assert set(trusted(note, [signer.verifier, witness_signer.verifier])) == {
        signer.verifier,
        witness_signer.verifier,
    }


def test_an_unknown_key_is_passed_over_and_a_false_signature_is_not(signer):
    other = Signer("other", Algorithm.ED25519, b"o" * 32)
    note = Note(TEXT, (sign(TEXT, other),))
    assert trusted(note, [signer.verifier]) == {}
    good = sign(TEXT, signer)
    false = Signature(good.name, good.key_id, flip(good.value))
    assert trusted(Note(TEXT, (good, good)), [signer.verifier]) == {signer.verifier: good}
    for signatures in ((good, false), (false, good), (false,)):
        with pytest.raises(NoteError):
            trusted(Note(TEXT, signatures), [signer.verifier])
    with pytest.raises(NoteError):
        trusted(Note(TEXT + b"x\n", (good,)), [signer.verifier])


def test_a_newer_signature_of_a_key_replaces_the_older(witness_signer):
    older, newer = (sign(TEXT, witness_signer, at=at) for at in (1, 2))
    assert Note(TEXT, (older,)).add([newer]).signatures == (newer,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nnot a signature\n",
        "text\n\n— name AAAAAAA=".encode(),
        "text\n\n— name AAAAAA==\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
        "text\n\n— na+me AAAAAAA=\n".encode(),
        "te\txt\n\n— name AAAAAAA=\n".encode(),
        b"te\xffxt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"text\n\n" + "— name AAAAAAA=\n".encode() * 101,
    ],
)
def test_no_other_text_is_a_note(data):
    with pytest.raises(NoteError):
        read_note(data)


@pytest.mark.parametrize(
    ("signature", "why"),
    [(b"short", "length"), (b"\xff" * 72, "time beyond 2**63-1"), (b"\x00" * 72, "false")],
)
def test_a_malformed_cosignature_does_not_hold(witness_signer, signature, why):
    assert not witness_signer.verifier.holds(TEXT, signature), why


def test_a_cosignature_covers_its_time(witness_signer):
    signature = witness_signer.sign(TEXT, at=1_700_000_000)
    assert witness_signer.verifier.holds(TEXT, signature)
    assert not witness_signer.verifier.holds(TEXT, flip(signature, 7))


checkpoints = st.builds(
    Checkpoint,
    st.text(
        st.characters(min_codepoint=33, max_codepoint=0x9FFF, categories=["L", "N"]), min_size=1
    ),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text("ab ", min_size=1), max_size=2).map(tuple),
)


@given(checkpoints)
def test_checkpoints_read_back(checkpoint):
    assert read_checkpoint(checkpoint.text) == checkpoint
    signer = Signer(checkpoint.origin, Algorithm.ED25519, b"s" * 32)
    note = sign_checkpoint(checkpoint, signer)
    assert open_checkpoint(note.encode(), log=signer.verifier).checkpoint == checkpoint


ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n0\n",
        f"o\n0\n{ROOT}",
        f"\n0\n{ROOT}\n",
        f"o\n00\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n٣\n{ROOT}\n",
        f"o\n9223372036854775808\n{ROOT}\n",
        f"o\n0\n{ROOT[:-4]}\n",
        f"o\n0\n{ROOT}\n\n",
    ],
)
def test_no_other_text_is_a_checkpoint(text):
    with pytest.raises(CheckpointError):
        read_checkpoint(text.encode())


def test_a_checkpoint_is_opened_only_with_its_own_logs_key(signer):
    checkpoint = Checkpoint(signer.name, 0, EMPTY_ROOT)
    note = sign_checkpoint(checkpoint, signer)
    wrong_key = Signer(signer.name, Algorithm.ED25519, b"w" * 32)
    other_log = Signer("sanan.example/2027", Algorithm.ED25519, signer.seed)
    for wrong in (wrong_key, other_log):
        with pytest.raises(CheckpointError):
            open_checkpoint(note.encode(), log=wrong.verifier)
    with pytest.raises(CheckpointError):
        sign_checkpoint(checkpoint, other_log)


def test_a_checkpoint_names_the_witnesses_the_reader_knows(signer, witness_signer):
    note = sign_checkpoint(Checkpoint(signer.name, 0, EMPTY_ROOT), signer)
    seen = note.add([sign(note.text, witness_signer, at=1_769_846_400)])
    opened = open_checkpoint(
        seen.encode(), log=signer.verifier, witnesses=[witness_signer.verifier]
    )
    assert opened.seen_by == (SeenBy("council.example/w1", 1_769_846_400),)
    assert open_checkpoint(seen.encode(), log=signer.verifier).seen_by == ()


@pytest.mark.parametrize("text", ["", "01", "+1", " 1", "1\n", "1e3", "9" * 20])
def test_a_number_has_one_form(text):
    with pytest.raises(FormError):
        decimal(text)


@pytest.mark.parametrize("text", ["A", "AA", "AB==", "AA==\n", "A-==", "é==="])
def test_base64_has_one_form(text):
    with pytest.raises(FormError):
        base64_bytes(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for read in (read_note, read_checkpoint):
        with suppress(LogError):
            read(data)
