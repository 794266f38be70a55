from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Have(models.TextChoices):
    """What a centre holds by the formula 1+6+X: Party-building, and the six "haves"."""

    PARTY = "party", _("党建")
    ELDERLY = "elderly", _("老有所养")
    CHILDREN = "children", _("幼有所育")
    HEALTH = "health", _("病有所医")
    MEALS = "meals", _("食有所安")
    LEISURE = "leisure", _("居有所乐")
    SERVICES = "services", _("事有所办")


SIX = tuple(have for have in Have if have != Have.PARTY)


class CentreState(models.TextChoices):
    """Where a centre stands (domain brief §2.7)."""

    PLANNED = "planned", _("计划建")
    BUILDING = "building", _("正在建")
    IN_USE = "in_use", _("已启用")
    ASSESSED = "assessed", _("已评星")
    IMPROVING = "improving", _("正在改进")


OPEN_CENTRES = (CentreState.IN_USE, CentreState.ASSESSED, CentreState.IMPROVING)


class FacilityKind(models.TextChoices):
    """What a room or a ground is for."""

    MEETING = "meeting", _("会议室、议事厅")
    CLASSROOM = "classroom", _("教室、活动室")
    HALL = "hall", _("礼堂、多功能厅")
    ELDERLY = "elderly", _("老年人活动中心")
    LEISURE = "leisure", _("移民休闲驿站")
    CHILDREN = "children", _("儿童之家")
    PALACE = "palace", _("少年宫")
    FITNESS = "fitness", _("健身场地")
    CANTEEN = "canteen", _("食堂")
    CLINIC = "clinic", _("卫生室")
    READING = "reading", _("阅览室")
    OTHER = "other", _("其他")


class FacilityState(models.TextChoices):
    """Whether it can be booked at all."""

    OPEN = "open", _("开放")
    CLOSED = "closed", _("暂停使用")


class Who(models.TextChoices):
    """Who may book."""

    EVERYONE = "everyone", _("谁都可以")
    HERE = "here", _("本村（社区）居民")
    GROUPS = "groups", _("社团和队伍，要同意")
    DESK = "desk", _("只由工作人员订")


class Door(models.TextChoices):
    """How a booking came."""

    PHONE = "phone", _("本人手机")
    RELAY = "relay", _("网格员代订")
    DESK = "desk", _("服务台")


class BookingState(models.TextChoices):
    """Where a booking stands (domain brief §2.7)."""

    WAITING = "waiting", _("排队候补")
    REQUESTED = "requested", _("等同意")
    APPROVED = "approved", _("已订好")
    USED = "used", _("已使用")
    NO_SHOW = "no_show", _("没有来")
    REFUSED = "refused", _("没有同意")
    CANCELLED = "cancelled", _("已取消")
    LAPSED = "lapsed", _("没有轮到")


HOLDING = (
    BookingState.REQUESTED,
    BookingState.APPROVED,
    BookingState.USED,
    BookingState.NO_SHOW,
)
"""The states in which a booking holds its time; the database lets no two of them overlap."""
COMING = (BookingState.WAITING, BookingState.REQUESTED, BookingState.APPROVED)


class Why(models.TextChoices):
    """Why a day of a series could not be had."""

    CLOSED = "closed", _("这个时间不开门")
    HOLIDAY = "holiday", _("放假不开门")
    TAKEN = "taken", _("已经有人订了")
    PAST = "past", _("已经过去")
    AHEAD = "ahead", _("还太早，不能订")
    CAP = "cap", _("一个人订得太多")
    WHOLE_DAY = "whole_day", _("是整天的活动，请自己选时间来订")
    RULES = "rules", _("不合这个场地一次多久的规则")


class Way(models.TextChoices):
    """How a meal comes to its elder."""

    FETCH = "fetch", _("自己来吃、来取")
    BRING = "bring", _("送到家")


class MealState(models.TextChoices):
    """Where a meal that was ordered stands."""

    ORDERED = "ordered", _("已订餐")
    FETCHED = "fetched", _("吃了、取走了")
    BROUGHT = "brought", _("送到了")
    MISSED = "missed", _("没有来取")
    CANCELLED = "cancelled", _("退了")


class ChildState(models.TextChoices):
    """Whether a child comes."""

    ENROLLED = "enrolled", _("在册")
    LEFT = "left", _("不再来")


class StayState(models.TextChoices):
    """Where a child is."""

    IN = "in", _("在这里")
    OUT = "out", _("接走了")


class Festival(models.TextChoices):
    """What an event is held for."""

    NEW_YEAR = "new_year", _("元旦")
    SPRING = "spring", _("春节")
    LANTERN = "lantern", _("元宵")
    WOMEN = "women", _("三八妇女节")
    QINGMING = "qingming", _("清明")
    CHILDREN = "children", _("六一儿童节")
    DRAGON_BOAT = "dragon_boat", _("端午")
    PARTY = "party", _("七一")
    MID_AUTUMN = "mid_autumn", _("中秋")
    NATIONAL = "national", _("国庆")
    DOUBLE_NINTH = "ninth", _("重阳")
    OTHER = "other", _("其他节日")


class Audience(models.TextChoices):
    """For whom an event is."""

    EVERYONE = "everyone", _("所有居民")
    ELDERS = "elders", _("老人")
    CHILDREN = "children", _("孩子")
    FAMILIES = "families", _("亲子")
    RESETTLED = "resettled", _("移民")


class ProgrammeState(models.TextChoices):
    """Where an event stands."""

    PLANNED = "planned", _("要办")
    HELD = "held", _("办过了")
    CANCELLED = "cancelled", _("不办了")


class CheckState(models.TextChoices):
    """Where a check on the spot stands."""

    OPEN = "open", _("正在打分")
    SENT = "sent", _("已交")


FOUNDERS = (Role.DISPATCHER, Role.DEPT_HANDLER)
"""Who plans a centre, opens it and gives it its star."""
KEEPERS = (Role.VILLAGE_CADRE, Role.SOCIAL_WORKER)
"""Who runs a centre day by day: the desk."""
RELAYS = (Role.GRID_WORKER, Role.BUILDING_LEADER)
"""Who books for somebody without a phone."""
BOOKERS = (*KEEPERS, *RELAYS)
READERS = (*FOUNDERS, *KEEPERS, *RELAYS, Role.LEADER)
