"""A county's coverage: an invented network of streets, from files and in memory."""

import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from sanan.neighbourhood.circle.coverage import coverage
from sanan.neighbourhood.circle.tables import read_kinds, read_network, read_points

TARGET_SECONDS = 3.0
KINDS = ("elderly", "children", "health", "meals", "leisure", "services", "shop", "parcel")
SOUTH, WEST = 25.3, 118.0
STEP = 0.0006  # degrees between two crossings, some 60 metres
METRE = 111_195.0  # metres in a degree of latitude


def run(*, nodes: int, points: int, metres: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Write a network, read it and work out its coverage; seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        say(f"inventing {nodes} crossings")
        ways = write(where, nodes=nodes, points=points)
        began, busy = time.perf_counter(), time.process_time()
        network = read_network(where / "nodes.csv", where / "edges.csv")
        given = read_points(where / "poi.csv")
        kinds = read_kinds(where / "kinds.json")
        read = time.perf_counter()
        nearest, _off = network.nearest(given.lat, given.lon)
        found = coverage(
            network, {name: nearest[given.of(of)] for name, of in kinds.items()}, metres
        )
        done, worked = time.perf_counter(), time.process_time()
    return {
        "nodes": len(network),
        "ways": ways,
        "points": points * len(KINDS),
        "kinds": len(kinds),
        "read_seconds": round(read - began, 2),
        "coverage_seconds": round(done - read, 2),
        "seconds": round(done - began, 2),
        "cpu_seconds": round(worked - busy, 2),
        "target_seconds": TARGET_SECONDS,
        "all": round(found.all, 4),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def write(where: Path, *, nodes: int, points: int, seed: int = 1) -> int:
    """A crooked grid with a fifth of its ways missing, and points of each kind; how many ways."""
    chance = random.Random(seed)
    width = max(2, round(nodes**0.5))
    at = [
        (
            SOUTH + (n // width + chance.random() / 2) * STEP,
            WEST + (n % width + chance.random() / 2) * STEP,
        )
        for n in range(nodes)
    ]
    with (where / "nodes.csv").open("w") as file:
        file.write("node,lon,lat\n")
        file.writelines(f"{n},{lon:.7f},{lat:.7f}\n" for n, (lat, lon) in enumerate(at))
    east = METRE * cos(radians(SOUTH))
    ways = 0
    with (where / "edges.csv").open("w") as file:
        file.write("u,v,metres\n")
        for one in range(nodes):
            for other in (one + 1 if (one + 1) % width else nodes, one + width):
                if other < nodes and chance.random() < 0.8:
                    (a, b), (c, d) = at[one], at[other]
                    file.write(f"{one},{other},{hypot((c - a) * METRE, (d - b) * east):.2f}\n")
                    ways += 1
    with (where / "poi.csv").open("w") as file:
        file.write("kind,lon,lat\n")
        for kind in KINDS:
            for lat, lon in chance.choices(at, k=points):
                file.write(f"{kind},{lon + 0.0001:.7f},{lat - 0.0001:.7f}\n")
    (where / "kinds.json").write_text(json.dumps({kind: [kind] for kind in KINDS}))
    return ways
