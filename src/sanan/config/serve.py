"""How the web server is started: the same for the demo, the tests, the benchmark and a county."""

import socket
import sys
from pathlib import Path

WORKERS = 2
THREADS = 4
CONNECTIONS = 4096
BACKLOG = 1024
PORT = 8000
HEADER_MILLISECONDS = 15_000
KILL_SECONDS = 10


def command(*, host: str, port: int, workers: int = WORKERS) -> list[str]:
    """The server as a command line: `workers` processes, each with `SANAN_THREADS` threads."""
    return [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "asginl", "--host", host, "--port", str(port), "--http", "1"),
        # Connections cost a socket; what they send is read before a thread is used (reception.py).
        *("--workers", str(workers), "--backlog", str(BACKLOG), "--backpressure", str(CONNECTIONS)),
        *("--http1-header-read-timeout", str(HEADER_MILLISECONDS), "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(KILL_SECONDS)),
        *("--log-level", "warning"),
        "sanan.config.asgi:application",
    ]


def on_socket(*, workers: int = WORKERS) -> list[str]:
    """The same server on the socket that was handed to this process (`config.handed`)."""
    return [sys.executable, "-m", "sanan.config.handed", str(workers)]


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
