"""The lives of an estate, a contract, a rating, a notice, and an owners' committee."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.council.enums import Kind, VoteState
from sanan.estates.enums import (
    COMPANY,
    DESK,
    KEEPERS,
    CommitteeState,
    ContractState,
    EstateState,
    NoticeState,
    RatingState,
)
from sanan.estates.models import (
    Estate,
    EstateNotice,
    OwnersCommittee,
    PropertyContract,
    PropertyRating,
)
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people.enums import Role
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, Process, Relation, Verb

OWNER = Relation("owner", whose=_("只有业主本人能做：请用登记的手机号登录。"))
"""Whoever signed in with the number that stands with the dwelling."""
NOT_THE_DESK = _("这一步由社区（村）的人来办。")
_CADRE = (Role.VILLAGE_CADRE,)


def _no_accounts(estate: Estate, _by: Person | None, _at: datetime) -> Refused | None:
    if estate.fund_id is not None:
        return Refused(_("已经开过账户了。"), "twice")
    return None


def _has_dwellings(estate: Estate, _by: Person | None, _at: datetime) -> Refused | None:
    if not estate.dwellings.exists():
        return Refused(_("还没有登记房屋。请先导入房屋和业主名册。"), "no_dwellings")
    return None


_E = EstateState
ESTATE = Process(
    "estate",
    Estate,
    states=EstateState,
    title=_("小区"),
    joins=("place", "assembly", "fund"),
    whose=NOT_THE_DESK,
    verbs=[
        Verb("register", [], _E.STANDING, label=_("登记小区"), roles=DESK, relations=[OPERATOR]),
        Verb(
            "open_accounts",
            [_E.STANDING],
            label=_("开维修资金和公共收益账户"),
            told=_("开了账户"),
            roles=_CADRE,
            when=_no_accounts,
        ),
        Verb(
            "set_roll",
            [_E.STANDING],
            label=_("按房屋登记更新业主名册"),
            told=_("更新了业主名册"),
            roles=DESK,
            when=_has_dwellings,
        ),
        Verb("set_hours", [_E.STANDING], label=_("定报修几小时往上转"), roles=DESK),
        Verb("print_codes", [_E.STANDING], label=_("做楼栋报修码"), roles=_CADRE),
    ],
)

_C = ContractState
CONTRACT = Process(
    "property_contract",
    PropertyContract,
    states=ContractState,
    tones={Tone.DONE: [_C.RUNNING]},
    title=_("物业服务合同"),
    thing="contract",
    joins=("place", "estate", "company"),
    whose=NOT_THE_DESK,
    verbs=[
        Verb("sign", [], _C.RUNNING, label=_("登记物业合同"), roles=DESK, public=True),
        Verb("promise", [_C.RUNNING], label=_("加一条服务标准"), roles=(*DESK, *COMPANY)),
        Verb("employ", [_C.RUNNING], label=_("加一名服务人员"), roles=(*DESK, *COMPANY)),
        Verb("leave", [_C.RUNNING], label=_("登记人员离开"), roles=(*DESK, *COMPANY)),
        Verb(
            "end",
            [_C.RUNNING],
            _C.ENDED,
            label=_("合同到期或解除"),
            told=_("合同结束"),
            roles=DESK,
            public=True,
        ),
    ],
)

_R = RatingState
RATING = Process(
    "property_rating",
    PropertyRating,
    states=RatingState,
    title=_("业主对物业的评价"),
    thing="rating",
    joins=("place", "contract"),
    verbs=[
        Verb("rate", [], _R.GIVEN, label=_("评一评物业"), relations=[OWNER]),
        Verb("answer", [_R.GIVEN], _R.ANSWERED, label=_("回应"), roles=COMPANY),
    ],
)

_N = NoticeState
NOTICE = Process(
    "estate_notice",
    EstateNotice,
    states=NoticeState,
    title=_("楼栋通知"),
    thing="notice",
    joins=("place", "estate"),
    verbs=[
        Verb("post", [], _N.SHOWN, label=_("贴通知"), roles=(*KEEPERS, Role.DISPATCHER)),
        Verb(
            "withdraw",
            [_N.SHOWN],
            _N.WITHDRAWN,
            label=_("撤下"),
            told=_("撤下了"),
            roles=(*KEEPERS, Role.DISPATCHER),
        ),
    ],
)


def _enough(committee: OwnersCommittee, _by: Person | None, _at: datetime) -> Refused | None:
    assembly = committee.estate.assembly
    if assembly is None or assembly.kind != Kind.OWNERS:
        return Refused(
            _("还没有业主大会名册。请先在小区页面按房屋登记设立业主大会。"), "no_assembly"
        )
    short = committee.seats - committee.candidates.count()
    if short > 0:
        return Refused(
            _("还差 %(n)d 名候选人，候选人不能少于应选的人数。") % {"n": short}, "too_few"
        )
    return None


def _open_votes(committee: OwnersCommittee, _by: Person | None, _at: datetime) -> Refused | None:
    votes = [each.vote for each in committee.candidates.select_related("vote") if each.vote]
    if not votes or all(vote.state == VoteState.CLOSED for vote in votes):
        return Refused(_("没有等着计票的表决。"), "nothing_open")
    return None


_M = CommitteeState
COMMITTEE = Process(
    "owners_committee",
    OwnersCommittee,
    states=CommitteeState,
    tones={
        Tone.DONE: [_M.SEATED],
        Tone.SOON: [_M.NOMINATING, _M.PUBLICISED, _M.VOTING],
        Tone.LATE: [_M.FAILED],
    },
    title=_("业主委员会"),
    thing="committee",
    joins=("place", "estate__assembly", "meeting__council"),
    whose=NOT_THE_DESK,
    elsewhere=_("这一届现在是“%(state)s”，不能这样办。"),
    verbs=[
        Verb("call", [], _M.NOMINATING, label=_("开始换届"), roles=DESK, public=True),
        Verb(
            "stand",
            [_M.NOMINATING],
            label=_("登记候选人"),
            told=_("登记了一名候选人"),
            roles=DESK,
            public=True,
        ),
        Verb(
            "publicise",
            [_M.NOMINATING],
            _M.PUBLICISED,
            label=_("公示候选人，通知业主大会"),
            told=_("公示候选人，提前 15 天通知"),
            roles=DESK,
            when=_enough,
            public=True,
        ),
        Verb(
            "ask",
            [_M.PUBLICISED],
            _M.VOTING,
            label=_("开始无记名投票"),
            told=_("开始无记名投票"),
            roles=DESK,
            public=True,
        ),
        Verb(
            "count",
            [_M.VOTING],
            label=_("截止计票"),
            told=_("计了票"),
            roles=DESK,
            when=_open_votes,
            public=True,
        ),
        Verb(
            "end",
            [_M.SEATED],
            _M.ENDED,
            label=_("任期结束"),
            told=_("任期结束"),
            roles=DESK,
            public=True,
        ),
    ],
)
"""`count` leads to seated, or to failed where fewer than half of the seats are filled."""
