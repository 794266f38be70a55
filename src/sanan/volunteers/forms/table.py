"""The shape of a register of projects or activities: which column is what, and each row's values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.sheets import Sheet, as_text, parse_when
from sanan.volunteers.actions.importing import ACTIVITY_FIELDS, PROJECT_FIELDS

PROJECTS: Mapping[str, tuple[str, ...]] = {
    "number": ("项目编号", "项目编码", "编号", "number"),
    "name": ("项目名称", "志愿服务项目", "志愿服务项目名称", "项目", "name"),
    "org": ("组织单位", "实施单位", "所属组织", "所属团队", "志愿服务组织", "志愿团队", "主办单位", "发起组织", "org"),
    "place": ("实施地点", "所属区域", "村(社区)", "村社区", "社区", "乡镇", "地点", "place"),
    "work": ("服务类别", "服务领域", "项目类别", "服务类型", "类别", "work"),
    "about": ("项目简介", "项目内容", "项目介绍", "内容", "简介", "about"),
    "begins_on": ("开始日期", "项目开始日期", "开始时间", "起始日期", "立项日期", "begins_on"),
    "ends_on": ("结束日期", "项目结束日期", "结束时间", "截止日期", "ends_on"),
}  # fmt: skip
ACTIVITIES: Mapping[str, tuple[str, ...]] = {
    "number": ("活动编号", "活动编码", "编号", "number"),
    "title": ("活动名称", "活动主题", "活动标题", "活动", "title"),
    "project": ("项目名称", "所属项目", "志愿服务项目", "project"),
    "project_number": ("项目编号", "所属项目编号", "project_number"),
    "org": ("组织单位", "所属组织", "org"),
    "place": ("所属区域", "村(社区)", "村社区", "社区", "乡镇", "place"),
    "where": ("活动地点", "地点", "详细地址", "地址", "where"),
    "content": ("活动内容", "服务内容", "活动简介", "内容", "content"),
    "recipients": ("服务对象", "recipients"),
    "starts_at": ("活动开始时间", "开始时间", "活动时间", "活动日期", "服务日期", "日期", "starts_at"),
    "ends_at": ("活动结束时间", "结束时间", "ends_at"),
    "hours": ("活动时长(小时)", "活动时长(小时)", "活动时长", "时长(小时)", "时长(小时)", "hours"),
    "capacity": ("招募人数", "计划人数", "需要人数", "capacity"),
    "told_turns": ("参与人次", "参加人次", "志愿者人次", "服务人次(志愿者)", "told_turns"),
    "told_hours": ("服务总时长(小时)", "服务总时长(小时)", "服务总时长", "总时长", "told_hours"),
    "beneficiaries": ("受益人次", "惠及人次", "服务对象人次", "beneficiaries"),
}  # fmt: skip
"""Column names of registers, likeliest first. Only columns that say 人次 are read as person-times."""

ALL_KNOWN = frozenset(
    name for table in (PROJECTS, ACTIVITIES) for names in table.values() for name in names
)
MOMENTS = frozenset({"begins_on", "ends_on", "starts_at", "ends_at"})
_TABLES = {"projects": (PROJECTS, PROJECT_FIELDS), "activities": (ACTIVITIES, ACTIVITY_FIELDS)}


def kind_of(headers: Iterable[str]) -> str:
    """Whether the table lists activities or projects: activities have a name of their own."""
    names = {header.strip() for header in headers}
    return "activities" if names & set(ACTIVITIES["title"]) else "projects"


def columns(
    what: str, headers: Iterable[str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Field → column. What `given` says goes before what the names suggest.

    Raises `Invalid` for a field or column that is not there, and where the name is in no column.
    """
    known, fields = _TABLES[what]
    present = {header.strip(): header for header in headers}
    found: dict[str, str] = {}
    for field, column in (given or {}).items():
        if field not in fields:
            raise Invalid(_("没有“%(field)s”这个字段。可用:%(fields)s。") % {
                "field": field, "fields": ", ".join(fields)
            }, "unknown_field", field="map")  # fmt: skip
        if column.strip() not in present:
            raise Invalid(_("表里没有“%(column)s”这一列。表头是:%(headers)s。") % {
                "column": column, "headers": ", ".join(present)
            }, "unknown_column", field="map")  # fmt: skip
        found[field] = present[column.strip()]
    for field, names in known.items():
        likely = next((present[name] for name in names if name in present), None)
        if field not in found and likely is not None and likely not in found.values():
            found[field] = likely
    name = "name" if what == "projects" else "title"
    if name not in found:
        raise Invalid(_("看不出哪一列是名称。请用 --map %(field)s=列名 指明。表头是:%(headers)s。") % {
            "field": name, "headers": ", ".join(present)
        }, "no_name_column", field="map")  # fmt: skip
    return found


def rows(sheet: Sheet, column_of: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as (line, values by field), moments parsed; an unreadable moment is kept as text."""
    for line, cells in sheet.rows:
        yield (
            line,
            {
                field: _moment(cells.get(column))
                if field in MOMENTS
                else as_text(cells.get(column))
                for field, column in column_of.items()
            },
        )


def _moment(value: Any) -> Any:
    if value in (None, ""):
        return None
    return parse_when(value)[0] or str(value)
