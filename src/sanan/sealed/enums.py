from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class About(models.TextChoices):
    """Whom a report is about; it decides the lowest body that may receive it (`rules.routes`)."""

    VILLAGE = "village", _("村（社区）的干部、党组织或委员会")
    TOWNSHIP = "township", _("乡镇（街道）的干部或单位")
    COUNTY_UNIT = "county_unit", _("县里部门、国企的干部或单位")
    COUNTY_LEADER = "county_leader", _("县里的领导（县委、人大、政府、政协、法院、检察院）")
    COUNTY_DISCIPLINE = "county_discipline", _("县纪委监委的领导或干部")
    CITY_UNIT = "city_unit", _("市里部门、国企的干部或单位")
    CITY_LEADER = "city_leader", _("市里的领导，或市纪委监委的人")


class State(models.TextChoices):
    """How far a report is."""

    RECEIVED = "received", _("已收到，还没有打开")
    OPENED = "opened", _("已打开")
    ASSESSED = "assessed", _("已研判")
    UNDER_CHECK = "under_check", _("正在核查")
    CONCLUDED = "concluded", _("已办结")
    TRANSFERRED = "transferred", _("已转给有权处理的机关")


class Way(models.TextChoices):
    """What is done with a clue (检举控告工作规则 art. 17)."""

    TALK = "talk", _("谈话函询")
    CHECK = "check", _("初步核实")
    HOLD = "hold", _("暂存待查")
    CLOSE = "close", _("予以了结")


class Kind(models.TextChoices):
    """Who wrote a message, to whom."""

    REPORT = "report", _("举报人写的")
    MORE = "more", _("举报人补充的")
    REPLY = "reply", _("给举报人的话")
    OUTCOME = "outcome", _("告诉举报人的结果")
    NOTE = "note", _("内部记录")


FROM_REPORTER = (Kind.REPORT, Kind.MORE)
TO_REPORTER = (Kind.REPLY, Kind.OUTCOME)
DESK = (Role.DISCIPLINE_OFFICER,)
WATCH = (Role.AUDITOR,)


class Act(models.TextChoices):
    """What an entry of the record says was done, inside its content."""

    OPEN = "open", _("打开了一件举报")
    FETCH = "fetch", _("取出了一个附件")
    REPLY = "reply", _("给举报人写了话")
    NOTE = "note", _("写了内部记录")
    ASSESS = "assess", _("研判")
    START_CHECK = "start_check", _("开始核查")
    CONCLUDE = "conclude", _("办结并告诉结果")
    TRANSFER = "transfer", _("转给别的机关")
    MOVE_UP = "move_up", _("回避，交给上一级")
    STEP_ASIDE = "step_aside", _("个人回避")
    FOUND = "found", _("生成机关的钥匙")
    CONFIRM = "confirm", _("核对钥匙分片，开始接收")
    ASK = "ask", _("纪检干部设了自己的钥匙")
    ADMIT = "admit", _("给了纪检干部打开的权限")
    REVOKE = "revoke", _("收回了打开的权限")
    RECOVER = "recover", _("用两份分片找回了钥匙")
    CHANGE = "change", _("换了自己的密语")


class Event:
    """Names of this room's ledger entries. Few on purpose: a name is published, with its time."""

    DAY = "sealed.day"
    ACT = "sealed.act"
    KEY = "sealed.key"
    SCRIPT = "script"
