"""我的工作: whatever waits for one person, in any room, nearest clock first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sanan.kit import manifest
from sanan.people.models import Person
from sanan.process.declare import Sentence


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing that waits: what it is, where, in which state, by when, and where it is done.

    `room` is the name of the room; `do` the likeliest next step in one or two words; `due_at` None
    where nothing runs out. `more` counts further things of the same kind behind the one address.
    """

    room: str
    title: str
    href: str
    state: Sentence
    do: Sentence
    place: str = ""
    due_at: datetime | None = None
    more: int = 0


Waiting = Callable[[Person, datetime], Iterable[WorkItem]]
"""What a room names in `work`: the things that wait for a person, each kind in few statements."""


def work_of(person: Person, now: datetime) -> list[WorkItem]:
    """All that waits for `person`, what runs out first at the top, what has no clock at the end."""
    found = [item for waiting in manifest.loaded(lambda r: r.work) for item in waiting(person, now)]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or now, each.title))
