"""Tables of others: registers of talks and visits, what other offices know of villages."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.inspection.actions.facts import TakingFacts
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
FACTS = Table(
    "village_facts",
    _("村情表（选村指数用）"),
    (
        Column(
            "village",
            _("村（社区）"),
            ("村", "村居", "村（社区）", "村名", "村代码", "行政村"),
            readers.line(60),
            needed="village",
        ),
        Column("on", _("截至哪天"), ("截至日期", "统计日期", "日期"), readers.day),
        Column(
            "residents", _("居民人数"), ("常住人口", "户籍人口", "人口", "居民人数"), readers.count
        ),
        Column(
            "inspected_on",
            _("上一次巡察"),
            ("上次巡察日期", "上轮巡察", "最近一次巡察"),
            readers.day,
        ),
        Column(
            "leader_changes",
            _("近三年主要干部变动次数"),
            ("主要干部变动", "干部变动次数", "班子变动"),
            readers.count,
        ),
        Column(
            "projects_fen",
            _("重大工程金额（元）"),
            ("重大项目金额", "工程金额", "重大工程"),
            readers.fen,
        ),
        Column("arrears_fen", _("村集体欠款（元）"), ("村集体债务", "欠款", "负债"), readers.fen),
        Column("petitions", _("近一年信访件"), ("信访量", "信访件", "信访件数"), readers.count),
    ),
    TakingFacts,
    known_by=_("同一个村、同一天是同一行；空着的格子是“不知道”，不是 0。"),
)
