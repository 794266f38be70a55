"""The wall as one A3 poster, and the sheet that an officer fills in at a desk without a line."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanan.kit.dates import period
from sanan.kit.paper import pdf
from sanan.kit.rounding import half_up
from sanan.kit.sheets import write_sheet
from sanan.places.models import Place
from sanan.projects.models import ProjectSet
from sanan.projects.queries.desk import MonthRow
from sanan.projects.queries.figures import Row, Sum, Wall
from sanan.projects.queries.written import wan

POSTER = Path(__file__).resolve().parents[1] / "data" / "wall.typ"
MOST_LINES = 200
WORDS = {
    "red": gettext_lazy("落后 5 个百分点以上"),
    "yellow": gettext_lazy("落后不到 5 个百分点"),
    "green": gettext_lazy("赶上或者超过时序"),
    "unknown": gettext_lazy("还没有数"),
}


def yi(fen: int | None, places: int = 1) -> str:
    """A sum in 亿 as boards print it: 67.9; — where it is not known."""
    return "—" if fen is None else f"{half_up(fen, 0) / 10_000_000_000:.{places}f}"


def signed(value: Any) -> str:
    """A lead as boards print it: +6.9, −1.6, 0.0; — where there is none."""
    if value is None:
        return "—"
    return f"+{value}" if value > 0 else str(value).replace("-", "−")


def sentence(found: Sum) -> str:
    """What a set did, as one sentence: 68 个项目完成投资 67.9 亿元，占年度计划的 81.9%，超时序 6.9 个百分点。"""
    said = {
        "n": found.known,
        "sum": yi(found.invested_fen),
        "percent": found.progress.completion,
        "lead": abs(found.progress.lead) if found.progress.lead is not None else "—",
    }
    if found.progress.lead is None:
        return _("%(n)s 个项目完成投资 %(sum)s 亿元。") % said
    if found.progress.lead < 0:
        return (
            _(
                "%(n)s 个项目完成投资 %(sum)s 亿元，占年度计划的 %(percent)s%%，落后时序 %(lead)s 个百分点。"
            )
            % said
        )
    return (
        _(
            "%(n)s 个项目完成投资 %(sum)s 亿元，占年度计划的 %(percent)s%%，超时序 %(lead)s 个百分点。"
        )
        % said
    )


def how(found: Sum) -> str:
    """By which schedule and rounding, as it must stand beside the figures."""
    schedule = _("时序按每月十二分之一") if found.linear else _("时序按名单自己的曲线")
    rounding = (
        _("超时序先相减、最后四舍五入")
        if found.rounding == "last"
        else _("超时序用四舍五入以后的数相减")
    )
    due = _("应到 %(due)s%%") % {"due": found.progress.schedule}
    return "；".join([f"{schedule}，{due}", rounding, _("合计是投资之和除以计划之和")])


def poster(county: Place, chosen: ProjectSet | None, found: Wall) -> bytes:
    """One A3 page: sums, then each project with its colour, lead, blocker and who owes it."""
    title = chosen.title if chosen else _("重点项目")
    unknown = found.whole.unknown
    return pdf(
        POSTER,
        paper={
            "title": _("%(title)s亮晒台") % {"title": title},
            "place": county.spoken,
            "period": _("截至%(month)s") % {"month": period(found.month)},
            "sums": [
                sentence(found.whole),
                *(f"{_('其中')}{p.title}：{sentence(p)}" for p in found.parts),
            ],
            "how": how(found.whole),
            "unknown": ngettext(
                "%(n)s 个项目还没有数，不算在合计里。",
                "%(n)s 个项目还没有数，不算在合计里。",
                unknown,
            )
            % {"n": unknown}
            if unknown
            else "",
            "heads": [
                _("项目"),
                _("责任单位"),
                _("计划（亿元）"),
                _("完成（亿元）"),
                _("完成率"),
                _("超时序"),
                _("卡在哪里，谁来解决"),
            ],
            "rows": [_line(row) for row in found.rows[:MOST_LINES]],
            "legend": [
                [colour, str(word)] for colour, word in WORDS.items() if found.colours.get(colour)
            ],
            "more": _("另有 %(n)s 个项目，见网页。") % {"n": len(found.rows) - MOST_LINES}
            if len(found.rows) > MOST_LINES
            else "",
        },
    )


def _line(row: Row) -> dict[str, Any]:
    owed = "；".join(f"{each.what}（{each.org}）" for each in row.blockers)
    percent = row.progress.completion
    return {
        "colour": row.colour,
        "cells": [
            row.name,
            row.org,
            yi(row.plan_fen, 2),
            yi(row.invested_fen, 2),
            "—" if percent is None else f"{percent}%",
            signed(row.progress.lead),
            owed,
        ],
    }


def month_sheet(rows: Sequence[MonthRow], month: str) -> bytes:
    """The month's table with what stood before, to be filled in and sent back."""
    heads = [
        _("项目名称"),
        _("项目代码"),
        _("月份"),
        _("年度计划投资（万元）"),
        _("上个月累计（万元）"),
        _("今年累计完成投资（万元）"),
        _("形象进度（%）"),
        _("进展"),
        _("问题"),
        _("说明（变少或者突增时写）"),
    ]
    lines: list[list[object]] = []
    for row in rows:
        if not row.editable:
            continue
        said, before = row.suggested, row.before
        lines.append(
            [
                row.project.name,
                row.project.number,
                month,
                _number(row.plan_fen),
                _number(before.invested_fen if before else None),
                _number(said.invested_fen),
                said.physical,
                said.progress,
                said.problems,
                said.explained,
            ]
        )
    sheet = io.BytesIO()
    write_sheet(sheet, heads, lines)
    return sheet.getvalue()


def _number(fen: int | None) -> object:
    return None if fen is None else float(wan(fen))
