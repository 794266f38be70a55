"""The lives of a month's pay and of each worker's slip."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.dates import day as said
from sanan.kit.dates import local_day
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import ANYONE, SYSTEM, Process, Verb
from sanan.workshop.enums import (
    APPROVERS,
    KEEPERS,
    MONEY,
    ObjectionState,
    RunState,
    SlipState,
)
from sanan.workshop.models import PayRun, Payslip

_R, _S = RunState, SlipState


def _in_publicity(thing: PayRun, _by: Person | None, at: datetime) -> Refused | None:
    if thing.publicity_over(local_day(at)):
        sentence = _("公示期已过。有不对的地方，请直接找手工坊或村务监督委员会，下个月补正。")
        return Refused(sentence, "over")
    return None


def _has_objection(thing: PayRun, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.objections.filter(state=ObjectionState.OPEN).exists():
        return Refused(_("现在没有要答复的异议。"), "no_objection")
    return None


def _ready(thing: PayRun, by: Person | None, at: datetime) -> Refused | None:
    if not thing.publicity_over(local_day(at)):
        sentence = _("公示到 %(day)s为止，期满以后才能批准。")
        return Refused(sentence % {"day": said(thing.ends_on)}, "in_publicity")
    if thing.objections.filter(state=ObjectionState.OPEN).exists():
        return Refused(_("还有异议没有答复，请先答复。"), "objection_open")
    if by is not None and by.pk == thing.drafted_by_id:
        return Refused(_("算工钱的人不能批准，请换两位来批。"), "own")
    if by is not None and by.pk == thing.first_by_id:
        return Refused(_("您已经批过了，还要另一位来批。"), "twice")
    return None


RUN = Process(
    "pay_run",
    PayRun,
    states=RunState,
    title=_("每月工钱"),
    thing="run",
    joins=("place", "workshop"),
    verbs=[
        Verb("draft", [], _R.DRAFTED, label=_("算一个月的工钱"), roles=KEEPERS),
        Verb(
            "publicise",
            [_R.DRAFTED],
            _R.PUBLICISED,
            label=_("公示三天"),
            told=_("开始公示"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "object",
            [_R.PUBLICISED],
            label=_("说哪里不对"),
            told=_("收到一条异议"),
            relations=[ANYONE],
            when=_in_publicity,
        ),
        Verb(
            "answer",
            [_R.PUBLICISED],
            label=_("答复异议"),
            told=_("答复了异议"),
            roles=MONEY,
            when=_has_objection,
            public=True,
        ),
        Verb(
            "approve",
            [_R.PUBLICISED],
            label=_("批准"),
            told=_("批准了"),
            roles=APPROVERS,
            when=_ready,
            public=True,
        ),
        Verb(
            "withdraw",
            [_R.DRAFTED, _R.PUBLICISED],
            _R.WITHDRAWN,
            label=_("撤回重算"),
            told=_("撤回重算"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "send",
            [_R.APPROVED],
            label=_("交银行代发"),
            told=_("交给银行代发"),
            roles=MONEY,
        ),
        Verb(
            "take_reply",
            [_R.APPROVED],
            label=_("收银行的回盘"),
            told=_("收了银行的回盘"),
            roles=MONEY,
        ),
        Verb(
            "finish",
            [_R.APPROVED],
            _R.PAID,
            label=_("全部付清"),
            told=_("全部付清了"),
            relations=[SYSTEM],
            public=True,
        ),
    ],
)


def _approved(thing: Payslip, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.run.state != RunState.APPROVED:
        return Refused(_("这个月的工钱还没有批准，不能付。"), "not_approved")
    return None


def _to_bank(thing: Payslip, by: Person | None, at: datetime) -> Refused | None:
    if not thing.worker.account_locked:
        return Refused(_("没有登记银行卡：先登记，或者付现金、本人签字。"), "no_account")
    return _approved(thing, by, at)


SLIP = Process(
    "payslip",
    Payslip,
    states=SlipState,
    title=_("工钱条"),
    thing="slip",
    joins=("place", "run__workshop", "worker"),
    verbs=[
        Verb("draw", [], _S.WAITING, label=_("开工钱条"), told=_("算好了"), roles=KEEPERS),
        Verb(
            "send",
            [_S.WAITING, _S.RETURNED],
            _S.SENT,
            label=_("交银行"),
            told=_("交给了银行"),
            roles=MONEY,
            when=_to_bank,
        ),
        Verb(
            "pay_bank",
            [_S.SENT],
            _S.PAID,
            label=_("银行已付"),
            told=_("银行付到了卡上"),
            roles=MONEY,
            public=True,
        ),
        Verb(
            "come_back",
            [_S.SENT],
            _S.RETURNED,
            label=_("银行退回来了"),
            told=_("银行退了回来"),
            roles=MONEY,
            public=True,
        ),
        Verb(
            "pay_cash",
            [_S.WAITING, _S.RETURNED],
            _S.PAID,
            label=_("付现金，本人签字"),
            told=_("领了现金，签了字"),
            roles=MONEY,
            when=_approved,
            public=True,
        ),
        Verb(
            "pay_nothing",
            [_S.WAITING],
            _S.PAID,
            label=_("没有要付的"),
            relations=[SYSTEM],
        ),
        Verb("void", [_S.WAITING], _S.VOID, label=_("作废"), told=_("作废了"), roles=MONEY),
    ],
)
