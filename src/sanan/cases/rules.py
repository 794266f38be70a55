"""The life of a case as data: which verb leads from where to where, and who may use it.

The table is the whole rule. `check` is asked before every change; the pages ask `allowed` to know
which buttons to show, and `reason` for the sentence beside a disabled one. Source: domain brief
§2.2, merging the seven steps of digital urban management with hotline practice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import CHECKING, HANDLING, OPEN, Relation, State
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.enums import HANDLING_ROLES, Role

if TYPE_CHECKING:
    from sanan.cases.models import Case
    from sanan.people.models import Person


class Verb(StrEnum):
    """Everything that can be done to a case. The value is the ledger event's last word."""

    OPEN = "open"
    ACCEPT = "accept"
    DECLINE = "decline"
    OBJECT = "object"
    MERGE = "merge"
    UNMERGE = "unmerge"
    DISPATCH = "dispatch"
    REQUEST_RETURN = "request_return"
    ADJUDICATE = "adjudicate"
    SIGN = "sign"
    CONTACT = "contact"
    REQUEST_EXTENSION = "request_extension"
    DECIDE_EXTENSION = "decide_extension"
    SUSPEND = "suspend"
    RESUME = "resume"
    WHISTLE = "whistle"
    ARRIVE = "arrive"
    CONCLUDE = "conclude"
    REPLY = "reply"
    START_CHECK = "start_check"
    PASS_CHECK = "pass_check"
    FAIL_CHECK = "fail_check"
    REVISIT = "revisit"
    RATE = "rate"
    NOT_FIXED = "not_fixed"
    REOPEN = "reopen"
    CLOSE_UNANSWERED = "close_unanswered"
    ANSWER_MERGED = "answer_merged"
    WITHDRAW = "withdraw"
    LEAVE_MASTER = "leave_master"
    REMIND = "remind"
    SUPERVISE = "supervise"
    REQUEST_EXCLUSION = "request_exclusion"
    DECIDE_EXCLUSION = "decide_exclusion"
    CLASSIFY = "classify"
    ASK = "ask"
    ADD = "add"
    NOTE = "note"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which state (None: it stays), by whom, in which relation.

    A person may act who holds one of `roles` at or above the case's place, or stands in one of
    `relations` to it. A relation of handler also needs a handling role in that organisation.
    """

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


_S, _R, _N = State, Role, Relation

RULES: Mapping[Verb, Rule] = {
    Verb.ACCEPT: _rule({_S.SUBMITTED, _S.REOPENED}, _S.ACCEPTED, _R.DISPATCHER),
    Verb.DECLINE: _rule({_S.SUBMITTED, _S.ACCEPTED}, _S.NOT_ACCEPTED, _R.DISPATCHER),
    Verb.OBJECT: _rule({_S.NOT_ACCEPTED}, _S.SUBMITTED, _N.APPELLANT),
    Verb.MERGE: _rule({_S.SUBMITTED, _S.ACCEPTED, _S.DISPATCHED}, _S.MERGED, _R.DISPATCHER),
    Verb.UNMERGE: _rule({_S.MERGED}, _S.SUBMITTED, _R.DISPATCHER),
    Verb.DISPATCH: _rule(
        {_S.SUBMITTED, _S.ACCEPTED, _S.REOPENED}, _S.DISPATCHED, _R.DISPATCHER, _N.SYSTEM
    ),
    Verb.REQUEST_RETURN: _rule({_S.DISPATCHED, _S.SIGNED}, _S.RETURN_REQUESTED, _N.HANDLER),
    Verb.ADJUDICATE: _rule({_S.RETURN_REQUESTED}, _S.DISPATCHED, _R.DISPATCHER),
    Verb.SIGN: _rule({_S.DISPATCHED}, _S.SIGNED, _N.HANDLER),
    Verb.CONTACT: _rule({_S.SIGNED, _S.IN_PROGRESS, _S.REWORK}, _S.IN_PROGRESS, _N.HANDLER),
    Verb.REQUEST_EXTENSION: _rule({_S.SIGNED, _S.IN_PROGRESS}, _S.EXTENSION_REQUESTED, _N.HANDLER),
    Verb.DECIDE_EXTENSION: _rule(
        {_S.EXTENSION_REQUESTED}, _S.IN_PROGRESS, _R.DISPATCHER, _R.LEADER
    ),
    Verb.SUSPEND: _rule({_S.SIGNED, _S.IN_PROGRESS}, _S.SUSPENDED, _R.LEADER),
    Verb.RESUME: _rule({_S.SUSPENDED}, _S.IN_PROGRESS, _R.LEADER, _R.DISPATCHER, _N.SYSTEM),
    Verb.WHISTLE: _rule({_S.SIGNED, _S.IN_PROGRESS}, _S.WHISTLED, _N.HANDLER),
    Verb.ARRIVE: _rule({_S.WHISTLED}, None, _N.WHISTLED_DEPT),
    Verb.CONCLUDE: _rule({_S.WHISTLED}, _S.IN_PROGRESS, _N.HANDLER),
    Verb.REPLY: _rule({_S.IN_PROGRESS, _S.REWORK}, _S.REPLIED, _N.HANDLER),
    Verb.START_CHECK: _rule({_S.REPLIED}, _S.VERIFYING, _R.DISPATCHER),
    Verb.PASS_CHECK: _rule(
        {_S.REPLIED, _S.VERIFYING}, _S.REVISITING, _R.DISPATCHER, _R.GRID_WORKER
    ),
    Verb.FAIL_CHECK: _rule({_S.REPLIED, _S.VERIFYING}, _S.REWORK, _R.DISPATCHER, _R.GRID_WORKER),
    Verb.REVISIT: _rule({_S.REVISITING}, _S.CLOSED, _R.DISPATCHER),
    Verb.RATE: _rule({_S.REPLIED, _S.VERIFYING, _S.REVISITING}, _S.CLOSED, _N.APPELLANT),
    Verb.NOT_FIXED: _rule({_S.REPLIED, _S.VERIFYING, _S.REVISITING}, _S.REWORK, _N.APPELLANT),
    Verb.REOPEN: _rule({_S.CLOSED}, _S.REOPENED, _N.APPELLANT),
    Verb.CLOSE_UNANSWERED: _rule({_S.REVISITING}, _S.CLOSED, _N.SYSTEM),
    Verb.ANSWER_MERGED: _rule({_S.MERGED}, _S.REVISITING, _N.SYSTEM),
    Verb.LEAVE_MASTER: _rule({_S.MERGED}, _S.SUBMITTED, _N.SYSTEM),
    Verb.WITHDRAW: _rule(
        {_S.SUBMITTED, _S.ACCEPTED, _S.REOPENED} | HANDLING, _S.WITHDRAWN, _N.APPELLANT
    ),
    Verb.REMIND: _rule(OPEN, None, _N.SYSTEM),
    Verb.SUPERVISE: _rule(OPEN, None, _R.DISCIPLINE_OFFICER, _R.LEADER, _R.DISPATCHER),
    Verb.REQUEST_EXCLUSION: _rule(CHECKING | {_S.CLOSED}, None, _N.HANDLER),
    Verb.DECIDE_EXCLUSION: _rule(CHECKING | {_S.CLOSED}, None, _R.DISPATCHER),
    Verb.CLASSIFY: _rule(OPEN, None, _R.DISPATCHER),
    Verb.ASK: _rule(OPEN, None, _R.DISPATCHER, _N.HANDLER),
    Verb.ADD: _rule(OPEN | {_S.MERGED}, None, _N.APPELLANT, _R.GRID_WORKER, _R.DISPATCHER),
    Verb.NOTE: _rule(
        frozenset(State), None, _R.DISPATCHER, _N.HANDLER, _N.CO_HANDLER, _R.GRID_WORKER
    ),
    Verb.PUBLISH: _rule(frozenset(State) - {_S.WITHDRAWN}, None, _R.DISPATCHER),
    Verb.UNPUBLISH: _rule(frozenset(State), None, _R.DISPATCHER, _R.AUDITOR),
}


def check(
    verb: Verb, case: "Case", by: "Person | None", *, relation: Relation | None = None
) -> None:
    """Allow, or raise the refusal whose sentence says why.

    `relation` is how the caller already knows the actor to stand: APPELLANT by query code,
    SYSTEM for the clock. Raises `Refused` where the state forbids it (409) and `Forbidden`
    where the person does (403).
    """
    said = reason(verb, case, by, relation=relation)
    if said is not None:
        raise said


def allowed(case: "Case", by: "Person | None", *, relation: Relation | None = None) -> list[Verb]:
    """The verbs that this person may use on this case now."""
    return [verb for verb in RULES if reason(verb, case, by, relation=relation) is None]


def reason(
    verb: Verb, case: "Case", by: "Person | None", *, relation: Relation | None = None
) -> Refused | None:
    """Why not, or None where it is allowed. The person is judged before the state."""
    rule = RULES[verb]
    if not _may(rule, case, by, relation):
        return Forbidden(_("这一步不由您来办。"), "not_yours")
    if State(case.state) not in rule.sources:
        return Refused(wrong_state(case), "wrong_state")
    return None


def wrong_state(case: "Case") -> Promise | str:
    """The sentence for a verb that does not fit where the case stands."""
    return _("这件事现在是“%(state)s”,不能这样办。请刷新页面看最新进展。") % {
        "state": case.get_state_display()
    }


def _may(rule: Rule, case: "Case", by: "Person | None", relation: Relation | None) -> bool:
    if relation is not None and relation in rule.relations:
        return True
    if by is None:
        return False
    if rule.roles and people.holds(by, rule.roles, path=case.place.path):
        return True
    return any(r in rule.relations for r in relations(case, by))


def relations(case: "Case", by: "Person") -> set[Relation]:
    """How this person stands to this case."""
    found: set[Relation] = set()
    if case.appellant_id is not None and case.appellant_id == by.pk:
        found.add(Relation.APPELLANT)
    mine = {p.org_id for p in people.posts(by) if p.role in HANDLING_ROLES and p.org_id}
    if case.handler_id in mine:
        found.add(Relation.HANDLER)
    if mine & case.co_handler_ids:
        found.add(Relation.CO_HANDLER)
    if mine & case.whistled_ids:
        found.add(Relation.WHISTLED_DEPT)
    return found
