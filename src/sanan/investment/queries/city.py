"""The monthly table for the city, and the few sentences for a leader's phone."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from sanan.investment.enums import MONEY, Level, Metric
from sanan.investment.queries import board
from sanan.investment.queries.counting import Scope, Span, span_of
from sanan.kit import rounding
from sanan.kit.amounts import spoken
from sanan.kit.sheets import write_sheet

YI = Decimal(10**10)
WIDTHS = (6, 36, 30, 14, 8, 8, 12, 14, 16, 12, 12, 12, 12, 14, 12, 10)


def heads() -> list[str]:
    """The columns that the city asks for."""
    return [
        _("序号"),
        _("项目名称"),
        _("投资企业"),
        _("行业"),
        _("级别"),
        _("内外资"),
        _("协议"),
        _("总投资（亿元）"),
        _("规模"),
        _("签约日期"),
        _("注册落地"),
        _("拿到土地"),
        _("开工"),
        _("到位资金（亿元）"),
        _("投产"),
        _("本月新签"),
    ]


def months(year: int, month: int) -> Span:
    """January to that month."""
    found = span_of(f"{year}-1-{month}")
    if found is None:
        raise ValueError(f"{year}-{month}")
    return found


def lines(scope: Scope) -> Iterator[list[object]]:
    """One line for each agreement that counts from January on, then the sums."""
    rules, month = scope.rules, scope.span.last.month
    total, paid, n = 0, 0, 0
    rows = scope.signed().select_related("lead__company").order_by("level", "signed_on", "pk")
    for n, each in enumerate(rows, 1):
        lead = each.lead
        total, paid = total + each.amount, paid + lead.paid_in
        yield [
            n,
            lead.title,
            lead.company.name,
            lead.sector,
            each.get_level_display(),
            _("外资") if each.foreign else _("内资"),
            each.get_kind_display(),
            yi(each.amount),
            _size(rules.sizes, each.amount),
            each.signed_on,
            lead.registered_on,
            lead.land_on,
            lead.started_on,
            yi(lead.paid_in),
            lead.producing_on,
            _("是") if each.signed_on.month == month else "",
        ]
    blank = [""] * 5
    yield [
        _("合计"),
        _("%(n)d 个") % {"n": n},
        *blank,
        yi(total),
        "",
        "",
        "",
        "",
        "",
        yi(paid),
        "",
        "",
    ]
    for level in Level:
        signed = scope.signed(level)
        count, amount = signed.count(), sum(each.amount for each in signed)
        told = _("%(level)s %(n)d 个") % {"level": level.label, "n": count}
        yield ["", told, *blank, yi(amount), "", "", "", "", "", "", "", ""]


def _size(sizes: Any, amount: int) -> str:
    for _key, least, below in sizes:
        if amount >= least and (below is None or amount < below):
            return board.size_name(least, below)
    return board.size_name(0, sizes[0][1])


def yi(fen: int) -> Decimal:
    """Fen in 亿元, exactly."""
    return Decimal(fen) / YI


def sheet(scope: Scope) -> tuple[bytes, int]:
    """The table as Excel, and how many projects stand in it."""
    out, rows = io.BytesIO(), list(lines(scope))
    write_sheet(out, heads(), rows, widths=WIDTHS)
    return out.getvalue(), len(rows) - 1 - len(Level)


def summary(scope: Scope) -> list[dict[str, Any]]:
    """By measure: this month and from January on, each with the address of its rows."""
    month = span_of(f"{scope.span.year}-{scope.span.last.month:02d}")
    now = Scope(scope.person, scope.place, month or scope.span)
    wanted = [(metric, "") for metric in Metric]
    wanted[1:4] = [
        (metric, str(level))
        for metric in (Metric.SIGNED, Metric.SIGNED_AMOUNT, Metric.BIG)
        for level in Level
    ]
    return [_line(scope, now, metric, level) for metric, level in wanted]


def _line(scope: Scope, now: Scope, metric: Metric, level: str) -> dict[str, Any]:
    def said(of: Scope) -> str:
        value = of.measure(metric, level)
        return spoken(value) if metric in MONEY else str(value)

    name = f"{Level(level).label if level else ''}{metric.label}"
    return {
        "name": name,
        "month": said(now),
        "month_href": now.href_of(metric, level),
        "whole": said(scope),
        "whole_href": scope.href_of(metric, level),
    }


def over(fen: int) -> str:
    """A sum as reports say it: 超 200 亿元 for 206.7, exactly where it is round."""
    unit = 10**11 if fen >= 10**12 else 10**10
    round_sum = fen // unit * unit
    if not round_sum or round_sum == fen:
        return spoken(fen)
    return _("超 %(sum)s") % {"sum": spoken(round_sum)}


def share(done: int, target: int) -> str:
    """A share as reports say it: 的 80%, or 过半（56%）."""
    percent = rounding.rate(done, target, 0) or Decimal(0)
    if 50 < percent < 75:
        return _("过半（%(percent)s%%）") % {"percent": percent}
    return _("的 %(percent)s%%") % {"percent": percent}


def brief(scope: Scope) -> list[str]:
    """What a leader reads on the phone: a few sentences, each figure with its qualifier."""
    city = str(Level.CITY)
    goals = {(p.task.metric, p.task.level): p for p in board.tasks(scope)}
    signed, amount = scope.measure(Metric.SIGNED, city), scope.measure(Metric.SIGNED_AMOUNT, city)
    said = [
        _("%(when)s开展招商活动 %(n)d 场次。")
        % {"when": scope.span.name, "n": scope.measure(Metric.EVENTS)},
        _("市级签约项目 %(n)d 个，总投资%(sum)s%(share)s。")
        % {"n": signed, "sum": over(amount), "share": _of(goals.get((Metric.SIGNED, city)))},
        _("其中%(size)s以上的 %(n)d 个%(share)s。")
        % {
            "size": spoken(scope.rules.big),
            "n": scope.measure(Metric.BIG, city),
            "share": _of(goals.get((Metric.BIG, city))),
        },
    ]
    paid = scope.measure(Metric.PAID_IN)
    return [*said, _("到位资金%(sum)s。") % {"sum": over(paid)}] if paid else said


def _of(progress: board.Progress | None) -> str:
    if progress is None:
        return ""
    task = progress.task
    target = spoken(task.target) if progress.is_money else _("%(n)d 个") % {"n": task.target}
    told = {"target": target, "share": share(progress.done, task.target)}
    return _("，完成年度任务（%(target)s）%(share)s") % told
