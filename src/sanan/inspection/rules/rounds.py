"""The life of a round."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.inspection.enums import OFFICE, UNDER_WAY, Duty, ItemState, RoundState
from sanan.inspection.models import Round
from sanan.inspection.rules.relations import TEAM, TEAM_LEADER
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Process, Verb

_R = RoundState
BEFORE_SITE = (_R.PLANNED, _R.NOTICED)
UNTIL_REVIEW = (*BEFORE_SITE, _R.ON_SITE, _R.DRAFTING)
LISTENING = (_R.NOTICED, _R.ON_SITE, _R.DRAFTING)


def _ready_to_notice(thing: Round, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.team.filter(duty=Duty.LEADER).exists():
        return Refused(_("还没有组长，请先把组长加进来。"), "no_leader")
    if not thing.targets.exists():
        return Refused(_("还没有选村，请先选要巡察的村（社区）。"), "no_target")
    return None


def _all_declared(thing: Round, _by: Person | None, _at: datetime) -> Refused | None:
    waiting = thing.team.filter(declared_on=None).select_related("person").first()
    if waiting is None:
        return None
    sentence = _("%(name)s 还没有申报回避。每个组员申报以后才能进驻。")
    return Refused(sentence % {"name": waiting.person.name}, "not_declared")


def _all_decided(thing: Round, _by: Person | None, _at: datetime) -> Refused | None:
    waiting = thing.papers.filter(state__in=UNDER_WAY).count()
    if not waiting:
        return None
    sentence = _("还有 %(n)d 份底稿没有定：采用，或写明为什么不采用。")
    return Refused(sentence % {"n": waiting}, "papers_open")


def _all_ended(thing: Round, _by: Person | None, _at: datetime) -> Refused | None:
    rows = thing.papers.filter(item__lasting=False).exclude(item__state=ItemState.WRITTEN_OFF)
    waiting = rows.filter(item__isnull=False).count()
    if not waiting:
        return None
    sentence = _("还有 %(n)d 个问题没有销号，也没有列为持续整改。")
    return Refused(sentence % {"n": waiting}, "items_open")


ROUND = Process(
    "inspection_round",
    Round,
    states=RoundState,
    title=_("巡察轮次"),
    thing="inspection",
    verbs=[
        Verb("plan", [], _R.PLANNED, label=_("立项"), told=_("立了项"), roles=OFFICE),
        Verb("join", UNTIL_REVIEW, label=_("加组员"), told=_("加了一名组员"), roles=OFFICE),
        Verb("leave", UNTIL_REVIEW, label=_("换下组员"), told=_("换下了一名组员"), roles=OFFICE),
        Verb("aim", BEFORE_SITE, label=_("选一个村"), told=_("选了一个村"), roles=OFFICE),
        Verb(
            "declare",
            UNTIL_REVIEW,
            label=_("申报回避"),
            told=_("申报了回避"),
            relations=[TEAM],
        ),
        Verb(
            "notice",
            [_R.PLANNED],
            _R.NOTICED,
            label=_("发公告"),
            told=_("发了公告，码上巡开通"),
            roles=OFFICE,
            when=_ready_to_notice,
        ),
        Verb(
            "enter",
            [_R.NOTICED],
            _R.ON_SITE,
            label=_("进驻"),
            told=_("开了进驻会"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
            when=_all_declared,
        ),
        Verb(
            "register",
            LISTENING,
            label=_("登记一次谈话或走访"),
            told=_("登记了一次谈话或走访"),
            relations=[TEAM],
        ),
        Verb("survey", LISTENING, label=_("登记三率"), told=_("登记了三率"), relations=[TEAM]),
        Verb(
            "draft",
            [_R.ON_SITE],
            _R.DRAFTING,
            label=_("转入写底稿"),
            roles=OFFICE,
            relations=[TEAM_LEADER],
        ),
        Verb(
            "review",
            [_R.DRAFTING],
            _R.REVIEWED,
            label=_("审定底稿"),
            roles=OFFICE,
            when=_all_decided,
        ),
        Verb(
            "feed_back",
            [_R.REVIEWED],
            _R.FEEDBACK,
            label=_("反馈"),
            told=_("开了反馈会，问题列入整改台账"),
            roles=OFFICE,
        ),
        Verb("rectify", [_R.FEEDBACK], _R.RECTIFYING, label=_("转入集中整改"), roles=OFFICE),
        Verb(
            "assess",
            [_R.RECTIFYING],
            _R.ASSESSED,
            label=_("整改评估"),
            roles=OFFICE,
            when=_all_ended,
        ),
        Verb("archive", [_R.ASSESSED], _R.ARCHIVED, label=_("归档"), roles=OFFICE),
    ],
)
