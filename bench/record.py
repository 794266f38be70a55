"""`bench ledger`: the public log, and what it costs a case.

The log alone is measured in memory and on disk; a case with the log on and off in one process, in
pairs that alternate, by processor time (ours; the database server's is in the wall time only).
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import log
from bench.http import installation
from bench.processes import prepare, python

TARGETS = {
    "leaves_per_second": 100_000,
    "proof_ms": 5,
    "proof_files": 10,
    "audit_seconds": 30,
    "case_more_percent": 10,
}
PAIRS, EACH = 8, 200
PLACE = """\
village_code,village,town_code,town,county_code,county
350526100010,祥安社区居委会,350526100,浔中镇,350526,德化县
"""
Say = Callable[[str], object]


def run(*, leaves: int, size: int, entries: int, say: Say) -> dict[str, Any]:
    """All figures, each beside its target."""
    found: dict[str, Any] = {"targets": TARGETS, "load_average": os.getloadavg()}
    append = log.measure_append(time.perf_counter, leaves=leaves)
    found["append"] = {**asdict(append), "leaves_per_second": round(append.leaves_per_second)}
    say(f"append: {append.leaves_per_second:.0f} leaves/s, each file on the disk")
    found["proofs"] = asdict(log.measure_proofs(time.perf_counter, size=size))
    say(f"proofs in {size}: median {found['proofs']['median_ms']:.2f} ms")
    found["audit"] = asdict(log.measure_audit(time.perf_counter, entries=entries))
    say(f"audit of {entries}: {found['audit']['seconds']:.1f} s")
    for database in ("sqlite", "postgres"):
        found[f"case_{database}"] = case_cost(database)
        cpu = found[f"case_{database}"]["cpu"]
        say(f"a case on {database}: {cpu['off_ms']} ms, with the log {cpu['more_percent']} % more")
    return found


def case_cost(database: str) -> dict[str, Any]:
    """What the log adds to a case: promise, placing, tiles and checkpoint, against none of them."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        with installation(place, database) as environment:
            table = place / "places.csv"
            table.write_text(PLACE)
            prepare(environment)
            python(
                *("-m", "sanan.config", "places", "load", str(table), "--city", "泉州市"),
                environment=environment,
            )
            told = python("-m", "bench.record", environment=environment)
            found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
            return found


def main() -> None:
    """Inside the installation: pairs of runs, alternating which comes first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanan.config.settings")
    import django

    django.setup()
    _cases(EACH, on=True)
    _cases(EACH, on=False)
    pairs = []
    for number in range(PAIRS):
        order = (True, False) if number % 2 else (False, True)
        took = {on: _cases(EACH, on=on) for on in order}
        pairs.append((took[False], took[True]))
    figures: dict[str, Any] = {"pairs": PAIRS, "cases_in_each": EACH}
    for at, clock in enumerate(("cpu", "wall")):
        figures[clock] = _compared([(off[at], on[at]) for off, on in pairs])
    sys.stdout.write(json.dumps(figures))


def _compared(pairs: list[tuple[float, float]]) -> dict[str, Any]:
    """Medians over the pairs, in milliseconds a case, and how much more in percent."""
    more = [100 * (on - off) / off for off, on in pairs]
    cuts = statistics.quantiles(more, n=4)
    return {
        "off_ms": round(1000 * statistics.median(off for off, _ in pairs) / EACH, 2),
        "on_ms": round(1000 * statistics.median(on for _, on in pairs) / EACH, 2),
        "more_percent": round(statistics.median(more), 1),
        "quartiles": [round(cuts[0], 1), round(cuts[2], 1)],
    }


def _cases(count: int, *, on: bool) -> tuple[float, float]:
    """Processor and wall seconds for so many cases, each acknowledged as the API does; then published.

    The worker publishes every five seconds; here once for every `count` cases, which is the same at
    40 cases a second. A publication takes about as long whatever it holds.
    """
    from sanan.cases.actions import open_case
    from sanan.cases.enums import Door
    from sanan.ledger import actions
    from sanan.places import queries as places

    place = places.default()
    began = time.process_time(), time.perf_counter()
    for number in range(count):
        said = f"{time.time_ns()} {number}:蒲坂路土方车又多又快,学生上下学过路危险,请安排人看一看。"
        opened = open_case(text=said, place=place, door=Door.API)
        if on:
            actions.promise(opened.entry)
    if on:
        actions.publish_all()
    took = time.process_time() - began[0], time.perf_counter() - began[1]
    if not on:
        # The next run that is measured publishes only its own.
        actions.publish_all()
    return took


if __name__ == "__main__":
    main()
