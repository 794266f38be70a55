from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanan.people.enums import Role


class Direction(models.TextChoices):
    """Whether money came in or went out."""

    INCOME = "income", _("收入")
    EXPENSE = "expense", _("支出")


class Category(models.TextChoices):
    """What an entry is about. A sample list in the manner of the collectives' accounting rules."""

    OPERATING = "operating", _("经营收入")
    LEASING = "leasing", _("发包、出租收入")
    GRANT = "grant", _("补助收入")
    INVESTMENT = "investment", _("投资收益")
    OTHER_INCOME = "other_income", _("其他收入")
    OPERATING_COST = "operating_cost", _("经营支出")
    ADMIN = "admin", _("管理费用")
    WELFARE = "welfare", _("公益支出")
    WORKS = "works", _("工程支出")
    DAY_WORK = "day_work", _("误工补贴")
    CADRE_PAY = "cadre_pay", _("干部报酬")
    SUBSIDY = "subsidy", _("补贴发放")
    OTHER_COST = "other_cost", _("其他支出")


INCOMES = (
    Category.OPERATING,
    Category.LEASING,
    Category.GRANT,
    Category.INVESTMENT,
    Category.OTHER_INCOME,
)


class Method(models.TextChoices):
    """How money moved."""

    BANK = "bank", _("银行转账")
    MOBILE = "mobile", _("手机支付")
    CASH = "cash", _("现金")


class AccountKind(models.TextChoices):
    """What an account is; collective money never lies in a person's account."""

    BASIC = "basic", _("基本户")
    SPECIAL = "special", _("专户")
    CASH = "cash", _("库存现金")


class PayeeKind(models.TextChoices):
    """Whether the other side is a person, whose name is masked in public, or a body."""

    PERSON = "person", _("个人")
    BODY = "body", _("单位")


class EntryState(models.TextChoices):
    """Where an entry stands; nothing is deleted, a mistake is reversed (红字冲销)."""

    ENTERED = "entered", _("已记账")
    PUBLISHED = "published", _("已公开")
    REVERSED = "reversed", _("已冲销")


class SheetState(models.TextChoices):
    """What became of an accounting sheet that was read."""

    SHOWN = "shown", _("等确认")
    LOADED = "loaded", _("已入账")
    DISCARDED = "discarded", _("没有采用")


class VoucherState(models.TextChoices):
    """How far a voucher's photo is from being public."""

    RECEIVED = "received", _("等待识别")
    AWAITING = "awaiting", _("等人确认遮盖")
    CONFIRMED = "confirmed", _("遮盖已确认")


class Cover(models.TextChoices):
    """What a box on a voucher hides."""

    NAME = "name", _("姓名")
    PHONE = "phone", _("电话")
    ID_NUMBER = "id_number", _("身份证号")
    BANK_CARD = "bank_card", _("银行账号")
    SIGNATURE = "signature", _("签名")
    OTHER = "other", _("其他")


class AssetKind(models.TextChoices):
    """资产 are made things, 资源 are land, forest and water."""

    ASSET = "asset", _("资产")
    RESOURCE = "resource", _("资源")


class AssetUse(models.TextChoices):
    """What is done with it."""

    OWN = "own", _("自用")
    LEASED = "leased", _("出租或发包")
    IDLE = "idle", _("闲置")
    GONE = "gone", _("已处置")


class ContractKind(models.TextChoices):
    """Who pays whom, for what."""

    LEASE = "lease", _("出租、发包")
    WORKS = "works", _("工程")
    PURCHASE = "purchase", _("采购、服务")


class Award(models.TextChoices):
    """How the other side was chosen."""

    OPEN_TENDER = "open_tender", _("公开招标")
    DRAW = "draw", _("简易评标、随机抽取")
    QUOTES = "quotes", _("询价比价")
    NEGOTIATED = "negotiated", _("协商、直接发包")


class ContractState(models.TextChoices):
    """Where a contract stands."""

    ACTIVE = "active", _("履行中")
    ENDED = "ended", _("已到期交还")
    TERMINATED = "terminated", _("提前终止")


class Benefit(models.TextChoices):
    """What a roster pays or entitles to."""

    LOW_INCOME = "low_income", _("最低生活保障")
    HARDSHIP = "hardship", _("特困供养")
    DISABLED = "disabled", _("残疾人补贴")
    ELDER = "elder", _("高龄补贴")
    FARM = "farm", _("耕地地力补贴")
    MIGRANT = "migrant", _("移民后期扶持")
    CADRE_PAY = "cadre_pay", _("干部报酬")
    RETIRED_CADRE = "retired_cadre", _("离任干部补助")
    DAY_WORK = "day_work", _("误工补贴")
    OTHER = "other", _("其他")


PAY = (Benefit.CADRE_PAY, Benefit.RETIRED_CADRE)


class RosterKind(models.TextChoices):
    """Who should receive, or who did."""

    ENTITLED = "entitled", _("应享名单")
    RECIPIENTS = "recipients", _("实发名单")


class Colour(models.TextChoices):
    """How grave a warning is."""

    RED = "red", pgettext_lazy("warning", "红色")
    YELLOW = "yellow", pgettext_lazy("warning", "黄色")
    BLUE = "blue", pgettext_lazy("warning", "蓝色")


class WarningState(models.TextChoices):
    """Where a warning stands; it closes only with evidence."""

    RAISED = "raised", _("等说明")
    ANSWERED = "answered", _("已说明，等核实")
    CLOSED = "closed", _("已核实销号")


KEEPERS = (Role.VILLAGE_CADRE, Role.ACCOUNTANT)
"""Who keeps books at or under their place: the village, and the township's agent (村账镇代理)."""
SUPERVISORS = (Role.VILLAGE_SUPERVISOR, Role.DISCIPLINE_OFFICER)
"""Who watches, and lets a warning close."""
READERS = (*KEEPERS, *SUPERVISORS, Role.INSPECTOR, Role.INSPECTION_OFFICE, Role.LEADER)
"""Who reads what is not public, at or under their place."""


class Event:
    """Names of this room's ledger entries that are not verbs of a process."""

    ACCOUNT = "account.open"
    ASSET = "asset.register"
    ROSTER = "roster.load"
    RELATIVE = "relative.declare"
    EXPORT = "books.export"
