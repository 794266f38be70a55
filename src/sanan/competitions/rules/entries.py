"""The lives of an entry, of a milestone of what was funded, of a campaign."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.competitions.enums import (
    ORGANISERS,
    CampaignState,
    EntryState,
    JudgeState,
    MilestoneState,
    StageState,
    State,
)
from sanan.competitions.models import (
    Campaign,
    Entry,
    Milestone,
)
from sanan.competitions.rules.common import OWNER, no
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import ANYONE, SYSTEM, Process, Verb

_S, _E, _J, _M = State, EntryState, JudgeState, MilestoneState


def _in_time(thing: Entry, _by: Person | None, at: datetime) -> Refused | None:
    if thing.competition.state != _S.CALL or at >= thing.competition.closes_at:
        return no(_("报名已经截止，这次不能再报或再改。请关注下一届。"), "late")
    return None


def _no_earlier(thing: Entry, _by: Person | None, _at: datetime) -> Refused | None:
    found = thing.earlier()
    if found is None:
        return None
    said = _("这个项目 %(year)s 年得过“%(award)s”。请按“以前得过奖”不予通过。")
    return no(said, "earlier_award", year=found.year, award=found.award)


def _not_scoring(thing: Entry, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.stages.filter(state=StageState.SCORING).exists():
        return no(_("正在打分，请等这一轮封分以后再办。"), "scoring")
    return None


ENTRY = Process(
    "contest_entry",
    Entry,
    states=EntryState,
    title=_("参赛项目"),
    thing="entry",
    joins=("competition__place",),
    verbs=[
        Verb(
            "submit",
            [],
            _E.SUBMITTED,
            label=_("报名"),
            roles=ORGANISERS,
            relations=[ANYONE],
            when=_in_time,
            public=True,
        ),
        Verb(
            "amend",
            [_E.SUBMITTED],
            label=_("改报名内容"),
            told=_("改了报名内容"),
            roles=ORGANISERS,
            relations=[OWNER],
            when=_in_time,
            public=True,
        ),
        Verb(
            "withdraw",
            [_E.SUBMITTED, _E.ELIGIBLE],
            _E.WITHDRAWN,
            label=_("退出"),
            roles=ORGANISERS,
            relations=[OWNER],
            when=_not_scoring,
            public=True,
        ),
        Verb(
            "admit",
            [_E.SUBMITTED],
            _E.ELIGIBLE,
            label=_("资格审查通过"),
            roles=ORGANISERS,
            when=_no_earlier,
            public=True,
        ),
        Verb(
            "turn_away",
            [_E.SUBMITTED],
            _E.INELIGIBLE,
            label=_("资格审查不通过"),
            roles=ORGANISERS,
            public=True,
        ),
        Verb(
            "leave",
            [_E.ELIGIBLE],
            _E.OUT,
            label=_("没有进入下一轮"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb("place", [_E.ELIGIBLE, _E.RANKED], _E.RANKED, label=_("排出名次"), relations=[SYSTEM]),
        Verb(
            "disqualify",
            [_E.ELIGIBLE, _E.RANKED],
            _E.DISQUALIFIED,
            label=_("取消资格"),
            roles=ORGANISERS,
            relations=[SYSTEM],
            when=_not_scoring,
            public=True,
        ),
        Verb("award", [_E.RANKED], _E.AWARDED, label=_("获奖"), relations=[SYSTEM], public=True),
        Verb(
            "revoke",
            [_E.AWARDED],
            _E.REVOKED,
            label=_("撤销奖项"),
            told=_("撤销了奖项，证书作废"),
            roles=ORGANISERS,
            public=True,
        ),
    ],
)


MILESTONE = Process(
    "contest_milestone",
    Milestone,
    states=MilestoneState,
    title=_("获资助项目的节点"),
    thing="milestone",
    joins=("entry__competition__place",),
    verbs=[
        Verb("plan", [], _M.PLANNED, label=_("定一个节点"), roles=ORGANISERS, public=True),
        Verb(
            "report",
            [_M.PLANNED],
            _M.REPORTED,
            label=_("报完成"),
            told=_("报了完成"),
            roles=ORGANISERS,
            relations=[OWNER],
            public=True,
        ),
        Verb(
            "accept", [_M.REPORTED], _M.ACCEPTED, label=_("查验通过"), roles=ORGANISERS, public=True
        ),
        Verb(
            "send_back",
            [_M.REPORTED],
            _M.PLANNED,
            label=_("退回，还没有做完"),
            roles=ORGANISERS,
            public=True,
        ),
    ],
)

CAMPAIGN = Process(
    "campaign",
    Campaign,
    states=CampaignState,
    title=_("志愿服务月和十大行动"),
    verbs=[
        Verb(
            "launch", [], CampaignState.OPEN, label=_("发起一个行动"), roles=ORGANISERS, public=True
        ),
        Verb(
            "end",
            [CampaignState.OPEN],
            CampaignState.ENDED,
            label=_("结束行动"),
            roles=ORGANISERS,
            public=True,
        ),
    ],
)
