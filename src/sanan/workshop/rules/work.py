"""The lives of a craft order, of a worker, and of what a worker was given."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Process, Relation, Verb
from sanan.workshop.enums import (
    KEEPERS,
    OPEN,
    RUNNING,
    IssueState,
    OrderState,
    WorkerState,
)
from sanan.workshop.models import CraftOrder, Issue, Worker

_O, _I, _W = OrderState, IssueState, WorkerState
MONEY_TAKERS = (*KEEPERS, Role.ACCOUNTANT)
AT_WORK = (_I.ISSUED, _I.PARTLY_RETURNED)

WORKER_SELF = Relation("worker", whose=_("这一步由做活的人自己来，或者请手工坊代办。"))
"""Whoever holds a worker's own card; the page of the card claims it."""


def _has_rates(thing: CraftOrder, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.bill and thing.rate_rows:
        return None
    return Refused(_("先写好用什么料、每件多少钱，再接单。"), "no_rates")


def _all_cleared(thing: CraftOrder, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.issues.open().exists():
        return Refused(_("还有人手里的料没有结清，请先结清。"), "not_cleared")
    return None


def _some_work(thing: CraftOrder, by: Person | None, at: datetime) -> Refused | None:
    if not thing.issues.exists():
        return Refused(_("还没有发过料。"), "nothing_issued")
    return _all_cleared(thing, by, at)


ORDER = Process(
    "craft_order",
    CraftOrder,
    states=OrderState,
    title=_("来料加工订单"),
    thing="order",
    joins=("place", "workshop", "partner__org"),
    verbs=[
        Verb("offer", [], _O.OFFERED, label=_("登记企业的订单"), roles=KEEPERS),
        Verb(
            "set_rate",
            OPEN,
            label=_("定每件给多少"),
            told=_("定了每件给多少"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "accept",
            [_O.OFFERED],
            _O.ACCEPTED,
            label=_("接单"),
            told=_("接了单"),
            roles=KEEPERS,
            when=_has_rates,
        ),
        Verb("decline", [_O.OFFERED], _O.DECLINED, label=_("不接"), roles=KEEPERS),
        Verb(
            "receive",
            [_O.ACCEPTED, *RUNNING],
            label=_("收料"),
            told=_("收到一批料"),
            roles=KEEPERS,
        ),
        Verb(
            "wish",
            [_O.ACCEPTED, *RUNNING],
            label=_("报名做"),
            told=_("有人报名做"),
            roles=KEEPERS,
            relations=[WORKER_SELF],
        ),
        Verb(
            "drop_wish",
            [_O.ACCEPTED, *RUNNING],
            label=_("不报名了"),
            told=_("有人不做了"),
            roles=KEEPERS,
            relations=[WORKER_SELF],
        ),
        Verb(
            "move_on",
            RUNNING,
            label=_("往前走"),
            told=_("往前走了一步"),
            relations=[SYSTEM],
        ),
        Verb(
            "finish",
            RUNNING,
            _O.DELIVERED,
            label=_("活已交齐"),
            roles=KEEPERS,
            when=_some_work,
        ),
        Verb(
            "send_back",
            [*RUNNING, _O.DELIVERED],
            label=_("把料退给企业"),
            told=_("把料退给了企业"),
            roles=KEEPERS,
        ),
        Verb(
            "take_money",
            [*RUNNING, _O.DELIVERED],
            label=_("收企业的钱"),
            told=_("收到企业的钱"),
            roles=MONEY_TAKERS,
        ),
        Verb(
            "settle",
            [_O.DELIVERED],
            _O.SETTLED,
            label=_("和企业结清"),
            roles=MONEY_TAKERS,
            when=_all_cleared,
        ),
        Verb("close", [_O.SETTLED], _O.CLOSED, label=_("收尾"), roles=KEEPERS),
    ],
)


def _hands_free(thing: Worker, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.issues.open().exists():
        return Refused(_("手里还有没结清的料，请先退料、结清。"), "still_has")
    return None


WORKER = Process(
    "workshop_worker",
    Worker,
    states=WorkerState,
    title=_("做手工活的人"),
    thing="worker",
    joins=("place", "workshop", "village"),
    verbs=[
        Verb("enrol", [], _W.ACTIVE, label=_("登记一个人"), told=_("登记了"), roles=KEEPERS),
        Verb(
            "set_account",
            [_W.ACTIVE, _W.LEFT],
            label=_("登记银行卡"),
            told=_("登记了银行卡"),
            roles=KEEPERS,
        ),
        Verb("work_day", [_W.ACTIVE], label=_("记工时"), told=_("记了一段工时"), roles=KEEPERS),
        Verb("reward", [_W.ACTIVE], label=_("记奖金"), told=_("记了奖金"), roles=KEEPERS),
        Verb(
            "leave",
            [_W.ACTIVE],
            _W.LEFT,
            label=_("不做了"),
            roles=KEEPERS,
            when=_hands_free,
        ),
        Verb("come_back", [_W.LEFT], _W.ACTIVE, label=_("又来做"), roles=KEEPERS),
    ],
)

ISSUE = Process(
    "material_issue",
    Issue,
    states=IssueState,
    title=_("发料和交活"),
    thing="issue",
    joins=("place", "order__workshop", "worker"),
    elsewhere=_("这份料现在是“%(state)s”，不能这样办。请刷新页面看最新的。"),
    verbs=[
        Verb("issue", [], _I.ISSUED, label=_("发料"), told=_("领了料"), roles=KEEPERS),
        Verb("deliver", AT_WORK, label=_("收活"), told=_("交了活"), roles=KEEPERS),
        Verb("amend", AT_WORK, label=_("更正点错的数"), told=_("更正了点的数"), roles=KEEPERS),
        Verb(
            "give_back",
            AT_WORK,
            _I.PARTLY_RETURNED,
            label=_("退料"),
            told=_("退了料"),
            roles=KEEPERS,
        ),
        Verb(
            "clear",
            AT_WORK,
            _I.CLEARED,
            label=_("结清这份料"),
            told=_("结清了"),
            roles=KEEPERS,
        ),
    ],
)
