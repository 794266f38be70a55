from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role

MOVED = "sanan_rooms"
"""Under what the streams of all machines hear that a room has something new."""


class Kind(models.TextChoices):
    """What a message is."""

    SAID = "said", _("发言")
    ANNOUNCEMENT = "announcement", _("公告")
    ANSWER = "answer", _("办理答复")
    RELAY = "relay", _("转述")


class State(models.TextChoices):
    """Whether the room sees it."""

    SHOWN = "shown", _("已显示")
    HELD = "held", _("等人看过")
    REFUSED = "refused", _("没有放行")
    REMOVED = "removed", _("已移除")
    TAKEN_BACK = "taken_back", _("本人收回")


class Source(models.TextChoices):
    """By which road it came."""

    ROOM = "room", _("本群")
    STAFF = "staff", _("工作人员")
    IMPORT = "import", _("群记录导入")
    WECOM = "wecom", _("企业微信会话存档")
    SYSTEM = "system", _("系统")


class Reading(models.TextChoices):
    """Whether someone must be asked about it: the machine proposes, a person decides."""

    NONE = "none", _("不是诉求")
    PROPOSED = "proposed", _("像是诉求，等人确认")
    CONFIRMED = "confirmed", _("已立为事项")
    DISMISSED = "dismissed", _("看过，不是诉求")


class Reason(models.TextChoices):
    """Why something is taken out or someone may not speak. To criticise is no reason."""

    ILLEGAL = "illegal", _("违法信息")
    ABUSE = "abuse", _("辱骂、骚扰")
    PRIVACY = "privacy", _("说出了别人的私人信息")
    FRAUD = "fraud", _("诈骗、赌博、传销")
    ADVERT = "advert", _("广告、刷屏")
    RUMOUR = "rumour", _("没有根据的传言")


class Standing(models.TextChoices):
    """How someone stands to the room of a village."""

    ASKED = "asked", _("申请进群")
    IN = "in", _("在群里")
    LEFT = "left", _("自己退出")
    MOVED = "moved", _("搬走了")
    NO_RESIDENT = "no_resident", _("核对后不是本村的人")
    DECLINED = "declined", _("没有同意进群")


ENDINGS = (Standing.MOVED, Standing.NO_RESIDENT)
"""Why the village takes somebody out."""


class Decision(models.TextChoices):
    """What became of an appeal."""

    PENDING = "pending", _("等人看")
    GRANTED = "granted", _("申诉成立")
    REFUSED = "refused", _("维持原样")


CONTENT_YEARS = 1
"""How long what was said is kept (domain brief §4.1; groups' rule asks for six months at least)."""

READERS = (
    Role.VILLAGE_CADRE,
    Role.GRID_WORKER,
    Role.VILLAGE_SUPERVISOR,
    Role.DISPATCHER,
    Role.DISCIPLINE_OFFICER,
    Role.INSPECTOR,
    Role.INSPECTION_OFFICE,
)
"""Who reads rooms at or under their place without living there (社情民意)."""
SPEAKERS = (Role.VILLAGE_CADRE, Role.GRID_WORKER, Role.VILLAGE_SUPERVISOR)
"""Who speaks there by name and office."""
KEEPERS = (Role.VILLAGE_CADRE, Role.DISPATCHER)
"""Who answers for the room (群主责任): rules, moderation, members, import."""
CLERKS = (Role.VILLAGE_CADRE, Role.GRID_WORKER, Role.DISPATCHER)
"""Who may say that a message is a concern, and open the case."""
JUDGES = (Role.VILLAGE_CADRE, Role.DISPATCHER, Role.DISCIPLINE_OFFICER)
"""Who decides an appeal, never about what they did themselves."""
OFFICIALS = frozenset((*READERS, *SPEAKERS, Role.PARTY_CONTACT, Role.BUILDING_LEADER, Role.LEADER))
"""Whose real names nobody may bear as a nickname."""


class Event:
    """Names of the ledger entries of rooms, their words and archives; kept for a year."""

    OPEN = "chat.open"
    RULES = "chat.set_rules"
    DOOR = "chat.new_door"
    ADD_WORD = "chat.add_word"
    DROP_WORD = "chat.drop_word"
    IMPORT = "chat.import"
    LINK = "chat.link_archive"
    UNLINK = "chat.unlink_archive"
    POLL = "chat.poll_archive"
    RETAIN = "chat.retain"
