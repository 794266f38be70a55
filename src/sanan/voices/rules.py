"""Who may read, speak, judge; what a nickname may be; why someone may not post now."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit.errors import Forbidden, Invalid, Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.models import Place
from sanan.voices.enums import CLERKS, JUDGES, KEEPERS, SPEAKERS, Ended, Kind, Reading, State

if TYPE_CHECKING:
    from sanan.people.models import Person
    from sanan.voices.models import Member, Message, Mute

LONGEST = 2_000
"""Characters of one message; a longer matter belongs into a concern of its own."""
NICKNAME = 12


class Verb(StrEnum):
    """What staff may do to a message. The value is the ledger event's last word."""

    RAISE = "raise_case"
    DISMISS = "dismiss"
    PASS = "pass"
    REFUSE = "refuse"
    REMOVE = "remove"
    PIN = "pin"
    UNPIN = "unpin"


@dataclass(frozen=True, slots=True)
class Rule:
    """In which states, by which roles at or above the village."""

    states: frozenset[State]
    roles: tuple[Role, ...]


_S = State
RULES: Mapping[Verb, Rule] = {
    Verb.RAISE: Rule(frozenset({_S.SHOWN, _S.HELD}), CLERKS),
    Verb.DISMISS: Rule(frozenset({_S.SHOWN}), CLERKS),
    Verb.PASS: Rule(frozenset({_S.HELD}), KEEPERS),
    Verb.REFUSE: Rule(frozenset({_S.HELD}), KEEPERS),
    Verb.REMOVE: Rule(frozenset({_S.SHOWN}), KEEPERS),
    Verb.PIN: Rule(frozenset({_S.SHOWN}), KEEPERS),
    Verb.UNPIN: Rule(frozenset({_S.SHOWN, _S.REMOVED}), KEEPERS),
}


def check(verb: Verb, message: "Message", by: "Person") -> None:
    """Allow, or raise the refusal whose sentence says why; the person is judged first."""
    said = reason(verb, message, by)
    if said is not None:
        raise said


def allowed(message: "Message", by: "Person") -> list[Verb]:
    """The verbs that this person may use on this message now."""
    return [verb for verb in RULES if reason(verb, message, by) is None]


def reason(verb: Verb, message: "Message", by: "Person") -> Refused | None:
    """Why not, or None."""
    rule = RULES[verb]
    if not people.holds(by, rule.roles, path=message.room.place.path):
        return Forbidden(_("这一步不由您来办。"), "not_yours")
    if State(message.state) not in rule.states:
        told = {"state": message.get_state_display()}
        return Refused(_("这条消息现在是“%(state)s”，不能这样办。") % told, "wrong_state")
    return _particular(verb, message)


def _particular(verb: Verb, message: "Message") -> Refused | None:
    """What this verb asks of the message beside its state."""
    faults = {
        Verb.RAISE: [
            (message.case_id is not None, _("这条消息已经立为事项了。")),
            (message.kind not in {Kind.SAID, Kind.RELAY}, _("公告和答复不用立为事项。")),
        ],
        Verb.DISMISS: [(message.reading != Reading.PROPOSED, _("这条消息没有等人确认。"))],
        Verb.REMOVE: [(message.kind == Kind.ANSWER, _("办理答复不能移除。有错请在那件事里改。"))],
        Verb.PIN: [(message.pinned_at is not None, _("已经置顶了。"))],
        Verb.UNPIN: [(message.pinned_at is None, _("没有置顶。"))],
    }
    wrong = (sentence for fault, sentence in faults.get(verb, []) if fault)
    sentence = next(wrong, None)
    return Refused(sentence, "not_now") if sentence else None


def may_keep(place: Place, by: "Person | None") -> bool:
    """Whether this person answers for the room of this village."""
    return people.holds(by, KEEPERS, path=place.path)


def check_keeper(place: Place, by: "Person | None") -> None:
    """Allow whoever answers for the room, or raise `Forbidden`."""
    if not may_keep(place, by):
        raise Forbidden(_("这一步由村（社区）干部来办。"), "not_yours")


def may_speak(place: Place, by: "Person | None") -> bool:
    """Whether this person speaks here by name and office."""
    return by is None or people.holds(by, SPEAKERS + KEEPERS, path=place.path)


def speaks_as(place: Place, by: "Person | None") -> Role | str:
    """The office in which someone speaks in a village; empty for the system. Raises `Forbidden`."""
    if by is None:
        return ""
    for role in SPEAKERS + KEEPERS:
        if people.holds(by, [role], path=place.path):
            return role
    raise Forbidden(
        _("您没有在这个村群里发言的职责。住在本村的话，请用手机扫码进群。"), "not_yours"
    )


def may_judge(place: Place, by: "Person | None") -> bool:
    """Whether this person decides appeals of this village."""
    return people.holds(by, JUDGES, path=place.path)


def why_not_say(member: "Member", mute: "Mute | None", home: Place | None) -> Refused | None:
    """Why a member may not post now, or None; `mute` is one that stands, `home` where they live."""
    if member.ended_at is not None or (home and not member.room.place.contains(home)):
        return Forbidden(_ended(member), "ended")
    if mute is not None:
        told = {"until": f"{timezone.localtime(mute.until_at):%Y-%m-%d %H:%M}", "why": mute.note}
        told["reason"] = mute.get_why_display()
        return Forbidden(
            _("您在 %(until)s 以前不能发言。原因：%(reason)s。%(why)s 您可以申诉。") % told, "muted"
        )
    return None


def _ended(member: "Member") -> str:
    place = {"place": member.room.place.spoken}
    if member.ended_why == Ended.LEFT:
        return _("您已经退出%(place)s的群。再扫一次村里的二维码就能回来。") % place
    if member.ended_why == Ended.NO_RESIDENT:
        return _("村里核对后，您不住在%(place)s，不能在这里发言。有不对，请找村干部。") % place
    return (
        _("您已经不住在%(place)s，不能再在这里发言；以前说过的都还在。现在住的村扫码就能进。")
        % place
    )


_OFFICE = re.compile(
    "书记|支书|主任|村长|村委|居委|两委|村干|干部|社区工作|网格员|监委|纪委|纪检|监察|政府|镇长|县长|乡长|"
    "公安|民警|警察|派出所|法院|检察|管理员|群主|官方|客服|系统|村务|巡察|党员楼长|三安"
)
_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me", "Po", "Pd", "Pc", "Ps", "Pe", "Sk", "Sm", "So"}


def folded(nickname: str) -> str:
    """A nickname as it is compared: without blanks, marks, width or case."""
    plain = unicodedata.normalize("NFKC", nickname).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)


def check_nickname(nickname: str, officials: Iterable[str]) -> str:
    """The nickname's folded form. Raises `Invalid` for one that could be taken for a cadre.

    `officials` are the real names of who holds office here. Groups' rule: nobody may speak as if
    for an office (《互联网用户账号信息管理规定》 art. 8).
    """
    plain = folded(nickname)
    if not plain:
        raise Invalid(_("昵称里要有字。"), "empty", field="nickname")
    if len(nickname) > NICKNAME:
        raise Invalid(
            _("昵称最多 %(most)d 个字。") % {"most": NICKNAME}, "too_long", field="nickname"
        )
    names = {folded(name) for name in officials}
    if _OFFICE.search(plain) or any(name and name in plain for name in names):
        raise Invalid(
            _("这个昵称容易让人以为是干部或单位。请换一个，比如“老李家”“石桥头小芳”。"),
            "imitates",
            field="nickname",
        )
    return plain


def until_latest(since: datetime, until: datetime) -> None:
    """A mute ends, and within thirty days. Raises `Invalid`."""
    days = (until - since).total_seconds() / 86_400
    if not 0 < days <= 30:
        raise Invalid(_("禁言最长 30 天，要写到哪天为止。"), "until", field="days")
