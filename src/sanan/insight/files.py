"""Messages in files: JSONL, JSON, XLSX or CSV rows, with the column names people really use."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sanan.insight.errors import BadInput
from sanan.insight.hot import Message
from sanan.insight.model import prepared
from sanan.insight.same_event import Report

_TITLE = ("title", "标题", "留言主题", "主题")
_BODY = ("body", "text", "content", "正文", "内容", "留言详情", "留言内容")
_TOKENS = ("tokens", "分词")
_LABEL = ("label", "category", "类别", "一级分类", "一级标签", "分类")
_ID = ("id", "留言编号", "编号", "service_request_id")
_TIME = ("time", "at", "留言时间", "时间", "requested_datetime")
_PERSON = ("person", "user", "留言用户", "用户")
_LIKES = ("likes", "点赞数", "点赞")
_DISLIKES = ("dislikes", "反对数", "反对")
_SHEETS = (".xlsx", ".xls", ".xlsb", ".ods")
_MOMENTS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled text, `prepared`; `weight` above one marks a staff correction."""

    text: str
    title: str
    label: str
    weight: float = 1.0


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the rows of a file as mappings from column name to value.

    JSON (a list), JSONL, CSV with a header, XLSX and other sheets by their first row. Raises
    `BadInput` naming the file and line, `FileNotFoundError` if it is absent.
    """
    kind = path.suffix.lower()
    if kind in _SHEETS:
        yield from _sheet(path)
    elif kind == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    elif kind == ".json":
        yield from _json(path)
    else:
        yield from _jsonl(path)


def labelled(paths: list[Path]) -> list[Labelled]:
    """Return the labelled rows of files; rows without any text are left out.

    Rows hold title and body, or text, or tokens (words divided by spaces), and a label. Raises
    `BadInput` where a row has no label.
    """
    found: list[Labelled] = []
    for path in paths:
        for number, row in enumerate(rows_of(path), start=1):
            label = _text(row, _LABEL)
            if not label:
                raise BadInput(
                    f"{path.name} 第 {number} 行没有类别（label）。",
                    f"{path.name}, row {number}: no label.",
                )
            title = _text(row, _TITLE)
            body = _text(row, _BODY) or "".join(_text(row, _TOKENS).split())
            text = prepared(body, title)
            if text:
                weight = float(row.get("weight") or 1.0)
                found.append(Labelled(text, title, label, weight))
    return found


def messages(path: Path) -> list[Message]:
    """Return the messages of a file for finding hot issues; a row without a time is an error."""
    found = []
    for number, row in enumerate(rows_of(path), start=1):
        title, body = _text(row, _TITLE), _text(row, _BODY)
        if not title and not body:
            continue
        found.append(
            Message(
                id=_text(row, _ID) or str(number),
                title=title,
                text=body,
                at=moment(_first(row, _TIME), f"{path.name} 第 {number} 行"),
                person=_text(row, _PERSON),
                likes=_count(row, _LIKES),
                dislikes=_count(row, _DISLIKES),
            )
        )
    return found


def texts(path: Path) -> list[str]:
    """Return what the messages of a file say, title and body, whatever else the rows have."""
    return ["\n".join(part for part in pair if part) for pair in pairs(path)]


def pairs(path: Path) -> list[tuple[str, str]]:
    """The same apart: title and body, of rows that say anything."""
    said = ((_text(row, _TITLE), _text(row, _BODY)) for row in rows_of(path))
    return [pair for pair in said if any(pair)]


def reports(path: Path) -> list[Report]:
    """Return the requests of a file in its order; status and notes are never read."""
    found = []
    for number, row in enumerate(rows_of(path), start=1):
        found.append(
            Report(
                id=_text(row, _ID) or str(number),
                text=_text(row, ("description", *_BODY)),
                at=moment(_first(row, _TIME), f"{path.name} 第 {number} 行"),
                lat=_number(row, ("lat", "latitude")),
                lon=_number(row, ("long", "lon", "lng", "longitude")),
                address=_text(row, ("address", "地址")),
                kind=_text(row, ("service_name", "service_code", *_LABEL)),
            )
        )
    return found


def moment(value: object, where: str = "") -> datetime:
    """Read a moment as sheets and people write it; a date alone means its first minute.

    Raises `BadInput` saying where, if it is none.
    """
    if isinstance(value, datetime):
        return value
    text = str(value or "").strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the source names no zone
        except ValueError:
            continue
    raise BadInput(
        f"{where}：“{text[:30]}”不是时间，请写成 2026-03-01 09:30。",
        f"{where}: “{text[:30]}” is no time; write 2026-03-01 09:30.",
    )


def digest(paths: list[Path]) -> str:
    """Return a fingerprint of files, so that a model says what it was made from."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


def _sheet(path: Path) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError) as error:
        raise BadInput(
            f"{path.name} 不是能读的表格。", f"{path.name} is no readable sheet."
        ) from error
    head = [str(cell).strip() for cell in rows[0]] if rows else []
    for row in rows[1:]:
        if any(cell not in ("", None) for cell in row):
            yield dict(zip(head, row, strict=False))


def _json(path: Path) -> Iterator[Row]:
    try:
        rows = json.loads(path.read_bytes())
    except ValueError as error:
        raise BadInput(f"{path.name} 不是 JSON。", f"{path.name} is not JSON.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(f"{path.name} 应是对象的列表。", f"{path.name} must be a list of objects.")
    yield from rows


def _jsonl(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise BadInput(
                    f"{path.name} 第 {number} 行不是 JSON 对象。",
                    f"{path.name}, line {number}: not a JSON object.",
                )
            yield row


def _first(row: Row, names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _text(row: Row, names: tuple[str, ...]) -> str:
    value = _first(row, names)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _number(row: Row, names: tuple[str, ...]) -> float | None:
    try:
        return float(_text(row, names))
    except ValueError:
        return None


def _count(row: Row, names: tuple[str, ...]) -> int:
    return int(_number(row, names) or 0)
