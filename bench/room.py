"""`bench room`: a full room live, and one with very many messages, on the server as shipped."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from bench.http import installation
from bench.processes import children, cpu_seconds, prepare, python, serving
from sanan.config.serve import free_port

PROBE = "/manifest.webmanifest"
SETTLE_SECONDS = 10.0
ASKED = 40
SEARCHES = {
    "common": "q=路灯",
    "one character": "q=水",
    "rare": "q=石拱桥栏杆",
    "absent": "q=宇宙飞船",
    "word and person": "q=路灯&person=邻居77",
    "word and days": "q=停水&since={since}&until={until}",
}
Say = Callable[[str], object]


@dataclass
class Report:
    """Everything one run found; times in ms."""

    database: str
    readers: int
    per_second: int
    seconds: int
    posted: int = 0
    delivered: int = 0
    out_of_order: int = 0
    missing: int = 0
    p50: float = 0.0
    p95: float = 0.0
    worst: float = 0.0
    cpu_share: dict[str, float] = field(default_factory=dict)
    messages: int = 0
    import_seconds: float = 0.0
    index_seconds: float = 0.0
    opens_p50: float = 0.0
    opens_p95: float = 0.0
    searches: dict[str, list[float]] = field(default_factory=dict)
    load_average: list[float] = field(default_factory=list)


def run(
    *, readers: int, per_second: int, seconds: int, messages: int, database: str, say: Say
) -> Report:
    """Measure. `readers` in one room, `per_second` messages for `seconds`; then a long room."""
    report = Report(database, readers, per_second, seconds, messages=messages)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-room-")))
        beside = free_port(0)
        environment = {
            **stack.enter_context(installation(place, database)),
            "SANAN_LIVE": f":{beside}",
        }
        say("preparing")
        prepare(environment)
        told = python("-m", "bench.room_inside", str(readers), environment=environment)
        plan = json.loads(told.strip().splitlines()[-1])
        _fill(report, plan, place, environment, say)
        streams = stack.enter_context(_streams(beside, environment))
        worker = stack.enter_context(child("worker", environment))
        server = stack.enter_context(serving(environment, probe=PROBE))
        families = {"web": server.family, "live": [streams], "worker": [worker, *children(worker)]}
        before = {name: cpu_seconds(pids) for name, pids in families.items()}
        if seconds:
            say(f"{readers} readers, {per_second} messages a second for {seconds} s")
            asyncio.run(_live(report, plan, server.port, beside))
        spent = max(seconds, 1)
        report.cpu_share = {
            name: round((cpu_seconds(pids) - before[name]) / spent, 2)
            for name, pids in families.items()
        }
        if messages:
            _long(report, plan, server.port, say)
        report.load_average = [round(n, 1) for n in os.getloadavg()]
    return report


def _fill(
    report: Report, plan: Mapping[str, Any], place: Path, environment: Mapping[str, str], say: Say
) -> None:
    if not report.messages:
        return
    say(f"importing {report.messages} messages")
    export = place / "export.txt"
    told = python(
        *("-m", "bench.room_inside", "--export", str(export), str(report.messages)),
        environment=environment,
    )
    say(told.strip())
    began = time.perf_counter()
    command = ("-m", "sanan.config", "voices", "import", plan["long"], str(export))
    python(*command, environment=environment)
    report.import_seconds = round(time.perf_counter() - began, 1)
    began = time.perf_counter()
    python("-m", "sanan.config", "voices", "index", environment=environment)
    report.index_seconds = round(time.perf_counter() - began, 1)


@contextmanager
def _streams(port: int, environment: Mapping[str, str]) -> Iterator[int]:
    with child("live", environment, "--port", str(port)) as pid:
        until = time.monotonic() + SETTLE_SECONDS * 3
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", timeout=2)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield pid


@contextmanager
def child(name: str, environment: Mapping[str, str], *more: str) -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sanan.config", name, *more], env=dict(environment)
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


class _Meter:
    """When each message was sent, and when each reader had it."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.took: list[float] = []
        self.got: dict[int, list[int]] = {}

    def note(self, reader: int, told: Mapping[str, Any]) -> None:
        """One reader had one message."""
        self.took.append(time.perf_counter() - self.sent[told["text"]])
        self.got[reader].append(told["seq"])


async def _live(report: Report, plan: Mapping[str, Any], web: int, beside: int) -> None:
    meter = _Meter()
    meter.got = {n: [] for n in range(report.readers)}
    ready = asyncio.Semaphore(0)
    reading = [
        asyncio.create_task(_read(meter, n, beside, plan["passes"][n], plan["rev"], ready))
        for n in range(report.readers)
    ]
    for _reader in reading:
        await ready.acquire()
    await _post_all(report, meter, plan, web)
    wanted = report.posted * report.readers
    until = time.perf_counter() + SETTLE_SECONDS
    while len(meter.took) < wanted and time.perf_counter() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    for reader in reading:
        reader.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    took = sorted(meter.took)
    report.delivered, report.missing = len(took), wanted - len(took)
    report.out_of_order = sum(got != sorted(set(got)) for got in meter.got.values())
    report.p50, report.p95 = _at(took, 0.5), _at(took, 0.95)
    report.worst = _at(took, 1.0)


async def _read(
    meter: _Meter, number: int, port: int, key: str, rev: int, ready: asyncio.Semaphore
) -> None:
    reading, writing = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = f"GET /{quote(key)}?since={rev} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        writing.write(head.encode())
        first = await reading.readuntil(b"\r\n\r\n")
        if b" 200 " not in first:
            raise RuntimeError(first.decode())
        ready.release()
        while True:
            line = await reading.readuntil(b"\n")
            if line.startswith(b"data: "):
                meter.note(number, json.loads(line[6:]))
    finally:
        writing.close()


async def _post_all(report: Report, meter: _Meter, plan: Mapping[str, Any], port: int) -> None:
    limits = httpx.Limits(max_connections=50)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=30, limits=limits
    ) as client:
        began, tasks = time.perf_counter(), []
        for n in range(report.per_second * report.seconds):
            await asyncio.sleep(max(began + n / report.per_second - time.perf_counter(), 0))
            tasks.append(asyncio.create_task(_post(meter, plan, client, n)))
        answers = await asyncio.gather(*tasks)
    report.posted = sum(answers)


async def _post(meter: _Meter, plan: Mapping[str, Any], client: httpx.AsyncClient, n: int) -> bool:
    session, seal = plan["sessions"][n % len(plan["sessions"])], "s" * 32
    text = f"第{n}条:今天下午祠堂门口有人修水管,大家路过慢一点"
    meter.sent[text] = time.perf_counter()
    answer = await client.post(
        f"/voices/{plan['full']}/say/",
        data={"text": text, "token": f"b{n}", "csrfmiddlewaretoken": seal},
        headers={
            "Accept": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={seal}",
            "X-CSRFToken": seal,
        },
    )
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{answer.status_code} {answer.text[:300]}")
    return True


def _long(report: Report, plan: Mapping[str, Any], port: int, say: Say) -> None:
    say("opening and searching the long room")
    cookies = {"sessionid": plan["long_session"]}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=60) as client:
        opens = _times(client, f"/voices/{plan['long']}/")
        report.opens_p50, report.opens_p95 = _at(opens, 0.5), _at(opens, 0.95)
        for name, query in SEARCHES.items():
            filled = query.format(since=plan["since"], until=plan["until"])
            took = _times(client, f"/voices/{plan['long']}/search/?{filled}")
            report.searches[name] = [_at(took, 0.5), _at(took, 0.95)]


def _times(client: httpx.Client, path: str) -> list[float]:
    for _worker in range(8):  # every worker has read its templates before anything counts
        client.get(path).raise_for_status()
    took = []
    for _n in range(ASKED):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        took.append(time.perf_counter() - began)
    return sorted(took)


def _at(took: list[float], share: float) -> float:
    """The value below which this share lies, in ms."""
    if not took:
        return 0.0
    return round(1000 * took[min(int(share * len(took)), len(took) - 1)], 1)


def as_json(report: Report) -> str:
    """The whole report."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)


def lines(report: Report) -> Iterator[str]:
    """The report, for reading."""
    yield (
        f"live: {report.readers} readers, {report.posted} messages, {report.delivered} deliveries,"
        f" {report.missing} missing, {report.out_of_order} readers out of order,"
        f" p50 {report.p50} p95 {report.p95} worst {report.worst} ms, cores {report.cpu_share}"
    )
    if report.messages:
        yield (
            f"room of {report.messages}: opens p50 {report.opens_p50} p95 {report.opens_p95} ms;"
            f" import {report.import_seconds} s, index {report.index_seconds} s"
        )
    for name, (p50, p95) in report.searches.items():
        yield f"search {name:16} p50 {p50:7.1f}  p95 {p95:7.1f} ms"
    yield f"load {report.load_average}"
