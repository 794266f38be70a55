"""`bench anonymous`: what each page that anyone may open costs of processor, at so many cases."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TARGET_MS = 50.0
ROUNDS = 7
MOST_TRIED = 40
OK = 200


@dataclass(frozen=True)
class Cost:
    """One address as a stranger asks for it again and again: median and most, in ms of processor."""

    route: str
    median_ms: float
    most_ms: float
    bytes: int


def run(*, cases: int, say: Callable[[str], object] = print) -> list[Cost]:
    """Fill a county in a folder that goes away, and ask there for every page without signing in."""
    from bench.http import installation
    from bench.processes import prepare, python

    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        installation(Path(folder), "sqlite") as given,
    ):
        environment = {**given, "SANAN_DEMO": "1"}
        prepare(environment)
        python("-m", "sanan.config", "demo", "load", environment=environment)
        fill = ("-m", "sanan.config", "demo", "fill", str(cases), "--seed", "1")
        python(*fill, environment=environment)
        say("filled")
        told = json.loads(python("-m", "bench.anonymous", environment=environment))
        return [Cost(**each) for each in told]


def main() -> None:
    """Entry point within the filled installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps([asdict(cost) for cost in _measured()]))


def _measured() -> Iterator[Cost]:
    from django.test import Client

    from bench.hostile import site_here

    browser, site = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1"), site_here()
    values = [*site.known.get("places", ()), *(c for codes in site.known.values() for c in codes)]
    for route in site.routes:
        if route.startswith(("staff/", "static/")):
            continue
        path = next((p for p in _filled(route, values) if browser.get(p).status_code == OK), None)
        if path is not None:
            yield _cost(browser, route, path)


def _filled(route: str, values: list[str]) -> Iterator[str]:
    head, part, rest = route.partition("<")
    if not part:
        yield f"/{route}"
        return
    tail = rest.partition(">")[2]
    if "<" not in tail:
        yield from (f"/{head}{value}{tail}" for value in values[:MOST_TRIED])


def _cost(browser: Any, route: str, path: str) -> Cost:
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        answer = browser.get(path)
        spent.append((time.process_time() - began) * 1000)
    size = 0 if answer.streaming else len(answer.content)
    return Cost(route or "/", round(statistics.median(spent), 1), round(max(spent), 1), size)


if __name__ == "__main__":
    main()
