"""The lives of a scheme, of a nomination up to its award, and of the record of a tolerated fault."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from sanan.cases import deadlines
from sanan.honours.enums import (
    BEFORE_AWARD,
    NOMINATORS,
    ORGANISERS,
    PROPOSERS,
    REVIEWERS,
    VERIFIERS,
    SchemeState,
    State,
    ToleranceState,
)
from sanan.honours.models import HonourScheme, Nomination, Tolerance
from sanan.kit import dates
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.process.declare import ANYONE, OPERATOR, Process, Relation, Verb

_S, _T = State, ToleranceState


def _asked(thing: Nomination, by: Person | None) -> bool:
    return thing.checks.filter(org__in=people.org_ids(by)).exists()


def stands_to_review(thing: Nomination, by: Person | None) -> bool:
    """Whether a post of the level that reviews next is held at or above the nominee's place."""
    level = thing.next_level
    return level is not None and any(
        post.role == REVIEWERS[level]
        and post.kind == level
        and thing.place.path.startswith(post.path)
        for post in people.posts(by)
    )


BODY = Relation("body", _asked, _("这一步由被征求意见的单位来答复。"))
REVIEWER = Relation("reviewer", stands_to_review, _("这一步由轮到的那一级来评审。"))


def _no_earlier(thing: Nomination, _by: Person | None, _at: datetime) -> Refused | None:
    found = thing.earlier()
    if found is None:
        return None
    sentence = _("%(year)s 年已经表彰过（证书 %(certificate)s）。请按“以前已经表彰过”不予通过。")
    told = {"year": found.scheme.year, "certificate": found.certificate}
    return Refused(sentence % told, "earlier_award")


def _still_asked(thing: Nomination, by: Person | None, _at: datetime) -> Refused | None:
    if thing.checks.filter(org__in=people.org_ids(by), answer="").exists():
        return None
    return Refused(_("您的单位已经答复过了。"), "answered")


def _another(thing: Nomination, by: Person | None, _at: datetime) -> Refused | None:
    if by is None:
        return None
    if by.pk in {thing.nominated_by_id, thing.person_id}:
        return Refused(_("推荐人和本人不能评审，请换一位。"), "own")
    if thing.reviewed_by(by):
        return Refused(_("您在下一级已经评审过，请由另一位来评。"), "twice")
    return None


def _ready_to_show(thing: Nomination, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.consented_on is None:
        return Refused(_("还没有本人同意公示姓名和事迹，请先登记本人同意。"), "no_consent")
    if thing.scheme.is_full:
        return Refused(_("这一年的名额已满。"), "quota")
    return None


def _in_publicity(thing: Nomination, _by: Person | None, at: datetime) -> Refused | None:
    if thing.publicity_over(_day(thing, at)):
        return Refused(_("公示期已过。有新的情况，请向纪检监察机关反映。"), "over")
    return None


def _has_objection(thing: Nomination, _by: Person | None, _at: datetime) -> Refused | None:
    if not thing.objections.filter(upheld=None).exists():
        return Refused(_("现在没有要处理的异议。"), "no_objection")
    return None


def _ready_to_award(thing: Nomination, _by: Person | None, at: datetime) -> Refused | None:
    if not thing.publicity_over(_day(thing, at)):
        sentence = _("公示到 %(day)s为止，期满以后才能表彰。")
        return Refused(
            sentence % {"day": dates.period(f"{thing.publicity_ends_on}")}, "in_publicity"
        )
    if thing.objections.filter(upheld=None).exists():
        return Refused(_("还有异议没有处理，请先处理。"), "objection_open")
    return None


def _day(thing: Nomination, at: datetime) -> date:
    return deadlines.calendar_at(thing.place).local_day(at)


def _hold_quota(thing: Nomination) -> HonourScheme:
    """Two nominations of one scheme do not take its last place together."""
    return HonourScheme.objects.select_for_update().get(pk=thing.scheme_id)


SCHEME = Process(
    "honour_scheme",
    HonourScheme,
    states=SchemeState,
    title=_("评选方案"),
    thing="scheme",
    verbs=[
        Verb("announce", [], SchemeState.OPEN, label=_("发布评选方案"), roles=ORGANISERS),
        Verb(
            "close",
            [SchemeState.OPEN],
            SchemeState.CLOSED,
            label=_("结束推荐"),
            told=_("结束了推荐"),
            roles=ORGANISERS,
        ),
    ],
)
NOMINATION = Process(
    "nomination",
    Nomination,
    states=State,
    tones={
        Tone.DONE: [State.AWARDED],
        Tone.SOON: [
            State.NOMINATED,
            State.SCREENED,
            State.INTEGRITY_CHECKED,
            State.REVIEWED,
            State.PUBLICISED,
        ],
        Tone.LATE: [State.REVOKED],
    },
    title=_("推荐和表彰"),
    joins=("place", "scheme__place"),
    lock=_hold_quota,
    elsewhere=_("现在是“%(state)s”，不能这样办。请刷新页面看最新进展。"),
    verbs=[
        Verb("nominate", [], _S.NOMINATED, label=_("推荐"), roles=NOMINATORS),
        Verb(
            "consent",
            [*BEFORE_AWARD[:4], _S.AWARDED],
            label=_("登记本人同意公示"),
            told=_("本人同意公示"),
            roles=NOMINATORS,
        ),
        Verb(
            "screen",
            [_S.NOMINATED],
            _S.SCREENED,
            label=_("初审通过，征求意见"),
            roles=ORGANISERS,
            when=_no_earlier,
        ),
        Verb(
            "answer",
            [_S.SCREENED],
            label=_("答复征求意见"),
            relations=[BODY],
            when=_still_asked,
        ),
        Verb(
            "review",
            [_S.INTEGRITY_CHECKED],
            label=_("评审通过"),
            relations=[REVIEWER],
            when=_another,
        ),
        Verb(
            "publicise",
            [_S.REVIEWED],
            _S.PUBLICISED,
            label=_("公示"),
            told=_("开始公示"),
            roles=ORGANISERS,
            when=_ready_to_show,
            public=True,
        ),
        Verb(
            "object",
            [_S.PUBLICISED],
            label=_("提出异议"),
            told=_("收到一条异议"),
            relations=[ANYONE],
            when=_in_publicity,
        ),
        Verb(
            "settle",
            [_S.PUBLICISED],
            label=_("处理异议"),
            told=_("处理了异议"),
            roles=[*ORGANISERS, *VERIFIERS],
            when=_has_objection,
            public=True,
        ),
        Verb(
            "award",
            [_S.PUBLICISED],
            _S.AWARDED,
            label=_("表彰，发证书"),
            told=_("受到表彰"),
            roles=ORGANISERS,
            when=_ready_to_award,
            public=True,
        ),
        Verb("reject", BEFORE_AWARD, _S.REJECTED, label=_("不予通过"), roles=ORGANISERS),
        Verb(
            "revoke",
            [_S.AWARDED],
            _S.REVOKED,
            label=_("撤销表彰"),
            told=_("撤销了表彰，证书作废"),
            roles=ORGANISERS,
        ),
        Verb(
            "record",
            [],
            _S.AWARDED,
            label=_("登记以前的表彰"),
            roles=ORGANISERS,
            relations=[OPERATOR],
        ),
        Verb(
            "mend",
            [_S.AWARDED],
            label=_("更正以前的表彰"),
            roles=ORGANISERS,
            relations=[OPERATOR],
        ),
    ],
)


def _four_eyes(thing: Tolerance, by: Person | None, _at: datetime) -> Refused | None:
    if by is not None and by.pk == thing.verified_by_id:
        return Refused(_("核实的人不能再认定，请由另一位纪检干部来定。"), "four_eyes")
    return None


TOLERANCE = Process(
    "tolerance",
    Tolerance,
    states=ToleranceState,
    title=_("容错纠错"),
    verbs=[
        Verb("propose", [], _T.PROPOSED, label=_("提出容错"), roles=PROPOSERS),
        Verb("verify", [_T.PROPOSED], _T.VERIFIED, label=_("核实清楚"), roles=VERIFIERS),
        Verb(
            "tolerate",
            [_T.VERIFIED],
            _T.TOLERATED,
            label=_("认定容错"),
            roles=VERIFIERS,
            when=_four_eyes,
        ),
        Verb(
            "decline",
            [_T.PROPOSED, _T.VERIFIED],
            _T.DECLINED,
            label=_("不予容错"),
            roles=VERIFIERS,
        ),
        Verb("correct", [_T.TOLERATED], _T.CORRECTED, label=_("写明纠正"), roles=PROPOSERS),
    ],
)
