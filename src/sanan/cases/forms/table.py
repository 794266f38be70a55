"""The shape of a table of messages: which column is what, and each row's values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.importing import FIELDS
from sanan.kit.errors import Invalid
from sanan.kit.sheets import Sheet, as_text, parse_when

KNOWN: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "留言编号",
        "工单编号",
        "工单号",
        "编号",
        "诉求编号",
        "流水号",
        "id",
        "external_id",
    ),
    "title": ("留言主题", "主题", "标题", "诉求标题", "事项", "title"),
    "text": ("留言详情", "留言内容", "内容", "诉求内容", "详情", "正文", "text", "body"),
    "at": ("留言时间", "时间", "来电时间", "诉求时间", "提交时间", "受理时间", "at", "time"),
    "reply": ("答复意见", "答复内容", "办理结果", "回复内容", "答复", "回复", "reply"),
    "replied_at": ("答复时间", "回复时间", "办结时间", "replied_at"),
    "likes": ("点赞数", "点赞", "支持数", "likes"),
    "place": ("地点", "地址", "区域", "所属区域", "乡镇", "村(社区)", "村社区", "社区", "place"),
    "category": ("一级标签", "一级分类", "类别", "分类", "诉求类型", "标签", "category"),
    "contact": ("联系电话", "联系方式", "电话", "手机", "留言用户", "诉求人", "contact"),
}
"""Column names seen in hotline, message-board and mayor's-mailbox exports, likeliest first."""

ALL_KNOWN = frozenset(name for names in KNOWN.values() for name in names)
MOMENTS = ("at", "replied_at")


def columns(headers: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field → column. What `given` says goes before what the names suggest.

    Raises `Invalid` for a field or column that is not there, and where nothing says what was said.
    """
    present = {header.strip(): header for header in headers}
    found: dict[str, str] = {}
    for field, column in (given or {}).items():
        if field not in FIELDS:
            raise Invalid(_("没有“%(field)s”这个字段。可用:%(fields)s。") % {
                "field": field, "fields": ", ".join(FIELDS)
            }, "unknown_field", field="map")  # fmt: skip
        if column.strip() not in present:
            raise Invalid(_("表里没有“%(column)s”这一列。表头是:%(headers)s。") % {
                "column": column, "headers": ", ".join(present)
            }, "unknown_column", field="map")  # fmt: skip
        found[field] = present[column.strip()]
    for field, names in KNOWN.items():
        if field not in found:
            likely = next((present[n] for n in names if n in present), None)
            if likely is not None and likely not in found.values():
                found[field] = likely
    if "text" not in found and "title" not in found:
        raise Invalid(_("看不出哪一列是内容。请用 --map text=列名 指明。表头是:%(headers)s。") % {
            "headers": ", ".join(present)
        }, "no_text_column", field="map")  # fmt: skip
    return found


def rows(sheet: Sheet, column_of: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as (line, values by field), moments parsed; an unreadable moment is kept as text."""
    for line, cells in sheet.rows:
        row: dict[str, Any] = {}
        for field, column in column_of.items():
            value = cells.get(column)
            row[field] = _moment(value) if field in MOMENTS else as_text(value)
        yield line, row


def _moment(value: Any) -> Any:
    if value in (None, ""):
        return None
    return parse_when(value)[0] or str(value)
