"""The life of an order as data: which verb leads from where to where, and who may use it.

Source: domain brief §2.4 and 志愿服务条例 art. 25 (nobody may be forced to serve): nobody is ever
assigned. A dispatch asks; only whoever is asked takes it, and may give it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.models import Place
from sanan.services.enums import DESK, PROXIES, SEEKING, Answer, Relation, State, To
from sanan.services.models import Helper

if TYPE_CHECKING:
    from sanan.people.models import Person
    from sanan.services.models import Order

UNCLAIMED_AFTER = timedelta(hours=48)
"""T: nobody has taken it for so long, so it goes to the branch, and then to the joint committee."""
LONGEST_VISIT = timedelta(hours=12)


class Verb(StrEnum):
    """Everything that moves an order. The value is the ledger event's last word."""

    PLACE = "place"
    SCREEN = "screen"
    REJECT = "reject"
    DISPATCH = "dispatch"
    REOFFER = "reoffer"
    LAPSE = "lapse"
    RAISE = "raise"
    CLAIM = "claim"
    DECLINE = "decline"
    RELEASE = "release"
    SCHEDULE = "schedule"
    BEGIN = "begin"
    END = "end"
    RATE = "rate"
    CONFIRM = "confirm"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (None: it stays), by whom, in which relation."""

    sources: frozenset[State]
    target: State | None
    roles: frozenset[Role] = frozenset()
    relations: frozenset[Relation] = frozenset()


def _rule(sources: Iterable[State], target: State | None, *who: Role | Relation) -> Rule:
    return Rule(
        frozenset(sources),
        target,
        frozenset(w for w in who if isinstance(w, Role)),
        frozenset(w for w in who if isinstance(w, Relation)),
    )


_S, _N = State, Relation

RULES: Mapping[Verb, Rule] = {
    Verb.SCREEN: _rule({_S.PLACED}, _S.SCREENED, *DESK),
    Verb.REJECT: _rule({_S.PLACED, _S.SCREENED, *SEEKING}, _S.REJECTED, *DESK),
    Verb.DISPATCH: _rule({_S.SCREENED, *SEEKING}, _S.DISPATCHED, *DESK),
    Verb.REOFFER: _rule({_S.DISPATCHED}, None, _N.SYSTEM),
    Verb.LAPSE: _rule({_S.DISPATCHED}, _S.UNCLAIMED, _N.SYSTEM),
    Verb.RAISE: _rule({_S.UNCLAIMED}, _S.RAISED, *DESK, _N.SYSTEM),
    Verb.CLAIM: _rule(SEEKING, _S.CLAIMED, _N.HELPER),
    Verb.DECLINE: _rule(SEEKING, None, _N.ASKED),
    Verb.RELEASE: _rule({_S.CLAIMED, _S.SCHEDULED}, _S.DISPATCHED, _N.TAKER),
    Verb.SCHEDULE: _rule({_S.CLAIMED, _S.SCHEDULED}, _S.SCHEDULED, _N.TAKER),
    Verb.BEGIN: _rule({_S.CLAIMED, _S.SCHEDULED}, _S.SERVING, _N.TAKER),
    Verb.END: _rule({_S.SERVING}, _S.FINISHED, _N.TAKER),
    Verb.RATE: _rule({_S.FINISHED}, _S.RATED, _N.REQUESTER, _N.PROXY),
    Verb.CONFIRM: _rule({_S.FINISHED, _S.RATED}, _S.ARCHIVED, *DESK),
    Verb.CANCEL: _rule(
        {_S.PLACED, _S.SCREENED, *SEEKING, _S.CLAIMED, _S.SCHEDULED},
        _S.CANCELLED,
        *DESK,
        _N.REQUESTER,
        _N.PROXY,
    ),
}
"""`PLACE` stands apart: there is no order before it."""


def check(
    verb: Verb, order: "Order", by: "Person | None", *, relation: Relation | None = None
) -> None:
    """Allow, or raise the refusal whose sentence says why.

    `relation` is how the caller already knows the actor to stand: REQUESTER by query code, SYSTEM
    for the clock.
    """
    said = reason(verb, order, by, relation=relation)
    if said is not None:
        raise said


def allowed(order: "Order", by: "Person | None", *, relation: Relation | None = None) -> list[Verb]:
    """The verbs that this person may use on this order now."""
    return [verb for verb in RULES if reason(verb, order, by, relation=relation) is None]


def reason(
    verb: Verb, order: "Order", by: "Person | None", *, relation: Relation | None = None
) -> Refused | None:
    """Why not, or None where it is allowed. The person is judged before the state.

    Taking an order that somebody else has just taken is told in its own words, also to those who
    may no longer see it.
    """
    rule = RULES[verb]
    taken = verb == Verb.CLAIM and order.taker_id is not None
    if taken and by is not None and helper_of(order, by) is not None:
        if order.taker_id == by.pk:
            return Refused(_("这一单已经是您的了。"), "yours_already")
        return Refused(_("刚刚有人先接了这一单。谢谢您,看看别的吧。"), "taken")
    if not _may(rule, order, by, relation):
        return Forbidden(_("这一步不由您来办。"), "not_yours")
    if State(order.state) not in rule.sources:
        return Refused(
            _("这一单现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": order.get_state_display()},
            "wrong_state",
        )
    return None


def _may(rule: Rule, order: "Order", by: "Person | None", relation: Relation | None) -> bool:
    if relation is not None and relation in rule.relations:
        return True
    if by is None or not by.is_active:
        return False
    if rule.roles and people.holds(by, rule.roles, path=order.place.path):
        return True
    return any(_stands(each, order, by) for each in rule.relations)


def _stands(relation: Relation, order: "Order", by: "Person") -> bool:
    if relation == Relation.REQUESTER:
        return order.requester_id == by.pk
    if relation == Relation.PROXY:
        return order.entered_by_id == by.pk
    if relation == Relation.TAKER:
        return order.taker_id == by.pk
    if relation == Relation.HELPER:
        return may_take(order, by)
    if relation == Relation.ASKED:
        return bool(order.offers.filter(person=by, answer=Answer.PENDING).exists())
    return False


def helper_of(order: "Order", person: "Person") -> Helper | None:
    """This person's registration at the order's community, where it stands."""
    return Helper.objects.standing().filter(person=person, place_id=order.village_id).first()


def may_take(order: "Order", person: "Person") -> bool:
    """Whether it was put to this person: by name, through a team, or to everyone registered.

    Once nobody has taken it in time, everyone registered in the community may.
    """
    helper = helper_of(order, person)
    if helper is None or order.requester_id == person.pk:
        return False
    if order.state in {State.UNCLAIMED, State.RAISED} or order.to == To.POOL:
        return True
    if order.to == To.TEAM:
        return bool(helper.teams.filter(team_id=order.team_id).exists())
    return bool(order.offers.filter(person=person, answer=Answer.PENDING).exists())


def may_run(place: Place, by: "Person | None") -> bool:
    """Whether this person runs the desk of this place."""
    return people.holds(by, DESK, path=place.path)


def check_desk(place: Place, by: "Person | None") -> None:
    """Allow whoever runs the desk here, or raise `Forbidden`."""
    if not may_run(place, by):
        raise Forbidden(_("这一步由社区(村)的人来办。"), "not_yours")


def may_order_for(place: Place, by: "Person | None") -> bool:
    """Whether this person may order for someone who lives here."""
    return people.holds(by, PROXIES, path=place.path)
