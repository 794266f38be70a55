"""A recording in pieces: taken up where the line broke, judged only when a form takes it."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from sanan.files import pieces
from sanan.files.forms import WithUploads
from sanan.kit import clock

VOICE = (b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\0" * 9) * 6
pytestmark = pytest.mark.django_db


@pytest.fixture
def name(client, tmp_path, settings):
    settings.VAR = tmp_path
    return client.post("/pieces/").json()["name"]


def send(client, name, start, piece):
    address = f"/pieces/{name}/?from={start}"
    return client.post(address, piece, content_type="application/octet-stream")


def test_piece_by_piece_and_again_from_where_the_line_broke(client, name):
    assert send(client, name, 0, VOICE[:40]).json() == {"have": 40}
    assert send(client, name, 0, VOICE[:40]).json() == {"have": 40}  # its answer was lost
    gap = send(client, name, 60, VOICE[60:])
    assert (gap.status_code, gap.json()) == (409, {"have": 40})
    assert client.get(f"/pieces/{name}/").json() == {"have": 40}
    assert send(client, name, 30, VOICE[30:]).json() == {"have": len(VOICE)}  # overlapping
    form = WithUploads({"pieces": name})
    assert form.is_valid()
    assert form.uploads[0].stream.read() == VOICE
    assert [(u.kind, u.size) for u in form.uploads] == [("voice", len(VOICE))]


@pytest.mark.parametrize(
    ("start", "piece", "status"),
    [
        (0, b"", 422),
        (0, b"x" * (pieces.PIECE + 1), 422),
        (pieces.WHOLE, b"x", 422),
        ("-1", b"x", 422),
        ("9" * 30, b"x", 422),
        ("", b"x", 422),
        (5, b"x", 409),
    ],
)
def test_what_does_not_fit_is_refused(client, name, start, piece, status):
    assert send(client, name, start, piece).status_code == status
    assert pieces.have(name) == 0


@pytest.mark.parametrize("other", ["nobody", "..%2f..%2fsecret", "a" * 32])
def test_nobody_reaches_another_file(client, name, other):
    assert send(client, other, 0, b"x").status_code == 404
    assert client.get(f"/pieces/{other}/").status_code == 404


@pytest.mark.parametrize("content", [b"<script>", b"%PDF-1.7"])
def test_it_is_judged_like_any_file(client, name, content):
    send(client, name, 0, content)
    form = WithUploads({"pieces": name})
    assert not form.is_valid()
    assert list(form.errors) == ["clip"]


def test_what_was_never_sent_gets_a_sentence(name):
    form = WithUploads({"pieces": "a" * 32})
    assert not form.is_valid()
    assert "再说一遍" in str(form.errors["clip"])


def test_what_no_form_took_goes(client, name):
    send(client, name, 0, VOICE)
    pieces.sweep()
    assert pieces.have(name) == len(VOICE)
    with time_machine.travel(clock.now() + timedelta(hours=7)):
        pieces.sweep()
    assert not list((settings.VAR / "pieces").iterdir())


def test_only_so_much_at_once(client, name, monkeypatch):
    send(client, name, 0, VOICE)
    monkeypatch.setattr(pieces, "TOGETHER", 10)
    assert client.post("/pieces/").status_code == 429
