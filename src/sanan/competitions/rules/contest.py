"""The life of a competition, from its call to what it funded."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.competitions.enums import (
    ORGANISERS,
    SETTLERS,
    EntryState,
    JudgeState,
    MilestoneState,
    StageState,
    State,
)
from sanan.competitions.models import (
    Competition,
    Entry,
    Milestone,
)
from sanan.competitions.models.competition import WHOLE
from sanan.competitions.rules.common import CHAIR, day_of, no
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import ANYONE, Process, Verb

_S, _E, _J, _M = State, EntryState, JudgeState, MilestoneState


def _call_over(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if at < thing.closes_at:
        return no(_("报名还没有截止，截止以后才能开始资格审查。"), "too_early")
    return None


def _ready_to_judge(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.entries.filter(state=_E.SUBMITTED).exists():
        return no(_("还有报名没有审查资格，请先审完。"), "unchecked")
    if not thing.entries.filter(state=_E.ELIGIBLE).exists():
        return no(_("没有参评的项目。"), "nobody")
    stages = list(thing.stages.select_related("rubric"))
    if sum(stage.weight for stage in stages) != WHOLE:
        return no(_("各轮的权重加起来要正好是 100%，请先把评审的各轮排好。"), "weights")
    return _judges_ready(thing, max(stage.rubric.rule.minimum for stage in stages))


def _judges_ready(thing: Competition, least: int) -> Refused | None:
    judges = thing.judges.exclude(state=_J.DISMISSED)
    if len(judges) < least:
        said = _("评委只有 %(n)s 位，评分标准要求至少 %(least)s 位。请再请几位。")
        return no(said, "too_few", n=len(judges), least=least)
    if judges.filter(state=_J.NAMED).exists():
        return no(_("还有评委没有申报回避，请他们先申报。"), "undeclared")
    if not judges.filter(chair=True).exists():
        return no(_("还没有定评委会主任，请先定一位。"), "no_chair")
    return None


def _all_released(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.stages.filter(state__in=[StageState.WAITING, StageState.SCORING]).exists():
        return no(_("还有一轮没有封分，请先把各轮评完。"), "unscored")
    return None


def tied(thing: Competition) -> list[list[Entry]]:
    """Entries that share a place, best place first: the chair says which of them is ahead."""
    groups: dict[int, list[Entry]] = {}
    for entry in thing.entries.filter(state=_E.RANKED).order_by("number"):
        groups.setdefault(entry.place_reached or 0, []).append(entry)
    return [group for _place, group in sorted(groups.items()) if len(group) > 1]


def _is_tied(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    return None if tied(thing) else no(_("没有并列的名次要定。"), "no_tie")


def _no_ties(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if tied(thing):
        return no(_("还有并列的名次，请评委会主任先定先后。"), "tied")
    return None


def _in_publicity(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if thing.publicity_over(day_of(thing, at)):
        return no(_("公示期已过。有新的情况，请向主办单位反映。"), "over")
    return None


def _has_objection(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.objections.filter(upheld=None).exists():
        return None
    return no(_("现在没有要处理的异议。"), "no_objection")


def _ready_to_award(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if not thing.publicity_over(day_of(thing, at)):
        return no(_("公示期还没有满，期满以后才能颁奖。"), "in_publicity")
    if thing.objections.filter(upheld=None).exists():
        return no(_("还有异议没有处理，请先处理。"), "objection_open")
    return None


def _all_accepted(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    rows = Milestone.objects.filter(entry__competition=thing, entry__state=_E.AWARDED)
    if rows.exclude(state=_M.ACCEPTED).exists():
        return no(_("还有项目的节点没有查验，请先查验。"), "open_milestones")
    return None


COMPETITION = Process(
    "competition",
    Competition,
    states=State,
    title=_("项目大赛"),
    elsewhere=_("大赛现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb("announce", [], _S.CALL, label=_("发布大赛"), roles=ORGANISERS, public=True),
        Verb(
            "extend",
            [_S.CALL],
            label=_("改报名截止时间"),
            told=_("改了报名截止时间"),
            roles=ORGANISERS,
            public=True,
        ),
        Verb(
            "close_call",
            [_S.CALL],
            _S.ELIGIBILITY,
            label=_("截止报名，审查资格"),
            told=_("报名截止，开始资格审查"),
            roles=ORGANISERS,
            when=_call_over,
            public=True,
        ),
        Verb(
            "start_judging",
            [_S.ELIGIBILITY],
            _S.JUDGING,
            label=_("开始评审"),
            told=_("资格审查结束，开始评审"),
            roles=ORGANISERS,
            when=_ready_to_judge,
            public=True,
        ),
        Verb(
            "rank",
            [_S.JUDGING],
            _S.PROVISIONAL,
            label=_("排出名次"),
            told=_("各轮评完，排出名次"),
            roles=ORGANISERS,
            when=_all_released,
        ),
        Verb(
            "decide",
            [_S.PROVISIONAL],
            label=_("定并列的先后"),
            told=_("评委会主任定了并列的先后"),
            relations=[CHAIR],
            when=_is_tied,
        ),
        Verb(
            "publicise",
            [_S.PROVISIONAL],
            _S.PUBLICITY,
            label=_("公示结果"),
            told=_("公示全部得分和名次"),
            roles=ORGANISERS,
            when=_no_ties,
            public=True,
        ),
        Verb(
            "object",
            [_S.PUBLICITY],
            label=_("提出异议"),
            told=_("收到一条异议"),
            relations=[ANYONE],
            when=_in_publicity,
        ),
        Verb(
            "settle",
            [_S.PUBLICITY],
            label=_("处理异议"),
            told=_("处理了异议"),
            roles=SETTLERS,
            when=_has_objection,
            public=True,
        ),
        Verb(
            "award",
            [_S.PUBLICITY],
            _S.AWARDED,
            label=_("颁奖，发证书"),
            told=_("公示期满，颁奖"),
            roles=ORGANISERS,
            when=_ready_to_award,
            public=True,
        ),
        Verb(
            "follow",
            [_S.AWARDED],
            _S.TRACKING,
            label=_("开始跟踪项目落地"),
            roles=ORGANISERS,
            public=True,
        ),
        Verb(
            "finish",
            [_S.TRACKING],
            _S.FINISHED,
            label=_("结束"),
            told=_("项目都查验过了，大赛结束"),
            roles=ORGANISERS,
            when=_all_accepted,
            public=True,
        ),
    ],
)
