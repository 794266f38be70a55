"""Files and bodies of other systems as rows, and which of their fields is which of ours."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import orjson
from django.utils.translation import gettext as _

from sanan.exchange.enums import Format, Means
from sanan.kit import words
from sanan.kit.calendar import SHANGHAI
from sanan.kit.cells import as_text, cell, parse_when
from sanan.kit.errors import Invalid
from sanan.kit.heads import bare
from sanan.kit.sheets import open_sheet, write_sheet

MOST_BYTES = 32 * 1024 * 1024
MOST_DEPTH = 12
MOST_ROWS = 20_000
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
LISTS = ("messages", "orders", "data", "rows", "items", "list")
"""Under which names a list of messages lies in an object."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "outside_id": (
        "outside_id",
        "工单编号",
        "工单号",
        "信访件编号",
        "信访编号",
        "编号",
        "order_no",
        "id",
    ),
    "message_id": ("message_id", "消息编号", "流水号"),
    "state": ("state", "状态", "办理状态", "操作", "动作", "status", "action"),
    "title": ("title", "标题", "主题", "概况"),
    "text": ("text", "内容", "诉求内容", "反映内容", "信访内容", "description", "content"),
    "category": ("category", "类别", "分类", "诉求类别", "内容分类"),
    "nature": ("nature", "诉求类型", "诉求性质", "信访目的"),
    "urgency": ("urgency", "紧急程度", "缓急"),
    "place": ("place", "地区", "区划", "所属区域", "问题属地", "area"),
    "address": ("address", "地址", "具体地址", "事发地址"),
    "name": ("name", "姓名", "来电人", "诉求人", "信访人", "contact"),
    "phone": ("phone", "电话", "来电号码", "联系电话", "手机"),
    "at": ("at", "时间", "来电时间", "登记时间", "信访日期", "time"),
    "due": ("due", "期限", "办理期限", "截止时间", "办结时限", "due_at"),
    "reason": ("reason", "原因", "退回原因", "催办内容", "说明", "意见"),
    "of": ("of", "原编号", "原工单编号", "针对"),
}
"""Our fields, and the names under which other systems usually have them."""

LABELS: Mapping[str, str] = {name: names[1] for name, names in NAMES.items()}
MOST = {
    "outside_id": 60,
    "message_id": 60,
    "title": 400,
    "text": 20_000,
    "reason": 5_000,
    "address": 200,
    "of": 60,
}
"""Of each field the most characters; of the others `SHORT`."""

SHORT = 60
_KNOWN = frozenset(name for names in NAMES.values() for name in names)


class Unfinished(Invalid):
    """The file is not whole: it is still being written, or was broken off."""


def rows_of_file(path: Path, name: str = "", *, sent: bool = False) -> list[dict[str, Any]]:
    """The rows of a JSON, CSV or XLSX file. Raises `Unfinished`, or another `Refused`.

    One that somebody `sent` is not being written any more, whatever it ends with.
    """
    suffix = Path(name or path.name).suffix.lower()
    if path.stat().st_size > MOST_BYTES:
        raise Invalid(_("文件太大，请分成几个再放进来。"), "too_big")
    if suffix == ".json":
        return rows_of_json(path.read_bytes())
    if suffix not in {".csv", ".xlsx"}:
        raise Invalid(_("只收 JSON、CSV 和 Excel（xlsx）文件。"), "not_a_format")
    if not sent and not whole(path, suffix):
        raise Unfinished(_("文件还没有写完。写完以后会自动收下。"), "unfinished")
    sheet = open_sheet(path, name=name or path.name, known=_KNOWN)
    rows = [row for _line, row in sheet.rows]
    return _few(rows)


def whole(path: Path, suffix: str) -> bool:
    """Whether the end of the file is there: a CSV's last line break, a workbook's directory."""
    with path.open("rb") as stream:
        size = path.stat().st_size
        stream.seek(max(0, size - 70_000))
        tail = stream.read()
    if suffix == ".csv":
        return tail.endswith((b"\n", b"\r", b"\n\x00", b"\r\x00"))
    return b"PK\x05\x06" in tail


def rows_of_json(content: bytes) -> list[dict[str, Any]]:
    """The messages of a body: a list, an object with a list under a usual name, or one object."""
    found = _json(content)
    if isinstance(found, dict):
        found = next((found[n] for n in LISTS if isinstance(found.get(n), list)), [found])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Invalid(_("JSON 里应当是一件，或者一列件。"), "not_an_object")
    return _few(found)


def _few(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(rows) > MOST_ROWS:
        sentence = _("一次最多 %(most)d 件，请分成几次送来。") % {"most": MOST_ROWS}
        raise Invalid(sentence, "too_many")
    return rows


def _json(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise Invalid(_("JSON 嵌套太深，请按约定的样子送。"), "too_deep") from error
    except json.JSONDecodeError as error:
        if _broken_off(error, text):
            raise Unfinished(_("文件还没有写完。写完以后会自动收下。"), "unfinished") from error
        raise Invalid(_("不是有效的 JSON，请对方重新送。"), "not_json") from error
    except ValueError as error:
        raise Invalid(_("不是有效的 JSON，请对方重新送。"), "not_json") from error
    if _depth(found) > MOST_DEPTH:
        raise Invalid(_("JSON 嵌套太深，请按约定的样子送。"), "too_deep")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _broken_off(error: json.JSONDecodeError, text: str) -> bool:
    """Whether it fails for want of an end."""
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")


def _depth(value: Any) -> int:
    level, deep = [value], 0
    while level:
        deep += 1
        inner = [each for each in level if isinstance(each, dict | list)]
        level = [v for each in inner for v in (each.values() if isinstance(each, dict) else each)]
        if deep > MOST_DEPTH:
            break
    return deep


def said_of(row: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """What a row says by our fields, as clean text; `fields` are the system's own names first.

    Moments are in ISO 8601 with their zone. Raises `Invalid` for a moment that cannot be, and for
    what is too long.
    """
    by_name = {bare(str(name)): value for name, value in row.items()}
    found: dict[str, str] = {}
    for field, names in NAMES.items():
        value = _at(row, fields[field]) if fields.get(field) else _first(by_name, names)
        text = _moment(value, field) if field in {"at", "due"} else _text(value, field)
        if text:
            found[field] = text
    return found


def _first(row: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((row[bare(n)] for n in names if row.get(bare(n)) not in (None, "")), None)


def _at(row: Mapping[str, Any], path: str) -> Any:
    """The value under a name, or under names joined by dots."""
    if path in row:
        return row[path]
    value: Any = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _text(value: Any, field: str) -> str:
    if isinstance(value, dict | list):
        raise Invalid(
            _("“%(field)s”里应当是文字，不是一组数据。") % {"field": LABELS[field]}, "not_text"
        )
    value = cell(value) if isinstance(value, float) else value  # JSON's 1e400 is an infinity
    text = str(value) if isinstance(value, bool) else as_text(value)
    most = MOST.get(field, SHORT)
    if field in {"text", "reason"}:
        return words.clean(text, most=most, field=field)
    return words.clean_line(text, most=most, field=field)


def _moment(value: Any, field: str) -> str:
    if value in (None, ""):
        return ""
    moment, _timed = parse_when(value)
    if moment is None or not FIRST <= moment <= LAST:
        sentence = _("看不懂“%(field)s”里的时间“%(value)s”。请写成 2026-10-08 14:30。")
        shown = words.clip(words.clean_line(str(value)[:200]), 30)
        raise Invalid(sentence % {"field": LABELS[field], "value": shown}, "no_moment", field=field)
    return moment.astimezone(SHANGHAI).isoformat()


def digest_of(said: Mapping[str, str]) -> str:
    """What makes a message the same message: everything that it says."""
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def raw_digest(row: Mapping[str, Any]) -> str:
    """The same of a row that could not be read."""
    text = json.dumps(row, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def readable(row: Mapping[str, Any]) -> str:
    """A row that could not be read, as somebody may look at it."""
    return words.clip(words.clean(json.dumps(row, default=str, ensure_ascii=False)), 20_000)


def number_of(row: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    """The outside number of a row of which nothing else may be readable; empty where there is none."""
    by_name = {bare(str(name)): value for name, value in row.items()}
    path = fields.get("outside_id", "")
    value = _at(row, path) if path else _first(by_name, NAMES["outside_id"])
    if isinstance(value, dict | list) or value is None:
        return ""
    return words.clean_line(as_text(value))[:60]


HEADS = ("result_id", "outside_id", "case", "event", "state", "at", "text", "unit", "due_at")
"""The fields of a result, in the order of a file's columns."""


def written(rows: list[dict[str, Any]], form: str) -> bytes:
    """Results as a file."""
    if form == Format.JSON:
        return orjson.dumps({"results": rows}, option=orjson.OPT_INDENT_2) + b"\n"
    if form == Format.CSV:
        out = io.StringIO()
        lines = csv.writer(out)
        lines.writerow(HEADS)
        lines.writerows([_no_formula(row.get(head)) for head in HEADS] for row in rows)
        return b"\xef\xbb\xbf" + out.getvalue().encode()
    book = io.BytesIO()
    write_sheet(book, HEADS, _cells(rows))
    return book.getvalue()


def _cells(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.get(head) for head in HEADS]


def _no_formula(value: Any) -> str:
    """Text that a spreadsheet would run gets a leading apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


USUAL: Mapping[str, Mapping[str, str]] = {
    "state": {
        **{each.value: each.value for each in Means},
        "新建": Means.REQUEST,
        "派单": Means.REQUEST,
        "转办": Means.REQUEST,
        "交办": Means.REQUEST,
        "待办理": Means.REQUEST,
        "退回": Means.SEND_BACK,
        "退回重办": Means.SEND_BACK,
        "不满意": Means.SEND_BACK,
        "催办": Means.URGE,
        "督办": Means.URGE,
        "补充": Means.ADD,
        "超时": Means.OVERDUE,
        "已超时": Means.OVERDUE,
        "办结": Means.CLOSE,
        "已办结": Means.CLOSE,
        "撤销": Means.CANCEL,
        "复查": Means.REVIEW,
        "复核": Means.RECHECK,
    },
    "nature": {
        "咨询": "consult",
        "求助": "help",
        "求决": "help",
        "投诉": "complaint",
        "举报": "report",
        "建议": "suggestion",
        "意见建议": "suggestion",
    },
    "urgency": {
        "一般": "ordinary",
        "普通": "ordinary",
        "紧急": "danger",
        "特急": "danger",
        "疑难": "complex",
    },
    "result": {
        "open": "已接收",
        "accept": "已受理",
        "decline": "不予受理",
        "merge": "已并案",
        "dispatch": "办理中",
        "decide_extension": "已延期",
        "suspend": "缓办",
        "resume": "办理中",
        "reply": "已答复",
        "answer_merged": "已答复",
        "fail_check": "返工",
        "send_back": "返工",
        "send_again": "重新办理",
        "petition_back": "返工",
        "petition_again": "重新办理",
        "not_fixed": "返工",
        "revisit": "已办结",
        "rate": "已办结",
        "close_unanswered": "已办结",
        "withdraw": "已撤回",
    },
}
"""The words that a new system begins with; an administrator changes them at any time."""
