"""The tables that others send: their columns, what others call them, who takes the rows."""

from decimal import Decimal
from math import isfinite

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.investment.actions.importing import TakingAgreements, TakingCompanies, TakingLeads
from sanan.investment.forms.fields import read_sum
from sanan.kit.cells import Cell, as_text


def sum_in(unit: str) -> readers.Reader:
    """A sum in fen where the head says the unit; a unit in the cell goes before it."""

    def read(cell: Cell) -> int | None:
        exact = isinstance(cell, float) and isfinite(cell)
        # A float of a spreadsheet carries noise far behind the figures that somebody typed.
        said = f"{Decimal(repr(cell)).quantize(Decimal('1e-6')):f}" if exact else as_text(cell)
        return read_sum(said, unit)

    return read


COMPANY = Column(
    "company",
    _("企业名称"),
    ("企业名称", "投资企业", "投资方", "公司名称", "单位名称", "企业"),
    readers.line(100),
    needed="company",
)
CODE = Column(
    "credit_code",
    _("统一社会信用代码"),
    ("统一社会信用代码", "信用代码", "社会信用代码", "税号"),
    readers.number_text,
)
SECTOR = Column("sector", _("行业"), ("行业", "所属行业", "产业", "产业类别"), readers.line(40))
TITLE = Column(
    "title",
    _("项目名称"),
    ("项目名称", "项目", "签约项目", "招商项目", "拟投资项目"),
    readers.line(120),
    needed="title",
)
TOWN = Column("town", _("落地乡镇"), ("落地乡镇", "乡镇", "落地地点", "属地"), readers.line(40))
YI = Column(
    "amount_yi",
    _("总投资（亿元）"),
    ("总投资（亿元）", "投资额（亿元）", "计划总投资（亿元）", "投资规模（亿元）"),
    sum_in("亿"),
)
WAN = Column(
    "amount_wan",
    _("总投资（万元）"),
    ("总投资（万元）", "投资额（万元）", "计划总投资（万元）", "投资规模（万元）"),
    sum_in("万"),
)
NOTE = Column("note", _("备注"), ("备注", "说明", "情况说明"), readers.line(500))
WAYS = (
    _("当作现在的：到期提醒，超时会标出来"),
    _("当作历史：不提醒，不算超时；协议没有线索的，顺带建一条"),
)

COMPANIES = Table(
    "companies",
    _("企业名单"),
    (
        COMPANY,
        CODE,
        SECTOR,
        Column("home", _("注册地"), ("注册地", "注册地址", "住所", "地址"), readers.line(80)),
    ),
    TakingCompanies,
    known_by=_("信用代码一样的是同一家；没有代码的，名称一样的是同一家，空格、全角不算。"),
)
LEADS = Table(
    "leads",
    _("招商线索台账"),
    (
        COMPANY,
        CODE,
        TITLE,
        SECTOR,
        YI,
        WAN,
        Column(
            "stage",
            _("阶段"),
            ("阶段", "进展阶段", "项目阶段", "目前进展", "状态"),
            readers.line(20),
        ),
        Column(
            "found_on",
            _("来的日子"),
            ("线索日期", "来的日子", "登记日期", "对接时间", "首次对接"),
            readers.day,
            needed="found_on",
        ),
        Column(
            "source", _("怎么来的"), ("来源", "线索来源", "招商方式", "怎么来的"), readers.line(20)
        ),
        TOWN,
        Column("owner", _("负责人"), ("负责人", "招商专员", "跟进人", "责任人"), readers.line(40)),
        Column("contact", _("企业联系人"), ("联系人", "企业联系人", "对接人"), readers.line(60)),
        Column("phone", _("电话"), ("联系电话", "电话", "手机"), readers.line(30)),
        Column("why", _("暂停或放弃的原因"), ("原因", "暂停原因", "放弃原因"), readers.line(20)),
        NOTE,
    ),
    TakingLeads,
    known_by=_("同一家企业的同名项目是同一条。"),
    history=True,
    ways=WAYS,
)
AGREEMENTS = Table(
    "agreements",
    _("招商协议台账"),
    (
        COMPANY,
        CODE,
        TITLE,
        SECTOR,
        Column("kind", _("协议"), ("协议", "协议类型", "协议种类", "签约类型"), readers.line(20)),
        Column("level", _("级别"), ("级别", "签约级别", "层级"), readers.line(20)),
        YI,
        WAN,
        Column(
            "signed_on",
            _("签约日期"),
            ("签约日期", "签约时间", "签订日期"),
            readers.day,
            needed="signed_on",
        ),
        Column(
            "foreign", _("内外资"), ("内外资", "内资/外资", "是否外资", "外资"), readers.line(8)
        ),
        TOWN,
        NOTE,
    ),
    TakingAgreements,
    known_by=_("同一家企业、同名项目的同一种协议是同一份。导入的要另一个人核实以后才计数。"),
    history=True,
    ways=WAYS,
)
TABLES = (COMPANIES, LEADS, AGREEMENTS)
