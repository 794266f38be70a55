"""`bench failover`: the primary dies under load, its replica takes over; what was acknowledged is counted.

Web workers and writers keep running. They know both servers by one address
(`target_session_attrs=read-write`), so nothing is changed or started again by hand but the promotion.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.cluster import Server, both
from bench.faults import load_place
from bench.http import installation
from bench.processes import prepare, python
from sanan.config.serve import command, free_port
from sanan.config.supervise import Child, stop

WRITERS = 4
PATIENCE_SECONDS = 900.0
Say = Callable[[str], object]


def run(*, cases: int, say: Say = print) -> dict[str, Any]:
    """Both ways of replicating, one after the other; what was found of each."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="failover-")))
        place.chmod(0o755)
        environment = dict(stack.enter_context(installation(place / "var", "sqlite")))
        model = Server(place / "model")
        stack.callback(model.stop)
        model.make()
        say("preparing")
        environment |= {"DATABASE_URL": model.url, "SANAN_LOG": "0", "SANAN_LOG_LEVEL": "CRITICAL"}
        (place / "var").mkdir()
        prepare(environment)
        load_place(place / "var", environment)
        found = {}
        for name in ("synchronous", "asynchronous"):
            found[name] = _one(place / name, model, environment, cases, waits=name[0] == "s")
            say(f"{name}: {found[name]}")
        return found


def _one(
    place: Path, model: Server, environment: dict[str, str], cases: int, *, waits: bool
) -> dict[str, Any]:
    """A primary (a promoted copy of `model`), a replica, writers; the primary is killed at a third."""
    place.mkdir()
    place.chmod(0o755)
    primary = replace(model, folder=place / "primary", port=0)
    second = replace(model, folder=place / "second", port=0)
    files = [place / f"acknowledged-{who}" for who in range(WRITERS)]
    port = free_port(0)
    try:
        primary.replicate(model)
        primary.promote()
        primary.until("SELECT pg_is_in_recovery()", "f")
        second.replicate(primary)
        if waits:
            primary.psql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.psql("SELECT pg_reload_conf()")
            primary.until("SELECT sync_state FROM pg_stat_replication", "sync")
        known = {**environment, "DATABASE_URL": both(primary, second)}
        web = Child("web", command(host="127.0.0.1", port=port), known)
        inside = [sys.executable, "-m", "bench.acknowledged", "write", str(port)]
        cuts = [cases * who // WRITERS for who in range(WRITERS + 1)]
        writers = [
            Child(f"writer {who}", [*inside, str(file), str(cuts[who]), str(cuts[who + 1])], known)
            for who, file in enumerate(files)
        ]
        all_ = [web, *writers]
        try:
            for child in all_:
                child.start()
            _until(lambda: _count(files) >= cases // 3)
            primary.kill()
            died, there = time.monotonic(), _count(files)
            second.promote()
            promoted = time.monotonic() - died
            _until(lambda: _count(files) > there)
            first = time.monotonic() - died
            _until(lambda: not any(writer.alive for writer in writers))
        finally:
            stop(all_)
        told = python(
            *("-m", "bench.acknowledged", "counted", *map(str, files)),
            environment={**known, "DATABASE_URL": second.url},
        )
        return {
            **json.loads(told),
            "acknowledged_before": there,
            "seconds_to_promote": round(promoted, 1),
            "seconds_to_the_next_acknowledgement": round(first, 1),
        }
    finally:
        second.stop()
        primary.stop()


def _count(files: list[Path]) -> int:
    return sum(file.read_bytes().count(b"\n") for file in files if file.exists())


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("nothing moves any more")
        time.sleep(0.05)
