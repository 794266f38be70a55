from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role

KEEPERS = (Role.VILLAGE_CADRE,)
"""Who keeps the register and the roll, draws up lists and hands over keys."""
HELPERS = (Role.VILLAGE_CADRE, Role.SOCIAL_WORKER)
"""Who visits families, finds work for them and holds courses."""
APPROVERS = (Role.LEADER,)
"""Who releases money that others drew up."""
READERS = (*HELPERS, *APPROVERS)
"""Who reads the register by name."""
FINISHERS = (Role.VILLAGE_CADRE, Role.PROPERTY_STAFF)
"""Who goes through a dwelling with its family."""


class HouseholdKind(models.TextChoices):
    """Why a family came here."""

    MIGRANT = "migrant", _("水库移民户")
    RETURNING = "returning", _("回迁户")
    OTHER = "other", _("其他住户")


class HouseholdState(models.TextChoices):
    """Whether a family lives here."""

    HERE = "here", _("在住")
    AWAY = "away", _("已搬走")


class RollState(models.TextChoices):
    """How somebody stands to the roll of reservoir migrants."""

    OUTSIDE = "outside", _("不在名册")
    ENROLLED = "enrolled", _("在册")
    REMOVED = "removed", _("已核减")


class JoinReason(models.TextChoices):
    """Why somebody is on the roll: births and marriages add nobody (增人不增)."""

    MOVED = "moved", _("随水库搬迁")
    MISSED = "missed", _("核定时漏登，复核补登")
    MISTAKE = "mistake", _("核减有误，恢复")


class LeaveReason(models.TextChoices):
    """Why somebody leaves the roll (减人要减)."""

    DIED = "died", _("去世")
    MOVED = "moved", _("户口迁出")
    PUBLIC_STAFF = "public_staff", _("成为财政供养人员")
    TWICE = "twice", _("重复登记")
    OTHER = "other", _("其他")


GONE = (LeaveReason.DIED, LeaveReason.MOVED)
"""After which somebody no longer belongs to the family here."""


class Kin(models.TextChoices):
    """What somebody is to the head of the family."""

    HEAD = "head", _("户主")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    PARENT = "parent", _("父母")
    GRANDCHILD = "grandchild", _("孙子女")
    OTHER = "other", _("其他")


class Sex(models.TextChoices):
    """As on the identity card."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class WorkState(models.TextChoices):
    """Whether somebody works."""

    UNKNOWN = "", _("还没问到")
    EMPLOYED = "employed", _("稳定就业")
    FLEXIBLE = "flexible", _("灵活就业")
    UNEMPLOYED = "unemployed", _("没有就业")
    CANNOT = "cannot", _("不能就业")


AT_WORK = (WorkState.EMPLOYED, WorkState.FLEXIBLE)


class Skill(models.TextChoices):
    """What somebody can do, or a job asks for."""

    CERAMICS = "ceramics", _("陶瓷手工")
    WEAVING = "weaving", _("编织")
    SEWING = "sewing", _("缝纫")
    COOKING = "cooking", _("做饭")
    CARE = "care", _("照护老人孩子")
    CLEANING = "cleaning", _("保洁")
    DRIVING = "driving", _("开车")
    BUILDING = "building", _("泥水木工")
    SALES = "sales", _("导购、网店")
    OFFICE = "office", _("文员、电脑")


class CycleState(models.TextChoices):
    """Where a paying cycle stands."""

    DRAFTED = "drafted", _("正在核对")
    FROZEN = "frozen", _("名单已锁定")
    PUBLICISED = "publicised", _("公示中")
    APPROVED = "approved", _("已批准，等待发放")
    PAID = "paid", _("已送银行")
    CLOSED = "closed", _("已结清")


class LineState(models.TextChoices):
    """What became of one beneficiary's money in one cycle."""

    LISTED = "listed", _("在名单上")
    STRUCK = "struck", _("公示后剔除")
    SENT = "sent", _("已送银行")
    RETURNED = "returned", _("没有到账，要跟进")
    VOID = "void", _("不再发放")


class ReturnReason(models.TextChoices):
    """Why a payment did not arrive."""

    NO_ACCOUNT = "no_account", _("没有收款账号")
    WRONG_ACCOUNT = "wrong_account", _("账号或户名不对")
    CLOSED = "closed", _("账户已销户")
    OTHER = "other", _("银行退回")


class HandoverState(models.TextChoices):
    """How far a building has come to its families."""

    BUILT = "built", _("等待验收")
    ACCEPTED = "accepted", _("已验收")
    COMMITTED = "committed", _("抽签办法已公布")
    DRAWN = "drawn", _("选房顺序已抽出")
    CLOSED = "closed", _("全部交完")


class HomeState(models.TextChoices):
    """How far one family has come to its dwelling."""

    WAITING = "waiting", _("等选房")
    CHOSEN = "chosen", _("已选房，等验房")
    INSPECTED = "inspected", _("已验房，等领钥匙")
    RECEIVED = "received", _("已领钥匙")
    SURVEYED = "surveyed", _("已回访")


class EmployerState(models.TextChoices):
    """Whether an employer was looked at."""

    PROPOSED = "proposed", _("等核实")
    CHECKED = "checked", _("已核实")
    BARRED = "barred", _("不再合作")


class JobState(models.TextChoices):
    """Whether a job is to be had."""

    OPEN = "open", _("招人")
    CLOSED = "closed", _("已停招")


class ApplicationState(models.TextChoices):
    """How far an application has come."""

    APPLIED = "applied", _("已报名")
    INTRODUCED = "introduced", _("已推荐给用工单位")
    HIRED = "hired", _("已上岗")
    TURNED_DOWN = "turned_down", _("没有成")
    WITHDRAWN = "withdrawn", _("本人不去了")


WAITING = (ApplicationState.APPLIED, ApplicationState.INTRODUCED)


class TrainerState(models.TextChoices):
    """Whether somebody teaches here by contract."""

    ENGAGED = "engaged", _("合作中")
    ENDED = "ended", _("已结束合作")


class CourseKind(models.TextChoices):
    """What a course is for."""

    STARTUP = "startup", _("创业培训")
    SKILL = "skill", _("技能培训")


class CourseState(models.TextChoices):
    """Where a course stands."""

    PLANNED = "planned", _("报名中")
    OPEN = "open", _("正在上课")
    ENDED = "ended", _("已结课")


class PaperState(models.TextChoices):
    """Whether a certificate holds."""

    ISSUED = "issued", _("有效")
    REVOKED = "revoked", _("已撤销")


class FigureState(models.TextChoices):
    """A stated figure stands until it is stated anew."""

    STANDING = "standing", _("有效")


class Tab(models.TextChoices):
    """The three 安 of the community's page."""

    DWELLING = "dwelling", _("居安")
    LIFE = "life", _("身安")
    WORK = "work", _("业安")


class Qualifier(models.TextChoices):
    """How exact a figure is."""

    EXACT = "exact", _("准确数")
    OVER = "over", _("超过")
    NEARLY = "nearly", _("接近")
    ABOUT = "about", _("大约")
