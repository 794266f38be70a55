"""`bench plan`: how many machines a city needs, from what one request costs and how people come.

Plain arithmetic: every assumption is a field with its reason, so that whoever doubts one changes it.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class City:
    """Who there is, and what a peak evening looks like."""

    villages: int = 2546
    """Villages and communities of a city of twelve counties (issue of the city's plan)."""
    rooms: int = 6800
    """Village rooms, more than one in a large village."""
    members: int = 1_790_000
    """People in those rooms."""
    active: float = 0.20
    """Share of members who open the page on a peak evening: a typhoon warning or a vote; an ordinary
    evening has a quarter of that."""
    peak: float = 0.35
    """Share of the evening's requests in its busiest hour: evenings run from 18 to 22."""
    burst: float = 2.0
    """The busiest minute against the busiest hour's mean: a notice goes out and all look at once."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of request: how many each active member makes in the evening, and what one costs."""

    per_person: float
    web_ms: float
    """Processor of the web machine, milliseconds (docs/benchmarks.md)."""
    primary_ms: float
    """Of the primary database; a read that a replica may answer costs it nothing."""
    replica_ms: float = 0.0
    why: str = ""


KINDS: Mapping[str, Kind] = {
    "page": Kind(
        per_person=4.0,
        web_ms=16.0,
        primary_ms=0.5,
        replica_ms=3.0,
        why="the first page and three lists or cases; 16 ms as measured, sessions on the primary",
    ),
    "room": Kind(
        per_person=2.0,
        web_ms=25.0,
        primary_ms=1.0,
        replica_ms=4.0,
        why="opening a room twice; half of the 51 ms of a room of 100,000 messages",
    ),
    "disclosure": Kind(
        per_person=0.5,
        web_ms=20.0,
        primary_ms=0.3,
        replica_ms=3.0,
        why="every second person looks at the village's money",
    ),
    "status": Kind(
        per_person=0.5,
        web_ms=1.7,
        primary_ms=0.3,
        replica_ms=0.3,
        why="public status of a case by its code: 1.65 ms measured",
    ),
    "message": Kind(
        per_person=0.15,
        web_ms=20.0,
        primary_ms=6.0,
        why="one in seven says something in the room; a write with its entry",
    ),
    "case": Kind(
        per_person=0.01,
        web_ms=5.8,
        primary_ms=2.3,
        why="one in a hundred reports something; 5.8 + 2.3 ms measured on PostgreSQL",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What one machine of each kind is good for."""

    cores: int = 16
    """A usual server of a city's government cloud."""
    busy: float = 0.6
    """How busy its processors may be at the peak: above, latencies double; one may also fail."""
    streams: int = 15_000
    """Open streams that one `live` process holds: 20,000 are its limit."""
    stream_share: float = 0.25
    """Share of active members with a room open in the busiest minute."""


def per_second(city: City, kinds: Mapping[str, Kind] = KINDS) -> dict[str, float]:
    """Requests of each kind in the busiest minute, a second."""
    people = city.members * city.active * city.peak / HOUR * city.burst
    return {name: round(kind.per_person * people, 2) for name, kind in kinds.items()}


def plan(
    city: City, machine: Machine, kinds: Mapping[str, Kind] = KINDS, *, web_factor: float = 1.0
) -> dict[str, Any]:
    """Machines by part, each with one to spare where its death would stop something.

    `web_factor` multiplies what the web machine needs, for slower processors than those measured on.
    """
    rates = per_second(city, kinds)
    cores = {
        "web": sum(rates[n] * k.web_ms * web_factor for n, k in kinds.items()) / 1000,
        "primary": sum(rates[n] * k.primary_ms for n, k in kinds.items()) / 1000,
        "replica": sum(rates[n] * k.replica_ms for n, k in kinds.items()) / 1000,
    }
    usable = machine.cores * machine.busy
    streams = city.members * city.active * machine.stream_share
    return {
        "city": asdict(city),
        "requests_a_second": {**rates, "all": round(sum(rates.values()), 1)},
        "cores": {name: round(value, 1) for name, value in cores.items()},
        "streams": round(streams),
        "machines": {
            "web": math.ceil(cores["web"] / usable) + 1,
            "live": math.ceil(streams / machine.streams),
            "primary": math.ceil(cores["primary"] / usable),
            "replicas": max(math.ceil(cores["replica"] / usable), 1) + 1,
        },
        "counties_apart": cores["primary"] > usable,
    }


def lines(found: Mapping[str, Any]) -> list[str]:
    """The plan, for reading."""
    rates, machines = found["requests_a_second"], found["machines"]
    return [
        "busiest minute: " + ", ".join(f"{n} {v}/s" for n, v in rates.items()),
        "cores: " + ", ".join(f"{n} {v}" for n, v in found["cores"].items()),
        f"open streams: {found['streams']}",
        "machines: " + ", ".join(f"{n} {v}" for n, v in machines.items()),
        "one primary is too small: a database for each county"
        if found["counties_apart"]
        else "one primary carries the writes of all counties",
    ]
