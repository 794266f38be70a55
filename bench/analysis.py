"""`bench analysis`: the measures of a city on both engines, snapshots of many cases, what people said."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.http import installation
from bench.processes import prepare, python

Say = Callable[[str], object]
TARGETS = {"measures_s": 10, "snapshot_s": 180, "again_s": 10}


def run(
    *, villages: int, months: int, cases: int, messages: float, say: Say = print
) -> dict[str, Any]:
    """All of it, each command as a process of its own: seconds by the clock, and of the processor."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), "sqlite") as environment,
    ):
        prepare(environment)
        found = _measures(Path(folder) / "data", environment, villages, months, messages, say)
        if cases:
            found |= _snapshots(environment, cases, say)
    return found | {"load": round(os.getloadavg()[0], 1), "targets": TARGETS}


def _measures(
    data: Path,
    environment: Mapping[str, str],
    villages: int,
    months: int,
    messages: float,
    say: Say,
) -> dict[str, Any]:
    size = ("--villages", str(villages), "--months", str(months), "--messages", str(messages))
    made, took = _ran(environment, "generate", *size, "--data", str(data), "--json")
    say(f"{json.loads(made)['facts']:,} facts")
    found = {**json.loads(made), "generate": took}
    told = {}
    for engine in ("duckdb", *(["spark"] if find_spec("pysail") else [])):
        asked = ("--data", str(data), "--engine", engine, "--json")
        told[engine], found[f"measures_{engine}"] = _ran(
            environment, "measures", "--level", "county", *asked
        )
        if messages:
            read, found[f"reading_{engine}"] = _ran(environment, "reading", *asked)
            told[f"reading {engine}"] = ""
            found["messages_read"] = sum(
                row["messages"] for row in map(json.loads, read.splitlines()) if row["rank"] == 0
            )
        say(f"{engine}: {found[f'measures_{engine}']}")
    found["same_on_both"] = len({told[name] for name in told if " " not in name}) == 1
    return found


def _snapshots(environment: Mapping[str, str], cases: int, say: Say) -> dict[str, Any]:
    say(f"filling {cases:,} cases")
    fill = ("-m", "sanan.config", "demo", "fill", str(cases))
    python(*fill, environment={**environment, "SANAN_DEMO": "1"})
    first, took = _ran(environment, "snapshot", "--json")
    _again, second = _ran(environment, "snapshot", "--json")
    say(f"snapshot {took}, again {second}")
    return {
        "cases": cases,
        "snapshot": took,
        "again": second,
        "counts": json.loads(first)["counts"],
    }


def _ran(environment: Mapping[str, str], *arguments: str) -> tuple[str, dict[str, float]]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "sanan.config", "analysis", *arguments],
        env=dict(environment),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, {"s": round(time.perf_counter() - began, 1), "cpu_s": round(cpu, 1)}
