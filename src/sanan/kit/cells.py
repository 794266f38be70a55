"""What stands in a cell of somebody else's table, made plain: text, numbers and moments."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sanan.kit.calendar import SHANGHAI
from sanan.kit.words import clean

Cell = str | int | float | bool | datetime | date | time | None

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how XLSX writes a control character
_DAY = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_TIME = re.compile(
    r"(上午|下午|中午|晚上|凌晨|早上)?\s*"
    r"(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(AM|PM)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"Z|[+-]\d\d:?\d\d", re.IGNORECASE)
_WEEKDAY = re.compile(r"[(]?(?:星期|周)[一二三四五六日天][)]?")
_AFTERNOON = {"下午", "晚上", "PM"}
_MORNING = {"上午", "凌晨", "早上", "AM"}
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of the 1900 system, counted from March 1900
_SERIALS = range(10_000, 100_000)  # 1927 to 2173; smaller numbers are ages and counts
_LARGEST = 10**15
_YEARS = range(1900, 2200)  # 1900-01-00 and its like are no dates
_NOON = 12


def cell(value: object) -> Cell:
    """Give a cell's value without hidden characters, or None for an empty one.

    Whole floats become int (an Excel number has no other form), text is trimmed and cleaned.
    """
    if isinstance(value, str):
        return clean(_ESCAPED.sub(_unescaped, value)).strip() or None
    if isinstance(value, bool | datetime | date | time | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return None if value is None else str(value)


def as_text(value: Cell) -> str:
    """Give a cell as a person would read it: 188006 and not 188006.0, dates as ISO 8601."""
    if value is None:
        return ""
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
    moment = _placed(_made(*(int(part) for part in found.groups()), *clock, offset=offset), zone)
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
    half, hours = (before or after or "").upper(), int(hour)
    if half in _AFTERNOON and hours < _NOON:
        hours += _NOON
    if half in _MORNING and hours == _NOON:
        hours = 0
    offset = text[found.end() :].strip().upper()
    if offset and not _OFFSET.fullmatch(offset):
        return None, False, ""
    return (hours, int(minute or 0), int(second or 0)), True, offset


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
