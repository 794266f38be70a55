"""A register of talks and visits: its columns, what others call them, who takes the rows."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.inspection.actions.importing import TakingContacts

CONTACTS = Table(
    "inspection_contacts",
    _("谈话走访登记簿"),
    (
        Column(
            "village",
            _("村（社区）"),
            ("村", "村居", "村（社区）", "被巡察村", "所在村"),
            readers.line(60),
            needed="village",
        ),
        Column("on", _("哪天"), ("日期", "时间", "谈话日期", "走访日期"), readers.day, needed="on"),
        Column(
            "who",
            _("和谁"),
            ("姓名", "谈话对象", "走访对象", "对象", "来访人"),
            readers.line(60),
            needed="who",
        ),
        Column("kind", _("做了什么"), ("方式", "类型", "形式", "登记类型"), readers.line(20)),
        Column("group", _("哪一类人"), ("类别", "人员类别", "对象类别"), readers.line(20)),
        Column("note", _("说了什么"), ("内容", "谈话内容", "主要内容", "备注"), readers.line(1000)),
        Column("round", _("轮次"), ("轮次", "巡察轮次"), readers.line(60)),
    ),
    TakingContacts,
    known_by=_("同一个村、同一天、同一个人、同一种方式是同一次；说的不一样的两行会一起退回来。"),
)
