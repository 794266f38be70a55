"""The web server is started again while people send: on a socket that is handed over nobody is refused.

A connection on which nothing had come yet may be closed without a word, as HTTP allows at any time.
Whoever sends then shows the same Idempotency-Key again, and there is one case of it.
"""

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench.http import installation
from bench.processes import prepare

pytestmark = pytest.mark.faults
SENDERS = 3
BETWEEN = 12
# As systemd does: the socket is descriptor 3, and the process itself is meant.
START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "sanan.config", "serve", "--workers", "1"])
"""


class Crowd:
    """People who send one thing after another; the status each got, or what went wrong."""

    def __init__(self, port: int) -> None:
        self.port, self.done = port, threading.Event()
        self.answers: list[int | str] = []
        self.enough = threading.Condition()
        self.people = [threading.Thread(target=self._send, args=(n,)) for n in range(SENDERS)]

    def _send(self, who: int) -> None:
        number = 0
        while not self.done.is_set():
            number += 1
            answer = self._ask(who, number) or self._ask(who, number) or "twice without a word"
            if not isinstance(answer, int):
                self.done.set()
            with self.enough:
                self.answers.append(answer)
                self.enough.notify_all()

    def _ask(self, who: int, number: int) -> int | str | None:
        """The status; `None` where the connection was closed without a word."""
        body = json.dumps({"text": f"祥安小区的第 {who}-{number} 盏路灯坏了"}).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": f"10.{who}.0.{number}",
            "Idempotency-Key": f"{who}-{number}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", "/api/v1/cases", body, headers)
            return connection.getresponse().status
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            return None
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        finally:
            connection.close()

    def wait(self, more: int) -> None:
        """Until so many more were answered."""
        with self.enough:
            until = len(self.answers) + more
            self.enough.wait_for(lambda: len(self.answers) >= until or self.done.is_set(), 90)


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield listening


def test_nothing_that_is_sent_during_a_restart_is_lost(tmp_path: Path, door: socket.socket):
    with installation(tmp_path, "sqlite") as made:
        environment = {**made, "SANAN_PROXY_HOPS": "1"}
        prepare(environment)

        def start() -> "subprocess.Popen[bytes]":
            return subprocess.Popen(
                [sys.executable, "-c", START, str(door.fileno())],
                env=environment,
                pass_fds=[door.fileno()],
                stderr=subprocess.DEVNULL,
            )

        crowd = Crowd(door.getsockname()[1])
        server = start()
        for person in crowd.people:
            person.start()
        try:
            crowd.wait(BETWEEN)
            server.terminate()
            assert server.wait(30) == 0
            server = start()
            crowd.wait(BETWEEN)
        finally:
            crowd.done.set()
            for person in crowd.people:
                person.join()
            server.terminate()
            server.wait(30)
        with closing(sqlite3.connect(tmp_path / "sanan.sqlite3")) as kept:
            (cases,) = kept.execute("SELECT COUNT(*) FROM cases_case").fetchone()
    assert set(crowd.answers) <= {200, 201}, crowd.answers
    assert cases == len(crowd.answers) >= 2 * BETWEEN
