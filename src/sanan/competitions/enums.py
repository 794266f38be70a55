from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class State(models.TextChoices):
    """Where a competition stands (domain brief §2.5)."""

    CALL = "call", _("正在征集")
    ELIGIBILITY = "eligibility", _("资格审查")
    JUDGING = "judging", _("评审中")
    PROVISIONAL = "provisional", _("名次已排出，还没有公示")
    PUBLICITY = "publicity", _("公示中")
    AWARDED = "awarded", _("已颁奖")
    TRACKING = "tracking", _("跟踪项目落地")
    FINISHED = "finished", _("已结束")


OPEN_TO_ALL = (State.PUBLICITY, State.AWARDED, State.TRACKING, State.FINISHED)
"""From when on everyone reads all scores."""


class StageKind(models.TextChoices):
    """What is looked at in a stage."""

    PRELIMINARY = "preliminary", _("初评")
    REVIEW = "review", _("材料评审")
    ROADSHOW = "roadshow", _("路演和答辩")


class StageState(models.TextChoices):
    """Whether sheets are out, and whether the seal is broken."""

    WAITING = "waiting", _("还没有开始")
    SCORING = "scoring", _("正在打分")
    CLOSED = "closed", _("已封分，结果待公布")
    RELEASED = "released", _("结果已公布")


SEALED = (StageState.WAITING, StageState.SCORING)


class EntryState(models.TextChoices):
    """Where an entry stands."""

    SUBMITTED = "submitted", _("已报名，等待资格审查")
    ELIGIBLE = "eligible", _("参评")
    INELIGIBLE = "ineligible", _("资格审查没有通过")
    OUT = "out", _("没有进入下一轮")
    DISQUALIFIED = "disqualified", _("取消资格")
    WITHDRAWN = "withdrawn", _("已退出")
    RANKED = "ranked", _("已评出")
    AWARDED = "awarded", _("获奖")
    REVOKED = "revoked", _("已撤销奖项")


JUDGED = (
    EntryState.ELIGIBLE,
    EntryState.OUT,
    EntryState.RANKED,
    EntryState.AWARDED,
    EntryState.REVOKED,
)
"""Whose scores are published."""
SHOWN = (*JUDGED, EntryState.DISQUALIFIED)
"""Which entries everyone may look at once the call is over."""


class Refusal(models.TextChoices):
    """Why an entry does not take part, or no longer."""

    EARLIER_AWARD = "earlier_award", _("以前得过奖")
    CONDITIONS = "conditions", _("不符合报名条件")
    PAPERS = "papers", _("材料不全")
    FALSE = "false", _("内容不实")
    OBJECTION = "objection", _("公示有异议，查实")


class JudgeState(models.TextChoices):
    """Whether a judge has said to whom they are close."""

    NAMED = "named", _("还没有申报回避")
    DECLARED = "declared", _("已申报回避")
    DISMISSED = "dismissed", _("不再担任")


class SheetState(models.TextChoices):
    """Where a score sheet stands."""

    OPEN = "open", _("等待打分")
    SUBMITTED = "submitted", _("已交")
    RECUSED = "recused", _("回避")
    ABSENT = "absent", _("缺席")


class MilestoneState(models.TextChoices):
    """Where a milestone of a funded project stands."""

    PLANNED = "planned", _("还没有做完")
    REPORTED = "reported", _("已报完成，等待查验")
    ACCEPTED = "accepted", _("查验通过")


class CampaignState(models.TextChoices):
    """Whether a campaign runs."""

    OPEN = "open", _("正在进行")
    ENDED = "ended", _("已结束")


ORGANISERS = (Role.DISPATCHER, Role.LEADER)
SETTLERS = (*ORGANISERS, Role.DISCIPLINE_OFFICER)
READERS = (*SETTLERS, Role.JUDGE)
