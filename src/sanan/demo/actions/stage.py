"""Playing many tales at once in the order of their moments, each step by the cases room's action."""

import heapq
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sanan.cases import actions as cases
from sanan.cases.models import Case
from sanan.demo.drawings import photo
from sanan.kit import files
from sanan.kit.calendar import SHANGHAI
from sanan.kit.files import Upload

MORNING, EVENING = 8, 18
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Step:
    """`after` hours from the step before it; `do` calls one action. `at_once`: also at night."""

    after: float
    do: Callable[[Case, datetime], object]
    at_once: bool = False


@dataclass(slots=True)
class Tale:
    """One case from what was said, and all that happens to it."""

    key: str
    said: dict[str, Any]
    opened_at: datetime
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Played:
    """The cases by their tale's key, and how many of them are new."""

    cases: dict[str, Case] = field(default_factory=dict)
    new: int = 0


def play(tales: Iterable[Tale], *, now: datetime) -> Played:
    """Play all tales together, moment by moment, and nothing that lies after `now`."""
    played, order = Played(), count()
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for tale in tales:
        _push(waiting, order, _acts(tale, played, now))
    while waiting:
        _at, _number, acts = heapq.heappop(waiting)
        _push(waiting, order, acts)
    return played


def _push(
    waiting: list[tuple[datetime, int, Iterator[datetime]]],
    order: "count[int]",
    acts: Iterator[datetime],
) -> None:
    """Let a tale say when its next act is; it acts when it is asked again."""
    moment = next(acts, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, next(order), acts))


def _acts(tale: Tale, played: Played, now: datetime) -> Iterator[datetime]:
    moment = tale.opened_at
    yield moment
    opened = cases.open_case(**tale.said, idempotency=f"demo:{tale.key}", at=moment)
    played.cases[tale.key] = opened.case
    if not opened.created:
        return
    played.new += 1
    for step in tale.steps:
        moment = _next(moment, step, now)
        yield moment
        case = Case.objects.select_related("place", "category", "handler").get(pk=opened.case.pk)
        step.do(case, moment)
        played.cases[tale.key] = case


def _next(before: datetime, step: Step, now: datetime) -> datetime:
    plain = before + timedelta(hours=step.after)
    awake = plain if step.at_once else in_the_day(plain)
    return awake if awake < now else min(max(plain, before), now)


def in_the_day(moment: datetime) -> datetime:
    """The same moment, or the next morning where it is night or Sunday."""
    local = moment.astimezone(SHANGHAI)
    if local.hour >= EVENING:
        local = (local + timedelta(days=1)).replace(hour=MORNING)
    elif local.hour < MORNING:
        local = local.replace(hour=MORNING)
    if local.weekday() == SUNDAY:
        local += timedelta(days=1)
    return local.astimezone(moment.tzinfo)


def drawn(name: str, *, mended: bool = False) -> list[Upload]:
    """One of our own drawings, as if it had been uploaded; each time with a stream of its own."""
    if not name:
        return []
    upload = _inspected(name, mended)
    return [replace(upload, stream=io.BytesIO(_content(name, mended)))]


@cache
def _inspected(name: str, mended: bool) -> Upload:  # noqa: FBT001 - a cache key
    return files.inspect(io.BytesIO(photo(name, mended=mended)), f"{name}.jpg")


@cache
def _content(name: str, mended: bool) -> bytes:  # noqa: FBT001 - a cache key
    stream = _inspected(name, mended).stream
    stream.seek(0)
    return stream.read()
