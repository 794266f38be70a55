"""The life of a promotion event."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sanan.investment.enums import OFFICERS, EventState
from sanan.investment.models import PromotionEvent
from sanan.kit import dates
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import Process, Verb

_S = EventState


def _its_day(thing: PromotionEvent, _by: Person | None, at: datetime) -> Refused | None:
    if thing.held_on > dates.local_day(at):
        sentence = _("要到 %(day)s才举办，那天以后再登记结果。")
        return Refused(sentence % {"day": dates.day(thing.held_on)}, "too_early")
    return None


def _brought_nothing(thing: PromotionEvent, _by: Person | None, _at: datetime) -> Refused | None:
    if thing.leads.exists():
        return Refused(_("这场活动已经带来线索，不能取消。"), "has_leads")
    return None


PROMOTION = Process(
    "promotion",
    PromotionEvent,
    states=EventState,
    title=_("招商活动"),
    thing="event",
    verbs=[
        Verb("plan", [], _S.PLANNED, label=_("筹备活动"), roles=OFFICERS),
        Verb("record", [], _S.HELD, label=_("登记办过的活动"), roles=OFFICERS),
        Verb(
            "invite",
            [_S.PLANNED, _S.HELD],
            label=_("加参加的人"),
            told=_("加了参加的人"),
            roles=OFFICERS,
        ),
        Verb(
            "hold",
            [_S.PLANNED],
            _S.HELD,
            label=_("办完了，登记结果"),
            told=_("办完了"),
            roles=OFFICERS,
            when=_its_day,
        ),
        Verb(
            "report",
            [_S.HELD],
            label=_("补充结果"),
            told=_("补充了结果"),
            roles=OFFICERS,
        ),
        Verb(
            "call_off",
            [_S.PLANNED, _S.HELD],
            _S.CALLED_OFF,
            label=_("取消这场活动"),
            told=_("取消了"),
            roles=OFFICERS,
            when=_brought_nothing,
        ),
    ],
)
