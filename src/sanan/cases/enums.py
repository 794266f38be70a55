from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanan.people.enums import Role


class State(models.TextChoices):
    """Where a case stands (domain brief §2.2). The words are what a resident reads."""

    SUBMITTED = "submitted", _("已收到")
    NOT_ACCEPTED = "not_accepted", _("不受理")
    MERGED = "merged", _("并入同一件事")
    ACCEPTED = "accepted", _("已受理")
    DISPATCHED = "dispatched", _("已派单")
    RETURN_REQUESTED = "return_requested", _("申请退单")
    SIGNED = "signed", _("已签收")
    IN_PROGRESS = "in_progress", _("办理中")
    EXTENSION_REQUESTED = "extension_requested", _("申请延期")
    SUSPENDED = "suspended", _("缓办")
    WHISTLED = "whistled", _("已吹哨")
    REPLIED = "replied", _("已答复")
    VERIFYING = "verifying", _("核查中")
    REWORK = "rework", _("返工")
    REVISITING = "revisiting", _("待评价")
    CLOSED = "closed", _("已办结")
    REOPENED = "reopened", _("重新办理")
    WITHDRAWN = "withdrawn", _("已撤回")


ENDED = frozenset({State.NOT_ACCEPTED, State.CLOSED, State.WITHDRAWN})
TRIAGE = frozenset({State.SUBMITTED, State.ACCEPTED, State.REOPENED, State.RETURN_REQUESTED})
HANDLING = frozenset(
    {
        State.DISPATCHED,
        State.SIGNED,
        State.IN_PROGRESS,
        State.EXTENSION_REQUESTED,
        State.WHISTLED,
        State.REWORK,
    }
)
CHECKING = frozenset({State.REPLIED, State.VERIFYING, State.REVISITING})
OPEN = frozenset(State) - ENDED - {State.MERGED}
RUNNING = OPEN - CHECKING - {State.SUSPENDED}
"""States in which the clock runs: an answered or suspended case is not overdue."""


class ModelKind(models.TextChoices):
    """What a reading model decides."""

    CATEGORY = "category", _("分类")
    DESK = "desk", _("类别和承办单位")


class Work(models.TextChoices):
    """Long work of the reading room in the background."""

    MINE = "mine", _("找热点")
    REREAD = "reread", _("用新模型重读")


class Nature(models.TextChoices):
    """What the person wants (Beijing's five, and patrol findings)."""

    CONSULT = "consult", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")
    SUGGESTION = "suggestion", _("建议")
    PATROL = "patrol", _("巡查发现")


class Door(models.TextChoices):
    """Through which door it came."""

    WEB = "web", _("手机页面")
    QR = "qr", _("扫码")
    PROXY = "proxy", _("代办")
    PHONE = "phone", _("电话")
    IMPORT = "import", _("导入")
    API = "api", _("接口")
    ROOM = "room", _("村群")
    INSPECTION = "inspection", _("巡察")
    EXCHANGE = "exchange", _("外部系统")


class Anonymity(models.TextChoices):
    """Who learns the appellant's name."""

    NAMED = "named", pgettext_lazy("name", "公开")
    MASKED = "masked", _("只给办理人")
    ANONYMOUS = "anonymous", _("不留")


class Urgency(models.TextChoices):
    """How soon it matters (Beijing's grading)."""

    DANGER = "danger", _("危险")
    UTILITY = "utility", _("断水断电断气")
    ORDINARY = "ordinary", pgettext_lazy("urgency", "一般")
    COMPLEX = "complex", _("疑难")


class DeclineReason(models.TextChoices):
    """Why a matter is not taken in (H9; Beijing regulation art. 11), each with where to go."""

    COURT = "court", _("已经或应当由法院、仲裁处理")
    DISCIPLINE = "discipline", _("属于纪检监察机关受理")
    RECONSIDERATION = "reconsideration", _("应当申请行政复议")
    INFORMATION = "information", _("属于政府信息公开申请")
    EMERGENCY = "emergency", _("应当拨打110、119、120、122")
    NO_MATTER = "no_matter", _("没有具体事项，联系后仍无法补充")
    BEYOND = "beyond", _("不属于本县管辖")


class ReturnReason(models.TextChoices):
    """Why a handler sends a work order back (退单)."""

    NOT_OUR_DUTY = "not_our_duty", _("不在本单位职责清单")
    WRONG_PLACE = "wrong_place", _("地点不在辖区")
    NEEDS_OTHER_LEAD = "needs_other_lead", _("应由其他单位牵头")
    UNCLEAR = "unclear", _("内容不清，无法办理")


class ExclusionReason(models.TextChoices):
    """Why a case does not count in the three rates (剔除)."""

    UNREASONABLE = "unreasonable", _("诉求不合理")
    MALICIOUS_REPEAT = "malicious_repeat", _("恶意重复")
    DUPLICATE = "duplicate", _("同一人重复反映")
    BEYOND_LAW = "beyond_law", _("超出法律政策")


class CloseKind(models.TextChoices):
    """How a case came to its end."""

    RATED = "rated", _("居民评价后办结")
    REVISITED = "revisited", _("回访后办结")
    UNANSWERED = "unanswered", _("到期未评价自动办结")
    WITH_MASTER = "with_master", _("随主件办结")
    IMPORTED = "imported", _("导入时已答复")
    HISTORY = "history", _("历史导入")


class Supervision(models.IntegerChoices):
    """How hard it is being pushed (督办)."""

    NONE = 0, _("无")
    REMINDED = 1, _("催办")
    ORDERED = 2, _("督办")
    CRITICISED = 3, _("通报")
    LISTED = 4, _("挂牌督办")


class Alarm(models.IntegerChoices):
    """The loudest reminder that the clock has given for a case."""

    NONE = 0, _("无")
    SOON = 1, _("临期")
    OVERDUE = 2, _("逾期")
    LEADERS = 3, _("逾期三天")


class Decision(models.TextChoices):
    """What became of a request."""

    PENDING = "pending", _("待定")
    GRANTED = "granted", _("同意")
    DENIED = "denied", _("不同意")


READING_ROLES = frozenset(
    {Role.DISPATCHER, Role.DISCIPLINE_OFFICER, Role.GRID_WORKER, Role.VILLAGE_CADRE}
)
"""Roles that may read every case at or under their place. Leaders see boards, not cases (H5)."""

BOARD_ROLES = READING_ROLES | {Role.LEADER, Role.AUDITOR, Role.INSPECTION_OFFICE}
"""Roles that see the figures of their place; of a case that they may not read, where and how it stands."""

MAY_CALL = frozenset({Role.DISPATCHER, Role.GRID_WORKER})
"""Roles that have to reach the appellants at or under their place, as the handling unit has."""

OPENING_ROLES = frozenset(
    {Role.GRID_WORKER, Role.DISPATCHER, Role.VILLAGE_CADRE, Role.BUILDING_LEADER}
)
"""Roles that may say it on behalf of someone (代办)."""
