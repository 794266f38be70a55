from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanan.people.enums import Role


class Kind(models.TextChoices):
    """What is asked for."""

    SERVICE = "service", _("服务")
    WISH = "wish", _("微心愿")


class State(models.TextChoices):
    """Where an order stands (domain brief §2.4)."""

    PLACED = "placed", pgettext_lazy("order", "已收到")
    REJECTED = "rejected", _("不能安排")
    SCREENED = "screened", _("看过了，等派人")
    DISPATCHED = "dispatched", _("正在找人")
    UNCLAIMED = "unclaimed", _("没人接，支部在想办法")
    RAISED = "raised", _("已交大党委")
    CLAIMED = "claimed", _("有人接了")
    SCHEDULED = "scheduled", _("约好了时间")
    SERVING = "serving", _("正在服务")
    FINISHED = "finished", _("做完了，等评价")
    RATED = "rated", _("已评价")
    ARCHIVED = "archived", _("已存档")
    CANCELLED = "cancelled", pgettext_lazy("order", "已取消")


SEEKING = frozenset({State.DISPATCHED, State.UNCLAIMED, State.RAISED})
"""Somebody may take it."""
HELD = frozenset({State.CLAIMED, State.SCHEDULED, State.SERVING})
"""Somebody has it in hand."""
DONE = frozenset({State.FINISHED, State.RATED, State.ARCHIVED})
ENDED = frozenset({State.REJECTED, State.ARCHIVED, State.CANCELLED})
WAITING = frozenset({State.PLACED, State.SCREENED, State.UNCLAIMED, State.RAISED})
"""The branch has to do something."""


class To(models.TextChoices):
    """To whom it was dispatched."""

    PERSON = "person", _("一个人")
    TEAM = "team", _("一支队伍")
    POOL = "pool", _("所有报到的人")


class Door(models.TextChoices):
    """How it came."""

    WEB = "web", _("手机页面")
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门")
    COUNTER = "counter", _("窗口")


class Post(models.TextChoices):
    """The eight kinds of posts that a community offers those who register (domain brief §2.4)."""

    POLICY = "policy", _("政策宣传")
    ENVIRONMENT = "environment", _("环境保护")
    SECURITY = "security", _("治安巡逻")
    LAW = "law", _("法律服务")
    HEALTH = "health", _("医疗健康")
    EDUCATION = "education", _("教育辅导")
    ELDERLY = "elderly", _("助老助残")
    CULTURE = "culture", _("文化体育")


class Skill(models.TextChoices):
    """What someone is good at, and what an order needs."""

    ERRAND = "errand", _("跑腿代办")
    REPAIR = "repair", _("小修小补")
    PHONE = "phone", _("教用手机")
    HAIRCUT = "haircut", _("理发")
    ESCORT = "escort", _("陪着看病")
    CLEAN = "clean", _("打扫")
    LESSON = "lesson", _("辅导功课")
    LAW = "law", _("法律咨询")
    TALK = "talk", _("陪聊谈心")
    MEDICAL = "medical", _("量血压、护理")
    POWER = "power", _("看电路")
    DRIVE = "drive", _("开车接送")


class Free(models.TextChoices):
    """When someone has time."""

    DAY = "day", _("工作日白天")
    EVENING = "evening", _("工作日晚上")
    WEEKEND_DAY = "weekend_day", _("周末白天")
    WEEKEND_EVENING = "weekend_evening", _("周末晚上")


class Bond(models.TextChoices):
    """As what someone registered."""

    MEMBER = "member", _("在职党员")
    NEIGHBOUR = "neighbour", _("邻居")
    VOLUNTEER = "volunteer", _("志愿者")


class Answer(models.TextChoices):
    """What became of an offer."""

    PENDING = "pending", _("还没回")
    TAKEN = "taken", _("接了")
    DECLINED = "declined", _("这次不行")
    LAPSED = "lapsed", _("到时没回")
    GONE = "gone", _("别人接了")


class DeclineReason(models.TextChoices):
    """Why not this time; nobody has to say more."""

    NO_TIME = "no_time", _("那时没空")
    NOT_ABLE = "not_able", _("不会做")
    TOO_FAR = "too_far", _("太远")
    OTHER = "other", pgettext_lazy("reason", "别的原因")


class RejectReason(models.TextChoices):
    """Why an order cannot be taken on, each with what to do instead."""

    UNLAWFUL = "unlawful", _("违法或者违规")
    UNSAFE = "unsafe", _("有危险，要请专业的人")
    COMMERCIAL = "commercial", _("做生意、要收钱的事")
    EMERGENCY = "emergency", _("急事，应当打 110、119、120")
    A_CASE = "a_case", _("要公家办的事，应当“说一件事”")
    TWICE = "twice", _("同一件事已经下过单")


class PartnerKind(models.TextChoices):
    """What a partner company looks after."""

    POWER = "power", _("用电")
    WATER = "water", _("用水")
    GAS = "gas", _("用气")
    TELECOM = "telecom", _("电话和网络")


DESK = (Role.VILLAGE_CADRE, Role.DISPATCHER)
"""The branch's desk: screens, dispatches, confirms, at or under its place."""
PROXIES = (Role.GRID_WORKER, Role.BUILDING_LEADER, *DESK)
"""Who may order for someone who has no phone."""
READERS = (*DESK, Role.GRID_WORKER)
"""Who reads orders at or under their place."""
COUNTERS = (*READERS, Role.LEADER)
"""Who sees figures; a leader sees no order (H5)."""
PARTNERS = (Role.PARTNER_STAFF,)
BRANCH = (Role.VILLAGE_CADRE, Role.BUILDING_LEADER, Role.PARTY_CONTACT)
"""The Party branch's people, told when nobody takes an order."""


class Event:
    """Names of this room's ledger entries that are not verbs of an order (`order.<verb>`)."""

    ITEM = "service.offer"
    RETIRE = "service.retire"
    REGISTER = "helper.register"
    ACCEPT = "helper.accept"
    CHANGE = "helper.change"
    LEAVE = "helper.leave"
    JOIN_TEAM = "helper.join_team"
    UNIT = "unit.check_in"
    UNIT_END = "unit.check_out"
    SLIP = "unit.slip"
    PARTNER = "partner.add"
    POST = "partner.post"
    END_POSTING = "partner.end_posting"
    OUTAGE = "partner.outage"
    OUTAGE_END = "partner.outage_end"
