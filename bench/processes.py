"""Starting the server as shipped, and what it costs: processor time and memory, from /proc."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanan.config.serve import command, free_port

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
# What somebody made before, so that it is not made again: a SQLite file with the tables of today,
# and a folder with the front end.
TABLES: Path | None = None
STATIC: Path | None = None
_TICKS = os.sysconf("SC_CLK_TCK")
_PROBE = b"GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass(frozen=True)
class Server:
    """A running web server: where it listens and how long it took to answer."""

    pid: int
    port: int
    started_ms: float

    @property
    def family(self) -> list[int]:
        """The server and its workers."""
        return [self.pid, *children(self.pid)]


def python(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run this Python with arguments; its standard output. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=dict(environment),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def prepare(environment: Mapping[str, str], *, bare: bool = False) -> None:
    """Make the tables (and, unless `bare`, what every county starts with) and what pages need.

    On SQLite a second installation of the same process is a copy of the first.
    """
    if environment.get("DATABASE_URL"):
        _make(environment, bare=bare)
        return
    shutil.copytree(_model(bare=bare), environment["SANAN_VAR"], symlinks=True, dirs_exist_ok=True)


@cache
def _model(*, bare: bool) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bench-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SANAN_")}
    kept.pop("DATABASE_URL", None)
    kept |= {"SANAN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "sanan.config.settings"}
    _make(kept, bare=bare)
    return folder


def _make(environment: Mapping[str, str], *, bare: bool) -> None:
    place = Path(environment["SANAN_VAR"])
    if TABLES and not environment.get("DATABASE_URL"):
        shutil.copy(TABLES, place / "sanan.sqlite3")
    more = ["--bare"] if bare else []
    python("-m", "sanan.config", "migrate", *more, environment=environment)
    if STATIC:
        shutil.copytree(STATIC, place / "static", symlinks=True, dirs_exist_ok=True)
    else:
        python("-m", "sanan.config", "build", environment=environment)


@contextmanager
def serving(
    environment: Mapping[str, str], *, probe: str, application: str = ""
) -> Iterator[Server]:
    """The server as shipped, or another application behind it; ended in any case."""
    port = free_port(0)
    line = command(host="127.0.0.1", port=port)
    if application:
        line[-1] = application
    began = time.perf_counter()
    process = subprocess.Popen(line, env=dict(environment), start_new_session=True)
    try:
        _wait(port, probe, process)
        yield Server(process.pid, port, (time.perf_counter() - began) * 1000)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children(pid: int) -> list[int]:
    """All processes below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that these processes have used, in user and in kernel mode."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory_mb(pid: int) -> tuple[float, float, float]:
    """Memory of a process in MB: resident, proportional, and its own without mapped files.

    The first two count the database file that SQLite maps, which is the system's cache.
    """
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:] if "kB" in line}
    rss, pss, own = (kilobytes[name] / 1024 for name in ("Rss", "Pss", "Pss_Anon"))
    return round(rss, 1), round(pss, 1), round(own, 1)


def _wait(port: int, probe: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.perf_counter() + READY_SECONDS
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise SystemExit(f"the server ended at once (exit code {process.returncode})")
        if _answers(port, probe):
            return
        time.sleep(0.02)
    raise SystemExit("the server did not answer")


def _answers(port: int, probe: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(_PROBE % probe.encode())
            return sock.recv(64)[9:10] == b"2"
    except OSError:
        return False
