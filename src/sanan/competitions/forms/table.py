"""A register of earlier projects: its columns, what others call them, who takes the rows."""

from django.utils.translation import gettext_lazy as _

from sanan.competitions.actions.importing import TakingEarlier
from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.kit.cells import Cell
from sanan.kit.words import figures


def _year(cell: Cell) -> int | None:
    """2024, 2024年, 第三届（2024）, or the year of a day."""
    said = figures(readers.text(cell))
    at = next((n for n in range(len(said) - 3) if said[n : n + 2] in {"19", "20"}), None)
    return None if at is None else int(said[at : at + 4])


EARLIER = Table(
    "earlier_projects",
    _("往年项目名单"),
    (
        Column(
            "title",
            _("项目名称"),
            ("项目名称", "项目", "服务项目", "名称"),
            readers.line(120),
            needed="title",
        ),
        Column(
            "team",
            _("队伍"),
            ("队伍", "团队", "申报单位", "实施单位", "单位", "组织名称", "服务队"),
            readers.line(80),
            needed="team",
        ),
        Column(
            "year",
            _("年度"),
            ("年度", "年份", "获奖年度", "立项年度", "时间", "立项时间"),
            _year,
            needed="year",
        ),
        Column("award", _("奖项"), ("奖项", "获奖情况", "获奖等次", "等次"), readers.line(60)),
        Column("number", _("编号"), ("编号", "项目编号", "证书编号"), readers.number_text),
    ),
    TakingEarlier,
    known_by=_("同一年里编号一样的是同一个；没有编号的，项目名称和队伍都一样的是同一个。"),
)
