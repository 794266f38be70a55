from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class SchemeState(models.TextChoices):
    """Whether nominations are taken."""

    OPEN = "open", _("正在推荐")
    CLOSED = "closed", _("已结束推荐")


class NomineeKind(models.TextChoices):
    """Who is nominated."""

    PERSON = "person", _("个人")
    TEAM = "team", _("集体")


class State(models.TextChoices):
    """Where a nomination stands (domain brief §2.13)."""

    NOMINATED = "nominated", _("已推荐")
    SCREENED = "screened", _("已初审，正在征求意见")
    INTEGRITY_CHECKED = "integrity_checked", _("征求意见无异议，等待评审")
    REVIEWED = "reviewed", _("评审通过")
    PUBLICISED = "publicised", _("公示中")
    AWARDED = "awarded", _("已表彰")
    REJECTED = "rejected", _("未通过")
    REVOKED = "revoked", _("已撤销")


BEFORE_AWARD = (
    State.NOMINATED,
    State.SCREENED,
    State.INTEGRITY_CHECKED,
    State.REVIEWED,
    State.PUBLICISED,
)


class Level(models.TextChoices):
    """Who reviews, from below; the values are kinds of places."""

    VILLAGE = "village", _("村（社区）")
    TOWNSHIP = "township", _("乡镇")
    COUNTY = "county", _("县")


class Answer(models.TextChoices):
    """What a body that was asked says."""

    WAITING = "", _("还没有回复")
    CLEAN = "clean", _("没有问题")
    NOT_CLEAN = "not_clean", _("有问题，不宜表彰")


class Reason(models.TextChoices):
    """Why not, or why no longer."""

    EARLIER_AWARD = "earlier_award", _("以前已经表彰过")
    CONDITIONS = "conditions", _("不符合条件")
    INTEGRITY = "integrity", _("征求意见有问题")
    REVIEW = "review", _("评审没有通过")
    OBJECTION = "objection", _("公示有异议，查实")
    QUOTA = "quota", _("名额已满")
    FALSE_DEEDS = "false_deeds", _("事迹不实")
    DISCIPLINE = "discipline", _("受到处分")


REVOKING = (Reason.FALSE_DEEDS, Reason.DISCIPLINE)
REJECTING = tuple(reason for reason in Reason if reason not in {*REVOKING, Reason.INTEGRITY})


class EvidenceKind(models.TextChoices):
    """What a deed is shown by: always something that was finished for somebody."""

    CASE = "case", _("办结的事")
    ORDER = "order", _("居民评过分的单")
    WORK = "work", _("完成的项目")


class ToleranceState(models.TextChoices):
    """Where the record of a fault stands."""

    PROPOSED = "proposed", _("已提出")
    VERIFIED = "verified", _("已核实")
    TOLERATED = "tolerated", _("认定容错")
    CORRECTED = "corrected", _("已纠正")
    DECLINED = "declined", _("不予容错")


ORGANISERS = (Role.DISPATCHER, Role.LEADER)
NOMINATORS = (*ORGANISERS, Role.VILLAGE_CADRE, Role.DEPT_HANDLER)
READERS = (*NOMINATORS, Role.DISCIPLINE_OFFICER)
HANDLERS = (*ORGANISERS, Role.DISCIPLINE_OFFICER)
"""Who reads what bodies note and what objections say."""
PROPOSERS = (Role.LEADER,)
VERIFIERS = (Role.DISCIPLINE_OFFICER,)
TOLERANCE_READERS = (*PROPOSERS, *VERIFIERS)
REVIEWERS = {
    Level.VILLAGE: Role.VILLAGE_CADRE,
    Level.TOWNSHIP: Role.DEPT_HANDLER,
    Level.COUNTY: Role.LEADER,
}
"""Whose post, held at a place of that kind, reviews for the level."""
