"""By when the law asks for what, as data with its source. Days begin with the day after."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.calendar import WorkCalendar, seed_year
from sanan.sealed.enums import State
from sanan.sealed.models import Report


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit: what is due, working days or months, and where it stands."""

    title: str | Promise
    law: str | Promise
    working_days: int = 0
    months: int = 0


UP = Clock(_("回避或属于上级的，报送上一级"), _("检举控告工作规则第十五条：5个工作日内"), 5)
TELL = Clock(
    _("告诉实名举报人是否受理"), _("检举控告工作规则（实名检举控告）：收到之日起15个工作日内"), 15
)
ASSESS = Clock(_("提出处置意见"), _("监督执纪工作规则第二十一条：收到线索之日起1个月内"), months=1)
OUTCOME = Clock(
    _("把结果告诉实名举报人"), _("检举控告工作规则（实名检举控告）：办结之日起15个工作日内"), 15
)
FORWARD = Clock(
    _("不归本机关管的，转给有权的机关"), _("监察法实施条例第一百六十九条：5个工作日内"), 5
)

CLOCKS: Mapping[str, Clock] = {
    "up": UP,
    "tell": TELL,
    "assess": ASSESS,
    "outcome": OUTCOME,
    "forward": FORWARD,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that runs for one report."""

    clock: Clock
    on: date

    def late(self, today: date) -> bool:
        """Whether its day is over."""
        return today > self.on


def running(report: Report) -> list[Due]:
    """What is due for a report, the soonest first. Outcomes are told in concluding, so never late."""
    found: list[Due] = []
    if report.state == State.TRANSFERRED:
        return found
    if report.state == State.RECEIVED:
        found.append(Due(FORWARD, after(FORWARD, report.came_on)))
    if report.named and report.told_on is None and report.concluded_on is None:
        found.append(Due(TELL, after(TELL, report.came_on)))
    if report.state in {State.RECEIVED, State.OPENED}:
        found.append(Due(ASSESS, after(ASSESS, report.came_on)))
    return sorted(found, key=lambda due: due.on)


def after(clock: Clock, day: date) -> date:
    """The last day of a limit that begins after `day`."""
    if clock.working_days:
        return _calendar(day.year).add_working_days(day, clock.working_days)
    months = day.year * 12 + day.month - 1 + clock.months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def _calendar(year: int) -> WorkCalendar:
    """The State Council's days of that year and the next."""
    return WorkCalendar(days={**seed_year(year).days, **seed_year(year + 1).days})
