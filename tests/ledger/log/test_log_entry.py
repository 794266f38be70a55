"""Entries, commitments, openings and promises: one form each, nothing personal."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.ledger.log.checkpoint import open_checkpoint
from sanan.ledger.log.entry import Entry, commit, read_entry
from sanan.ledger.log.errors import EntryError, LogError, NoteError
from sanan.ledger.log.keys import Algorithm, Signer
from sanan.ledger.log.lines import base64_text
from sanan.ledger.log.note import Note, sign
from sanan.ledger.log.opening import Opening, unpack
from sanan.ledger.log.promise import Promise, make_promise, open_promise

AT = "2026-01-31T08:00:00Z"
word = st.text("abcxyz0123456789_-", min_size=1, max_size=64)
moment = st.datetimes().map(lambda d: f"{d.year:04d}{d.strftime('-%m-%dT%H:%M:%SZ')}")
entries = st.builds(Entry, word, word, moment, st.binary(min_size=32, max_size=32))


def test_the_canonical_bytes():
    entry = Entry("case.open", "k3Jd-9", AT, bytes(range(32)))
    assert entry.encode() == (
        b'{"at":"2026-01-31T08:00:00Z","commit":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",'
        b'"id":"k3Jd-9","t":"case.open","v":1}'
    )


@given(entries)
def test_entries_read_back(entry):
    assert read_entry(entry.encode()) == entry


@given(entries, st.binary(min_size=32, max_size=32))
def test_openings_read_back(entry, salt):
    if entry.at >= "1970":
        assert unpack(Opening(entry, salt).pack()) == Opening(entry, salt)


@pytest.mark.parametrize(
    "change",
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"v":1', b'"v":1,"w":1'),
        (b'"t":', b'"t": '),
        (b"}", b"}\n"),
        (b"2026-01", b"2026-1"),
        (b"case.open", "张三".encode()),
        (b"case.open", b"Case.Open"),
        (b'"id":"k"', b'"id":1'),
        (b'"id":"k",', b""),
        (b'A"', b'B"'),
        (b"AAAA", b"AA"),
    ],
)
def test_no_other_bytes_are_an_entry(change):
    data = Entry("case.open", "k", AT, b"\x00" * 32).encode()
    assert read_entry(data)
    with pytest.raises(EntryError):
        read_entry(data.replace(*change))


@pytest.mark.parametrize("data", [b"", b"[]", b"1", b"\xff", b"{}", b"null"])
def test_other_json_is_no_entry(data):
    with pytest.raises(EntryError):
        read_entry(data)


def test_a_commitment_has_32_bytes():
    with pytest.raises(EntryError):
        Entry("case.open", "k", AT, b"short")


def test_a_commitment_needs_its_salt_and_its_content():
    one = commit(salt=b"a" * 32, content=b"x")
    assert one != commit(salt=b"b" * 32, content=b"x")
    assert one != commit(salt=b"a" * 32, content=b"y")
    with pytest.raises(EntryError):
        commit(salt=b"a" * 31, content=b"x")


@given(st.binary(max_size=200))
def test_any_bytes_are_an_opening_or_refused(data):
    for candidate in (data, b"\x01" + data):
        with suppress(EntryError):
            assert unpack(candidate).pack() == candidate


def test_an_opening_refuses_what_it_cannot_pack(opening):
    with pytest.raises(EntryError):
        Opening(opening(1).entry, b"short").pack()
    with pytest.raises(EntryError):
        Opening(Entry("a", "b", "2026-02-30T00:00:00Z", b"c" * 32), b"s" * 32).pack()


def test_a_promise_reads_back(signer, opening):
    data = make_promise(opening(7), signer=signer, by="2026-01-31T08:01:00Z")
    assert open_promise(data, log=signer.verifier) == Promise(
        signer.name, opening(7), "2026-01-31T08:01:00Z"
    )
    assert len(data) <= 1024


def test_a_promise_is_no_checkpoint_and_a_false_one_is_refused(signer, opening):
    data = make_promise(opening(7), signer=signer, by="2026-01-31T08:01:00Z")
    with pytest.raises(LogError):
        open_checkpoint(data, log=signer.verifier)
    other = Signer(signer.name, Algorithm.ED25519, b"o" * 32)
    for key, given_data in [
        (other, data),
        (signer, data.replace(b":01:", b":02:")),
        (Signer("other", Algorithm.ED25519, signer.seed), data),
    ]:
        with pytest.raises(NoteError):
            open_promise(given_data, log=key.verifier)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["sanan.record/other@v1", "{name}", "{packed}", "by x"], "not a promise of"),
        (["sanan.record/promise@v1", "another", "{packed}", "by x"], "not a promise of"),
        (["sanan.record/promise@v1", "{name}", "{packed}", "at x"], "not a promise of"),
        (["sanan.record/promise@v1", "{name}", "{packed}", "by x", "more"], "not a promise of"),
        (["sanan.record/promise@v1", "{name}", "{packed}"], "not a promise of"),
        (["sanan.record/promise@v1", "{name}", "AAAA", "by x"], "not a promise: "),
        (["sanan.record/promise@v1", "{name}", "no base64", "by x"], "not a promise: "),
        (["sanan.record/promise@v1", "{name}", "{packed}", "by x"], ""),
    ],
)
def test_what_the_log_signed_is_a_promise_only_in_its_four_lines(signer, opening, lines, why):
    packed = base64_text(opening(7).pack())
    text = "".join(f"{line}\n" for line in lines).format(name=signer.name, packed=packed)
    data = Note(text.encode(), (sign(text.encode(), signer),)).encode()
    if why:
        with pytest.raises(NoteError, match=why):
            open_promise(data, log=signer.verifier)
    else:
        assert open_promise(data, log=signer.verifier).by == "x"
