"""What is near somebody, and whether it is open now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sanan.cases import deadlines
from sanan.kit.calendar import SHANGHAI, WorkCalendar
from sanan.kit.dates import local_day, moment
from sanan.neighbourhood.circle import walking
from sanan.neighbourhood.circle.hours import AHEAD, Standing
from sanan.neighbourhood.circle.walking import Walker
from sanan.neighbourhood.models.centre import Centre
from sanan.neighbourhood.models.circle import ServicePoint
from sanan.neighbourhood.queries.reach import OFF_STREET, Box, standing
from sanan.neighbourhood.queries.streets import network_of, streets_of
from sanan.neighbourhood.rules.hours import is_holiday, open_days
from sanan.places.models import Place

if TYPE_CHECKING:
    from sanan.neighbourhood.circle.network import Network

FAR = 2000.0
"""Flat metres: whatever is farther is not called near."""
MOST = 60


@dataclass(frozen=True, slots=True)
class Near:
    """A point with its way in flat metres and its door: None where nobody knows its hours."""

    point: ServicePoint
    metres: float
    standing: Standing | None
    week: str
    now: datetime

    @property
    def minutes(self) -> int:
        """An adult's minutes; one at least."""
        return max(1, ceil(walking.minutes(self.metres, Walker.ADULT)))

    @property
    def slow_minutes(self) -> int:
        """An elder's."""
        return max(1, ceil(walking.minutes(self.metres, Walker.ELDER)))

    @property
    def when(self) -> str:
        """Until when it is open, or when it opens again; empty where that is not known."""
        changes = self.standing.changes_at if self.standing else None
        if changes is None:
            return ""
        local, today = changes.astimezone(SHANGHAI), local_day(self.now)
        clock = f"{local.hour}:{local.minute:02}"
        if local.date() == today:
            return clock
        if local.date() == today + timedelta(days=1):
            return _("明天 %(time)s") % {"time": clock}
        return moment(changes)

    @property
    def is_open(self) -> bool:
        """Whether it is known to be open now."""
        return self.standing is not None and self.standing.open


@dataclass(frozen=True, slots=True)
class Around:
    """What is near a position: what is open first, then by the way; `by_line` where it is an estimate."""

    found: list[Near]
    by_line: bool


def near(*, place: Place, lat: float, lon: float, now: datetime, kind: str = "") -> Around:
    """What of one kind, or of every kind, is near a position."""
    box = Box.around([(lat, lon)], FAR)
    rows = standing().filter(box.inside).select_related("centre__place", "place")
    points = list(rows.filter(kind=kind) if kind else rows)
    network = box.cut(network_of(streets_of(place)))
    far, by_line = _far(network, lat, lon, points)
    calendar = deadlines.calendar_at(place)
    doors = _Doors(calendar, now)
    reachable = [(each, metres) for each, metres in zip(points, far, strict=True) if metres <= FAR]
    reachable.sort(key=lambda pair: pair[1])
    shown = [Near(point, metres, *doors.of(point), now) for point, metres in reachable[:MOST]]
    return Around(sorted(shown, key=lambda each: not each.is_open), by_line)


def _far(
    network: "Network | None", lat: float, lon: float, points: Iterable[ServicePoint]
) -> tuple[list[float], bool]:
    """The flat metres from a position to each point; an estimate where no street is near."""
    import numpy as np

    from sanan.neighbourhood.circle.network import on_sphere

    at = np.array([(each.lat, each.lon) for each in points], dtype=float).reshape(-1, 2)
    if not len(at):
        return [], False
    here = np.array([lat]), np.array([lon])
    if network is not None:
        crossing, off = network.nearest(*here)
        if off[0] <= OFF_STREET:
            ends, _off = network.nearest(at[:, 0], at[:, 1])
            return network.distances(crossing, FAR)[ends].tolist(), False
    line = np.linalg.norm(on_sphere(at[:, 0], at[:, 1]) - on_sphere(*here), axis=1)
    return (line * walking.DETOUR).tolist(), True


class _Doors:
    """Who is open now: points by their own hours, what a centre offers by the centre's."""

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        self.calendar, self.now = calendar, now
        self.centres: dict[int, Standing] = {}

    def of(self, point: ServicePoint) -> tuple[Standing | None, str]:
        """Whether it is open, where that is known, and its week in words."""
        if point.centre is not None:
            return self._centre(point.centre), ""
        week = point.week
        if week is None:
            return None, ""
        return week.at(self.now, lambda day: is_holiday(self.calendar, day)), week.said()

    def _centre(self, centre: Centre) -> Standing:
        if centre.pk not in self.centres:
            today = self.calendar.local_day(self.now)
            days = open_days(centre, [today + timedelta(days=turn) for turn in range(AHEAD)])
            spans = [span for day in sorted(days) for span in days[day].spans]
            until = next((closes for opens, closes in spans if opens <= self.now < closes), None)
            coming = min((opens for opens, _closes in spans if opens > self.now), default=None)
            self.centres[centre.pk] = Standing(until is not None, until or coming)
        return self.centres[centre.pk]
