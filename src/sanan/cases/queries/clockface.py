"""How a deadline is said: what is left in a few characters, its colour, and the exact moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.cases.enums import CHECKING, ENDED, State
from sanan.kit import dates

SOON = timedelta(hours=24)
_STOPPED = frozenset({*ENDED, *CHECKING, State.MERGED})


@dataclass(frozen=True, slots=True)
class Clock:
    """`text` for the eye, `tone` (overdue, soon, fine, still) for the colour, `exact` for the hover."""

    text: str
    tone: str
    exact: str


class ClockFace:
    """Says many clocks at one moment; the words are translated once."""

    def __init__(self, now: datetime) -> None:
        self.now, self._zone = now, timezone.get_current_timezone()
        self._late_days, self._late_hours = _("逾期%d天"), _("逾期%d小时")
        self._late_minutes = _("逾期%d分")
        self._days, self._hours, self._minutes = _("剩%d天"), _("剩%d小时"), _("剩%d分")
        self._until, self._none, self._stopped = _("缓办至%s"), _("未定期限"), _("已停表")

    def of(self, due: datetime | None, state: str, review_on: date | None = None) -> Clock:
        """The clock of a case in `state`, due at `due`."""
        if state == State.SUSPENDED:
            day = dates.day(review_on)
            return Clock(self._until % day, "still", f"{review_on or ''}")
        if state in _STOPPED:
            return Clock("—", "still", self._exact(due))
        return self.moment(due)

    def moment(self, due: datetime | None) -> Clock:
        """What is left until `due`."""
        if due is None:
            return Clock(self._none, "still", "")
        return Clock(*self._left(due - self.now), self._exact(due))

    def plain(self, due: datetime | None, state: str, review_on: date | None) -> dict[str, str]:
        """The same as the template's row wants it."""
        said = self.of(due, state, review_on)
        return {"clock": said.text, "tone": said.tone, "exact": said.exact}

    def _left(self, left: timedelta) -> tuple[str, str]:
        seconds = int(abs(left).total_seconds())
        late = left < timedelta(0)
        tone = "overdue" if late else "soon" if left <= SOON else "fine"
        if seconds >= 86_400:
            return (self._late_days if late else self._days) % (seconds // 86_400), tone
        if seconds >= 3_600:
            return (self._late_hours if late else self._hours) % (seconds // 3_600), tone
        return (self._late_minutes if late else self._minutes) % max(seconds // 60, 1), tone

    def _exact(self, due: datetime | None) -> str:
        """The day and the minute; cut out of the ISO form, which costs a fifth of `strftime`."""
        return due.astimezone(self._zone).isoformat(" ")[:16] if due else ""
