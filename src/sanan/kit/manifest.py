"""What a room tells the house about itself, in its `room.py`.

    ROOM = Room(
        "shelves", title=_("货架"), floor=Floor.COUNTY,
        pages=[Page("shelves_staff:board", _("货架"), StaffGroup.SERVICES)],
        processes=["sanan.shelves.rules:SHELF"], jobs=[Job("sanan.shelves.tasks:tick", MINUTE)],
    )

The house makes the addresses, the menus, the list of work, the periodic jobs, the seeds, the demo
and the exports from it. What needs a database or other rooms is named as `module:name` and loaded
when it is first asked for.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.functional import Promise

Sentence = str | Promise
SECOND, SECONDS = timedelta(seconds=1), timedelta(seconds=5)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class StaffGroup(StrEnum):
    """The seven groups of the staff menu, and what lies behind a person's own name."""

    CASES = "cases"
    VILLAGE = "village"
    COUNCIL = "council"
    SERVICES = "services"
    OVERSIGHT = "oversight"
    PROJECTS = "projects"
    BOARDS = "boards"
    OWN = "own"


class ResidentGroup(StrEnum):
    """The groups of 我们村, named as people say them."""

    DO = "do"
    SEE = "see"
    DISCUSS = "discuss"
    TOGETHER = "together"
    TALK = "talk"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of a menu: the url name of the page, its label, its group, its place in it.

    A staff page is shown to whom its view lets in. A resident page of 我们村 takes the code of a
    place as its one argument; `told` is the name of a function of a place that gives the short
    line beside it, "" for none, or None where the place has no such page.
    """

    name: str
    label: Sentence
    group: StaffGroup | ResidentGroup
    order: int = 50
    told: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What the clock calls: a function without arguments that may be called again at any time."""

    run: str
    every: timedelta


@dataclass(frozen=True, kw_only=True)
class Room:
    """One room. Names of functions, processes and url modules are `module:name` or modules.

    `urls` are (prefix, url module), in order; `moved` are (old prefix, new prefix) of addresses that
    stand on paper or in messages and must lead on for ever. `seeds` are called when an installation is made or
    upgraded, `chapter` plays the room's part of the demo. `work` gives what waits for a person,
    `slips` tells what a query code of this room opens, `files` who may see the files of its things
    (`sanan.files.access.Owner`), `audits` hold its rows against the record
    (`sanan.ledger.queries.rows`). `measures` are the facts that are counted
    (`sanan.analysis.declare.Facts`). `derived` names
    the tables that no model describes, each with the function that fills it again from the rows and
    says how many; it is called where an installation has moved. `kinds` are the kinds of case that
    the room brings (`sanan.cases.kinds.Kind`). `routers` are (prefix, ninja router) of what it offers
    to programs under `/api/v1/`. `events` are the words for what it enters in the record beside the
    verbs of its processes.
    """

    name: str
    title: Sentence
    urls: Sequence[tuple[str, str]] = ()
    moved: Sequence[tuple[str, str]] = ()
    pages: Sequence[Page] = ()
    processes: Sequence[str] = ()
    events: Mapping[str, Sentence] = field(default_factory=dict)
    jobs: Sequence[Job] = ()
    seeds: Sequence[str] = ()
    chapter: str = ""
    work: Sequence[str] = ()
    slips: Sequence[str] = ()
    files: Sequence[str] = ()
    audits: Sequence[str] = ()
    measures: Sequence[str] = ()
    commands: Sequence[str] = ()
    derived: Mapping[str, str] = field(default_factory=dict)
    kinds: Sequence[str] = ()
    routers: Sequence[tuple[str, str]] = ()
    order: int = 50


def packages(part: str = "room") -> list[str]:
    """The apps that have a module `part`, in the order of their names.

    `SANAN_ROOMS` names more rooms, of a test or a distribution, that stand elsewhere.
    """
    here = Path(__file__).resolve().parents[1]
    own = sorted(
        f"sanan.{each.parent.name}"
        for each in here.glob(f"*/{part}.py")
        if (each.parent / "apps.py").exists()
    )
    more = [name for name in os.environ.get("SANAN_ROOMS", "").split(",") if name]
    return [*own, *(name for name in more if find_spec(f"{name}.{part}"))]


@cache
def rooms() -> tuple[Room, ...]:
    """Every room's manifest, by its order and name."""
    found: Iterable[Room] = (import_module(f"{each}.room").ROOM for each in packages())
    return tuple(sorted(found, key=lambda room: (room.order, room.name)))


def load(name: str) -> Any:
    """What `module:name` names."""
    module, _colon, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def loaded(part: Callable[[Room], Iterable[str]]) -> list[Any]:
    """What all rooms name in one part of their manifests, loaded, in the rooms' order."""
    return [load(name) for room in rooms() for name in part(room)]
