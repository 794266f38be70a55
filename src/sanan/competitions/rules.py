"""The lives of a competition, its stages, entries, judges and score sheets, milestones, campaigns.

Domain brief §2.5: scores are sealed until all are in; whoever is close to a team does not judge it
and the panel grows smaller; a missing score blocks; equal totals are told apart by the rubric, last
by the chair; results are shown for five to seven days and anyone may object.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.competitions.enums import (
    ORGANISERS,
    SETTLERS,
    CampaignState,
    EntryState,
    JudgeState,
    MilestoneState,
    SheetState,
    StageState,
    State,
)
from sanan.competitions.models import (
    Campaign,
    Competition,
    Entry,
    Judge,
    Milestone,
    Sheet,
    Stage,
)
from sanan.competitions.models.competition import WHOLE
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import ANYONE, SYSTEM, Process, Relation, Verb

_S, _E, _J, _M = State, EntryState, JudgeState, MilestoneState
OWNER = Relation("owner", whose=_("这一步由报名的团队自己来办。"))
"""Whoever entered: known by the address of their own page."""


def _own_judge(thing: Judge | Sheet, by: Person | None) -> bool:
    judge = thing.judge if isinstance(thing, Sheet) else thing
    return by is not None and judge.person_id == by.pk and judge.state != _J.DISMISSED


def _chairs(thing: Competition | Stage | Sheet, by: Person | None) -> bool:
    if isinstance(thing, Competition):
        contest = thing
    else:
        contest = (thing.stage if isinstance(thing, Sheet) else thing).competition
    chairs = contest.judges.filter(chair=True).exclude(state=_J.DISMISSED)
    return by is not None and chairs.filter(person=by).exists()


JUDGE = Relation("judge", _own_judge, _("这一步由这位评委本人来办。"))
CHAIR = Relation("chair", _chairs, _("这一步由评委会主任来办。"))


def day_of(thing: Competition | Entry | Milestone, at: datetime) -> date:
    """The day at the competition's place."""
    return deadlines.calendar_at(thing.place).local_day(at)


def _no(sentence: object, code: str, **facts: object) -> Refused:
    return Refused(str(sentence) % facts if facts else str(sentence), code)


def _call_over(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if at < thing.closes_at:
        return _no(_("报名还没有截止，截止以后才能开始资格审查。"), "too_early")
    return None


def _ready_to_judge(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.entries.filter(state=_E.SUBMITTED).exists():
        return _no(_("还有报名没有审查资格，请先审完。"), "unchecked")
    if not thing.entries.filter(state=_E.ELIGIBLE).exists():
        return _no(_("没有参评的项目。"), "nobody")
    stages = list(thing.stages.select_related("rubric"))
    if sum(stage.weight for stage in stages) != WHOLE:
        return _no(_("各轮的权重加起来要正好是 100%，请先把评审的各轮排好。"), "weights")
    return _judges_ready(thing, max(stage.rubric.rule.minimum for stage in stages))


def _judges_ready(thing: Competition, least: int) -> Refused | None:
    judges = thing.judges.exclude(state=_J.DISMISSED)
    if len(judges) < least:
        said = _("评委只有 %(n)s 位，评分标准要求至少 %(least)s 位。请再请几位。")
        return _no(said, "too_few", n=len(judges), least=least)
    if judges.filter(state=_J.NAMED).exists():
        return _no(_("还有评委没有申报回避，请他们先申报。"), "undeclared")
    if not judges.filter(chair=True).exists():
        return _no(_("还没有定评委会主任，请先定一位。"), "no_chair")
    return None


def _all_released(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.stages.filter(state__in=[StageState.WAITING, StageState.SCORING]).exists():
        return _no(_("还有一轮没有封分，请先把各轮评完。"), "unscored")
    return None


def tied(thing: Competition) -> list[list[Entry]]:
    """Entries that share a place, best place first: the chair says which of them is ahead."""
    groups: dict[int, list[Entry]] = {}
    for entry in thing.entries.filter(state=_E.RANKED).order_by("number"):
        groups.setdefault(entry.place_reached or 0, []).append(entry)
    return [group for _place, group in sorted(groups.items()) if len(group) > 1]


def _is_tied(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    return None if tied(thing) else _no(_("没有并列的名次要定。"), "no_tie")


def _no_ties(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if tied(thing):
        return _no(_("还有并列的名次，请评委会主任先定先后。"), "tied")
    return None


def _in_publicity(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if thing.publicity_over(day_of(thing, at)):
        return _no(_("公示期已过。有新的情况，请向主办单位反映。"), "over")
    return None


def _has_objection(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.objections.filter(upheld=None).exists():
        return None
    return _no(_("现在没有要处理的异议。"), "no_objection")


def _ready_to_award(thing: Competition, _by: Person | None, at: datetime) -> Refused | None:
    if not thing.publicity_over(day_of(thing, at)):
        return _no(_("公示期还没有满，期满以后才能颁奖。"), "in_publicity")
    if thing.objections.filter(upheld=None).exists():
        return _no(_("还有异议没有处理，请先处理。"), "objection_open")
    return None


def _all_accepted(thing: Competition, _by: Person | None, _at: datetime) -> Refused | None:
    rows = Milestone.objects.filter(entry__competition=thing, entry__state=_E.AWARDED)
    if rows.exclude(state=_M.ACCEPTED).exists():
        return _no(_("还有项目的节点没有查验，请先查验。"), "open_milestones")
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


def _before_judging(thing: Stage | Judge, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state in {_S.CALL, _S.ELIGIBILITY}:
        return None
    return _no(_("评审已经开始，评审规则和评委不能再改。"), "judging")


def _eligibility(thing: Judge, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state == _S.ELIGIBILITY:
        return None
    if thing.competition.state == _S.CALL:
        return _no(_("报名截止、看得到全部项目以后再申报。"), "too_early")
    return _no(_("评审已经开始。碰到要回避的项目，请在评分表上按“回避”。"), "judging")


def _may_open(thing: Stage, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state != _S.JUDGING:
        return _no(_("大赛还没有进入评审。"), "not_judging")
    before = thing.competition.stages.filter(number__lt=thing.number)
    if before.filter(state__in=[StageState.WAITING, StageState.SCORING]).exists():
        return _no(_("前一轮还没有封分，请先评完前一轮。"), "earlier_stage")
    return None


def _all_in(thing: Stage, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.sheets.missing().exists():
        return _no(_("评分表还没有交齐。没有来的评委请登记缺席，交齐以后才能拆封。"), "missing")
    return None


STAGE = Process(
    "contest_stage",
    Stage,
    states=StageState,
    title=_("评审的一轮"),
    thing="stage",
    joins=("competition__place", "rubric"),
    verbs=[
        Verb(
            "plan",
            [],
            StageState.WAITING,
            label=_("排一轮评审"),
            roles=ORGANISERS,
            when=_before_judging,
        ),
        Verb(
            "open",
            [StageState.WAITING],
            StageState.SCORING,
            label=_("发评分表，开始打分"),
            told=_("发出评分表"),
            roles=ORGANISERS,
            when=_may_open,
        ),
        Verb(
            "present",
            [StageState.SCORING],
            label=_("请下一个项目上台"),
            told=_("请一个项目上台"),
            roles=ORGANISERS,
        ),
        Verb(
            "look",
            [StageState.SCORING],
            label=_("看评委分歧"),
            told=_("评委会主任看了分歧"),
            relations=[CHAIR],
            when=_all_in,
        ),
        Verb(
            "close",
            [StageState.SCORING],
            StageState.CLOSED,
            label=_("封分，拆封计算"),
            told=_("评分表交齐，拆封计算"),
            roles=ORGANISERS,
            relations=[CHAIR],
            when=_all_in,
        ),
        Verb(
            "release",
            [StageState.CLOSED],
            StageState.RELEASED,
            label=_("在现场屏幕上公布"),
            told=_("公布了这一轮的结果"),
            roles=ORGANISERS,
        ),
    ],
)


def _in_time(thing: Entry, _by: Person | None, at: datetime) -> Refused | None:
    if thing.competition.state != _S.CALL or at >= thing.competition.closes_at:
        return _no(_("报名已经截止，这次不能再报或再改。请关注下一届。"), "late")
    return None


def _no_earlier(thing: Entry, _by: Person | None, _at: datetime) -> Refused | None:
    found = thing.earlier()
    if found is None:
        return None
    said = _("这个项目 %(year)s 年得过“%(award)s”。请按“以前得过奖”不予通过。")
    return _no(said, "earlier_award", year=found.year, award=found.award)


def _not_scoring(thing: Entry, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.stages.filter(state=StageState.SCORING).exists():
        return _no(_("正在打分，请等这一轮封分以后再办。"), "scoring")
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

JUDGES = Process(
    "contest_judge",
    Judge,
    states=JudgeState,
    title=_("评委"),
    thing="judge",
    joins=("competition__place", "person"),
    verbs=[
        Verb("name", [], _J.NAMED, label=_("请一位评委"), roles=ORGANISERS, when=_before_judging),
        Verb(
            "declare",
            [_J.NAMED, _J.DECLARED],
            _J.DECLARED,
            label=_("申报回避"),
            told=_("申报了回避"),
            relations=[JUDGE],
            when=_eligibility,
        ),
        Verb(
            "dismiss",
            [_J.NAMED, _J.DECLARED],
            _J.DISMISSED,
            label=_("不再担任"),
            roles=ORGANISERS,
            when=_before_judging,
        ),
    ],
)


def _takes_scores(thing: Sheet, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.stage.state == StageState.WAITING:
        return _no(_("这一轮还没有开始打分。"), "too_early")
    if not thing.may_change:
        return _no(
            _("这一轮已经封分，不能再打分或改分。您写的还留在这台设备上，请告诉评委会主任。"),
            "closed",
        )
    return None


def _not_own_team(thing: Sheet, by: Person | None, at: datetime) -> Refused | None:
    if (no := _takes_scores(thing, by, at)) is not None:
        return no
    if thing.entry.org_id is not None and thing.entry.org_id in people.org_ids(by):
        return _no(_("这是您所在单位的项目，您不能给它打分，请按“回避”。"), "own_team")
    if thing.judge.conflicts.filter(entry=thing.entry_id).exists():
        return _no(_("您对这个项目申报过回避，不能给它打分。"), "conflict")
    if thing.state == SheetState.SUBMITTED and thing.stage.looked_at is not None:
        return _no(_("评分表都交齐了，要改请评委会主任退回重打。"), "all_in")
    return None


def _of_another(thing: Sheet, by: Person | None, at: datetime) -> Refused | None:
    if by is not None and thing.judge.person_id == by.pk and thing.stage.looked_at is not None:
        return _no(_("您已经看过分歧，自己的评分表不能再改。"), "looked")
    return _takes_scores(thing, by, at)


SHEET = Process(
    "score_sheet",
    Sheet,
    states=SheetState,
    title=_("评分表"),
    thing="sheet",
    joins=("stage__competition__place", "stage__rubric", "entry", "judge__person"),
    elsewhere=_("这张评分表现在是“%(state)s”，不能这样办。请刷新页面再看。"),
    verbs=[
        Verb("assign", [], SheetState.OPEN, label=_("发评分表"), relations=[SYSTEM]),
        Verb(
            "submit",
            [SheetState.OPEN, SheetState.SUBMITTED],
            SheetState.SUBMITTED,
            label=_("交评分表"),
            told=_("交了评分表"),
            relations=[JUDGE],
            when=_not_own_team,
        ),
        Verb(
            "recuse",
            [SheetState.OPEN, SheetState.SUBMITTED],
            SheetState.RECUSED,
            label=_("回避这个项目"),
            told=_("回避"),
            relations=[JUDGE],
            when=_takes_scores,
        ),
        Verb(
            "excuse",
            [SheetState.OPEN],
            SheetState.ABSENT,
            label=_("登记缺席"),
            told=_("登记为缺席"),
            roles=ORGANISERS,
            relations=[CHAIR],
            when=_takes_scores,
        ),
        Verb(
            "reopen",
            [SheetState.SUBMITTED, SheetState.ABSENT],
            SheetState.OPEN,
            label=_("退回重打"),
            told=_("退回重打"),
            relations=[CHAIR],
            when=_of_another,
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
