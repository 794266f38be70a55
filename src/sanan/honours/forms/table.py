"""A list of awards: its columns, what others call them, who takes the rows."""

from django.utils.translation import gettext_lazy as _

from sanan.honours.actions.importing import TakingAwards
from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.kit.cells import Cell
from sanan.kit.words import figures


def _year(cell: Cell) -> int | None:
    """2024, 2024年, 2024年度, or the year of a day."""
    said = figures(readers.text(cell))[:4]
    return int(said) if said.startswith(("19", "20")) and len(said) == len("2024") else None


AWARDS = Table(
    "awards",
    _("表彰名单"),
    (
        Column(
            "name",
            _("姓名或集体"),
            ("姓名", "姓名/集体", "表彰对象", "名称"),
            readers.line(60),
            needed="name",
        ),
        Column(
            "unit",
            _("单位"),
            ("单位", "所在单位", "工作单位", "单位及职务"),
            readers.line(80),
            needed="unit",
        ),
        Column("year", _("年度"), ("年度", "年份", "表彰年度", "评选年度"), _year, needed="year"),
        Column("title", _("称号"), ("称号", "荣誉称号", "评选", "表彰项目"), readers.line(60)),
        Column(
            "number",
            _("身份证号或信用代码"),
            ("身份证号", "身份证号码", "证件号码", "统一社会信用代码"),
            readers.number_text,
        ),
        Column("kind", _("个人或集体"), ("类别", "个人/集体", "对象类别")),
        Column("deeds", _("主要事迹"), ("主要事迹", "事迹", "事迹简介"), readers.line(2000)),
        Column(
            "awarded_on",
            _("表彰日期"),
            ("表彰日期", "表彰时间", "发文日期"),
            readers.day,
        ),
    ),
    TakingAwards,
    known_by=_("同一个评选里证件号码一样的是同一个；没有号码的，姓名和单位都一样的是同一个。"),
)
