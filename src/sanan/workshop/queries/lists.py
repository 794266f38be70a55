"""The lists of the desk: orders, workers, what is given out, slips."""

import re
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanan.kit import dates
from sanan.kit.dates import local_day
from sanan.lists.declare import Asked, Column, Filter, List, View, by_field
from sanan.workshop.enums import RUNNING, IssueState, OrderState, SlipState, WorkerState
from sanan.workshop.models import CraftOrder, Issue, Payslip, Worker, Workshop
from sanan.workshop.queries.material import shown


def _workshop(code: str) -> str:
    found = Workshop.objects.filter(code=code).first()
    return found.name if found else ""


def _of(name: str) -> Filter:
    """Of one workshop, as a figure of its board asks."""
    return Filter("of", _("手工坊"), known=_workshop, narrow=by_field(f"{name}__code"))


def _done(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(delivered_on__isnull=False)


def _running(rows: Any, value: str, _asked: Asked) -> Any:
    return rows.filter(state__in=RUNNING) if value == "running" else rows.filter(state=value)


ORDER_LIST = List(
    name="workshop-orders",
    title=_("来料加工订单"),
    rows=lambda asked: CraftOrder.objects.visible_to(asked.person).select_related(
        "partner__org", "place"
    ),
    order=["due_on", "pk"],
    href=lambda order: reverse("workshop_staff:order", args=[order.code]),
    empty=_("还没有订单。企业下了单，从“登记企业的订单”记进来。"),
    columns=[
        Column(_("产品"), lambda order: order.product, sort="product", width=24),
        Column(_("企业"), lambda order: order.partner.org.name, width=24),
        Column(_("数量"), lambda order: shown(order.pieces), num=True),
        Column(_("交货"), lambda order: order.due_on, sort="due_on"),
        Column(_("现在"), lambda order: order.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), [("running", _("正在做的")), *OrderState.choices], _running),
        Filter("done", _("交齐"), [("1", _("已经交齐的"))], _done),
        _of("workshop"),
    ],
    views=[
        View(_("等接单"), {"state": "offered"}, "amber"),
        View(_("正在做的"), {"state": "running"}),
        View(_("交齐没结清"), {"state": "delivered"}, "amber"),
    ],
)


def _first(rows: Any, _value: str, _asked: Asked) -> Any:
    return rows.filter(village__in=F("workshop__villages"))


WORKER_LIST = List(
    name="workshop-workers",
    title=_("做手工活的人"),
    rows=lambda asked: Worker.objects.visible_to(asked.person).select_related("village"),
    order=["name", "pk"],
    href=lambda worker: reverse("workshop_staff:worker", args=[worker.code]),
    empty=_("还没有人登记。满 16 周岁就可以登记，搬迁村的人优先。"),
    columns=[
        Column(_("姓名"), lambda worker: worker.name, sort="name"),
        Column(_("从哪个村来"), lambda worker: worker.village.spoken if worker.village else ""),
        Column(_("在哪里做"), lambda worker: _("在家") if worker.at_home else _("在手工坊")),
        Column(_("登记"), lambda worker: worker.joined_on, sort="joined_on"),
        Column(_("银行卡"), lambda worker: worker.account_shown),
        Column(_("现在"), lambda worker: worker.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), WorkerState.choices, by_field("state")),
        Filter("first", _("优先"), [("1", _("优先村的人"))], _first),
        _of("workshop"),
    ],
    views=[
        View(_("在做"), {"state": "active"}),
        View(_("优先村的人"), {"state": "active", "first": "1"}),
    ],
)


def _late(rows: Any, value: str, asked: Asked) -> Any:
    today = local_day(asked.now)
    late = rows.open().filter(due_on__lt=today)
    return late if value == "late" else rows.open().filter(due_on__lte=today + timedelta(days=3))


ISSUE_LIST = List(
    name="workshop-issues",
    title=_("谁手里有什么料"),
    rows=lambda asked: Issue.objects.visible_to(asked.person).select_related(
        "order", "worker__village"
    ),
    order=["due_on", "pk"],
    href=lambda issue: reverse("workshop_staff:issue", args=[issue.code]),
    empty=_("还没有发过料。打开一张订单，点“发料”。"),
    columns=[
        Column(_("谁"), lambda issue: issue.worker.name, sort="worker__name"),
        Column(_("做什么"), lambda issue: issue.order.product),
        Column(_("多少"), lambda issue: shown(issue.pieces), num=True),
        Column(_("发料"), lambda issue: issue.issued_on, sort="issued_on"),
        Column(_("交活"), lambda issue: issue.due_on, sort="due_on"),
        Column(_("优先村"), lambda issue: _("是") if issue.first else _("不是")),
        Column(_("发时还有几人排队"), lambda issue: issue.waiting, num=True, shown=False),
        Column(_("现在"), lambda issue: issue.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), IssueState.choices, by_field("state")),
        Filter("due", _("交活"), [("late", _("过了日子")), ("soon", _("三天内到期"))], _late),
        _of("order__workshop"),
    ],
    views=[
        View(_("在做"), {"state": "issued"}),
        View(_("过了日子"), {"due": "late"}, "red"),
    ],
)


def _month(text: str) -> str:
    return dates.period(text) if re.fullmatch(r"\d{4}-\d{2}", text) else ""


SLIP_LIST = List(
    name="workshop-slips",
    title=_("工钱条"),
    rows=lambda asked: (
        Payslip.objects.visible_to(asked.person).counted().select_related("worker", "run")
    ),
    order=["-run__month", "worker__name", "pk"],
    href=lambda slip: reverse("workshop_staff:payslip", args=[slip.code]),
    empty=_("还没有工钱条。一个月过完，点“算工钱”。"),
    columns=[
        Column(_("谁"), lambda slip: slip.worker.name, sort="worker__name"),
        Column(_("哪个月"), lambda slip: dates.period(slip.run.month), sort="run__month"),
        Column(_("应得"), lambda slip: slip.pieces + slip.days + slip.bonus, fen=True, num=True),
        Column(_("扣料"), lambda slip: slip.charged, fen=True, num=True),
        Column(_("实得"), lambda slip: slip.net, fen=True, num=True, sort="net"),
        Column(_("怎么付"), lambda slip: slip.get_method_display()),
        Column(_("哪天付"), lambda slip: slip.paid_on),
        Column(_("现在"), lambda slip: slip.get_state_display()),
    ],
    filters=[
        Filter("state", _("现在"), SlipState.choices, by_field("state")),
        _of("run__workshop"),
        Filter("month", _("哪个月"), known=_month, narrow=by_field("run__month")),
    ],
    views=[
        View(_("还没付"), {"state": "waiting"}, "amber"),
        View(_("银行退回"), {"state": "returned"}, "red"),
        View(_("已付"), {"state": "paid"}),
    ],
)
