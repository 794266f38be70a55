"""Registers of projects and activities: their columns, what others call them, who takes the rows."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.volunteers.actions.importing import TakingActivities, TakingProjects

PROJECTS = Table(
    "projects",
    _("志愿服务项目"),
    (
        Column(
            "number",
            _("项目编号"),
            ("项目编号", "项目编码", "编号"),
            readers.number_text,
        ),
        Column(
            "name",
            _("项目名称"),
            ("项目名称", "志愿服务项目", "志愿服务项目名称", "项目"),
            needed="name",
        ),
        Column(
            "org",
            _("组织单位"),
            (
                "组织单位",
                "实施单位",
                "所属组织",
                "所属团队",
                "志愿服务组织",
                "志愿团队",
                "主办单位",
                "发起组织",
            ),
        ),
        Column(
            "place",
            _("实施地点"),
            ("实施地点", "所属区域", "村（社区）", "村社区", "社区", "乡镇", "地点"),
        ),
        Column("work", _("服务类别"), ("服务类别", "服务领域", "项目类别", "服务类型", "类别")),
        Column("about", _("项目简介"), ("项目简介", "项目内容", "项目介绍", "内容", "简介")),
        Column(
            "begins_on",
            _("开始日期"),
            ("开始日期", "项目开始日期", "开始时间", "起始日期", "立项日期"),
            readers.moment,
        ),
        Column(
            "ends_on",
            _("结束日期"),
            ("结束日期", "项目结束日期", "结束时间", "截止日期"),
            readers.moment,
        ),
    ),
    TakingProjects,
    known_by=_("编号一样的是同一个项目；没有编号的，名称和组织单位都一样的是同一个。"),
)
ACTIVITIES = Table(
    "activities",
    _("志愿服务活动"),
    (
        Column(
            "number",
            _("活动编号"),
            ("活动编号", "活动编码", "编号"),
            readers.number_text,
        ),
        Column(
            "title",
            _("活动名称"),
            ("活动名称", "活动主题", "活动标题", "活动"),
            needed="title",
        ),
        Column("project", _("所属项目"), ("项目名称", "所属项目", "志愿服务项目")),
        Column(
            "project_number",
            _("项目编号"),
            ("项目编号", "所属项目编号"),
            readers.number_text,
        ),
        Column("org", _("组织单位"), ("组织单位", "所属组织")),
        Column("place", _("所属区域"), ("所属区域", "村（社区）", "村社区", "社区", "乡镇")),
        Column("where", _("活动地点"), ("活动地点", "地点", "详细地址", "地址")),
        Column("content", _("活动内容"), ("活动内容", "服务内容", "活动简介", "内容")),
        Column("recipients", _("服务对象"), ("服务对象",)),
        Column(
            "starts_at",
            _("开始时间"),
            ("活动开始时间", "开始时间", "活动时间", "活动日期", "服务日期", "日期"),
            readers.moment,
        ),
        Column("ends_at", _("结束时间"), ("活动结束时间", "结束时间"), readers.moment),
        Column(
            "hours",
            _("活动时长（小时）"),
            ("活动时长（小时）", "活动时长", "时长（小时）"),
            readers.amount,
        ),
        Column("capacity", _("招募人数"), ("招募人数", "计划人数", "需要人数"), readers.count),
        Column(
            "told_turns",
            _("参与人次"),
            ("参与人次", "参加人次", "志愿者人次", "服务人次（志愿者）"),
            readers.count,
        ),
        Column(
            "told_hours",
            _("服务总时长（小时）"),
            ("服务总时长（小时）", "服务总时长", "总时长"),
            readers.amount,
        ),
        Column(
            "beneficiaries",
            _("受益人次"),
            ("受益人次", "惠及人次", "服务对象人次"),
            readers.count,
        ),
    ),
    TakingActivities,
    known_by=_("编号一样的是同一次活动；没有编号的，名称、项目和时间都一样的是同一次。"),
)
"""Column names of registers, likeliest first. Only columns that say 人次 are read as person-times."""

REGISTERS = (PROJECTS, ACTIVITIES)
