from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Side(models.TextChoices):
    """What stands at the other end."""

    HOTLINE = "hotline", _("12345 热线")
    PETITION = "petition", _("信访系统")
    OTHER = "other", _("其他系统")


class Road(models.TextChoices):
    """How results reach the other side."""

    FOLDER = "folder", _("文件夹")
    PULL = "pull", _("对方来取")
    PUSH = "push", _("推送到对方地址")


class Format(models.TextChoices):
    """What a file of results is."""

    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"


class Direction(models.TextChoices):
    IN = "in", _("收进来")
    OUT = "out", _("发出去")


class Means(models.TextChoices):
    """What the other side wants of us with a message."""

    REQUEST = "request", _("新来一件")
    SEND_BACK = "send_back", _("退回重办")
    URGE = "urge", _("催办")
    ADD = "add", _("补充情况")
    OVERDUE = "overdue", _("对方那里已超时")
    CLOSE = "close", _("对方那里已办结")
    CANCEL = "cancel", _("撤销")
    REVIEW = "review", _("申请复查")
    RECHECK = "recheck", _("申请复核")


class State(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("排队中")
    DONE = "done", _("已办妥")
    HELD = "held", _("要人看一看")
    SET_ASIDE = "set_aside", _("不再处理")


class Field(models.TextChoices):
    """Of which field a word of the other side is."""

    STATE = "state", _("对方的状态")
    CATEGORY = "category", _("类别")
    NATURE = "nature", _("诉求类型")
    URGENCY = "urgency", _("紧急程度")
    PLACE = "place", _("地方")
    RESULT = "result", _("发给对方的结果")


class Scope(models.TextChoices):
    """What a program's key may be for, beside the verbs of cases."""

    EXCHANGE = "exchange", _("收发外部系统的件")
    OPEN311 = "open311", _("按 Open311 递交")
    BULK = "bulk", _("成批读取")


READERS = frozenset({Role.DISPATCHER})
"""Who reads letters: they hold what somebody said."""

SETTERS = frozenset({Role.TENANT_ADMIN})
"""Who sets up systems, words and subscriptions; the letters they do not read."""

DESK = READERS | SETTERS
