"""`bench evening`: a city's busiest minute, scaled down and held for minutes; nothing may be lost.

Requests come by the clock, whether the ones before were answered or not, as people do; the mix is
that of `bench.plan`. Every acknowledged message and case is looked for in the database afterwards.
"""

import asyncio
import json
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.cluster import Server
from bench.http import installation
from bench.plan import City, per_second
from bench.processes import children, cpu_seconds, prepare, python, serving
from bench.room import PROBE, child
from sanan.config.serve import free_port

MEMBERS = 40
SEAL = "s" * 32
READ = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'sanan'"
Say = Callable[[str], object]


@dataclass
class Seen:
    """What came back."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    unseen: int = 0


def run(
    *, minutes: float, scale: float, database: str, replica: bool = True, say: Say = print
) -> dict[str, Any]:
    """Hold the load for `minutes`; what was found, as plain values. On PostgreSQL with a replica."""
    rates = {name: rate * scale for name, rate in per_second(City()).items()}
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="evening-")))
        live = free_port(0)
        environment = {
            **stack.enter_context(installation(place, "sqlite")),
            "SANAN_LIVE": f":{live}",
        }
        say("preparing")
        second = _databases(stack, place, environment, database, replica=replica)
        told = python("-m", "bench.room_inside", str(MEMBERS), environment=environment)
        plan = json.loads(told.strip().splitlines()[-1])
        stack.enter_context(child("live", environment, "--port", str(live)))
        worker = stack.enter_context(child("worker", environment))
        server = stack.enter_context(serving(environment, probe=PROBE))
        say(f"{sum(rates.values()):.1f} requests a second for {minutes} minutes")
        families = {"web": server.family, "worker": [worker, *children(worker)]}
        before = {name: cpu_seconds(pids) for name, pids in families.items()}
        read = int(second.psql(READ)) if second else 0
        seen = Seen()
        asyncio.run(_evening(seen, plan, server.port, rates, minutes * 60))
        cores = {
            name: round((cpu_seconds(pids) - before[name]) / (minutes * 60), 2)
            for name, pids in families.items()
        }
        (place / "seen.json").write_text(json.dumps([seen.said, seen.opened]))
        kept = json.loads(
            python("-m", "bench.evening", str(place / "seen.json"), environment=environment)
        )
        return {
            "requests": {name: len(took) for name, took in seen.took.items()},
            "p50_ms": {name: _at(took, 0.5) for name, took in seen.took.items()},
            "p95_ms": {name: _at(took, 0.95) for name, took in seen.took.items()},
            "p95_ms_of_all": _at([t for took in seen.took.values() for t in took], 0.95),
            "failed": seen.failed[:20],
            "messages": len(seen.said),
            "cases": len(seen.opened),
            "lost": kept["lost"],
            "own_message_not_seen": seen.unseen,
            "read_from_the_replica": int(second.psql(READ)) - read if second else 0,
            "cores": cores,
            "load_average": [round(n, 1) for n in os.getloadavg()],
        }


def _databases(
    stack: ExitStack, place: Path, environment: dict[str, str], database: str, *, replica: bool
) -> Server | None:
    """Make the installation; on PostgreSQL with a replica, which is given back."""
    if database == "sqlite":
        prepare(environment)
        return None
    place.chmod(0o755)
    primary, second = Server(place / "db"), Server(place / "copy")
    stack.callback(primary.stop)
    primary.make()
    environment["DATABASE_URL"] = primary.url
    prepare(environment)
    if not replica:
        return None
    stack.callback(second.stop)
    second.replicate(primary)
    environment["SANAN_REPLICAS"] = second.url
    return second


async def _evening(
    seen: Seen, plan: Mapping[str, Any], port: int, rates: Mapping[str, float], seconds: float
) -> None:
    draw = random.Random(18)
    kinds, weights = list(rates), list(rates.values())
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=120, limits=limits
    ) as client:
        status = await _open(seen, client, "first")
        began, due, number, tasks = time.perf_counter(), 0.0, 0, []
        while due < seconds:
            await asyncio.sleep(max(began + due - time.perf_counter(), 0))
            kind = draw.choices(kinds, weights)[0]
            session = draw.choice(plan["sessions"])
            asked = _ask(seen, plan, client, kind, number, session, status)
            tasks.append(asyncio.create_task(asked))
            number += 1
            due += draw.expovariate(sum(weights))
        await asyncio.gather(*tasks)


async def _ask(
    seen: Seen,
    plan: Mapping[str, Any],
    client: httpx.AsyncClient,
    kind: str,
    number: int,
    session: str,
    status: str,
) -> None:
    village = plan["full"]
    reads = {
        "page": ("/", f"/village/{village}/", f"/?place={village}", f"/rates/{village}/")[
            number % 4
        ],
        "room": f"/voices/{village}/",
        "disclosure": f"/powers/at/{village}/",
        "status": status,
    }
    began = time.perf_counter()
    try:
        if kind == "case":
            await _open(seen, client, f"e{number}")
        elif kind == "message":
            await _say(seen, client, village, number, session)
        else:
            answer = await client.get(reads[kind], headers={"Cookie": f"sessionid={session}"})
            if answer.status_code not in {200, 302}:
                seen.failed.append(f"{reads[kind]} {answer.status_code}")
    except httpx.TransportError as error:
        seen.failed.append(f"{kind} {type(error).__name__}")
    seen.took[kind].append((time.perf_counter() - began) * 1000)


async def _open(seen: Seen, client: httpx.AsyncClient, key: str) -> str:
    """Report something; the address of its public status."""
    body = {"text": f"{key}:蒲坂路土方车又多又快，请安排人看一看"}
    answer = await client.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key})
    if answer.status_code not in {200, 201}:
        seen.failed.append(f"case {answer.status_code}")
        return ""
    said = answer.json()
    seen.opened.append(said["code"])
    return "/" + str(said["status_url"]).partition("://")[2].partition("/")[2]


async def _say(
    seen: Seen, client: httpx.AsyncClient, village: str, number: int, session: str
) -> None:
    text = f"第{number}条:今天下午祠堂门口修水管"
    answer = await client.post(
        f"/voices/{village}/say/",
        data={"text": text, "token": f"e{number}", "csrfmiddlewaretoken": SEAL},
        headers={
            "Accept": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={SEAL}",
            "X-CSRFToken": SEAL,
        },
    )
    if answer.status_code != httpx.codes.OK:
        seen.failed.append(f"message {answer.status_code}")
        return
    seen.said.append(text)
    written = answer.cookies.get("written", "0/0")
    own = {"Cookie": f"sessionid={session}; written={written}"}
    again = await client.get(f"/voices/{village}/", headers=own)
    seen.unseen += text not in again.text


def _at(took: list[float], share: float) -> float:
    """The value below which this share lies, in ms."""
    ordered = sorted(took)
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1) if ordered else 0.0


def kept(file: Path) -> dict[str, int]:
    """How many of what was acknowledged are not in the database."""
    from sanan.cases.models import Case
    from sanan.voices.models import Message

    said, opened = json.loads(file.read_text())
    texts = set(Message.objects.values_list("text", flat=True))
    codes = set(Case.objects.values_list("code", flat=True))
    return {"lost": len(set(said) - texts) + len(set(opened) - codes)}


def main() -> None:
    """`python -m bench.evening FILE`, with the installation's own environment."""
    import sys

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(kept(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
