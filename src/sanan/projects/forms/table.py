"""Tables of others: a year's projects with their plans, and a month's reports."""

from django.utils.translation import gettext_lazy as _

from sanan.imports import readers
from sanan.imports.table import Column, Table
from sanan.kit.cells import Cell
from sanan.kit.words import figures
from sanan.projects.actions.importing import TakingProjects, TakingReports
from sanan.projects.forms.fields import fen_cell, percent_cell


def _month(cell: Cell) -> str:
    """2026-09, 2026年9月, 202609, or the month of a day."""
    said = readers.text(cell)
    found = figures(said)
    if len(found) == len("20269") and "月" in said:
        found = f"{found[:4]}0{found[4:]}"
    return f"{found[:4]}-{found[4:6]}" if len(found) >= len("202609") else ""


def _year(cell: Cell) -> int | None:
    said = figures(readers.text(cell))[:4]
    return int(said) if said.startswith("20") and len(said) == len("2026") else None


KEY = (
    Column(
        "name",
        _("项目名称"),
        ("项目名称", "项目", "工程名称", "名称"),
        readers.line(120),
        needed="name",
    ),
    Column("number", _("项目代码"), ("项目代码", "项目编号", "代码", "编号"), readers.number_text),
)
PROJECTS = Table(
    "projects",
    _("项目和年度计划"),
    (
        *KEY,
        Column("level", _("级别"), ("级别", "项目级别", "类别"), readers.line(20)),
        Column(
            "org",
            _("责任单位"),
            ("责任单位", "牵头单位", "主管部门", "责任部门"),
            readers.line(80),
            needed="org",
        ),
        Column("officer", _("谁来报月报"), ("填报人", "项目专员", "联系人"), readers.line(40)),
        Column("place", _("在哪里"), ("建设地点", "所在乡镇", "乡镇", "地点"), readers.line(80)),
        Column("state", _("现在到哪一步"), ("建设状态", "状态", "进展阶段"), readers.line(20)),
        Column(
            "total_fen", _("总投资（万元）"), ("总投资", "总投资（万元）", "计划总投资"), fen_cell
        ),
        Column("year", _("年度"), ("年度", "年份"), _year),
        Column(
            "plan_fen",
            _("年度计划投资（万元）"),
            ("年度计划投资", "年度计划", "年计划投资", "年度计划投资（万元）"),
            fen_cell,
        ),
        Column("owner", _("业主单位"), ("业主单位", "建设单位", "项目业主"), readers.line(80)),
        Column("contractor", _("施工单位"), ("施工单位", "承建单位"), readers.line(80)),
        Column("sector", _("行业"), ("行业", "行业类别"), readers.line(40)),
    ),
    TakingProjects,
    known_by=_("项目代码一样的是同一个；没有代码的，名称一样的是同一个。"),
)
REPORTS = Table(
    "reports",
    _("月报"),
    (
        *KEY,
        Column("month", _("月份"), ("月份", "报告月份", "统计月份"), _month, needed="month"),
        Column(
            "invested_fen",
            _("今年累计完成投资（万元）"),
            ("今年累计完成投资（万元）", "累计完成投资", "累计完成投资（万元）", "完成投资"),
            fen_cell,
            needed="sum",
        ),
        Column("physical", _("形象进度（%）"), ("形象进度（%）", "形象进度"), percent_cell),
        Column("progress", _("进展"), ("进展", "进展情况", "形象进度描述"), readers.line(500)),
        Column("problems", _("问题"), ("问题", "存在问题"), readers.line(500)),
        Column(
            "explained",
            _("说明（变少或者突增时写）"),
            ("说明（变少或者突增时写）", "说明", "备注"),
            readers.line(300),
        ),
    ),
    TakingReports,
    known_by=_("同一个项目的同一个月是同一份；已经报送的不会被改，改数请走“更正”。"),
)
