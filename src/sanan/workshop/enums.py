from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Measure(models.TextChoices):
    """In what pieces are counted and paid."""

    PIECE = "piece", _("件")
    KILO = "kilo", _("千克")


class OrderState(models.TextChoices):
    """Where a craft order stands (domain brief §2.8)."""

    OFFERED = "offered", _("企业已下单，等接单")
    DECLINED = "declined", _("没有接")
    ACCEPTED = "accepted", _("已接单，等料")
    MATERIAL_IN = "material_in", _("料已到，可以发")
    ISSUING = "issuing", _("正在发料")
    IN_WORK = "in_work", _("料已发完，正在做")
    DELIVERING = "delivering", _("正在交活")
    DELIVERED = "delivered", _("活已交齐")
    SETTLED = "settled", _("和企业结清")
    CLOSED = "closed", _("已收尾")


RUNNING = (
    OrderState.MATERIAL_IN,
    OrderState.ISSUING,
    OrderState.IN_WORK,
    OrderState.DELIVERING,
)
"""While work is given out and comes back."""
OPEN = (OrderState.OFFERED, OrderState.ACCEPTED, *RUNNING, OrderState.DELIVERED)


class WorkerState(models.TextChoices):
    """Whether somebody takes work."""

    ACTIVE = "active", _("在做")
    LEFT = "left", _("不做了")


class WishState(models.TextChoices):
    """What became of somebody's wish for work."""

    WAITING = "waiting", _("在排队")
    GIVEN = "given", _("已领料")
    WITHDRAWN = "withdrawn", _("不做了")


class IssueState(models.TextChoices):
    """Where one worker's lot of work stands."""

    ISSUED = "issued", _("在做")
    PARTLY_RETURNED = "partly_returned", _("退了一部分料")
    CLEARED = "cleared", _("已结清")


class RunState(models.TextChoices):
    """Where a month's pay stands."""

    DRAFTED = "drafted", _("算好了，没公示")
    PUBLICISED = "publicised", _("公示中")
    APPROVED = "approved", _("已批准，等付")
    PAID = "paid", _("全部付清")
    WITHDRAWN = "withdrawn", _("撤回重算")


LIVE = (RunState.DRAFTED, RunState.PUBLICISED, RunState.APPROVED, RunState.PAID)


class SlipState(models.TextChoices):
    """How far one worker's money has come."""

    WAITING = "waiting", _("还没付")
    SENT = "sent", _("银行在办")
    RETURNED = "returned", _("银行退回")
    PAID = "paid", _("已付")
    VOID = "void", _("作废，以新的一张为准")


class Method(models.TextChoices):
    """By which road money came."""

    NONE = "", _("还没有付")
    BANK = "bank", _("银行卡")
    CASH = "cash", _("现金签字")
    NOTHING = "nothing", _("没有要付的")


class ObjectionState(models.TextChoices):
    """What came of an objection to a month's pay."""

    OPEN = "open", _("正在查")
    UPHELD = "upheld", _("属实，撤回重算")
    ANSWERED = "answered", _("已查清，没有错")


KEEPERS = (Role.VILLAGE_CADRE, Role.SOCIAL_WORKER)
"""Whoever runs the workshop: gives out, counts, works out the pay."""
APPROVERS = (Role.VILLAGE_CADRE, Role.VILLAGE_SUPERVISOR, Role.ACCOUNTANT)
"""Two different ones of these approve a month's pay; nobody approves what they worked out."""
READERS = (*KEEPERS, Role.VILLAGE_SUPERVISOR, Role.ACCOUNTANT, Role.DISPATCHER, Role.LEADER)
MONEY = (*KEEPERS, Role.VILLAGE_SUPERVISOR, Role.ACCOUNTANT)
"""Who reads what somebody earns by name."""
