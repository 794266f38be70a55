"""The joint committee's lists as data: from where to where, and by whose hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanan.council.enums import ListState
from sanan.council.models import CommitteeSeat, JointCommittee, Need
from sanan.council.rules.states import may_run
from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Org, Person


class Hand(StrEnum):
    """By whom: the desk at the place, whoever stands for the organisation."""

    DESK = "desk"
    OWN = "own"


class NeedVerb(StrEnum):
    """What happens to a line of the need list."""

    RAISE = "raise"
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    MEET = "meet"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states (none: it begins), to which, by whom."""

    sources: frozenset[str]
    target: str
    hands: frozenset[Hand]


def _rule(sources: Iterable[str], target: str, *hands: Hand) -> Rule:
    return Rule(frozenset(sources), target, frozenset(hands))


_L, _H = ListState, Hand

NEED_RULES: Mapping[NeedVerb, Rule] = {
    NeedVerb.RAISE: _rule((), _L.OPEN, _H.DESK, _H.OWN),
    NeedVerb.CLAIM: _rule((_L.OPEN,), _L.CLAIMED, _H.DESK, _H.OWN),
    NeedVerb.GIVE_BACK: _rule((_L.CLAIMED,), _L.OPEN, _H.DESK, _H.OWN),
    NeedVerb.MEET: _rule((_L.CLAIMED,), _L.MET, _H.DESK, _H.OWN),
    NeedVerb.WITHDRAW: _rule((_L.OPEN,), _L.WITHDRAWN, _H.DESK, _H.OWN),
}


def seats_of(committee: JointCommittee, person: Person | None, day: date) -> frozenset[int]:
    """The organisations (primary keys) for which this person sits in the committee that day."""
    if person is None:
        return frozenset()
    held = CommitteeSeat.objects.on(day).filter(committee=committee, person=person)
    return frozenset(held.values_list("org", flat=True))


def check_need(
    verb: NeedVerb,
    committee: JointCommittee,
    by: Person | None,
    *,
    orgs: Iterable[Org],
    need: Need | None = None,
    day: date | None = None,
) -> None:
    """Allow, or raise. `orgs` are those whose members may do it for their own organisation."""
    said = need_reason(verb, committee, by, orgs=orgs, need=need, day=day)
    if said is not None:
        raise said


def need_reason(
    verb: NeedVerb,
    committee: JointCommittee,
    by: Person | None,
    *,
    orgs: Iterable[Org],
    need: Need | None = None,
    day: date | None = None,
) -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = NEED_RULES[verb]
    mine = {org.pk for org in orgs} & seats_of(committee, by, day or timezone.localdate())
    if not mine and not may_run(committee.place, by):
        return Forbidden(_("这一步由社区的人,或者在大党委里代表这个单位的人来办。"), "not_yours")
    if need is not None and need.state not in rule.sources:
        return Refused(
            _("这条需求现在是“%(state)s”,不能这样办。请刷新页面看最新情况。")
            % {"state": need.get_state_display()},
            "wrong_state",
        )
    return None
