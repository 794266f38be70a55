"""The lives of this room's things as data: a record of service, an activity, a seat, a certificate.

志愿服务记录与证明出具办法(试行), art. 3 (true, accurate, complete, timely) and the volunteer's right
to have a record corrected; that both sides confirm is our reading of "true" (design default). Who
organises records, who records certifies, and nobody confirms or certifies their own.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.kit.tones import Tone
from sanan.people import queries as people
from sanan.people.models import Person
from sanan.places.models import Place
from sanan.process.declare import SYSTEM, Process, Relation, Sentence, Verb
from sanan.volunteers.enums import DESK, ActivityState, Paper, Seat, State
from sanan.volunteers.models import Activity, Certificate, Service, SignUp, Team, hold

When = Callable[..., Refused | None]
ONLY_DESK = _("这一步由组织志愿服务的人来办。")
ONLY_MINE = _("只有志愿者本人才能这样办。")


def _own_service(service: Service, by: Person | None) -> bool:
    return by is not None and by.pk == service.person_id


def _own(thing: SignUp | Certificate, by: Person | None) -> bool:
    return by is not None and by.pk == thing.volunteer.person_id


SERVED = Relation("served", _own_service, ONLY_MINE)
"""Whoever served."""
VOLUNTEER = Relation("volunteer", _own, ONLY_MINE)
"""Whose seat or certificate it is."""


def _each(*tests: When) -> When:
    """The first refusal of several."""

    def when(thing: object, by: Person | None, at: datetime) -> Refused | None:
        return next((no for test in tests if (no := test(thing, by, at)) is not None), None)

    return when


def _by_another(service: Service, by: Person | None, _at: datetime) -> Refused | None:
    if _own_service(service, by):
        return Forbidden(_("自己的服务时长要由别人来确认。请找另一位组织者。"), "own")
    return None


def _asked(service: Service) -> bool:
    return any(each.granted is None for each in service.corrections.all())


def _answered(sentence: Sentence) -> When:
    """Not while a correction that the volunteer asked for waits for its answer."""

    def when(service: Service, _by: Person | None, _at: datetime) -> Refused | None:
        return Refused(sentence, "asked") if _asked(service) else None

    return when


def _to_settle(service: Service, _by: Person | None, _at: datetime) -> Refused | None:
    return None if _asked(service) else Refused(_("没有等答复的更正。"), "none_asked")


_S = State
_STANDING = (_S.RECORDED, _S.CONFIRMED)
SERVICE = Process(
    "service",
    Service,
    states=State,
    tones={
        Tone.DONE: [State.CONFIRMED],
        Tone.SOON: [State.RECORDED, State.CLAIMED],
        Tone.LATE: [State.STRUCK],
    },
    title=_("一次志愿服务的记录"),
    ref="ref",
    joins=("place", "activity", "person"),
    whose=ONLY_DESK,
    elsewhere=_("这条记录现在是“%(state)s”，不能这样办。请刷新页面再看。"),
    lock=lambda service: hold(service.person),
    verbs=[
        Verb("record", [], label=_("组织者记了时长"), roles=DESK, when=_by_another, public=True),
        Verb("claim", [], _S.CLAIMED, label=_("本人报了一次服务"), relations=[SERVED], public=True),
        Verb("log", [], label=_("服务单带来的时长"), relations=[SYSTEM], public=True),
        Verb(
            "agree",
            [_S.RECORDED],
            _S.CONFIRMED,
            label=_("对的，确认"),
            told=_("本人确认了"),
            relations=[SERVED],
            when=_answered(_("您提的更正还没有答复，等答复以后再确认。")),
            public=True,
        ),
        Verb(
            "accept",
            [_S.CLAIMED],
            _S.CONFIRMED,
            label=_("确认，算数"),
            told=_("组织者确认了"),
            roles=DESK,
            when=_by_another,
            public=True,
        ),
        Verb(
            "decline",
            [_S.CLAIMED],
            _S.STRUCK,
            label=_("不确认"),
            told=_("组织者没有确认："),
            roles=DESK,
            when=_by_another,
            public=True,
        ),
        Verb(
            "withdraw",
            [_S.CLAIMED],
            _S.STRUCK,
            label=_("报错了，收回"),
            told=_("本人收回了"),
            relations=[SERVED],
            public=True,
        ),
        Verb(
            "question",
            _STANDING,
            label=_("不对，请更正"),
            told=_("本人请求更正："),
            relations=[SERVED],
            when=_answered(_("您已经提过一次更正，还在等答复。")),
            public=True,
        ),
        Verb(
            "settle",
            _STANDING,
            label=_("答复更正"),
            told=_("答复了更正："),
            roles=DESK,
            when=_each(_by_another, _to_settle),
            public=True,
        ),
        Verb(
            "rate",
            [_S.CONFIRMED],
            label=_("评服务质量"),
            told=_("评了服务质量"),
            roles=DESK,
            when=_by_another,
            public=True,
        ),
        Verb(
            "correct",
            _STANDING,
            _S.RECORDED,
            label=_("更正时间"),
            told=_("组织者更正了时间："),
            roles=DESK,
            when=_each(_by_another, _answered(_("志愿者提的更正还没有答复，请先答复。"))),
            public=True,
        ),
        Verb(
            "strike",
            _STANDING,
            _S.STRUCK,
            label=_("作废这条记录"),
            told=_("作废了："),
            roles=DESK,
            when=_by_another,
            public=True,
        ),
    ],
)
"""Only what both sides have confirmed counts."""


def _begun(activity: Activity, _by: Person | None, at: datetime) -> Refused | None:
    if activity.starts_at <= at:
        return Refused(_("已经开始的活动不能再改。"), "over")
    return None


def _over(activity: Activity, _by: Person | None, at: datetime) -> Refused | None:
    return Refused(_("活动还没有结束。"), "early") if activity.ends_at > at else None


def _unserved(activity: Activity, _by: Person | None, _at: datetime) -> Refused | None:
    if activity.services.standing().exists():
        return Refused(_("已经记了服务时长，不能取消。"), "served")
    return None


_A = ActivityState
ACTIVITY = Process(
    "activity",
    Activity,
    states=ActivityState,
    tones={
        Tone.SOON: [ActivityState.OPEN],
    },
    title=_("一次志愿服务活动"),
    batches={"volunteers.import": lambda told: sum("starts_at" in row for row in told["rows"])},
    joins=("project", "place"),
    whose=ONLY_DESK,
    elsewhere=_("这个活动现在是“%(state)s”，不能这样办。请刷新页面再看。"),
    verbs=[
        Verb("plan", [], _A.OPEN, label=_("安排了活动"), roles=DESK, public=True),
        Verb(
            "finish",
            [_A.OPEN, _A.HELD],
            _A.HELD,
            label=_("结束活动，写服务了多少人次"),
            told=_("活动结束了"),
            roles=DESK,
            when=_over,
            public=True,
        ),
        Verb(
            "change",
            [_A.OPEN],
            label=_("改时间、地点、名额"),
            told=_("改了时间、地点或名额"),
            roles=DESK,
            when=_begun,
            public=True,
        ),
        Verb(
            "cancel",
            [_A.OPEN],
            _A.CANCELLED,
            label=_("取消活动"),
            told=_("取消了："),
            roles=DESK,
            when=_unserved,
            public=True,
        ),
    ],
)


def _standing(signup: SignUp, _by: Person | None, _at: datetime) -> Refused | None:
    if signup.activity.state == ActivityState.CANCELLED:
        return Refused(_("这个活动已经取消了。"), "cancelled")
    if signup.volunteer.left_at is not None:
        return Refused(_("已经退出志愿者登记。请先重新登记。"), "left")
    return None


def _not_over(signup: SignUp, _by: Person | None, at: datetime) -> Refused | None:
    return Refused(_("这个活动已经结束了。"), "over") if signup.activity.ends_at <= at else None


def _not_there(signup: SignUp, _by: Person | None, _at: datetime) -> Refused | None:
    return Refused(_("已经签到，不能再退出。"), "came") if signup.came_at else None


_T = Seat
_TO_COME = _each(_standing, _not_over)
SIGNUP = Process(
    "signup",
    SignUp,
    states=Seat,
    tones={
        Tone.DONE: [Seat.GOING],
        Tone.SOON: [Seat.WAITING],
    },
    title=_("志愿者在一次活动里的位子"),
    field="seat",
    ref="ref",
    joins=("activity__place", "activity__project", "volunteer__person"),
    path=lambda signup: signup.activity.place.path,
    whose=ONLY_DESK,
    elsewhere=_("现在是“%(state)s”，不能这样办。请刷新页面再看。"),
    lock=lambda signup: Activity.objects.select_for_update(of=("self",)).get(pk=signup.activity_id),
    verbs=[
        Verb("sign_up", [], label=_("报名"), when=_TO_COME, roles=DESK, relations=[VOLUNTEER]),
        Verb(
            "come_back",
            [_T.LEFT],
            label=_("再报名"),
            when=_TO_COME,
            roles=DESK,
            relations=[VOLUNTEER],
        ),
        Verb("move_up", [_T.WAITING], _T.GOING, label=_("候补上了"), relations=[SYSTEM]),
        Verb(
            "give_up",
            [_T.GOING, _T.WAITING],
            _T.LEFT,
            label=_("来不了，退出"),
            when=_each(_standing, _not_there, _not_over),
            roles=DESK,
            relations=[VOLUNTEER],
        ),
        Verb(
            "walk_in",
            [],
            _T.GOING,
            label=_("没有报名，来了"),
            when=_standing,
            roles=DESK,
            relations=[VOLUNTEER],
        ),
        Verb(
            "check_in",
            Seat.values,
            _T.GOING,
            label=_("签到"),
            when=_standing,
            roles=DESK,
            relations=[VOLUNTEER],
        ),
    ],
)
"""Seats are given one after the other, with the activity locked."""


def _by_others(certificate: Certificate, by: Person | None, _at: datetime) -> Refused | None:
    if _own(certificate, by):
        return Forbidden(_("自己的证明要由别人来开。请找另一位组织者。"), "own")
    return None


def _has_team(certificate: Certificate, _by: Person | None, _at: datetime) -> Refused | None:
    if Team.objects.filter(org=certificate.org).exists():
        return None
    return Refused(_("先写好这个单位的负责人和电话，证明上要有。"), "no_team")


_P = Paper
_TO_ISSUE = _each(_by_others, _has_team)
CERTIFICATE = Process(
    "certificate",
    Certificate,
    states=Paper,
    tones={
        Tone.DONE: [Paper.ISSUED],
        Tone.SOON: [Paper.ASKED],
        Tone.LATE: [Paper.REVOKED],
    },
    title=_("志愿服务记录证明"),
    ref="number",
    joins=("org__place", "volunteer__person"),
    path=lambda certificate: certificate.org.place.path,
    whose=ONLY_DESK,
    elsewhere=_("这张证明现在是“%(state)s”，不能这样办。请刷新页面再看。"),
    lock=lambda certificate: hold(certificate.volunteer.person),
    verbs=[
        Verb("ask", [], _P.ASKED, label=_("申请证明"), relations=[VOLUNTEER], public=True),
        Verb(
            "certify",
            [],
            _P.ISSUED,
            label=_("开服务记录证明"),
            roles=DESK,
            when=_TO_ISSUE,
            public=True,
        ),
        Verb(
            "issue",
            [_P.ASKED],
            _P.ISSUED,
            label=_("开具"),
            roles=DESK,
            when=_TO_ISSUE,
            public=True,
        ),
        Verb(
            "decline",
            [_P.ASKED],
            _P.DECLINED,
            label=_("不开具"),
            told=_("没有开具："),
            roles=DESK,
            public=True,
        ),
        Verb(
            "revoke",
            [_P.ISSUED],
            _P.REVOKED,
            label=_("撤销"),
            told=_("撤销了："),
            roles=DESK,
            public=True,
        ),
    ],
)


def may_run(place: Place, by: Person | None) -> bool:
    """Whether this person organises, records and certifies at this place."""
    return people.holds(by, DESK, path=place.path)


def check_desk(place: Place, by: Person | None) -> None:
    """Allow whoever organises here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(ONLY_DESK, "not_yours")
