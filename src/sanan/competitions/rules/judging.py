"""The lives of a round, of a judge and of a score sheet: sealed until all are in."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.competitions.enums import (
    ORGANISERS,
    EntryState,
    JudgeState,
    MilestoneState,
    SheetState,
    StageState,
    State,
)
from sanan.competitions.models import (
    Judge,
    ScoreSheet,
    Stage,
)
from sanan.competitions.rules.common import CHAIR, JUDGE, no
from sanan.kit.errors import Refused
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Process, Verb

_S, _E, _J, _M = State, EntryState, JudgeState, MilestoneState


def _before_judging(thing: Stage | Judge, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state in {_S.CALL, _S.ELIGIBILITY}:
        return None
    return no(_("评审已经开始，评审规则和评委不能再改。"), "judging")


def _eligibility(thing: Judge, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state == _S.ELIGIBILITY:
        return None
    if thing.competition.state == _S.CALL:
        return no(_("报名截止、看得到全部项目以后再申报。"), "too_early")
    return no(_("评审已经开始。碰到要回避的项目，请在评分表上按“回避”。"), "judging")


def _may_open(thing: Stage, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.competition.state != _S.JUDGING:
        return no(_("大赛还没有进入评审。"), "not_judging")
    before = thing.competition.stages.filter(number__lt=thing.number)
    if before.filter(state__in=[StageState.WAITING, StageState.SCORING]).exists():
        return no(_("前一轮还没有封分，请先评完前一轮。"), "earlier_stage")
    return None


def _all_in(thing: Stage, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.sheets.missing().exists():
        return no(_("评分表还没有交齐。没有来的评委请登记缺席，交齐以后才能拆封。"), "missing")
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


def _takes_scores(thing: ScoreSheet, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.stage.state == StageState.WAITING:
        return no(_("这一轮还没有开始打分。"), "too_early")
    if not thing.may_change:
        return no(
            _("这一轮已经封分，不能再打分或改分。您写的还留在这台设备上，请告诉评委会主任。"),
            "closed",
        )
    return None


def _not_own_team(thing: ScoreSheet, by: Person | None, at: datetime) -> Refused | None:
    if (closed := _takes_scores(thing, by, at)) is not None:
        return closed
    if thing.entry.org_id is not None and thing.entry.org_id in people.org_ids(by):
        return no(_("这是您所在单位的项目，您不能给它打分，请按“回避”。"), "own_team")
    if thing.judge.conflicts.filter(entry=thing.entry_id).exists():
        return no(_("您对这个项目申报过回避，不能给它打分。"), "conflict")
    if thing.state == SheetState.SUBMITTED and thing.stage.looked_at is not None:
        return no(_("评分表都交齐了，要改请评委会主任退回重打。"), "all_in")
    return None


def _of_another(thing: ScoreSheet, by: Person | None, at: datetime) -> Refused | None:
    if by is not None and thing.judge.person_id == by.pk and thing.stage.looked_at is not None:
        return no(_("您已经看过分歧，自己的评分表不能再改。"), "looked")
    return _takes_scores(thing, by, at)


SHEET = Process(
    "score_sheet",
    ScoreSheet,
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
