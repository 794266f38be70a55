from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanan.people.enums import Role


class Affair(models.TextChoices):
    """The three kinds of affairs that a village lays open (三务公开)."""

    PARTY = "party", _("党务")
    VILLAGE = "village", _("村务")
    FINANCE = "finance", _("财务")


class Rhythm(models.TextChoices):
    """How often something is disclosed (村民委员会组织法 art. 30)."""

    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    YEARLY = "yearly", _("每年")
    EVENT = "event", _("有事随时")


class State(models.TextChoices):
    """Where a disclosure stands (domain brief §2.1)."""

    SCHEDULED = "scheduled", _("等着写")
    DRAFTING = "drafting", _("正在写")
    SUPERVISOR_REVIEW = "supervisor_review", _("等村务监督委员会审核")
    TOWNSHIP_REVIEW = "township_review", _("等镇里审核")
    PUBLISHED = "published", _("已公开")
    QUESTIONED = "questioned", _("有人提问")
    ANSWERED = "answered", _("已回答")
    AMENDED = "amended", _("已更正")
    ARCHIVED = "archived", _("已归档")


OPEN_TO_ALL = (State.PUBLISHED, State.QUESTIONED, State.ANSWERED, State.AMENDED)
"""Standing as published, without a correction under way."""


class Level(models.TextChoices):
    """Who has to answer a question now."""

    VILLAGE = "village", _("村里")
    TOWNSHIP = "township", _("镇里")
    COUNTY = "county", _("县里")


UPWARD = {Level.VILLAGE: Level.TOWNSHIP, Level.TOWNSHIP: Level.COUNTY}


class QuestionState(models.TextChoices):
    """Where a question stands."""

    ASKED = "asked", _("已提出")
    ASSIGNED = "assigned", _("有人在查")
    ANSWERED = "answered", _("已回答")
    RATED = "rated", _("已评价")
    REASKED = "reasked", _("已追问")
    ESCALATED = "escalated", _("已交上一级")


OPEN_QUESTIONS = (
    QuestionState.ASKED,
    QuestionState.ASSIGNED,
    QuestionState.REASKED,
    QuestionState.ESCALATED,
)


class Stage(models.TextChoices):
    """What an answer clock counts."""

    ACKNOWLEDGE = "acknowledge", _("告诉提问的人“看到了”")
    VILLAGE = "village", _("村里回答")
    TOWNSHIP = "township", _("镇里回答")
    COUNTY = "county", _("县里回答")


class PowerKind(models.TextChoices):
    """Whether a power is public power, or a service that people come for."""

    PUBLIC_POWER = "public_power", _("公共权力")
    SERVICE = "service", _("便民服务")


class Actor(models.TextChoices):
    """Who takes a step of a power."""

    CADRE = "cadre", _("村干部")
    SUPERVISOR = "supervisor", _("村务监督委员会")
    TOWNSHIP = "township", _("镇里")
    APPLICANT = "applicant", _("申请的村民（村干部代记）")


class Publish(models.TextChoices):
    """When a step is laid open."""

    NONE = "none", _("不单独公开")
    BEFORE = "before", _("事前公开")
    AFTER = "after", _("事后公开")
    BOTH = "both", _("事前事后都公开")


class EvidenceKind(models.TextChoices):
    """What proves a step."""

    MINUTES = "minutes", _("会议记录")
    SIGN_IN = "sign_in", _("签到表")
    MEETING_PHOTO = "meeting_photo", _("会议照片")
    INVOICE = "invoice", _("票据、发票")
    CONTRACT = "contract", _("合同")
    BUDGET = "budget", _("预算、结算")
    TENDER = "tender", _("招标公告、中标通知")
    ACCEPTANCE = "acceptance", _("验收单")
    WORK_PHOTO = "work_photo", _("施工前、中、后照片")
    NOTICE_PHOTO = "notice_photo", _("公示照片")
    ROSTER = "roster", _("名册")
    APPLICATION = "application", _("申请材料")
    OTHER = "other", _("其他材料")


class RunState(models.TextChoices):
    """Where a run of a power stands."""

    INITIATED = "initiated", _("刚开始，等申报亲属关系")
    RUNNING = "running", _("正在办")
    SUSPENDED = "suspended", _("纪检叫停")
    COMPLETED = "completed", _("已办完")
    ARCHIVED = "archived", _("已归档")


class StepState(models.TextChoices):
    """Where one step of a run stands."""

    PENDING = "pending", _("还没办")
    DONE = "done", _("办了")
    OBJECTED = "objected", _("有异议")
    SKIPPED = "skipped", _("跳过")


class PaperKind(models.TextChoices):
    """What is printed of a village's disclosures."""

    BOARD = "board", _("公开栏（A3）")
    LETTER = "letter", _("给各户的信（A4）")


class Review(models.TextChoices):
    """What a reviewer said."""

    PASSED = "passed", pgettext_lazy("review", "通过")
    RETURNED = "returned", pgettext_lazy("review", "退回修改")


CADRES = (Role.VILLAGE_CADRE,)
SUPERVISORS = (Role.VILLAGE_SUPERVISOR,)
TOWNSHIP = (Role.DEPT_HANDLER, Role.DISCIPLINE_OFFICER)
"""Acts for the township where the position itself is held at a township."""
COUNTY = (Role.DISPATCHER, Role.DISCIPLINE_OFFICER)
"""Acts for the county where the position itself is held at a county or above."""
EDITORS = (Role.DISPATCHER, Role.DISCIPLINE_OFFICER)
"""Who edits the catalogue and the clocks of the county."""
READERS = (
    *CADRES,
    *SUPERVISORS,
    Role.DEPT_HANDLER,
    Role.DISPATCHER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTOR,
    Role.LEADER,
)
"""Who reads what is not public yet, at or under their place."""


class Event:
    """Names of this room's ledger entries that are not verbs of a thing."""

    SEED = "powers.seed"
    GENERATE = "disclosure.generate"
    POWER_ITEM = "power_item.version"
    OPEN_ITEM = "open_item.version"
    CLOCK = "answer_clock.set"
    CALENDAR = "disclosure_calendar.set"
    FILE = "powers.file"
    REDACT = "powers.redact"
    PAPER = "powers.paper"
