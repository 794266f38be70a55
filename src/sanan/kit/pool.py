"""Parsing what strangers send, apart: in a child with little time and memory, few at a time.

A small file can unpack to gigabytes, cost minutes, or break the library that reads it. So nothing
that a stranger sent is parsed where pages are served: `run` has it done by a fresh child
(`kit.child`) which the kernel ends when it wants too much, and waits for its answer. Children of one
`Queue` run one after the other at the lowest priority; who would wait longer, or would be the one
too many to wait, is told so at once, so that pages always have threads left.
"""

import atexit
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from selectors import EVENT_READ, DefaultSelector
from typing import Any, BinaryIO

from sanan.kit.child import HEADER

MEGABYTE = 1 << 20
_BLOCK = 1 << 18
_MOST_SAID = 1 << 16  # bytes of a child's answer; what it made lies in the file
_IN_MEMORY = 64 * MEGABYTE  # a larger result goes through a file on the disk
_GRACE = 2.0  # seconds after which a child that should have ended by itself is given up


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one job may cost: seconds of processor and of the clock, bytes of memory and of result."""

    processor: int
    seconds: int
    memory: int
    written: int


class Busy(Exception):
    """So many files are being read that this one should come again later."""


class Ended(Exception):
    """The child was ended before it answered: it wanted too much, or its library broke."""


class Raised(Exception):
    """The job raised an exception; `name` is its class."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Result:
    """What a job said, and the file it wrote, standing at its start."""

    said: Any
    out: BinaryIO


class Queue:
    """Jobs of a kind: `at_once` run, `waiting` more wait for at most `patience` seconds."""

    def __init__(self, *, at_once: int = 1, waiting: int = 2, patience: float = 8.0) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a turn. Raises `Busy` where none comes free in time or too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


def run(job: str, stream: BinaryIO, *, limits: Limits, queue: Queue, **given: Any) -> Result:
    """Have `job` ("package.module:function") done on `stream` in a child, with `given` as JSON.

    The function is called with the file, a file to write to, and `given`; what it returns is JSON
    too. Raises `Busy`, `Ended` or `Raised`.
    """
    with queue.turn():
        source, out = _handed(stream), _unnamed(limits.written <= _IN_MEMORY)
        try:
            told = {"job": job, "limits": asdict(limits), "given": given}
            said = _answered(told, (source.fileno(), out.fileno()), limits.seconds + _GRACE)
        except BaseException:
            out.close()
            raise
        finally:
            if source is not stream:
                source.close()
    if "raised" in said:
        out.close()
        raise Raised(str(said["raised"]))
    out.seek(0)
    return Result(said.get("done"), out)


def _handed(stream: BinaryIO) -> BinaryIO:
    """The stream as a file that a child can read: itself, or a copy in memory."""
    stream.seek(0)
    with suppress(OSError, AttributeError):
        os.lseek(stream.fileno(), 0, os.SEEK_SET)
        return stream
    copy = _unnamed()
    while block := stream.read(_BLOCK):
        copy.write(block)
    copy.flush()
    copy.seek(0)
    return copy


def _unnamed(in_memory: bool = True) -> BinaryIO:  # noqa: FBT001, FBT002 - private
    """A file without a name: in memory where the system has such, so that no disk keeps it."""
    if in_memory and hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("sanan"), "w+b")
    return tempfile.TemporaryFile()  # closed by the reader


def _answered(told: dict[str, Any], handles: tuple[int, int], seconds: float) -> dict[str, Any]:
    reading, writing = os.pipe()
    try:
        _sent(told, (*handles, writing))
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        text = _read(pipe, time.monotonic() + seconds)
    try:
        said = json.loads(text)
    except ValueError:
        raise Ended from None
    if not isinstance(said, dict):
        raise Ended
    return said


def _read(pipe: io.FileIO, until: float) -> bytes:
    text = b""
    with DefaultSelector() as selector:
        selector.register(pipe, EVENT_READ)
        while len(text) <= _MOST_SAID:
            if not selector.select(max(0.0, until - time.monotonic())):
                raise Ended
            block = pipe.read(_MOST_SAID)
            if not block:
                return text
            text += block
    raise Ended


class _Template:
    """The process that forks the children, started when the first file comes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def send(self, message: bytes, handles: tuple[int, ...]) -> None:
        with self.lock:
            try:
                self._send(message, handles)
            except OSError:  # it was killed: start another
                self.end()
                self._send(message, handles)

    def _send(self, message: bytes, handles: tuple[int, ...]) -> None:
        control = self.control or self._started()
        socket.send_fds(control, [message[:HEADER]], list(handles))
        control.sendall(message[HEADER:])

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "sanan.kit.child"],
                stdin=theirs.fileno(),
                cwd="/",
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"},
                start_new_session=True,  # Ctrl-C is for the server, which then closes the socket
            )
        self.control = ours
        return ours

    def end(self) -> None:
        """Close the socket, at which the process ends."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=_GRACE)
        self.control = self.process = None


_template = _Template()


@atexit.register
def _end() -> None:
    _template.end()


def _afresh() -> None:
    """In a forked server process: the parent's process and lock are not ours."""
    global _template  # noqa: PLW0603 - one for each process
    _template = _Template()


os.register_at_fork(after_in_child=_afresh)


def _sent(told: dict[str, Any], handles: tuple[int, ...]) -> None:
    text = json.dumps(told).encode()
    _template.send(len(text).to_bytes(HEADER, "big") + text, handles)
