"""What stands in a cell of somebody else's table, made plain: text, numbers and moments."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sanan.kit.calendar import SHANGHAI
from sanan.kit.errors import Invalid
from sanan.kit.words import clean


@dataclass(frozen=True, slots=True)
class Lost:
    """A number that the file no longer holds; `text` is what is left of it.

    A spreadsheet keeps fifteen figures of a number and sets the rest to nought, so that two long
    order numbers may have become one. Other tools leave NaN or an infinity.
    """

    text: str

    @property
    def sentence(self) -> Promise:
        """What happened to it, and what to do."""
        if self.text in {"NaN", "Infinity", "-Infinity"}:
            return format_lazy(_("“{text}”不是一个数。请在原来的表里改好再传。"), text=self.text)
        return format_lazy(
            _(
                "“{text}”这个号码太长，表格软件按数字存，后面几位已经不准了。"
                "请在原来的系统里把这一列导出成文本再传。"
            ),
            text=self.text,
        )


Cell = str | int | float | bool | datetime | date | time | Lost | None

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how XLSX writes a control character
_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_TIME = re.compile(
    r"(上午|下午|中午|晚上|凌晨|早上|早晨|清晨|午后|傍晚|半夜|深夜|夜里|夜间)?\s*"
    r"(\d{1,2})\s*[:时点]\s*(?:(\d{1,2}|半)\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(AM|PM)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"Z|[+-]\d\d:?\d\d", re.IGNORECASE)
_WEEKDAY = re.compile(r"[(]?(?:星期|周)[一二三四五六日天][)]?")
_AFTERNOON = {"下午", "午后", "傍晚", "PM"}
_MORNING = {"上午", "凌晨", "早上", "早晨", "清晨", "AM"}
_NIGHT = {"晚上", "半夜", "深夜", "夜里", "夜间"}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of the 1900 system, counted from March 1900
_SERIALS = range(10_000, 100_000)  # 1927 to 2173; smaller numbers are ages and counts
_LARGEST = 10**15  # sixteen figures: more than a spreadsheet keeps
_SHORTENED = re.compile(r"-?\d(?:\.(\d+))?E\+?(\d{1,3})", re.IGNORECASE)
_HEADLONG = 30  # no number is written longer
_SHOWN_WHOLE = 11  # figures of a number that a spreadsheet shows without an exponent
_YEARS = range(1900, 2200)  # 1900-01-00 and its like are no dates
_NOON, _MIDNIGHT = 12, 24
_AT_NIGHT = {0: 24, 1: 25, 2: 26, 3: 27, 4: None, 12: 24}
_AT_NOON = {0: 12, 1: 13, 2: 14, 3: 15, **{hour: hour for hour in range(10, 16)}}


def cell(value: object) -> Cell:
    """Give a cell's value without hidden characters, or None for an empty one.

    Whole floats become int (an Excel number has no other form), text is trimmed and cleaned. A
    number of which figures are gone is `Lost`.
    """
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPED.sub(_unescaped, value)
        text = clean(value).strip()
        return (Lost(text) if _shortened(text) else text) if text else None
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, bool | datetime | date | time):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else Lost(str(value))
    return None if value is None else str(value)


def _number(value: float) -> Cell:
    if math.isnan(value):
        return Lost("NaN")
    if math.isinf(value):
        return Lost("Infinity" if value > 0 else "-Infinity")
    if abs(value) >= _LARGEST:
        return Lost(str(int(value)))
    return int(value) if value.is_integer() else value


def _shortened(text: str) -> bool:
    """Whether a number was written as it was shown, 2.02610E+16, with fewer figures than it had."""
    found = _SHORTENED.fullmatch(text) if len(text) < _HEADLONG else None
    if found is None:
        return False
    exponent = int(found[2])
    return exponent >= _SHOWN_WHOLE and exponent > len(found[1] or "")


def as_text(value: Cell) -> str:
    """Give a cell as a person would read it: 188006 and not 188006.0, dates as ISO 8601.

    Raises `Invalid` for a number that is lost: what is left of it is nobody's.
    """
    if value is None:
        return ""
    if isinstance(value, Lost):
        raise Invalid(value.sentence, "lost")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)


def parse_when(value: object, zone: ZoneInfo = SHANGHAI) -> tuple[datetime | None, bool]:
    """Read a moment from a cell: the moment in `zone` (or None) and whether it had a time of day.

    Reads dates, datetimes, Excel serials of the 1900 system, numbers like 20200105, and text such
    as 2020/1/5, 2020.01.05, 2020年1月5日 14:02, 2020-1-5 下午2:02, 2020-01-05T14:02:03+08:00.
    A date without a time is midnight. Anything else, and any date that does not exist, is None.
    """
    match value:
        case bool() | None:
            return None, False
        case datetime():
            moment = _placed(value, zone)
            return moment, moment is not None
        case date():
            return _placed(_made(value.year, value.month, value.day), zone), False
        case int() | float():
            return _from_number(value, zone)
        case str():
            return _from_text(value, zone)
    return None, False


def _from_number(value: float, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    if not 0 < value < _LARGEST:  # NaN neither
        return None, False
    if int(value) in _SERIALS:
        moment = _EPOCH + timedelta(seconds=round(value * 86_400))
        return _placed(moment, zone), not float(value).is_integer()
    if float(value).is_integer():
        return _from_compact(str(int(value)), zone)
    return None, False


def _from_text(text: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    text = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.match(text)
    if not found:
        return _from_compact(text, zone) if text.isdigit() else _from_serial_text(text, zone)
    rest = _WEEKDAY.sub(" ", text[found.end() :]).lstrip("T, ").strip()
    clock, has_time, offset = _clock(rest)
    if clock is None:
        return None, False
    later, clock = (clock[0] >= _MIDNIGHT), (clock[0] % _MIDNIGHT, *clock[1:])
    made = _made(*(int(part) for part in found.groups()), *clock, offset=offset)
    if made is not None and later:
        made += timedelta(days=1)
    moment = _placed(made, zone)
    return moment, has_time and moment is not None


def _from_serial_text(text: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    return _from_number(float(text), zone) if re.fullmatch(r"\d{5}\.\d+", text) else (None, False)


def _from_compact(text: str, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    found = _COMPACT.fullmatch(text)
    if not found:
        return _from_number(int(text), zone) if re.fullmatch(r"\d{5}", text) else (None, False)
    moment = _placed(_made(*(int(part) for part in found.groups() if part is not None)), zone)
    return moment, moment is not None and found.group(4) is not None


def _clock(text: str) -> tuple[tuple[int, int, int] | None, bool, str]:
    """Read a time of day: hours, minutes, seconds (None if unreadable), whether any, offset."""
    if not text:
        return (0, 0, 0), False, ""
    found = _TIME.match(text)
    if not found:
        return None, False, ""
    before, hour, minute, second, after = found.groups()
    hours = _hour((before or after or "").upper(), int(hour))
    offset = text[found.end() :].strip().upper()
    if hours is None or (offset and not _OFFSET.fullmatch(offset)):
        return None, False, ""
    minutes, seconds = 30 if minute == "半" else int(minute or 0), int(second or 0)
    if int(hour) == _MIDNIGHT and minutes + seconds:
        return None, False, ""
    return (hours, minutes, seconds), True, offset


def _hour(part: str, hour: int) -> int | None:
    """The hour of the day that an hour in a part of the day is; from 24 on it is the next day's.

    中午1:20 is 13:20 and 晚上12:10 is ten past midnight, after the day that is named, as 晚上1:00
    is: whoever writes so has not slept yet. Between them 晚上4:00 is nobody's hour and is not guessed.
    """
    if hour > _MIDNIGHT or not part:
        return hour if hour <= _MIDNIGHT else None
    if part in _MORNING:
        return hour % _NOON if hour == _NOON else hour
    if part in _AFTERNOON:
        return hour + _NOON if hour < _NOON else hour
    if part in _NIGHT:
        return _AT_NIGHT.get(hour, hour + _NOON if hour < _NOON else hour)
    return _AT_NOON.get(hour)


def _made(*parts: int, offset: str = "") -> datetime | None:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    if year not in _YEARS:
        return None
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - placed next
        return datetime.fromisoformat(moment.isoformat() + offset)
    except ValueError:
        return None


def _placed(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 16))
