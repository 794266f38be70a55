"""What becomes of a message: said, held, shown, taken out or back, raised to a case."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from sanan.kit.bulk import insert
from sanan.kit.errors import Refused
from sanan.people.models import Person
from sanan.process.declare import SYSTEM, Process, Relation, Sentence, Verb
from sanan.process.models import TimelineEntry
from sanan.voices.enums import CLERKS, KEEPERS, SPEAKERS, Kind, Reading, State
from sanan.voices.models import Member, Message, Mute, Room
from sanan.voices.rules.members import why_not_say

LONGEST = 2_000
"""Characters of one message; a longer matter belongs into a concern of its own."""
MOST_PINNED = 5
TAKEN_BACK_WITHIN = timedelta(minutes=2)
S = State
WAITING = (S.SHOWN, S.HELD)
IN_OFFICE = (*SPEAKERS, *KEEPERS)
When = Callable[[Message, Person | None, datetime], Refused | None]
ONLY_SPEAKERS = _("您没有在这个村群里发言的职责。住在本村的话，请用手机扫码进群。")
ONLY_OWN = _("只能把自己说的话交办。别人说的，请他自己点，或告诉网格员。")


def _author(message: Message, by: Person | None) -> bool:
    return by is not None and message.member_id is not None and message.by_id == by.pk


def _neighbour(message: Message, by: Person | None) -> bool:
    if by is None or message.by_id == by.pk:
        return False
    return Member.objects.current().filter(room=message.room_id, person=by).exists()


AUTHOR = Relation("author", _author, _("只有说这句话的人自己才能这样办。"))
"""The member who said it."""
NEIGHBOUR = Relation("neighbour", _neighbour, _("群里的人才能举报。"))
"""Whoever is in the room and did not say it."""


def _unless(*faults: tuple[Callable[[Message], bool], Sentence]) -> When:
    """Not for a message of which one of these is true; its sentence says so."""

    def when(message: Message, _by: Person | None, _at: datetime) -> Refused | None:
        said = (sentence for wrong, sentence in faults if wrong(message))
        sentence = next(said, None)
        return Refused(sentence, "not_now") if sentence else None

    return when


NO_CASE = _unless(
    (lambda m: m.case_id is not None, _("这条消息已经立为事项了。")),
    (lambda m: m.kind not in {Kind.SAID, Kind.RELAY}, _("公告和答复不用立为事项。")),
)
DOUBTED = _unless((lambda m: m.reading != Reading.PROPOSED, _("这条消息没有等人确认。")))
NO_ANSWER = _unless((lambda m: m.kind == Kind.ANSWER, _("办理答复不能移除。有错请在那件事里改。")))
REPORTED = _unless((lambda m: m.reported_at is None, _("没有人举报这条消息。")))
PINNED = _unless((lambda m: m.pinned_at is None, _("没有置顶。")))


def _may_speak(message: Message, _by: Person | None, at: datetime) -> Refused | None:
    member = message.member
    return why_not_say(member, Mute.objects.of(member, at)) if member else None


def _a_place_at_the_top(message: Message, _by: Person | None, _at: datetime) -> Refused | None:
    if message.pinned_at is not None:
        return Refused(_("已经置顶了。"), "not_now")
    pinned = Message.objects.filter(room=message.room_id, pinned_at__isnull=False).count()
    if pinned >= MOST_PINNED:
        return Refused(_("最多置顶 %(most)d 条。请先取消一条。") % {"most": MOST_PINNED}, "many")
    return None


def _just_said(message: Message, by: Person | None, at: datetime) -> Refused | None:
    if by is not None and at - message.at > TAKEN_BACK_WITHIN:
        return Refused(_("发出两分钟以内才能收回。要去掉，请找村干部。"), "late")
    if message.case_id is not None:
        return Refused(_("已经交办了，不能收回。要撤，请到“我说过的事”里撤回。"), "twice")
    return None


def _once(message: Message, by: Person | None, _at: datetime) -> Refused | None:
    if message.kind not in {Kind.SAID, Kind.RELAY}:
        return Refused(_("公告和答复有错，请直接找村干部。"), "not_now")
    lines = TimelineEntry.objects.of("message", message.pk).filter(verb="report", by=by)
    if message.reported_at is not None and lines.exists():
        return Refused(_("您已经举报过了，村里会看。"), "twice")
    return None


def hold_room(message: Message) -> Room:
    """The message's room, locked: its numbers grow one change at a time."""
    return Room.objects.select_for_update(of=("self",)).get(pk=message.room_id)


def _taken(told: Mapping[str, Any]) -> int:
    return int(told["taken"])


MESSAGE = Process(
    "message",
    Message,
    title=_("村群里的一条消息"),
    states=State,
    ref="ref",
    joins=("room__place", "member__person", "case"),
    path=lambda message: message.room.place.path,
    lock=hold_room,
    insert=insert,
    refreshed=("indexed", "rev"),
    batches={"chat.import": _taken, "chat.poll_archive": _taken},
    leaves={"chat.retain": lambda told: int(told["messages"])},
    elsewhere=_("这条消息现在是“%(state)s”，不能这样办。"),
    verbs=[
        Verb("say", (), None, _("说"), IN_OFFICE, [AUTHOR], whose=ONLY_SPEAKERS, when=_may_speak),
        Verb("relay", (), None, _("转述"), IN_OFFICE, whose=ONLY_SPEAKERS),
        Verb("announce", (), S.SHOWN, _("发公告"), IN_OFFICE, [SYSTEM], whose=ONLY_SPEAKERS),
        Verb("answer", (), S.SHOWN, _("带回答复"), relations=[SYSTEM]),
        Verb("raise_case", WAITING, None, _("立为事项"), CLERKS, when=NO_CASE),
        Verb("hand_over", WAITING, None, _("请人来办"), (), [AUTHOR], whose=ONLY_OWN, when=NO_CASE),
        Verb("dismiss", [S.SHOWN], None, _("不是诉求"), CLERKS, when=DOUBTED),
        Verb("pass", [S.HELD], S.SHOWN, _("放行"), KEEPERS),
        Verb("refuse", [S.HELD], S.REFUSED, _("不放行"), KEEPERS),
        Verb("remove", [S.SHOWN], S.REMOVED, _("移除这条消息"), KEEPERS, when=NO_ANSWER),
        Verb("stand", [S.SHOWN], None, _("看过举报，留着"), KEEPERS, when=REPORTED),
        Verb("pin", [S.SHOWN], None, _("置顶"), KEEPERS, when=_a_place_at_the_top),
        Verb("unpin", list(S), None, _("取消置顶"), KEEPERS, when=PINNED),
        Verb("report", [S.SHOWN], None, _("举报"), (), [NEIGHBOUR], when=_once),
        Verb(
            "take_back",
            WAITING,
            S.TAKEN_BACK,
            _("收回这句话"),
            (),
            [AUTHOR, SYSTEM],
            when=_just_said,
        ),
        Verb(
            "restore",
            [S.HELD, S.REFUSED, S.REMOVED],
            S.SHOWN,
            _("申诉成立，恢复显示"),
            relations=[SYSTEM],
        ),
    ],
)
"""Domain brief §2.9 and 互联网群组信息服务管理规定: a machine may propose and hold, a person decides."""
