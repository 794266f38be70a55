"""How the web server is started: the same for the demo, the tests, the benchmark and a county."""

import socket
import sys
from pathlib import Path

WORKERS = 2
THREADS = 4
PORT = 8000


def command(*, host: str, port: int, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """The server as a command line: `workers` processes with `threads` requests at a time each."""
    return [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        # A request waits in the queue rather than being refused while a write holds the database.
        *("--backlog", "1024", "--backpressure", str(max(threads * 16, 64))),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        *("--no-ws", "--log-level", "warning"),
        "sanan.config.wsgi:application",
    ]


def free_port(wanted: int = PORT, host: str = "127.0.0.1") -> int:
    """`wanted`, or where something else listens there, a port that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    msg = f"no port is free on {host}"
    raise OSError(msg)
