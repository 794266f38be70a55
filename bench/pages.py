"""`bench pages`: every page of the staff, as each of the demo's people comes to it, among many cases."""

import json
import os
import re
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from bench.http import installation
from bench.processes import prepare, python

CASES = 100_000
TARGET_MS = 300
TIMES = 3
MOST_OF_A_ROUTE = 2
WHO = (
    "xuwen",
    "dongli",
    "zhengxiaoqin",
    "laichunsheng",
    "nongjing",
    "xugongzheng",
    "huangzhiyuan",
    "zengmin",
)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
NO_PAGE = re.compile(r"\.\w+(\?|$)|[?&](xlsx|page|from|list)\b|/(export|logout|password|2fa)/")


def run(*, cases: int, database: str, say: Callable[[str], object] = print) -> dict[str, Any]:
    """Fill an installation of its own and open every page; the figures of `measured`."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), database) as plain,
    ):
        environment = {**plain, "SANAN_STAFF_SECOND_FACTOR": "0", "SANAN_DEMO": "1"}
        prepare(environment)
        python("-m", "sanan.config", "demo", "load", environment=environment)
        say(f"filling {cases:,} cases")
        if cases:
            python("-m", "sanan.config", "demo", "fill", str(cases), environment=environment)
        told = python("-m", "bench.pages", environment=environment)
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures | {"cases": cases, "database": database, "target_ms": TARGET_MS}


def measured() -> dict[str, Any]:
    """Milliseconds of each page on our processor and by the clock, and its statements, slowest first."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from sanan.people.models import Person

    found: list[dict[str, Any]] = []
    for who in WHO:
        client = Client()
        client.force_login(Person.objects.get(username=who))
        for path in _pages(client):
            wall, cpu = [], []
            for _time in range(TIMES):
                began, spent = time.perf_counter(), time.process_time()
                client.get(path)
                wall.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() - spent))
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            row = {
                "page": path,
                "who": who,
                "ms": round(median(wall)),
                "cpu_ms": round(median(cpu)),
            }
            found.append({**row, "statements": len(seen)})
    found.sort(key=lambda row: -row["ms"])
    return {"pages": found, "slow": sum(row["ms"] > TARGET_MS for row in found)}


def _pages(client: Any) -> Iterator[str]:
    """Addresses of pages, at most a few of a route, by following links from the work of the day."""
    from django.urls import Resolver404, resolve

    waiting, seen, routes = deque(["/staff/"]), set[str](), Counter[str]()
    while waiting:
        path = waiting.popleft()
        try:
            route = resolve(urlsplit(path).path).route
        except Resolver404:
            continue
        kind = f"{route}?{urlsplit(path).query.partition('=')[0]}"
        if path in seen or NO_PAGE.search(path) or routes[kind] >= MOST_OF_A_ROUTE:
            continue
        seen.add(path)
        routes[kind] += 1
        answer = client.get(path, follow=True)
        if answer.status_code != 200 or not answer["content-type"].startswith("text/html"):
            continue
        yield path
        for href in LINK.findall(answer.content.decode()):
            parts = urlsplit(urljoin(f"http://here{path}", href.replace("&amp;", "&")))
            if parts.netloc == "here" and parts.path.startswith("/staff/"):
                waiting.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def main() -> None:
    """Inside the installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["*"]
    sys.stdout.write(json.dumps(measured(), ensure_ascii=False))


if __name__ == "__main__":
    main()
