"""The process from which each child that parses a stranger's file is forked.

Started once by `kit.pool` as a program of its own: it holds no settings, no database and no secret.
It waits on its standard input, a socket, for a job with two open files and the writing end of a
pipe; it forks, and the fork limits itself, does the job and answers with one JSON object. It never
looks into a file itself. It ends when the socket is closed.
"""

import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO

HEADER = 4  # bytes that say how long the job's JSON is
_CHILD_FILES = 64
_NICE = 15  # whoever asks for a page goes first


def main() -> None:
    """Fork a child for each job, until the other side is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system takes ended children away
    with socket.socket(fileno=sys.stdin.fileno()) as control:
        while job := _received(control):
            told, handles = job
            with suppress(ImportError):
                import_module(told["job"].partition(":")[0])  # once, for all children to come
            if os.fork() == 0:
                control.close()
                _child(told, *handles)
            for handle in handles:
                os.close(handle)


def _received(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    head, handles, _flags, _address = socket.recv_fds(control, HEADER, 3)
    if len(head) < HEADER:
        return None
    rest = int.from_bytes(head, "big")
    text = b""
    while len(text) < rest:
        block = control.recv(rest - len(text))
        if not block:
            return None
        text += block
    return json.loads(text), handles


def _child(told: dict[str, Any], source: int, out: int, answer: int) -> None:
    """Do the job and end; whatever goes wrong, nothing returns into the parent's loop."""
    try:
        _limit(told["limits"])
        said = _done(told, source, out)
        os.write(answer, json.dumps(said).encode())
    finally:
        os._exit(0)


def _done(told: dict[str, Any], source: int, out: int) -> dict[str, Any]:
    module, _colon, name = told["job"].partition(":")
    try:
        job = getattr(import_module(module), name)
        with os.fdopen(source, "rb") as stream, os.fdopen(out, "wb") as result:
            return {"done": _call(job, stream, result, told["given"])}
    except Exception as error:  # noqa: BLE001 - the parent says what each means to a person
        return {"raised": type(error).__name__}


def _call(job: Any, stream: BinaryIO, result: BinaryIO, given: dict[str, Any]) -> Any:
    answer = job(stream, result, **given)
    result.flush()
    return answer


def _limit(limits: dict[str, int]) -> None:
    """Let this process have so much and no more; the kernel ends it where it asks for more."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits["seconds"])
    os.nice(_NICE)
    wanted = {
        resource.RLIMIT_CPU: limits["processor"],
        resource.RLIMIT_DATA: limits["memory"],
        resource.RLIMIT_AS: limits["memory"] + (1 << 29),  # libraries take room, not memory
        resource.RLIMIT_FSIZE: limits["written"],
        resource.RLIMIT_NOFILE: _CHILD_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        with suppress(ValueError, OSError):  # a system that does not know this limit has the others
            resource.setrlimit(what, (most, most))
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


if __name__ == "__main__":
    main()
