"""Slow and endless senders before the threads that answer: a real server, real sockets."""

import asyncio
import io
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from sanan.config.reception import MEGABYTE, Door, Pace, Reception
from sanan.config.serve import command, free_port

THREADS = 2
TOY = f"""
import sanan.config.reception as reception

def pages(environ, start):
    body = environ["wsgi.input"].read()
    kind = type(environ["wsgi.input"]).__name__
    size = 8 << 20 if environ["PATH_INFO"] == "/large" else 0
    start("200 OK", [("Content-Type", "text/plain")])
    said = f"{{len(body)}} {{environ['CONTENT_LENGTH']}} {{kind}} {{environ.get('HTTP_X_FORWARDED_FOR')}}"
    return [said.encode() + b"." * size]

application = reception.Reception(
    pages, threads={THREADS}, pace=reception.Pace(grace=5, pause=5),
    doors=[reception.Door("/sealed/", 3000, on_disk=False), reception.Door("/", 2 << 20)],
)
"""
GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The server as shipped, in one process with two threads, before an application of ours."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "toy.py").write_text(textwrap.dedent(TOY))
    listens = free_port(0)
    line = [*command(host="127.0.0.1", port=listens, workers=1)[:-1], "toy:application"]
    server = subprocess.Popen(line, cwd=folder)
    try:
        while not answers(listens):
            assert server.poll() is None
        yield listens
    finally:
        server.terminate()
        server.wait(15)


def answers(port: int) -> bool:
    with suppress(OSError):
        return b"200 OK" in asked(port, GET)
    return False


def opened(port: int, sent: bytes) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=20)
    one.sendall(sent)
    return one


def asked(port: int, sent: bytes) -> bytes:
    """What comes back until the server closes, or has said no and listens no more."""
    said = b""
    with opened(port, sent) as one, suppress(ConnectionError):
        while block := one.recv(65536):
            said += block
    return said


def post(path: str, length: int, *more: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {length}"]
    return "\r\n".join([*lines, *more, "", ""]).encode()


@pytest.mark.parametrize("path", ["/", "/api/v1/cases", "/sealed/", "/staff/login/"])
def test_who_drips_a_body_holds_no_thread(port, path):
    with ExitStack() as stack:
        for _ in range(THREADS * 10):
            stack.enter_context(opened(port, post(path, 1000) + b"a"))
        assert b"200 OK" in asked(port, GET)


def test_idle_connections_and_half_heads_hold_no_place(port):
    with ExitStack() as stack:
        for n in range(300):
            stack.enter_context(opened(port, b"" if n % 2 else b"GET / HTTP/1.1\r\nHost:"))
        assert b"200 OK" in asked(port, GET)


def test_who_drinks_an_answer_by_drops_holds_no_thread(port):
    with ExitStack() as stack:
        for _ in range(THREADS * 3):
            stack.enter_context(opened(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")).recv(1)
        assert b"200 OK" in asked(port, GET)


def test_a_body_of_300_mb_is_refused_by_its_length_alone(port):
    said = asked(port, post("/api/v1/cases", 300 * MEGABYTE))
    assert b" 413 " in said.splitlines()[0]
    assert "太大".encode() in said


def test_a_long_body_without_a_length_is_cut_off_where_it_becomes_too_long(port):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = b"80000\r\n" + b"a" * 0x80000 + b"\r\n"
    with opened(port, head) as one, suppress(ConnectionError):
        for _ in range(600):
            one.sendall(block)
        pytest.fail("all of it was taken")


def test_each_door_has_its_own_length_and_a_sealed_body_never_lies_on_the_disk(port):
    assert asked(port, post("/sealed/", 3000) + b"a" * 3000).endswith(b"3000 3000 BytesIO None")
    assert b" 413 " in asked(port, post("/sealed/", 3001)).splitlines()[0]
    said = asked(port, post("/x/", 3001) + b"a" * 3001)
    assert said.endswith(b"3001 3001 SpooledTemporaryFile None")


def test_a_name_with_an_underscore_does_not_pass_for_the_proxys(port):
    said = asked(port, post("/", 0, "X_Forwarded_For: 6.6.6.6"))
    assert said.endswith(b"None")
    said = asked(port, post("/", 0, "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2.2.2.2"))
    assert said.endswith(b"1.1.1.1,2.2.2.2")


def talked(
    blocks: list[bytes], *, pace: Pace, most: int = 100, ends: bool = True
) -> tuple[int, list[bytes]]:
    """One request told block by block; when they are over and it does not end, silence."""
    heard: list[bytes] = []
    said: list[dict[str, Any]] = []
    waiting = list(blocks)

    def pages(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        heard.append(environ["wsgi.input"].read())
        start("204 No Content", [])
        return []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        block = waiting.pop(0)
        return {"type": "http.request", "body": block, "more_body": bool(waiting) or not ends}

    async def send(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(b"transfer-encoding", b"chunked")],
    }
    reception = Reception(pages, threads=1, doors=[Door("/", most)], pace=pace)
    asyncio.run(reception(scope, receive, send))
    assert reception.taken == 0
    return said[0]["status"], heard


def test_what_does_not_come_in_time_is_given_up():
    quick = Pace(grace=0.01, pause=0.01)
    assert talked([b"a"], pace=quick, ends=False) == (408, [])
    assert talked([b"a", b"b"], pace=quick) == (204, [b"ab"])


def test_a_body_may_take_longer_the_more_of_it_has_come_but_not_for_ever():
    pace = Pace(grace=20, rate=1000, longest=60)
    assert [pace.seconds(n) for n in (0, 10_000, 40_000, 41_000)] == [20, 30, 60, 60]


def test_the_longest_that_is_taken_and_one_byte_more():
    assert talked([b"a" * 60, b"a" * 40], pace=Pace()) == (204, [b"a" * 100])
    assert talked([b"a" * 60, b"a" * 41], pace=Pace()) == (413, [])


def test_all_bodies_together_have_only_so_much_room():
    assert talked([b"a" * 60], pace=Pace(room=60)) == (204, [b"a" * 60])
    assert talked([b"a" * 61], pace=Pace(room=60)) == (503, [])


def test_an_answer_made_while_it_is_read_is_made_in_one_go():
    from sanan.config.reception import Answer

    told: list[str] = []

    class Streamed:
        streaming = True

        def __iter__(self) -> Iterator[bytes]:
            yield b"a"
            yield b"b"

        def close(self) -> None:
            told.append("closed")

    def pages(_environ: Any, start: Callable[..., object]) -> Any:
        start("200 OK", [("X-A", "1")])
        return Streamed()

    answer = Answer(pages, {})
    assert told == ["closed"]
    assert isinstance(answer.file, io.IOBase) or answer.file is not None
    assert answer.file.read() == b"ab"
    assert (answer.status, answer.headers) == (200, [(b"X-A", b"1")])


def test_the_server_as_started_runs_behind_the_reception():
    line = command(host="127.0.0.1", port=1)
    assert line[-1] == "sanan.config.asgi:application"
    assert Path(line[0]).exists()
    assert sys.version_info >= (3, 11)


@pytest.mark.parametrize("target", ["*", "http://x/", "http://x/?a=1", "//x//", "/%2e%2e/%00"])
def test_a_target_of_any_form_is_answered(port, target):
    """`*` asks about the server itself, and a proxy's form names the host: neither begins with `/`."""
    said = asked(
        port, f"OPTIONS {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )
    assert b" 200 " in said.splitlines()[0]
