from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanan.people.enums import Role


class Kind(models.TextChoices):
    """What a body is; its quorum follows from it (`rules.quorum.TABLE`)."""

    COUNCIL = "council", _("议事会")
    PARTY_BRANCH = "party_branch", _("党支部会议（提议）")
    TWO_COMMITTEES = "two_committees", _("村“两委”会议（商议）")
    PARTY_MEMBERS = "party_members", _("党员大会（审议）")
    REPRESENTATIVES = "representatives", _("村民代表会议")
    VILLAGERS = "villagers", _("村民会议")
    VILLAGE_GROUP = "village_group", _("村民小组会议")
    COLLECTIVE = "collective", _("集体经济组织成员大会")
    RESIDENTS = "residents", _("居民会议")
    OWNERS = "owners", _("业主大会")


FOUR_TWO = (Kind.PARTY_BRANCH, Kind.TWO_COMMITTEES, Kind.PARTY_MEMBERS)
"""The first three deliberations of 四议两公开, in their order; the fourth is one of `FINAL`."""
FINAL = frozenset({Kind.REPRESENTATIVES, Kind.VILLAGERS, Kind.VILLAGE_GROUP, Kind.COLLECTIVE})


class Matter(models.TextChoices):
    """What it is about, where the law says who decides."""

    OTHER = "other", _("一般事项")
    SUBSIDY = "subsidy", _("误工补贴")
    INCOME = "income", _("集体收益的使用")
    WORKS = "works", _("公益事业、筹资筹劳")
    LAND = "land", _("土地承包方案")
    PROJECT = "project", _("集体经济项目的立项、承包")
    HOMESTEAD = "homestead", _("宅基地使用方案")
    COMPENSATION = "compensation", _("征地补偿费的使用、分配")
    PROPERTY = "property", _("借贷、租赁等处分集体财产")
    OWNERS = "owners", _("业主共同决定的一般事项")
    OWNERS_SPECIAL = "owners_special", _("筹集维修资金、改建重建、改变共有部分用途")


VILLAGE_MATTERS = frozenset(
    {
        Matter.SUBSIDY,
        Matter.INCOME,
        Matter.WORKS,
        Matter.LAND,
        Matter.PROJECT,
        Matter.HOMESTEAD,
        Matter.COMPENSATION,
        Matter.PROPERTY,
    }
)
"""村民委员会组织法 art. 24: only after 四议两公开, and decided by the villagers."""
OWNERS_MATTERS = frozenset({Matter.OWNERS, Matter.OWNERS_SPECIAL})


class State(models.TextChoices):
    """Where a topic stands (domain brief §2.3)."""

    PROPOSED = "proposed", _("已提出")
    ADMITTED = "admitted", _("已受理，征求意见")
    DECLINED = "declined", _("不列入议题")
    SCHEDULED = "scheduled", _("已排上会")
    DELIBERATED = "deliberated", _("已商议")
    RESOLVED = "resolved", _("已有决议")
    SHELVED = "shelved", _("暂时放下")
    ESCALATED = "escalated", _("已报上级")
    IN_EXECUTION = "in_execution", _("正在落实")
    DONE = "done", _("已落实")
    EVALUATED = "evaluated", _("已评议")


class Source(models.TextChoices):
    """Where a topic comes from."""

    CASE = "case", _("居民反映的事")
    MEMBER = "member", _("议事会成员")
    RESIDENT = "resident", _("居民")
    INSPECTION = "inspection", _("巡察发现")


class Level(models.TextChoices):
    """Who has to settle it."""

    ESTATE = "estate", _("小区")
    COMMUNITY = "community", _("村（社区）")
    TOWNSHIP = "township", _("乡镇")


class MeetingState(models.TextChoices):
    """How far a meeting is."""

    PLANNED = "planned", _("已安排")
    CONVENED = "convened", _("已通知")
    OPEN = "open", _("正在开会")
    HELD = "held", _("已开完")
    CANCELLED = "cancelled", _("已取消")


class VoteState(models.TextChoices):
    """Whether a vote still takes ballots."""

    OPEN = "open", _("正在表决")
    CLOSED = "closed", _("已经截止")


class ResolutionState(models.TextChoices):
    """Whether everyone reads a resolution."""

    ADOPTED = "adopted", _("还没公示")
    PUBLISHED = "published", _("已公示")


class Way(models.TextChoices):
    """How someone signed in, or a ballot came."""

    QR = "qr", _("扫码")
    PAPER = "paper", _("纸面")
    PROXY = "proxy", _("代理")
    ONLINE = "online", _("手机")
    HANDS = "hands", _("举手")


class Choice(models.TextChoices):
    """What a ballot says."""

    FOR = "for", pgettext_lazy("ballot", "同意")
    AGAINST = "against", pgettext_lazy("ballot", "不同意")
    ABSTAIN = "abstain", _("弃权")


class Stance(models.IntegerChoices):
    """What someone thinks of a statement."""

    AGREE = 1, pgettext_lazy("ballot", "同意")
    PASS = 0, _("说不准")
    DISAGREE = -1, pgettext_lazy("ballot", "不同意")


class ListState(models.TextChoices):
    """Where a line of the need list or the resource list stands."""

    OPEN = "open", _("等人认领")
    CLAIMED = "claimed", _("已认领")
    MET = "met", _("已办到")
    WITHDRAWN = "withdrawn", _("已撤下")


class Standing(models.TextChoices):
    """A body or a committee: there from its founding on."""

    STANDING = "standing", _("已设立")


class ResourceState(models.TextChoices):
    """Whether a resource can be claimed."""

    OFFERED = "offered", _("可以认领")
    WITHDRAWN = "withdrawn", _("已撤下")


class WorkKind(models.TextChoices):
    """A joint project of the committee, or a livelihood deed of the year (为民办实事)."""

    PROJECT = "project", _("共建项目")
    DEED = "deed", _("为民办实事")


class WorkState(models.TextChoices):
    """How far a project or a deed is."""

    PLANNED = "planned", _("还没动工")
    UNDERWAY = "underway", _("正在办")
    FINISHED = "finished", _("办成了")
    STOPPED = "stopped", _("停下了")


class Attached(models.TextChoices):
    """What a file of a meeting or of a step is; its label."""

    MINUTES = "minutes", _("会议记录扫描件")
    SHEET = "sheet", _("签到表照片")
    PHOTO = "photo", _("现场照片")
    OTHER = "other", _("其他材料")


DESK = (Role.VILLAGE_CADRE, Role.DISPATCHER)
"""Who runs councils at or under their place."""
READERS = (
    *DESK,
    Role.GRID_WORKER,
    Role.BUILDING_LEADER,
    Role.LEADER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTOR,
)
"""Who reads what is not public yet, at or under their place."""
PROPOSERS = (*DESK, Role.GRID_WORKER, Role.BUILDING_LEADER, Role.INSPECTOR)
MEMBERS = (
    *READERS,
    Role.PARTY_CONTACT,
    Role.PARTY_VOLUNTEER,
    Role.PROPERTY_STAFF,
    Role.DEPT_HANDLER,
    Role.PARTNER_STAFF,
)
"""Who may have a seat on a joint committee; what they see there follows from the seat."""


class Event:
    """Names of this room's ledger entries that are not verbs of a process (`<process>.<verb>`)."""

    HALL = "hall.add"
    BOOK = "hall.book"
    FREE = "hall.free"
    STATEMENT = "topic.state"
    OPINION = "topic.opine"
