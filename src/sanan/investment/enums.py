from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class EventKind(models.TextChoices):
    """How a promotion event came about (domain brief §2.10)."""

    LEADER_LED = "leader_led", _("一把手招商")
    EVENT = "event", _("活动招商")
    GOV_ENTERPRISE = "gov_enterprise", _("政企联动招商")
    THIRD_PARTY = "third_party", _("第三方招商")
    CHAIN = "chain", _("产业链招商")


class Source(models.TextChoices):
    """By which road a lead came."""

    LEADER_LED = "leader_led", _("一把手招商")
    EVENT = "event", _("活动招商")
    GOV_ENTERPRISE = "gov_enterprise", _("政企联动招商")
    THIRD_PARTY = "third_party", _("第三方招商")
    CHAIN = "chain", _("产业链招商")
    OWN = "own", _("企业自己找来")


class EventState(models.TextChoices):
    """Whether a promotion event took place."""

    PLANNED = "planned", _("筹备中")
    HELD = "held", _("已举办")
    CALLED_OFF = "called_off", _("已取消")


class Side(models.TextChoices):
    """Whose participant somebody was."""

    OURS = "ours", _("我方")
    GUEST = "guest", _("客商")


class CompanyState(models.TextChoices):
    """Whether the card is the company's own."""

    KNOWN = "known", _("在册")
    MERGED = "merged", _("已并入")


class State(models.TextChoices):
    """How far a lead has come, by what was verified (domain brief §2.10)."""

    LEAD = "lead", _("线索")
    NEGOTIATING = "negotiating", _("在谈")
    FRAMEWORK_SIGNED = "framework_signed", _("已签框架")
    CONTRACT_SIGNED = "contract_signed", _("已签合同")
    REGISTERED = "registered", _("已注册落地")
    STARTED = "started", _("已开工")
    PRODUCING = "producing", _("已投产")
    STALLED = "stalled", _("暂停")
    DROPPED = "dropped", _("已放弃")


STAGES = (
    State.LEAD,
    State.NEGOTIATING,
    State.FRAMEWORK_SIGNED,
    State.CONTRACT_SIGNED,
    State.REGISTERED,
    State.STARTED,
    State.PRODUCING,
)
"""The road, in order; each has its day on the lead."""
OPEN = STAGES[:-1]


class Why(models.TextChoices):
    """Why a lead rests, or is given up."""

    LAND = "land", _("用地没有着落")
    FUNDS = "funds", _("资金不到位")
    APPROVAL = "approval", _("审批卡住")
    MARKET = "market", _("市场变化")
    POLICY = "policy", _("政策条件谈不拢")
    ELSEWHERE = "elsewhere", _("落到别处去了")
    SILENT = "silent", _("企业没有回音")
    RISK = "risk", _("环保或安全不合适")


class Kind(models.TextChoices):
    """How far an agreement binds."""

    INTENT = "intent", _("意向")
    FRAMEWORK = "framework", _("框架协议")
    CONTRACT = "contract", _("正式合同")


class Level(models.TextChoices):
    """Whose signing it is."""

    CITY = "city", _("市级")
    COUNTY = "county", _("县级")


class Step(models.TextChoices):
    """What happens on the ground."""

    REGISTERED = "registered", _("注册落地")
    LAND = "land", _("拿到土地")
    STARTED = "started", _("开工")
    PAID_IN = "paid_in", _("资金到位")
    PRODUCING = "producing", _("投产")


class Proof(models.TextChoices):
    """Whether a second person has looked at what is to count."""

    ENTERED = "entered", _("等核实")
    VERIFIED = "verified", _("已核实")
    RETURNED = "returned", _("退回修改")
    VOID = "void", _("已作废")


STANDING = (Proof.ENTERED, Proof.VERIFIED, Proof.RETURNED)


class VoidReason(models.TextChoices):
    """Why a win counts no longer."""

    ENDED = "ended", _("双方解约")
    MISTAKE = "mistake", _("录错了")
    FALSE = "false", _("内容不实")


class MandateState(models.TextChoices):
    """Where a contract with a third party stands."""

    RUNNING = "running", _("履行中")
    SETTLED = "settled", _("已结算")


class Metric(models.TextChoices):
    """What a year's task is measured by."""

    EVENTS = "events", _("招商活动")
    SIGNED = "signed", _("签约项目")
    SIGNED_AMOUNT = "signed_amount", _("签约总投资")
    BIG = "big", _("大项目签约")
    REGISTERED = "registered", _("注册落地")
    STARTED = "started", _("开工")
    PRODUCING = "producing", _("投产")
    PAID_IN = "paid_in", _("到位资金")
    FOREIGN_PAID_IN = "foreign_paid_in", _("外资到位")


MONEY = (Metric.SIGNED_AMOUNT, Metric.PAID_IN, Metric.FOREIGN_PAID_IN)
BY_LEVEL = (Metric.SIGNED, Metric.SIGNED_AMOUNT, Metric.BIG)
"""What an agreement's level tells apart."""


class TaskState(models.TextChoices):
    """Whether a year's task holds."""

    SET = "set", _("执行中")
    LIFTED = "lifted", _("已取消")


class RulesState(models.TextChoices):
    """Whether a version of the settings holds."""

    IN_FORCE = "in_force", _("现行")
    REPLACED = "replaced", _("已换新版")


class Flag(models.TextChoices):
    """What takes longer than the settings allow."""

    REGISTER = "register", _("签了合同没注册")
    LAND = "land", _("注册了没拿到地")
    START = "start", _("注册了没开工")
    FUNDS = "funds", _("注册了资金没到位")
    PRODUCE = "produce", _("开了工没投产")


OFFICERS = (Role.INVESTMENT_OFFICER,)
VERIFIERS = (Role.INVESTMENT_OFFICER, Role.LEADER)
"""A second person; the rules see to it that it is another than who entered it."""
READERS = (Role.INVESTMENT_OFFICER, Role.LEADER)
