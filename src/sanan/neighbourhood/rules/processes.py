"""The lives of a centre, of a facility, of a booking (domain brief §2.7 and §11.6)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.neighbourhood.enums import (
    BOOKERS,
    COMING,
    FOUNDERS,
    KEEPERS,
    OPEN_CENTRES,
    RELAYS,
    BookingState,
    CentreState,
    CheckState,
    FacilityState,
    MealState,
    ProgrammeState,
    Way,
)
from sanan.neighbourhood.models import (
    Booking,
    Centre,
    Facility,
    MealOrder,
    Programme,
    SpotCheck,
)
from sanan.people.models import Person
from sanan.process.declare import OPERATOR, SYSTEM, Process, Relation, Verb

_C, _F, _B = CentreState, FacilityState, BookingState
EARLY = timedelta(minutes=30)
"""How long before its beginning people may be let in, and the door code is shown."""

RUNNERS = (*FOUNDERS, *KEEPERS)
BOOKER = Relation(
    "booker",
    lambda booking, by: by is not None and booking.person_id == by.pk,
    _("这一步由订的人来办。"),
)
"""Whoever booked: signed in by phone, or holding the booking's code."""
ASKER = Relation("asker", whose=_("请用自己的手机订，或者请网格员、服务台代订。"))
"""Somebody who books for themselves, with or without an account; claimed by the caller."""


def _begun(thing: Booking, _by: Person | None, at: datetime) -> Refused | None:
    if thing.starts_at > at + EARLY:
        return Refused(_("还没有到时间，开始前半小时起才能登记。"), "early")
    return None


def _over(thing: Booking, _by: Person | None, at: datetime) -> Refused | None:
    if thing.starts_at > at:
        return Refused(_("还没有到时间，不能说没有来。"), "early")
    return None


def _ahead(thing: Booking, _by: Person | None, at: datetime) -> Refused | None:
    if thing.starts_at <= at:
        return Refused(_("已经开始了，不能再取消。用过请登记“来了”。"), "begun")
    return None


def _not_past(thing: Booking, _by: Person | None, at: datetime) -> Refused | None:
    if thing.ends_at <= at:
        return Refused(_("订的时间已经过去了。"), "past")
    return None


CENTRE = Process(
    "centre",
    Centre,
    states=CentreState,
    title=_("邻里中心"),
    tones={Tone.DONE: [_C.IN_USE, _C.ASSESSED], Tone.SOON: [_C.BUILDING, _C.IMPROVING]},
    verbs=[
        Verb("plan", [], _C.PLANNED, label=_("计划建一个中心"), roles=FOUNDERS),
        Verb("build", [_C.PLANNED], _C.BUILDING, label=_("开工"), roles=FOUNDERS),
        Verb(
            "open",
            [_C.PLANNED, _C.BUILDING],
            _C.IN_USE,
            label=_("启用"),
            told=_("启用了"),
            roles=FOUNDERS,
            public=True,
        ),
        Verb("change", OPEN_CENTRES, label=_("改介绍"), roles=RUNNERS),
        Verb("set_hours", OPEN_CENTRES, label=_("改开放时间"), roles=RUNNERS, public=True),
        Verb(
            "except_day",
            OPEN_CENTRES,
            label=_("某一天不一样"),
            told=_("改了某一天的开放时间"),
            roles=RUNNERS,
            public=True,
        ),
        Verb("set_duty", OPEN_CENTRES, label=_("排部门轮值"), roles=RUNNERS, public=True),
        Verb("add_device", OPEN_CENTRES, label=_("登记设备"), roles=RUNNERS),
        Verb("set_tiers", OPEN_CENTRES, label=_("定用餐补贴"), roles=RUNNERS, public=True),
        Verb("cook", OPEN_CENTRES, label=_("出一份饭"), roles=KEEPERS, public=True),
        Verb("take_in", OPEN_CENTRES, label=_("登记用餐的老人"), roles=BOOKERS),
        Verb("count", OPEN_CENTRES, label=_("登记来了多少人"), roles=KEEPERS),
        Verb(
            "assess",
            OPEN_CENTRES,
            label=_("评星"),
            told=_("按现场测评评了星"),
            relations=[SYSTEM],
            public=True,
        ),
        Verb(
            "improve",
            [_C.ASSESSED],
            _C.IMPROVING,
            label=_("列入改进"),
            roles=FOUNDERS,
        ),
    ],
)
FACILITY = Process(
    "facility",
    Facility,
    states=FacilityState,
    title=_("场地"),
    joins=("place", "centre"),
    tones={Tone.DONE: [_F.OPEN]},
    verbs=[
        Verb("add", [], _F.OPEN, label=_("加一个场地"), roles=RUNNERS),
        Verb("change", _F, label=_("改规则"), roles=RUNNERS),
        Verb("close", [_F.OPEN], _F.CLOSED, label=_("暂停使用"), roles=RUNNERS, public=True),
        Verb("reopen", [_F.CLOSED], _F.OPEN, label=_("恢复使用"), roles=RUNNERS, public=True),
    ],
)
BOOKING = Process(
    "booking",
    Booking,
    states=BookingState,
    title=_("订场地"),
    joins=("place", "facility__centre", "series"),
    tones={
        Tone.DONE: [_B.APPROVED, _B.USED],
        Tone.SOON: [_B.REQUESTED, _B.WAITING],
        Tone.LATE: [_B.NO_SHOW, _B.REFUSED],
    },
    verbs=[
        Verb(
            "request",
            [],
            _B.REQUESTED,
            label=_("申请"),
            roles=BOOKERS,
            relations=[ASKER],
            public=True,
        ),
        Verb("book", [], _B.APPROVED, label=_("订"), roles=BOOKERS, relations=[ASKER], public=True),
        Verb(
            "wait",
            [],
            _B.WAITING,
            label=_("排队候补"),
            told=_("排上了队"),
            roles=BOOKERS,
            relations=[ASKER],
            public=True,
        ),
        Verb(
            "move_up",
            [_B.WAITING],
            label=_("轮到"),
            told=_("前面的取消了，轮到了"),
            relations=[SYSTEM],
            when=_not_past,
            public=True,
        ),
        Verb(
            "approve",
            [_B.REQUESTED],
            _B.APPROVED,
            label=_("同意"),
            told=_("同意了"),
            roles=KEEPERS,
            when=_not_past,
            public=True,
        ),
        Verb(
            "refuse",
            [_B.REQUESTED],
            _B.REFUSED,
            label=_("不同意"),
            told=_("没有同意"),
            roles=KEEPERS,
            public=True,
        ),
        Verb(
            "cancel",
            COMING,
            _B.CANCELLED,
            label=_("取消"),
            told=_("取消了"),
            roles=BOOKERS,
            relations=[BOOKER],
            when=_ahead,
            public=True,
        ),
        Verb(
            "use",
            [_B.APPROVED],
            _B.USED,
            label=_("来了"),
            told=_("来使用了"),
            roles=KEEPERS,
            when=_begun,
            public=True,
        ),
        Verb(
            "miss",
            [_B.APPROVED],
            _B.NO_SHOW,
            label=_("没有来"),
            told=_("没有来"),
            roles=KEEPERS,
            when=_over,
            public=True,
        ),
        Verb(
            "rate",
            [_B.USED],
            label=_("评一评"),
            told=_("评了分"),
            relations=[BOOKER],
            public=True,
        ),
        Verb("remind", [_B.APPROVED], label=_("提醒"), told=_("提醒过了"), relations=[SYSTEM]),
        Verb(
            "lapse",
            [_B.WAITING, _B.REQUESTED],
            _B.LAPSED,
            label=_("没有轮到"),
            relations=[SYSTEM],
            public=True,
        ),
    ],
)


def _in_time(thing: MealOrder, _by: Person | None, at: datetime) -> Refused | None:
    if at > thing.meal.until_at:
        return Refused(_("已经截止订餐，饭已经做了，不能再退。"), "late")
    return None


def _to_bring(thing: MealOrder, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.way != Way.BRING:
        return Refused(_("这一份是自己来取的。"), "fetched")
    return None


def _to_fetch(thing: MealOrder, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.way != Way.FETCH:
        return Refused(_("这一份要送到家。"), "brought")
    return None


_M = MealState
MEAL = Process(
    "meal",
    MealOrder,
    states=MealState,
    title=_("老人用餐"),
    thing="meal_order",
    joins=("place", "meal", "diner"),
    tones={Tone.DONE: [_M.FETCHED, _M.BROUGHT], Tone.SOON: [_M.ORDERED], Tone.LATE: [_M.MISSED]},
    verbs=[
        Verb("order", [], _M.ORDERED, label=_("订餐"), roles=BOOKERS),
        Verb(
            "fetch",
            [_M.ORDERED],
            _M.FETCHED,
            label=_("吃了、取走了"),
            roles=KEEPERS,
            when=_to_fetch,
        ),
        Verb(
            "bring",
            [_M.ORDERED],
            _M.BROUGHT,
            label=_("送到了"),
            roles=[*KEEPERS, *RELAYS],
            when=_to_bring,
        ),
        Verb("miss", [_M.ORDERED], _M.MISSED, label=_("没有来取"), roles=KEEPERS),
        Verb("cancel", [_M.ORDERED], _M.CANCELLED, label=_("退了"), roles=BOOKERS, when=_in_time),
    ],
)


def _started(thing: Programme, _by: Person | None, at: datetime) -> Refused | None:
    if thing.starts_at > at:
        return Refused(_("还没有到时间，办了以后再登记人次。"), "early")
    return None


_P = ProgrammeState
PROGRAMME = Process(
    "programme",
    Programme,
    states=ProgrammeState,
    title=_("文化活动"),
    joins=("place", "centre"),
    tones={Tone.DONE: [_P.HELD], Tone.SOON: [_P.PLANNED]},
    verbs=[
        Verb("announce", [], _P.PLANNED, label=_("安排一场活动"), roles=RUNNERS, public=True),
        Verb(
            "hold",
            [_P.PLANNED],
            _P.HELD,
            label=_("办过了"),
            roles=RUNNERS,
            when=_started,
            public=True,
        ),
        Verb("join", [_P.PLANNED, _P.HELD], label=_("和志愿活动合成一场"), roles=RUNNERS),
        Verb("cancel", [_P.PLANNED], _P.CANCELLED, label=_("不办了"), roles=RUNNERS, public=True),
        Verb(
            "record",
            [],
            _P.HELD,
            label=_("登记以前的活动"),
            roles=RUNNERS,
            relations=[OPERATOR],
        ),
        Verb(
            "mend",
            [_P.HELD],
            label=_("更正以前的活动"),
            roles=RUNNERS,
            relations=[OPERATOR],
        ),
    ],
)
CHECKER = Relation(
    "checker",
    lambda check, by: by is not None and check.by_id == by.pk,
    _("这一步由开始打分的人来办。"),
)
CHECK = Process(
    "spot_check",
    SpotCheck,
    states=CheckState,
    title=_("现场测评"),
    thing="check",
    joins=("place", "centre"),
    verbs=[
        Verb("begin", [], CheckState.OPEN, label=_("开始现场测评"), roles=FOUNDERS),
        Verb("send", [CheckState.OPEN], CheckState.SENT, label=_("交"), relations=[CHECKER]),
    ],
)
