"""What may happen to a record of service, and who may do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.places.models import Place
from sanan.volunteers.enums import DESK, State

if TYPE_CHECKING:
    from sanan.people.models import Person
    from sanan.volunteers.models import Service


class Verb(StrEnum):
    """Everything that moves a record of service. The value is the ledger event's last word."""

    RECORD = "record"
    CLAIM = "claim"
    LOG = "log"
    AGREE = "agree"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    QUESTION = "question"
    CORRECT = "correct"
    SETTLE = "settle"
    STRIKE = "strike"
    RATE = "rate"


class Side(StrEnum):
    """Which of the two sides acts."""

    VOLUNTEER = "volunteer"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (None: it stays), by which side."""

    sources: frozenset[State]
    target: State | None
    side: Side


_S, _MINE, _DESK = State, Side.VOLUNTEER, Side.DESK
_STANDING = frozenset({_S.RECORDED, _S.CONFIRMED})

RULES: Mapping[Verb, Rule] = {
    Verb.AGREE: Rule(frozenset({_S.RECORDED}), _S.CONFIRMED, _MINE),
    Verb.ACCEPT: Rule(frozenset({_S.CLAIMED}), _S.CONFIRMED, _DESK),
    Verb.DECLINE: Rule(frozenset({_S.CLAIMED}), _S.STRUCK, _DESK),
    Verb.WITHDRAW: Rule(frozenset({_S.CLAIMED}), _S.STRUCK, _MINE),
    Verb.QUESTION: Rule(_STANDING, None, _MINE),
    Verb.CORRECT: Rule(_STANDING, _S.RECORDED, _DESK),
    Verb.SETTLE: Rule(_STANDING, None, _DESK),
    Verb.STRIKE: Rule(_STANDING, _S.STRUCK, _DESK),
    Verb.RATE: Rule(frozenset({_S.CONFIRMED}), None, _DESK),
}
"""`RECORD`, `CLAIM` and `LOG` stand apart: there is no record before them.

志愿服务记录与证明出具办法(试行), art. 3 (true, accurate, complete, timely) and the volunteer's right
to have a record corrected; that both sides confirm is our reading of "true" (design default).
"""


def check(verb: Verb, service: "Service", by: "Person | None") -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, service, by)
    if said is not None:
        raise said


def allowed(service: "Service", by: "Person | None") -> list[Verb]:
    """The verbs that this person may use on this record now."""
    return [verb for verb in RULES if reason(verb, service, by) is None]


def reason(verb: Verb, service: "Service", by: "Person | None") -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = RULES[verb]
    mine = by is not None and by.pk == service.person_id
    if rule.side == Side.VOLUNTEER and not mine:
        return Forbidden(_("只有志愿者本人才能这样办。"), "not_yours")
    if rule.side == Side.DESK:
        if not may_run(service.place, by):
            return Forbidden(_("这一步由组织志愿服务的人来办。"), "not_yours")
        if mine:
            return Forbidden(_("自己的服务时长要由别人来确认。请找另一位组织者。"), "own")
    if State(service.state) not in rule.sources:
        return Refused(
            _("这条记录现在是“%(state)s”,不能这样办。请刷新页面再看。")
            % {"state": service.get_state_display()},
            "wrong_state",
        )
    return None


def may_run(place: Place, by: "Person | None") -> bool:
    """Whether this person organises, records and certifies at this place."""
    return people.holds(by, DESK, path=place.path)


def check_desk(place: Place, by: "Person | None") -> None:
    """Allow whoever organises here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(_("这一步由组织志愿服务的人来办。"), "not_yours")
