"""Tables of others: a roll of dwellings, the company's meters and receipts."""

from django.utils.translation import gettext_lazy as _

from sanan.estates.actions.importing import TakingBills, TakingDwellings
from sanan.imports import readers
from sanan.imports.table import Column, Table

_DOOR = (
    Column("building", _("楼栋"), ("楼栋", "楼号", "幢号", "栋号"), readers.line(30)),
    Column("unit", _("单元"), ("单元", "单元号"), readers.line(20)),
)

DWELLINGS = Table(
    "dwellings",
    _("房屋和业主名册"),
    (
        Column(
            "building",
            _("楼栋"),
            ("楼栋", "楼号", "幢号", "栋号"),
            readers.line(30),
            needed="building",
        ),
        _DOOR[1],
        Column("number", _("房号"), ("房号", "室号", "门牌"), readers.number_text, needed="number"),
        Column(
            "area",
            _("建筑面积（平方米）"),
            ("建筑面积", "建筑面积（平方米）", "面积", "专有面积", "产权面积"),
            readers.amount,
            needed="area",
        ),
        Column(
            "owner",
            _("业主"),
            ("业主", "业主姓名", "产权人", "姓名"),
            readers.line(40),
            needed="owner",
        ),
        Column("phone", _("业主手机"), ("业主手机", "手机", "电话", "联系电话"), readers.phone),
    ),
    TakingDwellings,
    known_by=_(
        "楼栋、单元和房号都一样的是同一套房；手机号一样、名字一样的是同一位业主，表决算一个人。"
    ),
)

BILLS = Table(
    "bills",
    _("抄表和收费"),
    (
        *_DOOR,
        Column("number", _("房号"), ("房号", "室号", "门牌"), readers.number_text),
        Column(
            "kind",
            _("费用种类"),
            ("费用种类", "费用", "项目", "收费项目"),
            readers.line(10),
            needed="kind",
        ),
        Column("month", _("月份"), ("月份", "账期", "费用月份"), readers.text, needed="month"),
        Column("before", _("上月读数"), ("上月读数", "起度", "上次读数"), readers.amount),
        Column("after", _("本月读数"), ("本月读数", "止度", "本次读数"), readers.amount),
        Column(
            "amount",
            _("金额（元）"),
            ("金额", "金额（元）", "应收金额", "应收"),
            readers.fen,
            needed="amount",
        ),
        Column("paid_on", _("缴费日期"), ("缴费日期", "收款日期", "实收日期"), readers.day),
        Column("receipt", _("票据号"), ("票据号", "收据号", "发票号"), readers.number_text),
    ),
    TakingBills,
    known_by=_("同一套房、同一种费用、同一个月的是同一笔；房号空着的是公共部位的。"),
)
