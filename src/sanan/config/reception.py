"""Takes in a whole request before one of the few threads that answer is used.

Whoever drips a body, or drinks an answer by drops, holds a socket and no thread. A body has to come at
a least pace, may be only so long at its address, and all that are on their way may take only so much
room; where its length was said beforehand, nothing of a longer one is read. Beyond a megabyte a body
lies in a file without a name; under an address that must leave no trace it stays in memory.
"""

import asyncio
import io
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

MEGABYTE = 1 << 20
BLOCK = 1 << 18
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How slowly a body may come, and how much of all bodies may lie here: seconds and bytes."""

    grace: float = 20.0
    pause: float = 15.0
    rate: int = 16 * 1024
    longest: float = 15 * 60.0
    room: int = 1024 * MEGABYTE

    def seconds(self, received: int) -> float:
        """How long after its beginning a body of which so much has come may still be on its way."""
        return min(self.grace + received / self.rate, self.longest)


@dataclass(frozen=True)
class Door:
    """Addresses that begin alike: how long a body may be there, and whether it may touch the disk."""

    prefix: str
    most: int
    on_disk: bool = True


DOORS = (
    Door("/sealed/", 33 * MEGABYTE, on_disk=False),
    Door("/api/", 24 * MEGABYTE),
    Door("/", 128 * MEGABYTE),
)


class TurnedAway(Exception):
    """A request that is answered here, with a status and a sentence, and never reaches a thread."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Gone(Exception):
    """The client left before its request was whole."""


TOO_LONG = (
    "发来的内容太大，没有收下。请减少文件，或者分几次发。\n"
    "This is too large and was not taken. Send fewer files, or send them one by one.\n"
)
TOO_SLOW = (
    "等了很久还没有收完整，这次没有收下。请换个信号好的地方再发一次。\n"
    "This did not arrive in time and was not taken. Please send it once more.\n"
)
UNREADABLE = "没有看懂这个请求。\nThis request could not be read.\n"
FULL = (
    "同时上传的人太多，这次没有收下。请过一分钟再发一次。\n"
    "Too many are sending at the moment; this was not taken. Please come again in a minute.\n"
)


class Reception:
    """An ASGI application that gives each request, once it is whole, to a WSGI application."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        doors: Iterable[Door] = DOORS,
        pace: Pace | None = None,
    ) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, "answer")
        self.doors = tuple(doors)
        self.pace = pace or Pace()
        self.taken = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; what is not HTTP is left alone."""
        if scope["type"] != "http":
            return
        environ = environ_of(scope)
        body = Body(self, environ)
        try:
            await body.gather(receive)
            environ |= {"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)}
            await self._answer(environ, send)
        except TurnedAway as no:
            await _turn_away(no, send)
        except Gone:
            return
        finally:
            body.close()

    async def _answer(self, environ: dict[str, Any], send: Send) -> None:
        in_thread = asyncio.get_running_loop().run_in_executor
        answer = await in_thread(self.threads, Answer, self.application, environ)
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": answer.headers,
                }
            )
            while answer.file is not None:
                block = await in_thread(self.threads, answer.file.read, BLOCK)
                if not block:
                    break
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": answer.body})
        finally:
            if answer.file is not None:
                await in_thread(self.threads, answer.file.close)


class Body:
    """What comes with one request, from its first block until it was answered."""

    def __init__(self, reception: Reception, environ: dict[str, Any]) -> None:
        self.reception = reception
        path = environ["PATH_INFO"]
        doors = reception.doors
        self.door = next((d for d in doors if path.startswith(d.prefix)), doors[-1])
        self.declared = environ.get("CONTENT_LENGTH", "")
        self.comes = bool(self.declared) or "HTTP_TRANSFER_ENCODING" in environ
        self.file: IO[bytes] = io.BytesIO()
        self.size = 0

    async def gather(self, receive: Receive) -> None:
        """Read it to its end. Raises `TurnedAway` or `Gone`."""
        if self.declared and not self.declared.isdecimal():
            raise TurnedAway(400, UNREADABLE)
        self._fits(int(self.declared[:20] or 0))
        if self.comes and self.door.on_disk:
            self.file = SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115 - closed with the request
        began = time.monotonic()
        while self.comes:
            message = await self._next(receive, began)
            if message["type"] == "http.disconnect":
                raise Gone
            block = message.get("body", b"")
            self._fits(len(block))
            self.file.write(block)
            self.size += len(block)
            self.reception.taken += len(block)
            self.comes = message.get("more_body", False)
        self.file.seek(0)

    def _fits(self, more: int) -> None:
        if self.size + more > self.door.most:
            raise TurnedAway(413, TOO_LONG)
        if self.reception.taken + more > self.reception.pace.room:
            raise TurnedAway(503, FULL)

    async def _next(self, receive: Receive, began: float) -> Message:
        pace = self.reception.pace
        left = began + pace.seconds(self.size) - time.monotonic()
        try:
            async with asyncio.timeout(max(min(left, pace.pause), 0)):
                return await receive()
        except TimeoutError:
            raise TurnedAway(408, TOO_SLOW) from None

    def close(self) -> None:
        """Give back its room."""
        self.file.close()
        self.reception.taken -= self.size
        self.size = 0


class Answer:
    """What the application says, taken whole in one thread: as `body`, or as a `file` yet to be read.

    What is made as it is read is made here, so that a slow reader holds no thread and no transaction.
    """

    def __init__(self, application: WSGIApplication, environ: dict[str, Any]) -> None:
        self.status, self.headers = 500, list[tuple[bytes, bytes]]()
        self.body = b""
        self.file: IO[bytes] | None = None
        said = application(environ, self._start)
        if isinstance(said, FileWrapper):
            self.file = said.filelike
            return
        try:
            self._take(said)
        finally:
            if hasattr(said, "close"):
                said.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        self.status = int(status[:3])
        self.headers = [(n.encode("latin-1"), v.strip().encode("latin-1")) for n, v in headers]

    def _say_length(self) -> None:
        if self.body and not any(n.lower() == b"content-length" for n, _ in self.headers):
            self.headers.append((b"content-length", b"%d" % len(self.body)))

    def _take(self, said: Iterable[bytes]) -> None:
        if isinstance(said, list) or not getattr(said, "streaming", True):
            self.body = b"".join(said)
            self._say_length()
            return
        self.file = SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115 - closed when it was sent
        for block in said:
            self.file.write(block)
        self.file.seek(0)


def environ_of(scope: Message) -> dict[str, Any]:
    """A request as WSGI says it. Header names with an underscore are dropped: they pass for others."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        said = value.decode("latin-1")
        between = ";" if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{said}" if key in environ else said
    return environ


async def _turn_away(no: TurnedAway, send: Send) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if no.sentence == FULL:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": no.status, "headers": headers})
    await send({"type": "http.response.body", "body": no.sentence.encode()})
