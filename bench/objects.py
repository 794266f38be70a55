"""An S3-compatible server of a drill's own: nanio, which checks signatures and clocks."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sanan.config.serve import free_port

KEY, SECRET, BUCKET = "county", "only-for-the-drill", "files"
READY_SECONDS = 60.0


@contextmanager
def serving(
    folder: Path, *, host: str = "127.0.0.1", within: tuple[str, ...] = ()
) -> Iterator[str]:
    """The server over `folder`, with one empty bucket; its address."""
    (folder / BUCKET).mkdir(parents=True, exist_ok=True)
    port = free_port(0) if host.startswith("127.") else 9000
    program = str(Path(sys.executable).parent / "nanio")
    listen = ("--host", host, "--port", str(port))
    process = subprocess.Popen(
        [*within, program, "serve", "--data-dir", str(folder), *listen],
        env={**os.environ, "NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": SECRET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(host, port)
        yield f"http://{host}:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(host: str, port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("the object store did not answer")
