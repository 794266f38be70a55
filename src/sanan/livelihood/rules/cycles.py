"""The lives of a paying cycle and of one beneficiary's payment in it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit import dates
from sanan.kit.dates import local_day
from sanan.kit.errors import Refused
from sanan.livelihood.enums import APPROVERS, KEEPERS, CycleState, LineState
from sanan.livelihood.models import PayCycle, PayLine
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import ANYONE, OPERATOR, SYSTEM, Process, Verb

SETTLERS = (*APPROVERS, Role.DISCIPLINE_OFFICER)
_C, _L = CycleState, LineState


def _in_publicity(thing: PayCycle, _by: Person | None, at: datetime) -> Refused | None:
    if thing.publicity_over(local_day(at)):
        return Refused(_("公示期已过。有新的情况，请到社区说，或者向纪检监察机关反映。"), "over")
    return None


def _has_objection(thing: PayCycle, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.objections.filter(upheld=None).exists():
        return Refused(_("现在没有要处理的异议。"), "no_objection")
    return None


def _not_the_maker(thing: PayCycle, by: Person | None) -> Refused | None:
    if by is not None and by.pk == thing.frozen_by_id:
        return Refused(_("名单是您锁定的，请由另一位来批。"), "four_eyes")
    return None


def _ready_to_approve(thing: PayCycle, by: Person | None, at: datetime) -> Refused | None:
    if not thing.publicity_over(local_day(at)):
        day = dates.day(thing.publicity_ends_on)
        return Refused(_("公示到 %(day)s为止，期满以后才能批。") % {"day": day}, "in_publicity")
    if thing.objections.filter(upheld=None).exists():
        return Refused(_("还有异议没有处理，请先处理。"), "objection_open")
    return _not_the_maker(thing, by)


def _all_arrived(thing: PayCycle, _by: Person | None, _at: datetime) -> Refused | None:
    open_lines = thing.lines.filter(state=LineState.RETURNED).count()
    if open_lines:
        sentence = _("还有 %(n)d 笔没有到账，先一笔一笔跟进。")
        return Refused(sentence % {"n": open_lines}, "returned_open")
    return None


def _can_be_sent_again(thing: PayLine, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.household.account_hash:
        sentence = _("这一户还没有收款账户，请先到家庭档案里登记账户，再重新发放。")
        return Refused(sentence, "no_account")
    return None


CYCLE = Process(
    "subsidy_cycle",
    PayCycle,
    states=CycleState,
    title=_("直补发放"),
    thing="cycle",
    verbs=[
        Verb("draft", [], _C.DRAFTED, label=_("开始一期发放"), roles=KEEPERS),
        Verb(
            "freeze",
            [_C.DRAFTED],
            _C.FROZEN,
            label=_("锁定名单"),
            told=_("锁定了名单"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "publicise",
            [_C.FROZEN],
            _C.PUBLICISED,
            label=_("公示"),
            told=_("开始公示"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "object",
            [_C.PUBLICISED],
            label=_("提出异议"),
            told=_("收到一条异议"),
            relations=[ANYONE],
            when=_in_publicity,
            public=True,
        ),
        Verb(
            "settle",
            [_C.PUBLICISED],
            label=_("处理异议"),
            told=_("处理了异议"),
            roles=SETTLERS,
            when=_has_objection,
            public=True,
        ),
        Verb(
            "approve",
            [_C.PUBLICISED],
            _C.APPROVED,
            label=_("批准发放"),
            told=_("批准了发放"),
            roles=APPROVERS,
            when=_ready_to_approve,
            public=True,
        ),
        Verb(
            "pay",
            [_C.APPROVED],
            _C.PAID,
            label=_("做好银行文件，送银行"),
            told=_("送银行发放"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "close",
            [_C.PAID],
            _C.CLOSED,
            label=_("结清这一期"),
            told=_("全部到账，结清"),
            roles=KEEPERS,
            when=_all_arrived,
            public=True,
        ),
    ],
)

LINE = Process(
    "subsidy_line",
    PayLine,
    states=LineState,
    title=_("直补到人"),
    thing="line",
    joins=("cycle__place", "household", "member"),
    path=lambda line: line.cycle.place.path,
    verbs=[
        Verb(
            "strike",
            [_L.LISTED],
            _L.STRUCK,
            label=_("从名单剔除"),
            told=_("公示有异议，查实剔除"),
            relations=[SYSTEM],
        ),
        Verb(
            "bounce",
            [_L.SENT],
            _L.RETURNED,
            label=_("登记没有到账"),
            told=_("银行退回"),
            roles=KEEPERS,
            relations=[OPERATOR],
        ),
        Verb(
            "resend",
            [_L.RETURNED],
            _L.SENT,
            label=_("重新送银行"),
            told=_("重新送银行"),
            roles=KEEPERS,
            when=_can_be_sent_again,
        ),
        Verb(
            "void",
            [_L.RETURNED],
            _L.VOID,
            label=_("不再发放，退回专户"),
            told=_("不再发放，退回专户"),
            roles=APPROVERS,
        ),
    ],
)
