"""The life of a topic as data, and who may run a council."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sanan.council.enums import DESK, PROPOSERS, State
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.enums import PlaceKind
from sanan.places.models import Place

if TYPE_CHECKING:
    from sanan.council.models import Topic
    from sanan.people.models import Person


class Verb(StrEnum):
    """Everything that moves a topic. The value is the ledger event's last word."""

    PROPOSE = "propose"
    ADMIT = "admit"
    DECLINE = "decline"
    SCHEDULE = "schedule"
    DELIBERATE = "deliberate"
    RESOLVE = "resolve"
    SHELVE = "shelve"
    ESCALATE = "escalate"
    TAKE_UP = "take_up"
    EXECUTE = "execute"
    FINISH = "finish"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which, by whom; without roles it is open to every resident."""

    sources: frozenset[State]
    target: State
    roles: frozenset[Role]


def _rule(sources: Iterable[State], target: State, roles: Iterable[Role] = DESK) -> Rule:
    return Rule(frozenset(sources), target, frozenset(roles))


_S = State
ABOVE = frozenset({PlaceKind.TOWNSHIP, PlaceKind.COUNTY, PlaceKind.CITY})
"""Kinds of place that take up what a community could not settle."""

RULES: Mapping[Verb, Rule] = {
    Verb.ADMIT: _rule({_S.PROPOSED}, _S.ADMITTED),
    Verb.DECLINE: _rule({_S.PROPOSED, _S.ADMITTED}, _S.DECLINED),
    Verb.SCHEDULE: _rule({_S.ADMITTED, _S.DELIBERATED}, _S.SCHEDULED),
    Verb.DELIBERATE: _rule({_S.SCHEDULED}, _S.DELIBERATED),
    Verb.RESOLVE: _rule({_S.DELIBERATED}, _S.RESOLVED),
    Verb.SHELVE: _rule({_S.ADMITTED, _S.SCHEDULED, _S.DELIBERATED}, _S.SHELVED),
    Verb.ESCALATE: _rule({_S.ADMITTED, _S.DELIBERATED, _S.SHELVED}, _S.ESCALATED),
    Verb.TAKE_UP: _rule({_S.DECLINED, _S.SHELVED, _S.ESCALATED}, _S.ADMITTED),
    Verb.EXECUTE: _rule({_S.RESOLVED, _S.IN_EXECUTION}, _S.IN_EXECUTION),
    Verb.FINISH: _rule({_S.IN_EXECUTION}, _S.DONE),
    Verb.EVALUATE: _rule({_S.DONE, _S.EVALUATED}, _S.EVALUATED, ()),
}
"""`PROPOSE` stands apart: there is no topic before it (`PROPOSERS`, or a resident)."""


def check(verb: Verb, topic: "Topic", by: "Person | None") -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, topic, by)
    if said is not None:
        raise said


def allowed(topic: "Topic", by: "Person | None") -> list[Verb]:
    """The verbs that this person may use on this topic now."""
    return [verb for verb in RULES if reason(verb, topic, by) is None]


def reason(verb: Verb, topic: "Topic", by: "Person | None") -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = RULES[verb]
    if rule.roles and not people.holds(by, rule.roles, path=topic.place.path):
        return Forbidden(_("这一步由社区(村)的人来办。"), "not_yours")
    handed_up = verb == Verb.TAKE_UP and topic.state == State.ESCALATED
    if handed_up and not _above(topic.place, by):
        return Forbidden(_("这个议题已经报到上级,由乡镇或县里来定。"), "handed_up")
    if State(topic.state) not in rule.sources:
        return Refused(
            _("这个议题现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": topic.get_state_display()},
            "wrong_state",
        )
    return None


def _above(place: Place, by: "Person | None") -> bool:
    """Whether this person runs councils at the township of `place` or higher."""
    return any(
        post.role in DESK and post.kind in ABOVE and place.path.startswith(post.path)
        for post in people.posts(by)
    )


def may_run(place: Place, by: "Person | None") -> bool:
    """Whether this person runs councils at this place."""
    return people.holds(by, DESK, path=place.path)


def may_propose(place: Place, by: "Person | None") -> bool:
    """Whether this person may put a topic there as staff."""
    return people.holds(by, PROPOSERS, path=place.path)


def check_desk(place: Place, by: "Person | None") -> None:
    """Allow whoever runs councils here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(_("这一步由社区(村)的人来办。"), "not_yours")
