"""A list of events: its columns, what others call them, who takes the rows."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.neighbourhood.actions.importing_programmes import TakingProgrammes

PROGRAMMES = Table(
    "programmes",
    _("文化活动名单"),
    (
        Column(
            "centre",
            _("中心"),
            ("中心", "邻里中心", "中心名称", "地点", "场所"),
            readers.line(60),
            needed="centre",
        ),
        Column(
            "title",
            _("活动"),
            ("活动", "活动名称", "活动主题", "名称"),
            readers.line(80),
            needed="title",
        ),
        Column(
            "day", _("日期"), ("日期", "活动日期", "活动时间", "时间"), readers.day, needed="day"
        ),
        Column("festival", _("节日"), ("节日", "传统节日"), readers.line(20)),
        Column("audience", _("给谁"), ("对象", "给谁", "服务对象", "参加对象"), readers.line(20)),
        Column(
            "count", _("人次"), ("人次", "参加人次", "参与人次", "人数", "参加人数"), readers.count
        ),
        Column("children", _("其中孩子"), ("其中孩子", "儿童", "孩子"), readers.count),
    ),
    TakingProgrammes,
    known_by=_("同一个中心、同一天、名称一样的是同一场。"),
)
