"""How many requests came, to which room and verb, how they ended and how long they took.

Counted over all processes of the web server: each keeps its own sums and writes them into a file under
SANAN_VAR once a second; whoever asks gets the files put together. Not by prometheus_client's own way
between processes: it counts in memory maps of files with holes, and a disk that is full would then kill the
process that counts. Names come from the code's own addresses and never from what was asked for, so that
they are bounded and hold nobody; what goes to the sealed room stands under `other`, so that nobody can read
off when somebody reported.
"""

import json
import os
import secrets
import shutil
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

FOLDER = "requests"
EVERY_SECONDS = 1.0
BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the steps in which durations are counted, in seconds."""
NO_TRACE = frozenset({"sealed"})
OTHER = "other"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
Named = tuple[str, str]


class Counts:
    """The sums of one process, and of others when they were read."""

    def __init__(self) -> None:
        self.ended: Counter[tuple[str, str, str]] = Counter()
        self.steps: dict[Named, list[int]] = {}
        self.seconds: Counter[Named] = Counter()

    def add(self, *, named: Named, kind: str, status: int, seconds: float) -> None:
        """One request that was answered."""
        room, verb = named
        self.ended[room, verb, f"{status // 100}xx"] += 1
        place = (room, kind)
        steps = self.steps.get(place) or self.steps.setdefault(place, [0] * (len(BOUNDS) + 1))
        steps[bisect_left(BOUNDS, seconds)] += 1
        self.seconds[place] += seconds  # type: ignore[assignment] # a Counter of figures, not of things

    def join(self, other: "Counts") -> None:
        """Add what another process counted."""
        self.ended.update(other.ended)
        self.seconds.update(other.seconds)
        for place, steps in other.steps.items():
            mine = self.steps.setdefault(place, [0] * len(steps))
            self.steps[place] = [a + b for a, b in zip(mine, steps, strict=True)]

    def dump(self) -> str:
        """As it lies in a file."""
        steps = [[*place, self.seconds[place], held] for place, held in self.steps.items()]
        return json.dumps({"ended": [[*n, c] for n, c in self.ended.items()], "steps": steps})

    @classmethod
    def load(cls, text: str) -> "Counts":
        """Read a file. Raises ValueError for one that is none."""
        held: dict[str, Any] = json.loads(text)
        made = cls()
        for room, verb, status, count in held["ended"]:
            made.ended[room, verb, status] = int(count)
        for room, kind, seconds, steps in held["steps"]:
            made.steps[room, kind] = list(steps)
            made.seconds[room, kind] = seconds
        return made

    def lines(self) -> Iterator[str]:
        """As OpenMetrics has them."""
        yield "# TYPE sanan_requests counter"
        yield "# HELP sanan_requests Requests that were answered, by room, verb and class of status."
        for (room, verb, status), count in sorted(self.ended.items()):
            yield f'sanan_requests_total{{room="{room}",verb="{verb}",status="{status}"}} {count}'
        name = "sanan_request_seconds"
        yield f"# TYPE {name} histogram"
        yield f"# UNIT {name} seconds"
        yield f"# HELP {name} How long answers took, by room, reading and writing apart."
        for (room, kind), steps in sorted(self.steps.items()):
            labels = f'room="{room}",kind="{kind}"'
            sums = list(accumulate(steps))
            for bound, count in zip([*map(str, BOUNDS), "+Inf"], sums, strict=True):
                yield f'{name}_bucket{{{labels},le="{bound}"}} {count}'
            yield f"{name}_count{{{labels}}} {sums[-1]}"
            yield f"{name}_sum{{{labels}}} {self.seconds[room, kind]:.6f}"


class _Ours:
    """What this process counted, and the thread that writes it down."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts = Counts()
        self.file = ""
        self.changed = False
        self.pid = 0
        self.on = False

    def note(self, *, named: Named, kind: str, status: int, seconds: float) -> None:
        """Count one; the first of a process begins its file."""
        with self.lock:
            if self.pid != os.getpid():
                self._begin()
            self.counts.add(named=named, kind=kind, status=status, seconds=seconds)
            self.changed = True

    def _begin(self) -> None:
        self.pid, self.counts = os.getpid(), Counts()
        self.file = f"{self.pid}-{secrets.token_hex(4)}.json"
        threading.Thread(target=self._write_on, name="requests", daemon=True).start()

    def _write_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY_SECONDS):
            self.write()

    def write(self) -> None:
        """Write the sums down where they changed; a disk that takes nothing loses no request."""
        with self.lock:
            if not self.changed or self.pid != os.getpid():
                return
            text, self.changed = self.counts.dump(), False
        folder = Path(settings.VAR) / FOLDER
        draft = folder / f".{self.file}"
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            draft.write_text(text, encoding="utf-8")
            draft.replace(folder / self.file)


_ours = _Ours()


def start() -> None:
    """Count from now on in this process: it is one of a web server's."""
    _ours.on = True


def note(request: HttpRequest, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    if not _ours.on:
        return
    kind = "read" if request.method in READING else "write"
    _ours.note(named=name_of(request), kind=kind, status=status, seconds=seconds)


def name_of(request: HttpRequest) -> Named:
    """Room and verb by the address in the code that answered; never by what was asked for."""
    found = request.resolver_match
    if found is None:
        first = request.path_info.partition("/")[2].partition("/")[0]
        return (first if first in {"api", "static"} else OTHER), OTHER
    room = (found.namespaces[0] if found.namespaces else "people").removesuffix("_staff")
    return (OTHER, OTHER) if room in NO_TRACE else (room, found.url_name or OTHER)


def counted() -> Counts:
    """Of all processes since the server was started, this one's as they are now."""
    _ours.write()
    whole = Counts()
    for path in (Path(settings.VAR) / FOLDER).glob("*.json"):
        with suppress(OSError, ValueError, KeyError):
            whole.join(Counts.load(path.read_text(encoding="utf-8")))
    return whole


def begin() -> None:
    """Forget what an earlier server counted; called before the first process of a new one."""
    shutil.rmtree(Path(settings.VAR) / FOLDER, ignore_errors=True)
