from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Level(models.TextChoices):
    """On whose list a project stands."""

    PROVINCIAL = "provincial", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")
    VILLAGE = "village", _("乡村")


class State(models.TextChoices):
    """How far a project is (domain brief §2.9)."""

    RESERVE = "reserve", _("储备")
    PRELIMINARY = "preliminary", _("前期")
    APPROVED = "approved", _("已批准")
    STARTED = "started", _("已开工")
    UNDER_CONSTRUCTION = "under_construction", _("在建")
    COMPLETED = "completed", _("已竣工")
    ACCEPTED = "accepted", _("已验收")
    IN_OPERATION = "in_operation", _("已投用")
    DROPPED = "dropped", _("不再实施")


REPORTING = (State.PRELIMINARY, State.APPROVED, State.STARTED, State.UNDER_CONSTRUCTION)
"""While these a project reports every month."""
BEGUN = (
    State.STARTED,
    State.UNDER_CONSTRUCTION,
    State.COMPLETED,
    State.ACCEPTED,
    State.IN_OPERATION,
)
OPEN_TO_ALL = (State.APPROVED, *BEGUN)
"""From its approval on everyone may read of a key project (政府信息公开条例 art. 20 (8))."""


class ReportState(models.TextChoices):
    """Where a month's report stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送，等核实")
    VERIFIED = "verified", _("已核实")
    LOCKED = "locked", _("已锁定")
    REPLACED = "replaced", _("已被更正")


COUNTED = (ReportState.VERIFIED, ReportState.LOCKED)


class MilestoneKind(models.TextChoices):
    """What is reached on the way; piling first and simulated approval are the brief's speed-ups."""

    LAND = "land", _("用地")
    DEMOLITION = "demolition", _("征迁")
    APPROVAL = "approval", _("立项审批")
    PILING = "piling", _("桩基先行")
    SIMULATED = "simulated", _("施工许可模拟审批")
    PERMIT = "permit", _("施工许可")
    MAIN = "main", _("主体完工")
    ACCEPTANCE = "acceptance", _("竣工验收")
    OPERATION = "operation", _("投入使用")


class BlockerKind(models.TextChoices):
    """What stands in the way."""

    LAND = "land", _("用地")
    DEMOLITION = "demolition", _("征迁")
    APPROVAL = "approval", _("审批手续")
    FUNDS = "funds", _("资金")
    UTILITIES = "utilities", _("水电气路")
    DESIGN = "design", _("设计变更")
    OTHER = "other", _("其他")


class Shape(models.TextChoices):
    """How a year's plan is spread over its months."""

    LINEAR = "linear", _("每月十二分之一")
    CURVE = "curve", _("按月曲线")


class Rounding(models.TextChoices):
    """When a lead is rounded."""

    LAST = "last", _("先相减，最后四舍五入")
    FIRST = "first", _("先四舍五入，再相减")


class SetState(models.TextChoices):
    """Whether a list of projects is in use."""

    IN_USE = "in_use", _("在用")
    CLOSED = "closed", _("已停用")


class TaskState(models.TextChoices):
    """Where a task of a scheduling meeting stands."""

    OPEN = "open", _("待完成")
    DONE = "done", _("报了完成")
    CONFIRMED = "confirmed", _("已确认")
    DROPPED = "dropped", _("不再要求")


class MeetingState(models.TextChoices):
    """A scheduling meeting is on record."""

    HELD = "held", _("已召开")


class RulesState(models.TextChoices):
    """Where a version of rules stands."""

    DRAFT = "draft", _("草案")
    IN_FORCE = "in_force", _("在用")
    RETIRED = "retired", _("已停用")


class AssessmentState(models.TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", _("正在算")
    SHOWN = "shown", _("听取异议")
    PUBLISHED = "published", _("已公布")
    WITHDRAWN = "withdrawn", _("已撤销")


class Subjects(models.TextChoices):
    """Who is assessed: never a member of staff."""

    PROJECT = "project", _("项目")
    UNIT = "unit", _("责任单位")


OFFICERS = (Role.PROJECT_OFFICER,)
CHIEFS = (Role.LEADER,)
READERS = (
    *OFFICERS,
    *CHIEFS,
    Role.DISPATCHER,
    Role.DEPT_HANDLER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTION_OFFICE,
)
REPORT_DAY = 5
"""By which day of the next month a report is due."""


class Event:
    """Names of ledger entries that belong to no process."""

    LOCK_MONTH = "project_month.lock"
    PROVINCIAL = "project_provincial.record"
