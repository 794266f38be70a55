from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Mode(models.TextChoices):
    """The seven ways of inspecting (domain brief §2.6)."""

    DIRECT = "direct", _("直插巡")
    MOBILE = "mobile", _("机动巡")
    SPECIAL = "special", _("专项巡")
    ROUTINE = "routine", _("常规巡")
    TOWNSHIP_WITH_VILLAGES = "township_with_villages", _("巡镇带村")
    UPGRADED = "upgraded", _("提级巡")
    WITH_AUDIT = "with_audit", _("巡审结合")


class RoundState(models.TextChoices):
    """How far a round has come."""

    PLANNED = "planned", _("已立项")
    NOTICED = "noticed", _("已公告")
    ON_SITE = "on_site", _("驻村了解")
    DRAFTING = "drafting", _("写底稿")
    REVIEWED = "reviewed", _("底稿已审定")
    FEEDBACK = "feedback", _("已反馈")
    RECTIFYING = "rectifying", _("整改中")
    ASSESSED = "assessed", _("整改已评估")
    ARCHIVED = "archived", _("已归档")


class Duty(models.TextChoices):
    """What somebody is in the team."""

    LEADER = "leader", _("组长")
    DEPUTY = "deputy", _("副组长")
    MEMBER = "member", _("组员")


class RecusalWhy(models.TextChoices):
    """Why somebody stays away from a village."""

    KIN = "kin", _("有亲属")
    FORMER_POST = "former_post", _("在这里任过职")
    OTHER = "other", _("其他")


class Grade(models.TextChoices):
    """How a village stands among those chosen; never shown to the village (H7)."""

    KEY = "key", _("重点")
    WATCHED = "watched", _("关注")
    ORDINARY = "ordinary", _("一般")


class Theme(models.TextChoices):
    """What a clue or a problem is about."""

    PARTY = "party", _("党的建设")
    MONEY = "money", _("集体资金")
    ASSETS = "assets", _("资产和合同")
    PROJECTS = "projects", _("工程项目")
    SUBSIDIES = "subsidies", _("惠民补贴")
    LAND = "land", _("土地和宅基地")
    DISCLOSURE = "disclosure", _("村务公开")
    CONDUCT = "conduct", _("作风")
    LIVELIHOOD = "livelihood", _("民生小事")
    ENVIRONMENT = "environment", _("环境卫生")


class Source(models.TextChoices):
    """Where a clue was found."""

    CHAT = "chat", _("村群")
    CASE = "case", _("诉求")
    QUESTION = "question", _("公开提问")
    WARNING = "warning", _("预警")
    RATING = "rating", _("评价")
    LETTER = "letter", _("来信")
    CALL = "call", _("来电")
    VISIT = "visit", _("来访或走访")
    PETITION = "petition", _("信访件")


OF_THE_RECORD = (Source.CHAT, Source.CASE, Source.QUESTION, Source.WARNING, Source.RATING)
"""Sources that have a place in the record."""
BY_HAND = tuple(each for each in Source if each not in OF_THE_RECORD)


class ClueState(models.TextChoices):
    """What became of a clue."""

    TAKEN = "taken", _("已记下")
    VERIFIED = "verified", _("已核实")
    ORDERED = "ordered", _("已开立行立改单")
    PAPERED = "papered", _("已写入底稿")
    TRANSFERRED = "transferred", _("已移交")
    DROPPED = "dropped", _("不用")


class PaperState(models.TextChoices):
    """How far a working paper has come (domain brief §2.6)."""

    DRAFT = "draft", _("起草")
    EVIDENCE_OK = "evidence_ok", _("证据齐")
    TEAM_LEADER_OK = "team_leader_ok", _("组长已审")
    COUNTERSIGNED = "countersigned", _("已会签")
    CLASSIFIED = "classified", _("已归类")
    USED = "used", _("采用")
    DROPPED = "dropped", _("不采用")


UNDER_WAY = tuple(s for s in PaperState if s not in {PaperState.USED, PaperState.DROPPED})


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    DOCUMENT = "document", _("文件、凭证")
    PHOTO = "photo", _("照片、录像")
    TALK = "talk", _("谈话记录")
    VISIT = "visit", _("现场查看记录")
    DATA = "data", _("系统里的数据")


class TransferKind(models.TextChoices):
    """To whom something is handed over."""

    DISCIPLINE = "discipline", _("问题线索移交纪检监察机关")
    DEPARTMENT = "department", _("事项移交主管部门")
    PETITION = "petition", _("转信访部门")


class TransferState(models.TextChoices):
    """Whether it has arrived and what came of it."""

    SENT = "sent", _("已移交，等回执")
    RECEIVED = "received", _("已回执")
    ANSWERED = "answered", _("已反馈结果")


class PushState(models.TextChoices):
    """A joint push of discipline and inspection."""

    RAISED = "raised", _("等另一方加入")
    PUSHING = "pushing", _("正在推动")
    DONE = "done", _("已办结")


class ItemState(models.TextChoices):
    """How far a line of the rectification ledger has come."""

    LISTED = "listed", _("等整改方案")
    PLAN_OK = "plan_ok", _("方案已同意")
    IN_PROGRESS = "in_progress", _("整改中")
    SUBMITTED = "submitted", _("已报请核查")
    VERIFIED = "verified", _("已核查，等三方签字")
    WRITTEN_OFF = "written_off", _("已销号")
    RETURNED = "returned", _("退回重改")


RUNNING = tuple(s for s in ItemState if s != ItemState.WRITTEN_OFF)


class ContactKind(models.TextChoices):
    """What a register keeps."""

    INTERVIEW = "interview", _("谈话")
    HOUSEHOLD = "household", _("入户走访")
    ENQUIRY = "enquiry", _("来访咨询")
    LETTER = "letter", _("来信")
    CALL = "call", _("来电")


class Group(models.TextChoices):
    """Whom the six must-visits and six must-talks name; the second six are a setting of practice."""

    DEPUTIES = "deputies", _("访：代表、委员")
    OLD_MEMBERS = "old_members", _("访：老党员")
    ABLE = "able", _("访：乡贤能人")
    LOW_INCOME = "low_income", _("访：低收入户")
    HARDSHIP = "hardship", _("访：困难户")
    PETITIONERS = "petitioners", _("访：信访人")
    SECRETARY = "secretary", _("谈：村书记")
    COMMITTEE = "committee", _("谈：村两委成员")
    SUPERVISORS = "supervisors", _("谈：村务监督委员会")
    GROUP_HEADS = "group_heads", _("谈：村民小组长")
    PREDECESSORS = "predecessors", _("谈：前任村干部")
    TOWNSHIP = "township", _("谈：包村镇干部")
    OTHER = "other", _("其他人")


VISITS = tuple(Group)[:6]
TALKS = tuple(Group)[6:12]


class Dimension(models.TextChoices):
    """The six sides from which a village is looked at (domain brief §2.6)."""

    RESOURCES = "resources", _("资源资产")
    ORGANISATION = "organisation", _("班子队伍")
    ECONOMY = "economy", _("集体账目")
    GOVERNANCE = "governance", _("村务公开")
    LIVELIHOOD = "livelihood", _("民生诉求")
    ECOLOGY = "ecology", _("生态环境")


class Indicator(models.TextChoices):
    """What the index compares villages by; more of it is always more reason to look."""

    RED_ALERTS = "red_alerts", _("没有销号的红色预警")
    BIG_PROJECTS = "big_projects", _("重大工程金额")
    ARREARS = "arrears", _("村集体欠款")
    YEARS_SINCE = "years_since", _("多少年没有巡察")
    LEADER_CHANGES = "leader_changes", _("主要干部变动")
    NO_VOUCHER = "no_voucher", _("支出没有票据")
    LATE_DISCLOSURES = "late_disclosures", _("公开超期")
    UNANSWERED = "unanswered", _("提问没有按期答复")
    COMPLAINTS = "complaints", _("诉求")
    ABOUT_MONEY = "about_money", _("诉求里说钱、工程、补贴的")
    REPEATS = "repeats", _("诉求里重复反映的")
    BAD_RATINGS = "bad_ratings", _("评价不满意")
    PETITIONS = "petitions", _("信访件")
    ENVIRONMENT = "environment", _("环境诉求")


class TermsKind(models.TextChoices):
    """What the office sets for its county, each in versions."""

    PERIODS = "periods", _("期限和人数")
    INDEX = "index", _("指数的权重和分档")


class ReckoningState(models.TextChoices):
    """Whether villages may still be decided from it."""

    OPEN = "open", _("正在定村")
    CLOSED = "closed", _("定村结束")


class SignalState(models.TextChoices):
    """What a person made of a signal of misconduct or corruption (风腐)."""

    OPEN = "open", _("等人核对")
    KEPT = "kept", _("值得查")
    DISMISSED = "dismissed", _("排除")


class Event:
    """Entries of the record that belong to no process."""

    TERMS = "inspection_terms.set"
    FACTS = "village_facts.take"


OFFICE = (Role.INSPECTION_OFFICE,)
TEAMS = (Role.INSPECTOR, *OFFICE)
DISCIPLINE = (Role.DISCIPLINE_OFFICER,)
OWNERS = (Role.VILLAGE_CADRE, Role.DEPT_HANDLER)
READERS = (*TEAMS, *DISCIPLINE, Role.LEADER, *OWNERS)
"""Whose desk has something of this room; what each sees is told by the rows."""
