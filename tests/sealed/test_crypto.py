"""The locks by themselves: what fits opens, nothing else does, and sizes tell nothing."""

import inspect
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanan.sealed.crypto import at_rest, envelope, letter, padding, passphrase, shamir
from sanan.sealed.crypto.at_rest import UnreadableError
from sanan.sealed.crypto.shamir import Share, ShareError


@given(st.binary(min_size=1, max_size=64))
@settings(deadline=None, max_examples=60)
def test_any_two_of_three_give_the_secret_and_survive_paper(secret):
    shares = [
        shamir.read(shamir.written(s).lower().replace("-", " ")) for s in shamir.split(secret)
    ]
    for one, other in itertools.permutations(shares, 2):
        assert shamir.join(one, other) == secret


def test_one_share_tells_nothing():
    # For any share and any other secret there is a second share that leads to that secret.
    known = shamir.split(b"\x11")[0]
    reached = {shamir.join(known, Share(2, bytes([y]))) for y in range(256)}
    assert len(reached) == 256


def test_the_field_is_a_field():
    assert [shamir._times(a, shamir._inverse(a)) for a in range(1, 256)] == [1] * 255
    assert shamir._times(0x57, 0x83) == 0xC1  # FIPS 197, 4.2


@pytest.mark.parametrize("at", [0, 1, 3, 9, 40, -1])
def test_a_share_copied_wrongly_is_noticed(at):
    text = shamir.written(shamir.split(bytes(range(32)))[1])
    letters = [i for i, c in enumerate(text) if c != "-"]
    place = letters[at]
    for other in sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") - {text[place]}):
        with pytest.raises(ShareError):
            shamir.read(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "S", "S4-AAAA", "随便", "S1", "S1-A", "S2-" + "A" * 200])
def test_what_is_no_share(text):
    with pytest.raises(ShareError):
        shamir.read(text)


def test_the_same_share_twice_is_not_two():
    one = shamir.split(b"secret")[0]
    with pytest.raises(ShareError):
        shamir.join(one, one)


def test_a_letter_opens_for_its_readers_only():
    county, city, stranger = (envelope.new_pair() for _ in range(3))
    made = letter.write(
        {"text": "说的话"},
        {"county": county.public, "city": city.public},
        [({"name": "a.jpg"}, b"photo")],
    )
    for name, pair in (("county", county), ("city", city)):
        assert letter.read(made.content, made.wraps[name], pair.private) == {"text": "说的话"}
        told = letter.read_file(made.files[0], made.wraps[name], pair.private)
        assert told == ({"name": "a.jpg"}, b"photo")
        with pytest.raises(UnreadableError):
            letter.read(made.content, made.wraps[name], stranger.private)


@pytest.mark.parametrize("part", ["content", "wrap"])
def test_a_changed_letter_does_not_open(part):
    pair = envelope.new_pair()
    made = letter.write({"text": "x"}, {"a": pair.public})
    parts = {"content": made.content, "wrap": made.wraps["a"]}
    broken = bytearray(parts[part])
    broken[-1] ^= 1
    parts[part] = bytes(broken)
    with pytest.raises(UnreadableError):
        letter.read(parts["content"], parts["wrap"], pair.private)


def test_a_message_is_no_file():
    pair = envelope.new_pair()
    made = letter.write({"text": "x"}, {"a": pair.public})
    with pytest.raises(UnreadableError):
        letter.read_file(made.content, made.wraps["a"], pair.private)


def test_every_message_has_one_size_and_files_four():
    pair = envelope.new_pair()
    sizes = {
        len(letter.write({"text": "话" * n}, {"a": pair.public}).content)
        for n in (0, 1, 99, 10_000)
    }
    assert len(sizes) == 1
    bodies = [1, 200_000, 260_000, 900_000, 3_000_000, 10 * 1024 * 1024]
    found = {len(padding.file({"name": "x"}, bytes(n))) for n in bodies}
    assert found == set(padding.FILES)


def test_what_does_not_fit_is_said():
    with pytest.raises(padding.TooLongError):
        padding.message({"text": "话" * 14_000})
    with pytest.raises(padding.TooLongError):
        padding.file({}, bytes(11 * 1024 * 1024))


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_bytes_that_are_no_padded_message(data):
    try:
        header, _body = padding.read(data)
    except UnreadableError:
        return
    assert isinstance(header, dict)


@given(st.binary(max_size=130))
@settings(deadline=None, max_examples=60)
def test_bytes_that_are_no_wrap(data):
    assert not envelope.is_wrap(data)
    with pytest.raises(UnreadableError):
        envelope.unwrap(data, envelope.new_pair().private)


def test_the_outer_lock_holds_with_another_key_or_purpose(settings):
    locked = at_rest.lock("wrap", b"key")
    assert at_rest.unlock("wrap", locked) == b"key"
    with pytest.raises(UnreadableError):
        at_rest.unlock("message", locked)
    settings.SEALED_KEY = "another"
    with pytest.raises(UnreadableError):
        at_rest.unlock("wrap", locked)


def test_a_receipt_is_sixteen_figures_and_found_again_only_with_the_installations_key(settings):
    receipt = passphrase.new_receipt()
    assert (len(receipt), receipt.isdecimal()) == (16, True)
    before = passphrase.derive(receipt)
    assert passphrase.derive(receipt) == before
    assert passphrase.derive(passphrase.new_receipt()).name != before.name
    settings.SEALED_KEY = "another"
    assert passphrase.derive(receipt).name != before.name


def test_the_real_cost_is_what_the_rfc_recommends():
    # RFC 9106, second recommended option: 3 passes, 64 MiB.
    source = inspect.getsource(passphrase)
    assert "COST = Cost(passes=3, memory=64 * 1024)" in source


def test_a_passphrase_opens_and_another_does_not():
    locked = passphrase.lock("words", b"private")
    assert passphrase.unlock("words", locked) == b"private"
    assert passphrase.lock("words", b"private") != locked
    with pytest.raises(UnreadableError):
        passphrase.unlock("other", locked)
