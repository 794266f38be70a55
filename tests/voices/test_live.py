"""The process of the streams: order, nothing twice, nothing left out, who is let in."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from queue import Queue
from typing import Any

import pytest

from sanan.kit.hearing import Word
from sanan.voices import actions
from sanan.voices.enums import Reason, Standing
from sanan.voices.live import passes, server
from sanan.voices.live.server import MOST_MISSED, MOST_OF_ONE, Asked, Change, Live, Reader
from sanan.voices.live.watch import Database
from sanan.voices.models import Message

from .conftest import NOW


class Book:
    """A source in memory."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.looks = 0

    def write(self, *texts: str, staff_only: bool = False) -> None:
        for text in texts:
            body = json.dumps({"text": text}).encode()
            rev = len(self.changes) + 1
            self.changes.append(Change(rev, b"" if staff_only else body, body))

    def admit(self, key: str) -> tuple[int, bool] | None:
        return {"member": (1, False), "staff": (1, True)}.get(key.partition("-")[0])

    def heads(self, rooms: list[int]) -> dict[int, int]:
        self.looks += 1
        return {1: len(self.changes)} if 1 in rooms else {}

    def after(self, _room: int, rev: int) -> list[Change]:
        return self.changes[rev : rev + 3]


class Page:
    """A browser's end of a stream."""

    def __init__(self, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        self.reading, self.writing = reading, writing

    async def events(self, count: int) -> list[tuple[int, Any]]:
        found = []
        async with asyncio.timeout(20):
            while len(found) < count:
                block = (await self.reading.readuntil(b"\n\n")).decode()
                told = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                if "data" in told:
                    found.append((int(told.get("id", 0)), json.loads(told["data"])))
        return found


def test_what_is_heard_is_sent_at_once_and_a_lost_word_is_made_up_for(monkeypatch):
    """By the clock it would look once in an hour; a word that is lost waits for the seldom look."""
    monkeypatch.setattr(server, "RARELY", 0.05)
    book = Book()

    async def run() -> None:
        ears: Queue[Callable[[Word], object]] = Queue()
        live = Live(book, look=3600, ears=ears.put)
        live.listen()
        say = await asyncio.to_thread(ears.get)
        page = Reader(room=1, staff=False, rev=0)
        await live._join(page)
        watching = asyncio.create_task(live.watch())
        await live.look_once()
        book.write("heard")
        say(Word.MOVED)
        async with asyncio.timeout(20):
            assert b"heard" in await page.waiting.get()
            book.write("not heard")
            assert b"not heard" in await page.waiting.get()
        watching.cancel()
        live.thread.shutdown()

    asyncio.run(run())


def with_live(book: Book, play: Callable[[Live, Callable[..., Awaitable[Page]]], Awaitable[None]]):
    async def run() -> None:
        live = Live(book, look=0.001)
        server = await asyncio.start_server(live.answer, "127.0.0.1", 0)
        watching = asyncio.create_task(live.watch())
        port = server.sockets[0].getsockname()[1]
        opened = []

        async def connect(key: str = "member", since: int = 0, head: str = "") -> Page:
            reading, writing = await asyncio.open_connection("127.0.0.1", port)
            opened.append(writing)
            writing.write(
                f"GET /live/{key}?since={since} HTTP/1.1\r\nHost: here\r\n{head}\r\n".encode()
            )
            page = Page(reading, writing)
            page.head = (await reading.readuntil(b"\r\n\r\n")).decode()
            return page

        try:
            await play(live, connect)
        finally:
            watching.cancel()
            for writing in opened:
                writing.close()
            server.close()
            live.thread.shutdown()

    asyncio.run(run())


def test_every_reader_gets_everything_once_and_in_order():
    book = Book()

    async def play(live, connect):
        pages = [await connect(f"member-{n}") for n in range(50)]
        for n in range(0, 100, 5):
            book.write(*(f"{n + i}" for i in range(5)))
            await asyncio.sleep(0)
        for page in pages:
            got = await page.events(100)
            assert [rev for rev, _told in got] == list(range(1, 101))
            assert [told["text"] for _rev, told in got] == [str(n) for n in range(100)]

    with_live(book, play)


def test_who_comes_back_gets_what_they_missed_among_others_who_stayed():
    book = Book()
    book.write(*map(str, range(20)))

    async def play(live, connect):
        stayed = await connect(since=20)
        book.write("new")
        assert await stayed.events(1) == [(21, {"text": "new"})]
        back = await connect(since=7)
        assert [rev for rev, _told in await back.events(14)] == list(range(8, 22))
        again = await connect(since=0, head="Last-Event-ID: 20\r\n")
        assert await again.events(1) == [(21, {"text": "new"})]
        book.write("last")
        for page in (stayed, back, again):
            assert await page.events(1) == [(22, {"text": "last"})]

    with_live(book, play)


def test_who_missed_too_much_is_told_to_load_the_page():
    book = Book()
    book.write(*map(str, range(MOST_MISSED + 1)))

    async def play(live, connect):
        page = await connect(since=0)
        assert await page.events(1) == [(0, {"reload": True})]

    with_live(book, play)


def test_members_do_not_get_what_is_for_the_desk():
    book = Book()

    async def play(live, connect):
        member, desk = await connect(), await connect("staff")
        book.write("held", staff_only=True)
        book.write("shown")
        assert [told["text"] for _r, told in await desk.events(2)] == ["held", "shown"]
        assert [told["text"] for _r, told in await member.events(1)] == ["shown"]

    with_live(book, play)


def test_a_wrong_key_gets_nothing_and_a_page_of_another_host_no_leave():
    book = Book()

    async def play(live, connect):
        assert (await connect("forged")).head.startswith("HTTP/1.1 403")
        assert live.count == 0
        ours = await connect(head="Origin: http://here:8000\r\n")
        assert "Access-Control-Allow-Origin: http://here:8000" in ours.head
        theirs = await connect(head="Origin: http://elsewhere\r\n")
        assert "Access-Control" not in theirs.head

    with_live(book, play)


def test_one_pass_holds_a_few_streams_and_not_four_hundred():
    book = Book()

    async def play(live, connect):
        pages = [await connect() for _n in range(MOST_OF_ONE)]
        assert (await connect()).head.startswith("HTTP/1.1 429")
        assert (await connect("member-other")).head.startswith("HTTP/1.1 200")
        pages[0].writing.close()
        async with asyncio.timeout(20):
            while live.count > MOST_OF_ONE:
                book.write("more")
                await asyncio.sleep(0)
        assert (await connect()).head.startswith("HTTP/1.1 200")

    with_live(book, play)


def test_nobody_there_nothing_is_asked():
    book = Book()

    async def play(live, connect):
        page = await connect()
        book.write("one")
        await page.events(1)
        page.writing.close()
        book.write("two")
        async with asyncio.timeout(20):
            while live.count:
                book.write("more")
                await asyncio.sleep(0)
            while live.some.is_set():  # noqa: ASYNC110
                await asyncio.sleep(0)
        looks = book.looks
        for _n in range(1000):
            await asyncio.sleep(0)
        assert book.looks == looks

    with_live(book, play)


@pytest.mark.parametrize("head", ["", "GET\r\n\r\n", "\x00\xff\r\n\r\n", "GET / \r\n\r\n"])
def test_what_is_no_request_is_answered_as_such(head):
    found = Asked.of(head.encode("latin-1"))
    assert found is None or found.key == ""


# --- The database as a source


def test_the_key_opens_for_members_and_staff_while_they_are(cast):
    member = cast.member()
    source = Database()
    key = passes.made(passes.Pass(cast.room.pk, member.person.pk, staff=False))
    assert source.admit(key) == (cast.room.pk, False)
    assert source.admit(key[:-2] + "xx") is None
    assert (
        source.admit(passes.made(passes.Pass(cast.room.pk, member.person.pk, staff=True))) is None
    )
    desk = passes.made(passes.Pass(cast.room.pk, cast.inspector.pk, staff=True))
    assert source.admit(desk) == (cast.room.pk, True)
    far = passes.made(passes.Pass(cast.room.pk, cast.far.pk, staff=True))
    assert source.admit(far) is None
    actions.end(member=member, why=Standing.MOVED, by=cast.secretary, at=NOW)
    assert source.admit(key) is None


def test_what_is_read_from_the_database_is_in_the_order_of_the_counts(cast):
    member, source = cast.member("老李家"), Database()
    first = cast.says(member, "一")
    held = cast.says(member, "刷单")
    actions.remove(message=first, why=Reason.ABUSE, note="不好", by=cast.secretary, at=NOW)
    heads = source.heads([cast.room.pk])
    assert heads == {cast.room.pk: 3}
    changes = source.after(cast.room.pk, 0)
    assert [c.rev for c in changes] == [2, 3]
    assert changes[0].member == b""
    assert json.loads(changes[0].staff)["text"] == "刷单"
    told = json.loads(changes[1].member)
    assert (told["state"], told["judge"], "text" in told) == ("removed", "徐金水", False)
    assert Message.objects.get(pk=held.pk).rev == 2
