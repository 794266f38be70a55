"""Tables of others: a roll of migrants row by row, and what a bank could not pay."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.livelihood.actions.importing import TakingRoll
from sanan.livelihood.actions.returns import TakingReturns

ROLL = Table(
    "migrants",
    _("移民名册"),
    (
        Column(
            "number", _("户号"), ("户号", "户编号", "家庭编号"), readers.line(24), needed="number"
        ),
        Column(
            "name", _("姓名"), ("姓名", "移民姓名", "成员姓名"), readers.line(40), needed="name"
        ),
        Column("head", _("户主"), ("户主", "户主姓名"), readers.line(40)),
        Column("kin", _("和户主的关系"), ("与户主关系", "和户主的关系", "关系"), readers.line(10)),
        Column(
            "id_number",
            _("身份证号"),
            ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
            readers.number_text,
            may_be_lost=True,
        ),
        Column("birth_on", _("出生日期"), ("出生日期", "出生年月"), readers.day),
        Column("sex", _("性别"), ("性别",)),
        Column(
            "origin",
            _("原来的村"),
            ("迁出村", "原村", "原籍村", "原来的村", "迁出地"),
            readers.line(80),
            needed="origin",
        ),
        Column(
            "moved_on",
            _("搬来的日期"),
            ("搬迁日期", "搬迁时间", "迁入日期", "搬来的日期"),
            readers.day,
        ),
        Column("estate", _("小区"), ("小区", "安置点", "安置小区"), readers.line(80)),
        Column("building", _("楼栋"), ("楼栋", "幢", "楼号"), readers.line(30)),
        Column("dwelling", _("房号"), ("房号", "室号", "门牌"), readers.line(30)),
        Column("phone", _("电话"), ("电话", "联系电话", "手机号码"), readers.number_text),
        Column("bank", _("开户银行"), ("开户银行", "开户行"), readers.line(40)),
        Column(
            "account",
            _("收款账号"),
            ("收款账号", "银行账号", "账号", "卡号", "一卡通账号"),
            readers.number_text,
            may_be_lost=True,
        ),
        Column("joined_on", _("移民在册的日期"), ("在册日期", "核定日期", "入册日期"), readers.day),
        Column("left_on", _("核减日期"), ("核减日期", "核减时间"), readers.day),
        Column("left_why", _("核减原因"), ("核减原因",), readers.line(20)),
        Column("work", _("就业情况"), ("就业情况", "就业状况", "从业状况"), readers.line(10)),
    ),
    TakingRoll,
    known_by=_("身份证号一样的是同一个人；没有身份证号的，户号和姓名都一样的是同一个人。"),
)

RETURNS = Table(
    "returns",
    _("银行退回的付款"),
    (
        Column(
            "reference",
            _("付款编号"),
            ("付款编号", "编号", "客户流水号", "附言"),
            readers.number_text,
            needed="reference",
        ),
        Column("holder", _("户名"), ("户名", "收款人", "收款人户名"), readers.line(40)),
        Column(
            "reason",
            _("退回原因"),
            ("退回原因", "失败原因", "退票原因", "处理结果"),
            readers.line(200),
            needed="reason",
        ),
    ),
    TakingReturns,
    known_by=_("付款编号一样的是同一笔；同一份退回表传两次，只登记一次。"),
)
