"""The process that holds the streams: one loop, one look at the database for all rooms.

A reader costs a socket and a queue, no thread; so three hundred in one room leave the web workers
free. `GET /<anything>/<pass>?since=<rev>` streams `text/event-stream`; the last path segment is the
pass, so that any prefix of a proxy works. Each event is `id: <rev>` and one JSON object; a comment
goes out every `BEAT` seconds, and a stream ends after `LONGEST`, so that a page comes back with a
fresh pass and whoever lost the room loses the stream.
"""

import asyncio
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from sanan.kit.hearing import Word

LOOK = 0.2
RARELY = 5.0
"""How often it looks while it hears of every change: a word may be lost."""
BEAT = 20.0
LONGEST = 10 * 60.0
MOST_HEAD = 16 * 1024
MOST_WAITING = 256
MOST_READERS = 20_000
MOST_MISSED = 200
MOST_OF_ONE = 6
"""Streams of one pass: a page has one, and a few that broke off may not be noticed yet."""
HEAD_SECONDS = 10.0
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Change:
    """One new or changed message: the room's count, and what is sent, for members and for staff.

    An empty text is not sent to those readers.
    """

    rev: int
    member: bytes
    staff: bytes


class Source(Protocol):
    """Where changes come from; called in one thread of its own."""

    def admit(self, key: str) -> tuple[int, bool] | None:
        """The room and whether as staff, or None for a key that opens nothing (any more)."""

    def heads(self, rooms: Sequence[int]) -> Mapping[int, int]:
        """The last count of each of these rooms, in one statement."""

    def after(self, room: int, rev: int) -> Sequence[Change]:
        """What changed after that count, in order, at most a few hundred."""


@dataclass(eq=False, slots=True)
class Reader:
    """One open stream. `rev` is how far it was served; a queue too full ends it."""

    room: int
    staff: bool
    rev: int
    waiting: "asyncio.Queue[bytes | None]" = field(
        default_factory=lambda: asyncio.Queue(MOST_WAITING)
    )

    def give(self, change: Change) -> None:
        """Queue a change that this reader has not had."""
        if change.rev <= self.rev:
            return
        self.rev = change.rev
        body = change.staff if self.staff else change.member
        if body:
            try:
                self.waiting.put_nowait(b"id: %d\ndata: %s\n\n" % (change.rev, body))
            except asyncio.QueueFull:
                self.end()

    def end(self) -> None:
        """Let the stream end; the page comes back and asks from where it was."""
        with suppress(asyncio.QueueEmpty):
            self.waiting.get_nowait()
        with suppress(asyncio.QueueFull):
            self.waiting.put_nowait(None)


class Live:
    """The streams of one process."""

    def __init__(
        self,
        source: Source,
        *,
        longest: float = LONGEST,
        look: float = LOOK,
        ears: "Callable[[Callable[[Word], object]], object] | None" = None,
    ) -> None:
        self.source = source
        self.longest, self.look, self.ears = longest, look, ears
        self.moved = asyncio.Event()
        self.hears = False
        self.readers: dict[int, set[Reader]] = {}
        self.cursors: dict[int, int] = {}
        self.held: Counter[str] = Counter()
        self.thread = ThreadPoolExecutor(1, "live")
        self.some = asyncio.Event()

    @property
    def count(self) -> int:
        """How many streams are open."""
        return sum(map(len, self.readers.values()))

    async def serve(self, host: str, port: int) -> None:
        """Listen until SIGTERM or Ctrl-C."""
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        self.listen()
        server = await asyncio.start_server(self.answer, host, port, backlog=1024)
        watching = asyncio.create_task(self.watch())
        async with server:
            await stop.wait()
        watching.cancel()
        for readers in self.readers.values():
            for reader in readers:
                reader.end()

    def listen(self) -> None:
        """Let a thread of `ears` say when something has moved; without any, look by the clock."""
        loop = asyncio.get_running_loop()

        def heard(word: Word) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._heard, word)

        if self.ears:
            threading.Thread(target=self.ears, args=(heard,), name="ears", daemon=True).start()

    def _heard(self, word: Word) -> None:
        self.hears = word is Word.MOVED
        self.moved.set()

    async def watch(self) -> None:
        """Look for changes in the rooms that are open somewhere, and hand them out.

        At once when something was heard to move, else by the clock: seldom while the ears are well.
        """
        while True:
            await self.some.wait()
            began = time.monotonic()
            self.moved.clear()
            try:
                await self.look_once()
            except Exception as wrong:  # noqa: BLE001 - the database may be away for a moment
                print(f"live: {type(wrong).__name__}", flush=True)  # noqa: T201 - read by whoever runs it
                await asyncio.sleep(1)
            await asyncio.sleep(0.02)
            with suppress(TimeoutError):
                most = RARELY if self.hears else self.look - (time.monotonic() - began)
                async with asyncio.timeout(max(most, 0)):
                    await self.moved.wait()

    async def look_once(self) -> None:
        """One look: which rooms moved, then what moved in them."""
        rooms = [room for room, readers in self.readers.items() if readers]
        if not rooms:
            self.some.clear()
            return
        heads = await self._ask(self.source.heads, rooms)
        for room, head in heads.items():
            while self.cursors.get(room, head) < head:
                changes = await self._ask(self.source.after, room, self.cursors[room])
                for change in changes:
                    for reader in self.readers.get(room, ()):
                        reader.give(change)
                self.cursors[room] = changes[-1].rev if changes else head
            self.cursors.setdefault(room, head)

    async def answer(self, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        """One connection, from its head to its end."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reading.readuntil(b"\r\n\r\n")
            await self._stream(head, writing)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        finally:
            writing.close()

    async def _stream(self, head: bytes, writing: asyncio.StreamWriter) -> None:
        asked = Asked.of(head)
        if asked is None or asked.method != "GET":
            await _plain(writing, b"405 Method Not Allowed")
            return
        if asked.path.rstrip("/").endswith("/health"):
            await _plain(writing, b"200 OK", str(self.count).encode())
            return
        admitted = await self._ask(self.source.admit, asked.key)
        if admitted is None or self.count >= MOST_READERS:
            await _plain(writing, b"403 Forbidden" if admitted is None else b"503 Full")
            return
        if self.held[asked.key] >= MOST_OF_ONE:
            await _plain(writing, b"429 Too Many Requests")
            return
        self.held[asked.key] += 1
        try:
            await self._serve(Reader(admitted[0], admitted[1], asked.since), asked, writing)
        finally:
            self.held[asked.key] -= 1
            self.held += Counter()  # forgets who holds none any more

    async def _serve(self, reader: Reader, asked: "Asked", writing: asyncio.StreamWriter) -> None:
        await self._join(reader)
        writing.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            b"Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n"
            + asked.allowed_origin
            + b"\r\nretry: 2000\n\n"
        )
        try:
            await self._pump(reader, writing)
        finally:
            self.readers[reader.room].discard(reader)
            if not self.readers[reader.room]:
                del self.readers[reader.room]
                self.cursors.pop(reader.room, None)

    async def _join(self, reader: Reader) -> None:
        """Give what the page missed, then what comes; nothing twice, nothing left out."""
        head = (await self._ask(self.source.heads, [reader.room])).get(reader.room, 0)
        if head - reader.rev > MOST_MISSED:
            reader.waiting.put_nowait(b'data: {"reload":true}\n\n')
            reader.rev = head
        rev = reader.rev
        # Between the last look at the cursor and joining there is no await.
        while rev < self.cursors.setdefault(reader.room, min(head, rev)):
            changes = await self._ask(self.source.after, reader.room, rev)
            for change in changes:
                reader.give(change)
            rev = changes[-1].rev if changes else self.cursors[reader.room]
        self.readers.setdefault(reader.room, set()).add(reader)
        self.some.set()

    async def _pump(self, reader: Reader, writing: asyncio.StreamWriter) -> None:
        until = time.monotonic() + self.longest
        while time.monotonic() < until:
            try:
                async with asyncio.timeout(BEAT):
                    body = await reader.waiting.get()
            except TimeoutError:
                body = b": beat\n\n"
            if body is None:
                return
            while not reader.waiting.empty():
                more = reader.waiting.get_nowait()
                if more is None:
                    writing.write(body)
                    return
                body += more
            writing.write(body)
            await writing.drain()

    async def _ask(self, function: Callable[..., Found], *arguments: object) -> Found:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, function, *arguments)


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a request, as far as it matters here."""

    method: str
    path: str
    key: str
    since: int
    allowed_origin: bytes

    @classmethod
    def of(cls, head: bytes) -> "Asked | None":
        """Read it; None for what is no HTTP."""
        if len(head) > MOST_HEAD:
            return None
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        if len(parts) != 3:
            return None
        headers = {
            name.strip().lower(): value.strip()
            for name, found, value in (line.partition(":") for line in lines[1:])
            if found
        }
        url = urlsplit(parts[1])
        since = headers.get("last-event-id") or parse_qs(url.query).get("since", ["0"])[0]
        return cls(
            parts[0],
            url.path,
            unquote(url.path.rsplit("/", 1)[-1]),
            int(since) if since.isascii() and since.isdecimal() and len(since) < 10 else 0,
            _allowed(headers),
        )


def _allowed(headers: Mapping[str, str]) -> bytes:
    """A page of the same host may read the stream, whatever its port; no other may."""
    origin = headers.get("origin", "")
    host = urlsplit(f"//{headers.get('host', '')}").hostname
    if not origin or host is None or urlsplit(origin).hostname != host:
        return b""
    return b"Access-Control-Allow-Origin: " + origin.encode("latin-1") + b"\r\nVary: Origin\r\n"


async def _plain(writing: asyncio.StreamWriter, status: bytes, body: bytes = b"") -> None:
    writing.write(
        b"HTTP/1.1 %s\r\nContent-Length: %d\r\nCache-Control: no-store\r\n"
        b"Connection: close\r\n\r\n%s" % (status, len(body), body)
    )
    await writing.drain()
