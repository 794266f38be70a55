"""The life of a meeting: set, announced in time, opened on its day, ended with its record."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import MeetingState, State
from sanan.council.models import Meeting
from sanan.council.rules.quorum import TABLE
from sanan.council.rules.states import NOT_THE_DESK, by_desk
from sanan.kit.errors import Refused
from sanan.kit.tones import Tone
from sanan.people.models import Person
from sanan.process.declare import Process, Relation, Verb

EARLY = timedelta(hours=2)
"""How long before its time a meeting may be opened, and its door."""
MEMBER = Relation("member")
"""Whoever has shown that a seat is theirs: by the phone on the roll, or by their own key."""


def _in_time(meeting: Meeting, _by: Person | None, at: datetime) -> Refused | None:
    row = TABLE[meeting.council.kind]  # type: ignore[index] # the column holds a Kind
    days = (meeting.day - timezone.localdate(at)).days
    if days >= row.notice_days:
        return None
    said = _(
        "%(kind)s要提前 %(need)d 天通知（%(law)s），离开会只有 %(have)d 天。请改期再通知。"
    ) % {
        "kind": meeting.council.get_kind_display(),
        "need": row.notice_days,
        "law": row.law,
        "have": days,
    }
    return Refused(said, "no_notice")


def _on_its_day(meeting: Meeting, _by: Person | None, at: datetime) -> Refused | None:
    if at >= meeting.starts_at - EARLY:
        return None
    return Refused(_("还没到开会时间，提前开就不算按期通知了。"), "too_early")


def _door_open(meeting: Meeting, _by: Person | None, at: datetime) -> Refused | None:
    if meeting.state == MeetingState.OPEN or at >= meeting.starts_at - EARLY:
        return None
    return Refused(_("现在不能签到：会议还没开始。"), "door_shut")


def _all_settled(meeting: Meeting, _by: Person | None, _at: datetime) -> Refused | None:
    missing = [i.topic.title for i in meeting.agenda.select_related("topic") if not i.minutes]
    if missing:
        return Refused(_("还没有写记录：%(what)s。") % {"what": "、".join(missing)}, "no_minutes")
    if meeting.votes.open().exists():
        return Refused(_("还有表决没有截止，请先截止。"), "vote_open")
    return None


def _empty(meeting: Meeting, _by: Person | None, _at: datetime) -> Refused | None:
    if meeting.agenda.filter(topic__state=State.SCHEDULED).exists():
        return Refused(_("议程上还有议题，请先把它们放下或改到别的会。"), "has_topics")
    return None


_S = MeetingState
KEPT = [_S.PLANNED, _S.CONVENED, _S.OPEN, _S.HELD]
MEETING = Process(
    "meeting",
    Meeting,
    states=MeetingState,
    tones={
        Tone.SOON: [MeetingState.PLANNED, MeetingState.CONVENED, MeetingState.OPEN],
        Tone.DONE: [MeetingState.HELD],
    },
    title=_("会议"),
    joins=("council__place", "booking"),
    path=lambda meeting: meeting.council.place.path,
    whose=NOT_THE_DESK,
    elsewhere=_("这场会现在是“%(state)s”，不能这样办。"),
    verbs=[
        by_desk("plan", [], _S.PLANNED, label=_("安排会议")),
        by_desk("past", [], _S.HELD, label=_("补记以前的会")),
        by_desk(
            "convene",
            [_S.PLANNED],
            _S.CONVENED,
            label=_("发通知，请大家来"),
            told=_("发了通知"),
            when=_in_time,
        ),
        by_desk("begin", [_S.CONVENED], _S.OPEN, label=_("开会"), when=_on_its_day),
        by_desk(
            "sign_in",
            [_S.CONVENED, _S.OPEN],
            label=_("替人签到"),
            told=_("签到"),
            relations=[MEMBER],
            when=_door_open,
        ),
        by_desk("deliberate", [_S.OPEN], label=_("写下商议了什么"), told=_("商议")),
        by_desk(
            "hold", [_S.OPEN], _S.HELD, label=_("散会，定下记录"), told=_("散会"), when=_all_settled
        ),
        by_desk("rearrange", [_S.PLANNED, _S.CONVENED], label=_("改时间、地点或直播地址")),
        by_desk(
            "cancel",
            [_S.PLANNED, _S.CONVENED],
            _S.CANCELLED,
            label=_("取消这场会"),
            told=_("取消了"),
            when=_empty,
        ),
        by_desk(
            "print_keys", [_S.CONVENED, _S.OPEN], label=_("打印表决码"), told=_("打印了表决码")
        ),
        Verb("use_key", [_S.CONVENED, _S.OPEN], label=_("打开我的表决码"), relations=[MEMBER]),
        Verb("claim_seat", [_S.CONVENED, _S.OPEN], label=_("是我本人"), relations=[MEMBER]),
        by_desk("attach", KEPT, label=_("加附件")),
        by_desk("detach", KEPT, label=_("拿掉一个文件"), told=_("拿掉了一个文件")),
    ],
)
"""`rearrange` leads back to planned where time or place change after the notice went out."""
