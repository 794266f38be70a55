"""What everyone earned, is owed and was paid, in fen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from sanan.workshop.enums import SlipState
from sanan.workshop.models import (
    Bonus,
    Clearing,
    CraftOrder,
    DayWork,
    Delivery,
    PayRun,
    Payslip,
    Worker,
    Workshop,
)
from sanan.workshop.queries.material import made, shown
from sanan.workshop.sums import pay
from sanan.workshop.sums.exact import to_fen


def bill(order: CraftOrder) -> int:
    """What the enterprise is to pay for the good pieces so far."""
    return to_fen(made(issue__order=order).good * order.price)


def paid_by_enterprise(order: CraftOrder) -> int:
    """What came from it."""
    return int(order.takings.aggregate(n=Sum("fen"))["n"] or 0)


def owed(order: CraftOrder) -> int:
    """What it still owes."""
    return bill(order) - paid_by_enterprise(order)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a slip: what, when, how many at which rate, and what it comes to in fen."""

    kind: str
    on: date
    what: str
    count: str = ""
    rate: str = ""
    fen: int = 0
    more: str = ""


def lines(
    deliveries: Iterable[Delivery],
    parts: Iterable[DayWork],
    bonuses: Iterable[Bonus],
    clearings: Iterable[Clearing],
) -> list[Line]:
    """The lines as they stand on the slip, in the order in which anyone adds them up."""
    found = [_piece(each) for each in deliveries]
    found += [
        Line(
            "days",
            each.on,
            each.what,
            _("%(n)s 分钟") % {"n": each.minutes},
            _("%(rate)s 元/8 小时") % {"rate": shown(each.rate)},
            each.fen,
        )
        for each in parts
    ]
    found += [Line("bonus", each.on, each.why, fen=each.fen) for each in bonuses]
    found += [_charge(each) for each in clearings if each.fen]
    return found


def _piece(each: Delivery) -> Line:
    unit = each.issue.order.get_measure_display()
    said = _("%(n)s %(unit)s") % {"n": shown(each.good), "unit": unit}
    rate = _("%(rate)s 元") % {"rate": shown(each.rate)}
    more = []
    if each.mends_id is not None:
        more.append(_("更正：%(why)s") % {"why": each.note})
    if each.grams is not None:
        more.append(_("净重 %(n)s 克") % {"n": shown(each.grams)})
    if each.rework:
        more.append(_("返工 %(n)s") % {"n": shown(each.rework)})
    if each.reject:
        more.append(_("不合格 %(n)s") % {"n": shown(each.reject)})
    what = f"{each.issue.order.product}（{each.grade}）"
    return Line("pieces", each.on, what, said, rate, each.fen, "，".join(more))


def _charge(each: Clearing) -> Line:
    told = {"n": shown(each.over), "unit": each.material.unit}
    more = _("领 %(a)s，退 %(b)s，用 %(c)s，允许损耗 %(d)s%%") % {
        "a": shown(each.issued),
        "b": shown(each.returned),
        "c": shown(each.consumed),
        "d": shown(each.material.allowance),
    }
    rate = _("%(rate)s 元/%(unit)s") % {
        "rate": shown(each.material.price),
        "unit": each.material.unit,
    }
    what = _("多耗的%(material)s") % {"material": each.material.name}
    return Line("charge", each.on, what, _("%(n)s %(unit)s") % told, rate, -each.fen, more)


def slip_lines(slip: Payslip) -> list[Line]:
    """The lines of a slip."""
    return lines(*_rows(Q(slip=slip)))


def open_lines(worker: Worker) -> list[Line]:
    """What a worker has earned so far and no slip holds yet."""
    return lines(*_rows(Q(slip=None, worker=worker)))


def earned(found: Iterable[Line]) -> pay.Sum:
    """What lines come to."""
    by_kind = dict.fromkeys(("pieces", "days", "bonus", "charge"), 0)
    for line in found:
        by_kind[line.kind] += line.fen
    return pay.Sum(by_kind["pieces"], by_kind["days"], by_kind["bonus"], -by_kind["charge"])


def _rows(of: Q) -> tuple[Any, Any, Any, Any]:
    return (
        Delivery.objects.filter(of).select_related("issue__order").order_by("on", "pk"),
        DayWork.objects.filter(of).order_by("on", "pk"),
        Bonus.objects.filter(of).order_by("on", "pk"),
        Clearing.objects.filter(of).select_related("material").order_by("on", "pk"),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """A run's slips together, in fen."""

    slips: int
    earned: int
    charged: int
    waived: int
    net: int
    paid: int

    @property
    def unpaid(self) -> int:
        """What has not arrived."""
        return self.net - self.paid


def totals(run: PayRun) -> Totals:
    """What a run comes to."""
    rows = run.slips.counted()
    found = rows.aggregate(
        all_earned=Sum(F("pieces") + F("days") + F("bonus"), default=0),
        all_due=Sum("due", default=0),
        all_charged=Sum("charged", default=0),
        all_net=Sum("net", default=0),
        arrived=Sum("net", filter=Q(state=SlipState.PAID), default=0),
    )
    return Totals(
        rows.count(),
        found["all_earned"],
        found["all_charged"],
        found["all_due"] - found["all_charged"],
        found["all_net"],
        found["arrived"],
    )


def average(workshop: Workshop, *, since: str = "", until: str = "") -> pay.Average:
    """What the workshop adds to an income in a month, of what was really paid; see `sums.pay`."""
    rows = Payslip.objects.filter(run__workshop=workshop, state=SlipState.PAID)
    rows = rows.filter(run__month__gte=since) if since else rows
    rows = rows.filter(run__month__lte=until) if until else rows
    return pay.average(rows.values_list("run__month", "worker__code", "net"))


def income(worker: Worker, year: int) -> list[Payslip]:
    """What a worker was paid in a year, by month: for the tax office and for subsidies."""
    rows = worker.slips.filter(state=SlipState.PAID, paid_on__year=year)
    return list(rows.select_related("run").order_by("run__month", "pk"))


def in_yuan(fen: int) -> Decimal:
    """Fen as a sheet holds them."""
    return Decimal(fen) / 100
