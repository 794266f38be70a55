from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Sex(models.TextChoices):
    """As the order's record asks for it; may be left out."""

    WOMAN = "woman", _("女")
    MAN = "man", _("男")


class IdKind(models.TextChoices):
    """Kinds of identity papers."""

    RESIDENT = "resident", _("居民身份证")
    HK_MACAO = "hk_macao", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    PASSPORT = "passport", _("护照")


class Field(models.TextChoices):
    """What kind of work a project or a volunteer's skill is."""

    ELDERLY = "elderly", _("助老")
    CHILDREN = "children", _("关爱儿童")
    DISABLED = "disabled", _("助残")
    HEALTH = "health", _("医疗健康")
    EDUCATION = "education", _("教育和科普")
    CULTURE = "culture", _("文化体育")
    ENVIRONMENT = "environment", _("环境保护")
    SAFETY = "safety", _("治安和应急")
    LAW = "law", _("法律和政策")
    NEIGHBOURS = "neighbours", _("邻里互助")
    REPAIR = "repair", _("家电和水电维修")
    TRAFFIC = "traffic", _("文明交通")
    OTHER = "other", _("其他")


class ActivityState(models.TextChoices):
    """Where an activity stands."""

    OPEN = "open", _("可报名")
    HELD = "held", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class Seat(models.TextChoices):
    """How a person stands to an activity."""

    GOING = "going", _("已报上")
    WAITING = "waiting", _("候补")
    LEFT = "left", _("已退出")


class Way(models.TextChoices):
    """How someone signed in, or agreed to what was recorded."""

    PHONE = "phone", _("手机")
    QR = "qr", _("扫码")
    LIST = "list", _("组织者按名单")
    PAPER = "paper", _("纸面签字")
    ORDER = "order", _("服务单")


class State(models.TextChoices):
    """Where a record of service stands. Only `CONFIRMED` counts."""

    RECORDED = "recorded", _("等志愿者确认")
    CLAIMED = "claimed", _("等组织者确认")
    CONFIRMED = "confirmed", _("双方已确认")
    STRUCK = "struck", _("已作废")


class Quality(models.TextChoices):
    """What the organiser or the served thought of a service (order 67: evaluation)."""

    EXCELLENT = "excellent", _("很好")
    GOOD = "good", _("好")
    FAIR = "fair", _("一般")


class Noted(models.TextChoices):
    """What else belongs to a volunteer's record besides services (order 67, art. 4)."""

    TRAINING = "training", _("培训")
    HONOUR = "honour", _("表彰奖励")
    EVALUATION = "evaluation", _("评价")


class Paper(models.TextChoices):
    """Where a certificate stands."""

    ASKED = "asked", _("等待开具")
    DECLINED = "declined", _("没有开具")
    ISSUED = "issued", _("有效")
    REVOKED = "revoked", _("已撤销")


DESK = (Role.VILLAGE_CADRE, Role.SOCIAL_WORKER, Role.DISPATCHER)
"""Who organises, records and certifies at or under their place."""
READERS = (*DESK, Role.GRID_WORKER)
"""Who reads volunteers and their records by name at or under their place."""
COUNTERS = (*READERS, Role.LEADER, Role.PROJECT_OFFICER)
"""Who sees the figures, projects and activities; nothing about a single person."""


class Event:
    """Names of this room's ledger entries that are no verb of a process."""

    REGISTER = "volunteer.register"
    AMEND = "volunteer.amend"
    LEAVE = "volunteer.leave"
    NOTE = "volunteer.note"
    TEAM = "team.register"
    JOIN = "team.join"
    PART = "team.part"
    PROJECT = "project.set_up"
    CLOSE = "project.close"
    IMPORT = "volunteers.import"
