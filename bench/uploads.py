"""`bench uploads`: what other visitors wait while eight hostile pictures are sent at a time."""

import base64
import http.client
import io
import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from PIL import Image

from bench import wrk
from bench.http import PROBE, installation
from bench.processes import prepare, python, serving

SENDERS = 8
VISITORS = 4
TARGET_RATIO = 2.0
ASKED = ("public_status", "list_json")


@dataclass
class Visitors:
    """One kind of page: answers a second and p95 in ms, with and without uploads beside them."""

    name: str
    quiet_per_second: float
    quiet_p95: float
    beside_per_second: float
    beside_p95: float
    errors: int

    @property
    def ratio(self) -> float:
        """How many times longer the slowest twentieth waits."""
        return round(self.beside_p95 / self.quiet_p95, 2) if self.quiet_p95 else 0.0


@dataclass
class Report:
    """What one run found; `uploads` counts the answers to the hostile ones by status."""

    visitors: list[Visitors] = field(default_factory=list)
    uploads: dict[str, int] = field(default_factory=dict)


def run(*, cases: int, seconds: float, say: Callable[[str], object] = print) -> Report:
    """Measure each kind of page quietly, then beside eight senders, in a folder that goes away."""
    report = Report()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), "sqlite") as environment,
    ):
        prepare(environment)
        fill = ("-m", "sanan.config", "demo", "fill", str(cases), "--seed", "1")
        python(*fill, environment=environment)
        plan = json.loads(python("-m", "bench.inside", environment=environment))
        hostile = pictures()
        with serving(environment, probe=PROBE) as server:
            for name in ASKED:
                report.visitors.append(_measured(report, server.port, plan, name, hostile, seconds))
                say(f"{report.visitors[-1]} ratio {report.visitors[-1].ratio}")
    return report


def pictures() -> list[bytes]:
    """Three that are made to cost: empty scans, pixels without end, and the most that is decoded."""
    return [
        _scans(Image.new("RGB", (2000, 1500), "red"), 500),
        _saved(Image.new("RGBA", (7000, 7000)), "PNG"),
        _scans(Image.new("RGB", (10_000, 10_000), "red"), 24),
    ]


def _scans(image: Image.Image, number: int) -> bytes:
    content = _saved(image, "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * number + content[-2:]


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _measured(
    report: Report,
    port: int,
    plan: Mapping[str, Any],
    name: str,
    hostile: list[bytes],
    seconds: float,
) -> Visitors:
    ask = plan["asks"][name]
    wrk.drive(port, ask, clients=VISITORS, seconds=seconds / 3)
    quiet = wrk.drive(port, ask, clients=VISITORS, seconds=seconds)
    with _sending(port, plan["asks"]["create"], hostile, report.uploads):
        beside = wrk.drive(port, ask, clients=VISITORS, seconds=seconds)
    return Visitors(
        name,
        round(quiet.per_second, 1),
        quiet.p95,
        round(beside.per_second, 1),
        beside.p95,
        beside.errors,
    )


@contextmanager
def _sending(
    port: int, create: Mapping[str, Any], hostile: list[bytes], told: dict[str, int]
) -> Iterator[None]:
    """Eight senders, each with the next picture as soon as the last was answered."""
    ended = threading.Event()

    def send(first: int) -> None:
        following = cycle(hostile[first % len(hostile) :] + hostile[: first % len(hostile)])
        while not ended.is_set():
            status = _sent(port, create, next(following), first)
            told[status] = told.get(status, 0) + 1

    senders = [threading.Thread(target=send, args=[n]) for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        ended.set()
        for sender in senders:
            sender.join()


def _sent(port: int, create: Mapping[str, Any], picture: bytes, number: int) -> str:
    body = {**json.loads(create["body"]), "photos": [base64.b64encode(picture).decode()]}
    headers = {**create.get("headers", {}), "Content-Type": "application/json"}
    headers.pop("Idempotency-Key", None)
    headers["X-Forwarded-For"] = f"192.0.2.{number}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(create["method"], create["path"], json.dumps(body), headers)
        return str(connection.getresponse().status)
    except OSError:
        return "none"
    finally:
        connection.close()
