"""The table of messages: which columns it has, what others call them, and who takes its rows."""

from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.importing import BATCH, TakingCases
from sanan.imports import readers
from sanan.imports.table import Column, Table

MESSAGES = Table(
    "messages",
    _("留言"),
    (
        Column(
            "external_id",
            _("编号"),
            (
                "留言编号",
                "工单编号",
                "工单号",
                "编号",
                "诉求编号",
                "事项编号",
                "流水号",
                "单号",
                "id",
                "external_id",
            ),
            readers.number_text,
            may_be_lost=True,
        ),
        Column(
            "title",
            _("标题"),
            ("留言主题", "主题", "标题", "诉求标题", "事项", "title"),
            needed="words",
        ),
        Column(
            "text",
            _("内容"),
            ("留言详情", "留言内容", "内容", "诉求内容", "详情", "正文", "text", "body"),
            needed="words",
        ),
        Column(
            "at",
            _("时间"),
            (
                "留言时间",
                "时间",
                "来电时间",
                "诉求时间",
                "提交时间",
                "受理时间",
                "登记时间",
                "time",
            ),
            readers.moment,
        ),
        Column(
            "reply",
            _("答复"),
            ("答复意见", "答复内容", "办理结果", "回复内容", "答复", "回复", "reply"),
        ),
        Column("replied_at", _("答复时间"), ("答复时间", "回复时间", "办结时间"), readers.moment),
        Column("likes", _("点赞数"), ("点赞数", "点赞", "支持数", "likes"), readers.count),
        Column(
            "place",
            _("地点"),
            ("地点", "地址", "区域", "所属区域", "乡镇", "村（社区）", "村社区", "社区", "place"),
        ),
        Column(
            "category",
            _("类别"),
            ("一级标签", "一级分类", "类别", "分类", "诉求类型", "标签", "category"),
        ),
        Column(
            "contact",
            _("联系方式"),
            ("联系电话", "联系方式", "电话", "手机", "手机号", "留言用户", "诉求人", "contact"),
        ),
    ),
    TakingCases,
    known_by=_("同一来源里编号一样的是同一件；没有编号的，标题、内容、时间都一样的是同一件。"),
    history=True,
    batch=BATCH,
)
"""Column names seen in hotline, message-board and mayor's-mailbox exports, likeliest first."""
