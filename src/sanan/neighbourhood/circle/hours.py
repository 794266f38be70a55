"""When something is open, as people and OpenStreetMap write it: read, asked, and said again.

    每天 8:00-21:00        周一至周五 8:00-12:00，14:30-17:30；周六 9:00-12:00；节假日休息
    24小时                 Mo-Fr 08:00-12:00,14:30-17:30; Sa 09:00-12:00; PH off

What is said later goes before what was said earlier of the same day; the same days said twice have
the hours of both. A span may end after midnight.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Invalid

WEEK = 7
DAY = timedelta(days=1)
FULL = 24 * 60
AHEAD = 8
"""How many days are looked ahead for the next opening."""
HOLIDAYS = "PH"
OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
OUR_DAYS = "一二三四五六日"

_TIMES = re.compile(r"(\d{1,2}):?(\d{2})?\s*-\s*(\d{1,2}):?(\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})[点时](?:(\d{1,2})分?|(半))?")
_OFF = re.compile(r"(off|closed|休息|不开|不营业|关门)$")
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_DAYS = re.compile(rf"{_DAY}(?:\s*-\s*{_DAY})?")
_WORDS = (
    (r"24\s*/\s*7|24\s*小时|全天", "0:00-24:00"),
    (r"法定节假日|节假日|节日|假日|holidays?", "PH"),
    (r"每天|每日|天天|全年|周一至周日", "Mo-Su"),
    (r"工作日", "Mo-Fr"),
    (r"双休日|周六日|周末", "Sa-Su"),
    (r"(?:星期|礼拜|周)([一二三四五六日天])", None),
    (r"[~〜–—―至到]", "-"),
    (r"[、,]", ","),
)

Span = tuple[int, int]
"""From one minute of the day to another; beyond 1,440 it ends on the next day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether something is open at a moment: until when, or when it opens again; None: not known."""

    open: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hours:
    """A week: the spans of each weekday (0 is Monday), and of public holidays (None: as the weekday)."""

    week: tuple[tuple[Span, ...], ...]
    holidays: tuple[Span, ...] | None = None

    def on(self, day: date, is_holiday: Callable[[date], bool]) -> tuple[Span, ...]:
        """The spans that begin on a day."""
        if self.holidays is not None and is_holiday(day):
            return self.holidays
        return self.week[day.weekday()]

    def at(self, moment: datetime, is_holiday: Callable[[date], bool]) -> Standing:
        """Whether it is open at a moment, and when that changes."""
        local = moment.astimezone(SHANGHAI)
        spans = list(self._spans(local.date(), is_holiday))
        for opens, closes in spans:
            if opens <= local < closes:
                until = closes
                for again, later in spans:  # Open through midnight, day after day.
                    until = later if again <= until < later else until
                last = spans[-1][1]
                return Standing(open=True, changes_at=None if until >= last else until)
        coming = [opens for opens, _closes in spans if opens > local]
        return Standing(open=False, changes_at=min(coming, default=None))

    def _spans(
        self, day: date, is_holiday: Callable[[date], bool]
    ) -> Iterator[tuple[datetime, datetime]]:
        for turn in range(-1, AHEAD):
            there = day + turn * DAY
            midnight = datetime.combine(there, time(), SHANGHAI)
            for opens, closes in self.on(there, is_holiday):
                yield midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)

    def said(self) -> str:
        """The week in words: 周一至周五 8:00–12:00、14:30–17:30；节假日休息."""
        parts = []
        first = 0
        for day in range(1, WEEK + 1):
            if day == WEEK or self.week[day] != self.week[first]:
                if self.week[first]:
                    parts.append(f"{_named(first, day - 1)} {_spans_said(self.week[first])}")
                first = day
        if self.holidays is not None:
            spans = _spans_said(self.holidays) if self.holidays else _("休息")
            parts.append(_("节假日 %(spans)s") % {"spans": spans})
        return _joined(parts, "；", "; ")


def _named(first: int, last: int) -> str:
    names = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    if (first, last) == (0, WEEK - 1):
        return _("每天")
    if first == last:
        return names[first]
    return _("%(first)s至%(last)s") % {"first": names[first], "last": names[last]}


def _spans_said(spans: tuple[Span, ...]) -> str:
    if spans == ((0, FULL),):
        return _("24 小时")
    said = [f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans]
    return _joined(said, "、", ", ")


def _joined(parts: list[str], ours: str, others: str) -> str:
    return (ours if (get_language() or "zh").startswith("zh") else others).join(parts)


def _clock(minute: int) -> str:
    hour = minute // 60 if minute <= FULL else minute // 60 - 24
    return f"{hour}:{minute % 60:02}"


@lru_cache(maxsize=4096)
def read(text: str) -> Hours:
    """What a text says. Raises `Invalid` with how to write it."""
    week: list[tuple[Span, ...]] = [()] * WEEK
    holidays: tuple[Span, ...] | None = None
    plain = _plain(text)
    if not plain:
        raise _unreadable(text)
    before: dict[tuple[int, ...], tuple[Span, ...]] = {}
    for rule in filter(None, (part.strip() for part in plain.split(";"))):
        days, spans = _rule(rule, text)
        spans = before[tuple(days)] = tuple(sorted((*before.get(tuple(days), ()), *spans)))
        for day in days:
            if day == WEEK:
                holidays = spans
            else:
                week[day] = spans
    return Hours(tuple(week), holidays)


def _plain(text: str) -> str:
    found = unicodedata.normalize("NFKC", text).replace("。", ";").replace("；", ";")
    for pattern, word in _WORDS:
        if word is None:
            found = re.sub(
                pattern, lambda m: OSM_DAYS[OUR_DAYS.index(m[1].replace("天", "日"))], found
            )
        else:
            found = re.sub(pattern, word, found, flags=re.IGNORECASE)
    return _CLOCK.sub(lambda m: f"{m[1]}:{'30' if m[3] else (m[2] or '0').zfill(2)}", found).strip()


def _rule(rule: str, whole: str) -> tuple[list[int], tuple[Span, ...]]:
    """The days (7: public holidays) and spans of one rule."""
    off = _OFF.search(rule)
    spans = () if off else tuple(_span(match, whole) for match in _TIMES.finditer(rule))
    said = _OFF.sub("", rule) if off else _TIMES.sub("", rule)
    days = [day for match in _DAYS.finditer(said) for day in _from_to(match[0])]
    left = re.sub(r"[\s,:()]", "", _DAYS.sub("", said))
    if left or not (spans or off):
        raise _unreadable(whole)
    return days or list(range(WEEK)), spans


def _from_to(said: str) -> list[int]:
    ends = [
        OSM_DAYS.index(each) if each != HOLIDAYS else WEEK
        for each in re.findall("[A-Z][A-Za-z]", said)
    ]
    if len(ends) == 1 or WEEK in ends:
        return ends
    first, last = ends
    return [day % WEEK for day in range(first, last + (1 if last >= first else WEEK + 1))]


def _span(match: re.Match[str], whole: str) -> Span:
    opens = int(match[1]) * 60 + int(match[2] or 0)
    closes = int(match[3]) * 60 + int(match[4] or 0)
    if (
        opens >= FULL
        or closes > FULL + 12 * 60
        or int(match[2] or 0) > 59
        or int(match[4] or 0) > 59
    ):
        raise _unreadable(whole)
    return opens, closes if closes > opens else closes + FULL


def _unreadable(text: str) -> Invalid:
    sentence = _(
        "看不懂营业时间“%(text)s”。请写成：周一至周五 8:00-12:00，14:30-17:30；周六 9:00-12:00。"
    )
    return Invalid(sentence % {"text": text[:40]}, "bad_hours", field="hours")
