from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import OrgKind, Role


class EstateState(models.TextChoices):
    """An estate is there from its registration on."""

    STANDING = "standing", _("已登记")


class ContractState(models.TextChoices):
    """Whether a property company serves by this contract."""

    RUNNING = "running", _("履行中")
    ENDED = "ended", _("已结束")


class UseState(models.TextChoices):
    """How far a use of the repair fund is (domain brief §2.12)."""

    PLANNED = "planned", _("方案已提出")
    PUT = "put", _("已提交业主表决")
    APPROVED = "approved", _("可以动工")
    WORKING = "working", _("正在施工")
    ACCEPTED = "accepted", _("已验收，在质保期")
    SHOWN = "shown", _("已决算公开")
    REJECTED = "rejected", _("没有通过")


COMMITTED = (UseState.APPROVED, UseState.WORKING, UseState.ACCEPTED)
"""Of these money is still to be paid, so that it is no longer free for another use."""
PUBLIC_USES = tuple(state for state in UseState if state != UseState.PLANNED)
"""What every owner reads: all but a plan that nobody has put forward yet."""


class Danger(models.TextChoices):
    """What lets the fund be used without a vote; a sample list, after 建房〔2015〕52号."""

    ROOF = "roof", _("屋面、外墙渗漏严重")
    LIFT = "lift", _("电梯故障，危及人身安全")
    FACADE = "facade", _("外墙脱落，危及人身安全")
    FIRE = "fire", _("消防系统失灵")
    PUMP = "pump", _("二次供水水泵停运")
    DRAIN = "drain", _("排水设施堵塞、爆裂")


class Rung(models.TextChoices):
    """Who is to see that a repair is done, from below."""

    PROPERTY = "property", _("物业公司")
    BRANCH = "branch", _("小区党支部")
    COMMUNITY = "community", _("社区")
    TOWN = "town", _("乡镇（街道）")


LADDER = tuple(Rung)
AT_ESTATE = (Rung.PROPERTY, Rung.BRANCH)
"""Rungs at which a repair is settled inside the estate."""
RUNG_ORGS = {
    Rung.PROPERTY: OrgKind.PROPERTY_COMPANY,
    Rung.BRANCH: OrgKind.ESTATE_BRANCH,
    Rung.COMMUNITY: OrgKind.VILLAGE_COMMITTEE,
    Rung.TOWN: OrgKind.TOWNSHIP,
}


class Spot(models.TextChoices):
    """What is broken; the values of `CATEGORY_OF` are case categories."""

    LIFT = "lift", _("电梯")
    WATER = "water", _("水管、下水道")
    LIGHT = "light", _("楼道灯、路灯")
    DOOR = "door", _("单元门、门禁")
    FIRE = "fire", _("消防设施")
    ROOF = "roof", _("屋顶、外墙")
    HOME = "home", _("我家里面的（要收费）")
    OTHER = "other", _("其他")


CATEGORY_OF = {
    Spot.LIFT: "urban.lift",
    Spot.WATER: "urban.drain",
    Spot.LIGHT: "urban.light",
    Spot.FIRE: "law.fire",
}
USUAL_CATEGORY = "urban.property"


class BillKind(models.TextChoices):
    """What the company asks for."""

    FEE = "fee", _("物业费")
    WATER = "water", _("水费")
    POWER = "power", _("电费")
    GAS = "gas", _("燃气费")
    PARKING = "parking", _("停车费")
    SHARED = "shared", _("公摊水电")


class RatingState(models.TextChoices):
    """Whether the company has answered a rating."""

    GIVEN = "given", _("已评价")
    ANSWERED = "answered", _("物业已回应")


class Aspect(models.TextChoices):
    """What the company is rated in, each from 1 to 5."""

    SAFETY = "safety", _("门岗和安全")
    CLEANING = "cleaning", _("保洁和绿化")
    REPAIRS = "repairs", _("报修和维护")
    OPENNESS = "openness", _("收支公开")
    ATTITUDE = "attitude", _("服务态度")


class Reason(models.TextChoices):
    """Why a leader saw a household: four must-visits, or an ordinary round. Never counted."""

    HARDSHIP = "hardship", _("困难家庭")
    SICK = "sick", _("生病")
    CHANGED = "changed", _("家庭有变故")
    DISPUTE = "dispute", _("邻里矛盾")
    ROUND = "round", _("日常走访")


class NoticeState(models.TextChoices):
    """Whether a notice hangs."""

    SHOWN = "shown", _("张贴中")
    WITHDRAWN = "withdrawn", _("已撤下")


class CommitteeState(models.TextChoices):
    """How far an owners' committee is, from the call to the end of its term."""

    NOMINATING = "nominating", _("正在报名")
    PUBLICISED = "publicised", _("候选人公示中")
    VOTING = "voting", _("业主正在投票")
    SEATED = "seated", _("任期内")
    FAILED = "failed", _("没有选成")
    ENDED = "ended", _("已换届")


DESK = (Role.VILLAGE_CADRE, Role.DISPATCHER)
"""Who runs votes and elections: as in the council room."""
ENTERING = (*DESK, Role.GRID_WORKER)
"""Who takes down a repair for somebody who came or called."""
COMPANY = (Role.PROPERTY_STAFF,)
KEEPERS = (Role.VILLAGE_CADRE, Role.PROPERTY_STAFF)
"""Who keeps the estate's registers; names and numbers of owners are theirs alone."""
PAYERS = (Role.VILLAGE_CADRE, Role.ACCOUNTANT)
"""Who keeps books at or under their place."""
LEADERS = (Role.BUILDING_LEADER, Role.PARTY_CONTACT)
READERS = (
    *DESK,
    *COMPANY,
    Role.ACCOUNTANT,
    Role.GRID_WORKER,
    Role.LEADER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTOR,
)
"""Who reads what is not public, at or under their place; no owner's name."""

URGENT_HOURS = 2
"""How long each rung has in an emergency; else the estate says."""
CONTACT_MONTHS = 6
LEAST_SEATS, MOST_SEATS = 5, 11
NOTICE = timedelta(days=15)
"""How early owners are told of a vote (council's rule of an owners' assembly)."""


class Event:
    """Names of this room's ledger entries that are not verbs of a process."""

    DWELLINGS = "estate.dwellings"
    BILLS = "estate.bills"
    CONTACT = "estate.contact"
