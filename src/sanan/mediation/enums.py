from django.db import models
from django.utils.translation import gettext_lazy as _

from sanan.people.enums import Role


class Service(models.TextChoices):
    """What a window of a governance centre is for (domain brief §2.11)."""

    RECEPTION = "reception", _("综合受理")
    MEDIATION = "mediation", _("人民调解")
    PETITION = "petition", _("信访接待")
    LAW_AID = "law_aid", _("法律援助")
    LABOUR = "labour", _("劳动人事争议")
    COURT = "court", _("诉讼服务")
    COUNSELLING = "counselling", _("心理疏导")


class Part(models.TextChoices):
    """Half a day at a window."""

    MORNING = "am", _("上午")
    AFTERNOON = "pm", _("下午")


class Kind(models.TextChoices):
    """What a dispute is about."""

    NEIGHBOUR = "neighbour", _("邻里")
    FAMILY = "family", _("婚姻家庭")
    LAND = "land", _("山林土地")
    HOUSING = "housing", _("房屋和物业")
    DEBT = "debt", _("借款和买卖")
    LABOUR = "labour", _("劳动报酬")
    INJURY = "injury", _("人身和财产损害")
    OTHER = "other", _("其他")


class Channel(models.TextChoices):
    """How a dispute came to the centre."""

    WINDOW = "window", _("到窗口来")
    PHONE = "phone", _("打电话")
    VISIT = "visit", _("上门时说的")
    CASE = "case", _("从诉求转来")


class Risk(models.TextChoices):
    """How much may go wrong in a matter; never said of a person."""

    LOW = "low", _("一般")
    MEDIUM = "medium", _("要留意")
    HIGH = "high", _("容易激化")


class Ground(models.TextChoices):
    """What of the matter itself makes it one to watch."""

    VIOLENCE = "violence", _("已经动过手或损坏东西")
    MANY = "many", _("牵涉的人多")
    MONEY = "money", _("金额大，关系到生计")
    AGAIN = "again", _("调过又起")
    CHILD = "child", _("关系到未成年人")
    DEADLINE = "deadline", _("法律期限快到了")


class State(models.TextChoices):
    """Where a dispute stands. The words are what parties read."""

    RECEIVED = "received", _("已登记，等各方同意调解")
    CONSENTED = "consented", _("各方都同意，等调解员")
    MEDIATING = "mediating", _("正在调解")
    PROPOSED = "proposed", _("方案已给各方")
    AGREED = "agreed", _("谈好了，等签字")
    PERFORMING = "performing", _("协议生效，正在履行")
    PERFORMED = "performed", _("约定的都做到了")
    UNPERFORMED = "unperformed", _("没有履行")
    DECLINED = "declined", _("有人不同意，没有调解")
    FAILED = "failed", _("没有调成")


TALKING = (State.RECEIVED, State.CONSENTED, State.MEDIATING, State.PROPOSED, State.AGREED)
"""Before there is an agreement in force."""
WITH_TEAM = (State.MEDIATING, State.PROPOSED)
IN_FORCE = (State.PERFORMING, State.PERFORMED, State.UNPERFORMED)
RUNNING = (*TALKING, State.PERFORMING)
ENDED = (State.PERFORMED, State.UNPERFORMED, State.DECLINED, State.FAILED)


class Side(models.TextChoices):
    """On which side somebody stands."""

    APPLICANT = "applicant", _("申请人")
    RESPONDENT = "respondent", _("对方")
    THIRD = "third", _("有关系的第三人")


class Consent(models.TextChoices):
    """Whether a party agrees to be mediated at all."""

    ASKED = "", _("还没有答复")
    GIVEN = "given", _("同意调解")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("不再同意")


class How(models.TextChoices):
    """By which road something was said or handed over."""

    PAGE = "page", _("在自己的页面上")
    PAPER = "paper", _("当面签了纸")
    IN_PERSON = "in_person", _("当面送达")
    CALL = "call", _("打电话")
    SMS = "sms", _("发短信")
    POST = "post", _("邮寄")


SAID_BY = (How.PAPER, How.CALL)
"""How a window writes down what a party said."""
SERVED_BY = (How.IN_PERSON, How.CALL, How.SMS, How.POST)
"""How an invitation is served by staff."""


class Served(models.TextChoices):
    """What came of serving an invitation."""

    RECEIVED = "received", _("收到了")
    LEFT = "left", _("留在住处，家里人收了")
    REFUSED = "refused", _("拒收")
    NOT_REACHED = "not_reached", _("没有联系上")


ARRIVED = (Served.RECEIVED, Served.LEFT)


class Tie(models.TextChoices):
    """How a mediator stands to the matter; every answer but the first recuses (回避)."""

    NONE = "none", _("没有任何关系")
    KIN = "kin", _("是一方的近亲属")
    FORMER = "former", _("以前办过、作过决定或代理过这件事")
    INTEREST = "interest", _("有利害关系")
    ASKED = "asked", _("一方要求换人")


class Mode(models.TextChoices):
    """Where people talk."""

    CENTRE = "centre", _("在中心")
    HOME = "home", _("上门")
    PHONE = "phone", _("电话或视频")


class Met(models.TextChoices):
    """What became of a session."""

    PLANNED = "planned", _("已约好")
    HELD = "held", _("谈过了")
    CALLED_OFF = "called_off", _("取消了")


class Performance(models.TextChoices):
    """Whether a party did what was agreed."""

    PENDING = "pending", _("还没到期或还没做")
    DOUBTED = "doubted", _("一方说没有做到")
    KEPT = "kept", _("做到了")
    BROKEN = "broken", _("没有做到")


class Running(models.TextChoices):
    """A day that runs out for a party, of which they are told before."""

    DUE = "due", _("约定的事")
    CONFIRM = "confirm", _("申请司法确认")
    LIMIT = "limit", _("法律期限")


class Ruling(models.TextChoices):
    """What the court said to the joint request (人民调解法第三十三条)."""

    WAITING = "", _("法院还没有答复")
    CONFIRMED = "confirmed", _("法院确认有效")
    DISMISSED = "dismissed", _("法院没有确认")


class Onward(models.TextChoices):
    """Where one may go when mediation did not help."""

    COURT = "court", _("到法院起诉")
    ARBITRATION = "arbitration", _("申请仲裁")
    DECISION = "decision", _("请行政机关处理或裁决")
    ENFORCE = "enforce", _("申请法院强制执行")
    AID = "aid", _("申请法律援助")


UPWARD = (Onward.COURT, Onward.ARBITRATION, Onward.DECISION)
"""What counts as a dispute that went on to somebody who decides."""


class Qualifier(models.TextChoices):
    """How exactly a published figure was said."""

    EXACT = "exact", _("准确数")
    OVER = "over", _("余、多、超过")
    NEARLY = "nearly", _("近、接近")
    ABOUT = "about", _("约")


CENTRE = (Role.DISPATCHER,)
"""Whoever runs a centre: its place is theirs or lies below."""
AT_WINDOWS = (Role.DISPATCHER, Role.DEPT_HANDLER, Role.VILLAGE_CADRE, Role.SOCIAL_WORKER)
"""Whoever works for a unit that sits at a window."""
READERS = (*AT_WINDOWS, Role.BUILDING_LEADER, Role.VOLUNTEER)
FIGURES = (*CENTRE, Role.LEADER)
