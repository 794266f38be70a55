"""How the web server is started: the same for the demo, the tests, the benchmark and a county."""

import socket
import sys
from pathlib import Path

WORKERS = 2
THREADS = 4
CONNECTIONS = 4096
PORT = 8000


def command(*, host: str, port: int, workers: int = WORKERS) -> list[str]:
    """The server as a command line: `workers` processes, each with `SANAN_THREADS` threads."""
    return [
        str(Path(sys.executable).parent / "granian"),
        *("--interface", "asginl", "--host", host, "--port", str(port), "--http", "1"),
        # Connections cost a socket; what they send is read before a thread is used (reception.py).
        *("--workers", str(workers), "--backlog", "1024", "--backpressure", str(CONNECTIONS)),
        *("--http1-header-read-timeout", "15000", "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"),
        "sanan.config.asgi:application",
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
