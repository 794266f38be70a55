"""The life of a disclosure (domain brief §2.1; 村民委员会组织法 arts. 30–32)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.kit import dates
from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.powers.enums import OPEN_TO_ALL, State
from sanan.powers.models import Disclosure
from sanan.powers.rules.who import CADRE, SUPERIOR, SUPERVISOR, TOWN, supervisor, township
from sanan.process.declare import SYSTEM, Process, Verb

REVIEWS = {State.SUPERVISOR_REVIEW: supervisor, State.TOWNSHIP_REVIEW: township}
REVIEWING = _("这一步由正在审核的人来办。")


def _complete(thing: Disclosure, _by: Person | None, _at: datetime) -> Refused | None:
    missing = [each for each in thing.item.elements if each not in thing.elements]
    if not missing:
        return None
    sentence = _("还缺：%(what)s。补上并勾选，再送审核。")
    return Refused(sentence % {"what": "、".join(missing)}, "incomplete", field="elements")


def _by_another(thing: Disclosure, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and thing.drafted_by_id == by.pk:
        return Refused(_("自己写的不能自己审核，请另一位成员来签。"), "own_work")
    return None


def _by_its_reviewer(thing: Disclosure, by: Person | None, _at: datetime) -> Refused | None:
    if REVIEWS[State(thing.state)](thing.path, by):
        return None
    return Forbidden(REVIEWING, "not_yours")


def _overdue(thing: Disclosure, _by: Person | None, at: datetime) -> Refused | None:
    if thing.is_public:
        return Refused(_("这一项已经公开过，正在更正。"), "published")
    if not thing.is_late(timezone.localdate(at)):
        return Refused(_("还没有到期，不用责令。"), "not_due")
    return None


def _hung_long_enough(thing: Disclosure, _by: Person | None, at: datetime) -> Refused | None:
    if thing.display_until is not None and thing.display_until >= timezone.localdate(at):
        until = dates.day(thing.display_until)
        return Refused(_("要公开到%(day)s，还不能归档。") % {"day": until}, "displayed")
    return None


_S = State
DISCLOSURE = Process(
    "disclosure",
    Disclosure,
    states=State,
    tones={
        Tone.SOON: [State.QUESTIONED],
        Tone.DONE: [State.ANSWERED],
    },
    title=_("三务公开"),
    joins=("place", "item"),
    path=lambda thing: thing.path,
    batches={"disclosure.generate": lambda told: int(told["tasks"])},
    refreshed=("announced_at",),
    elsewhere=_("这一项现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb(
            "schedule",
            [],
            _S.SCHEDULED,
            label=_("列入公开"),
            relations=[CADRE, SUPERIOR],
            whose=_("这一步由村干部、镇里或县里来办。"),
        ),
        Verb(
            "draft",
            [_S.SCHEDULED, _S.DRAFTING],
            _S.DRAFTING,
            label=_("写这一期"),
            told=_("写了一稿"),
            relations=[CADRE],
        ),
        Verb(
            "submit",
            [_S.DRAFTING],
            _S.SUPERVISOR_REVIEW,
            label=_("送村务监督委员会审核"),
            told=_("送审核"),
            relations=[CADRE],
            when=_complete,
        ),
        Verb(
            "sign",
            [_S.SUPERVISOR_REVIEW],
            label=_("看过，签字"),
            told=_("村务监督委员会签字"),
            relations=[SUPERVISOR],
            when=_by_another,
        ),
        Verb(
            "approve",
            [_S.TOWNSHIP_REVIEW],
            label=_("镇里审核通过，公开"),
            told=_("镇里审核通过"),
            relations=[TOWN],
        ),
        Verb(
            "send_back",
            [_S.SUPERVISOR_REVIEW, _S.TOWNSHIP_REVIEW],
            _S.DRAFTING,
            label=_("退回修改"),
            relations=[SUPERVISOR, TOWN],
            whose=REVIEWING,
            when=_by_its_reviewer,
        ),
        Verb(
            "demand",
            [_S.SCHEDULED, _S.DRAFTING, _S.SUPERVISOR_REVIEW, _S.TOWNSHIP_REVIEW],
            label=_("责令公开"),
            relations=[SUPERIOR],
            when=_overdue,
            public=True,
        ),
        Verb(
            "amend",
            OPEN_TO_ALL,
            _S.DRAFTING,
            label=_("更正（旧的一版会留着）"),
            told=_("开始更正"),
            relations=[CADRE],
        ),
        Verb(
            "archive",
            [_S.PUBLISHED, _S.ANSWERED, _S.AMENDED],
            _S.ARCHIVED,
            label=_("归档"),
            relations=[CADRE, SYSTEM],
            whose=CADRE.whose,
            when=_hung_long_enough,
        ),
        Verb("be_questioned", OPEN_TO_ALL, _S.QUESTIONED, label=_("有人提问"), relations=[SYSTEM]),
        Verb("settle", OPEN_TO_ALL, _S.ANSWERED, label=_("提问都答了"), relations=[SYSTEM]),
    ],
)
"""`sign` and `approve` publish, or hand on to the township where the item asks for its review.
Questions move a published one between questioned and answered (`rules.questions`)."""
