"""Stretches of time that a figure states: a month, a quarter, a year, since the new year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sanan.kit import dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, local to Shanghai."""

    key: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time.min, SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, SHANGHAI)

    @property
    def name(self) -> str:
        """How people say it."""
        return dates.span(self.first, self.last)

    @classmethod
    def read(cls, text: str | None, today: date) -> Self:
        """`month` (default), `quarter`, `half_year`, `year` as far as today, or `2026-10`, `2026`."""
        match text or "month":
            case "quarter":
                return cls(
                    "quarter", today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today
                )
            case "half_year":
                return cls(
                    "half_year", today.replace(month=(today.month - 1) // 6 * 6 + 1, day=1), today
                )
            case "year":
                return cls("year", today.replace(month=1, day=1), today)
            case "month":
                return cls("month", today.replace(day=1), today)
            case given:
                return cls._named(given) or cls.read("month", today)

    @classmethod
    def _named(cls, text: str) -> Self | None:
        if not text.startswith(("19", "20", "21")):
            return None
        try:
            if len(text) == len("2026"):
                return cls(text, date(int(text), 1, 1), date(int(text), _DECEMBER, 31))
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            return None
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return cls(text, first, following - timedelta(days=1))
