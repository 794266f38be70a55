"""How far long work is, written now and then so that a page can show it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sanan.cases.enums import Work
from sanan.cases.models import Progress
from sanan.insight.progress import Tick, untold
from sanan.kit import clock
from sanan.places.models import Place

EVERY = 1.0
"""Seconds between two entries of how far it is."""

STEPS = {"words": (0, 10), "spots": (10, 70), "joining": (80, 10), "subjects": (90, 10)}
"""Of mining: where each step begins and how much of the whole it is, in per cent."""


@dataclass
class Moving:
    """One piece of work under way; `tick` is what the work tells."""

    row: Progress
    told: Tick
    _last: float = field(default=0.0)

    @classmethod
    @contextmanager
    def over(cls, *, work: Work, place: Place, tick: Tick = untold) -> Iterator["Moving"]:
        """Begin; at the end the row goes, and where the work is broken off it stays."""
        now = clock.now()
        row, _new = Progress.objects.update_or_create(
            work=work,
            place=place,
            defaults={"done": 0, "total": 100, "started_at": now, "moved_at": now},
        )
        yield cls(row, tick)
        row.delete()

    def tick(self, what: str, done: int, of: int) -> None:
        """Pass it on, and keep it if a second has gone by."""
        self.told(what, done, of)
        now = time.monotonic()
        if now - self._last < EVERY:
            return
        self._last = now
        begin, size = STEPS.get(what, (0, 0))
        self.row.done = begin + size * done // max(of, 1)
        self.row.moved_at = clock.now()
        Progress.objects.filter(pk=self.row.pk).update(
            done=self.row.done, moved_at=self.row.moved_at
        )
