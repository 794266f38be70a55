"""A client of its own process: keeps some connections busy and notes how long each answer took.

`python -m bench.load PLAN` reads the plan's JSON and prints what it saw as JSON. One thread
and one loop over all connections, so that the client itself costs little of the machine.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

_BLOCK = 1 << 18


@dataclass
class Seen:
    """What a run of requests came to; latencies in milliseconds."""

    requests: int = 0
    errors: int = 0
    seconds: float = 0.0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    status: dict[str, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds if self.seconds else 0.0


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """One request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed; 0 where there are none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


_HEAD = len("HTTP/1.1 200")


class _Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.sock = self._open()
        self.began = 0.0
        self.received = bytearray()
        self.needed = -1

    def _open(self) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def send(self, content: bytes) -> None:
        self.received.clear()
        self.needed = -1
        self.began = time.perf_counter()
        self.sock.sendall(content)

    def take(self) -> int | None:
        """The status once the whole answer is here; 0 where the connection was closed."""
        block = self.sock.recv(_BLOCK)
        if not block:
            return 0
        self.received += block
        if self.needed < 0:
            self.needed = _length(self.received)
        if 0 <= self.needed <= len(self.received) and len(self.received) >= _HEAD:
            return int(self.received[9:12])
        return None


def _length(received: bytearray) -> int:
    """How long the whole answer is, once its head is here; −1 before."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return -1
    for line in bytes(received[:end]).lower().split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return end + 4 + int(value)
        if name == b"transfer-encoding":
            # In pieces: whole once the empty last piece is here.
            return len(received) if received.endswith(b"0\r\n\r\n") else -1
    return end + 4


def drive(port: int, requests: Sequence[bytes], *, clients: int, seconds: float) -> Seen:
    """Keep `clients` connections busy for `seconds`."""
    following = cycle(requests)
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        connection = _Connection(port)
        selector.register(connection.sock, selectors.EVENT_READ, connection)
        connection.send(next(following))
    start = time.perf_counter()
    end = start + seconds
    took: list[float] = []
    seen = Seen()
    while time.perf_counter() < end:
        for chosen, _ in selector.select(timeout=1):
            connection = chosen.data
            status = connection.take()
            if status is None:
                continue
            took.append((time.perf_counter() - connection.began) * 1000)
            seen.status[str(status)] = seen.status.get(str(status), 0) + 1
            connection.send(next(following))
    seen.seconds = time.perf_counter() - start
    seen.requests = len(took)
    seen.errors = sum(n for status, n in seen.status.items() if not status.startswith("2"))
    took.sort()
    seen.p50, seen.p95, seen.p99 = (round(percentile(took, p), 2) for p in (0.5, 0.95, 0.99))
    selector.close()
    return seen


def main(plan: Path) -> None:
    """Run a plan: `port`, `clients`, `seconds`, `requests` (method, path, headers, body)."""
    given: dict[str, Any] = json.loads(plan.read_text())
    requests = [
        request(r["method"], r["path"], r.get("headers", {}), r.get("body", "").encode())
        for r in given["requests"]
    ]
    seen = drive(given["port"], requests, clients=given["clients"], seconds=given["seconds"])
    sys.stdout.write(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
