"""The life of a disclosure as data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Person
from sanan.powers.enums import OPEN_TO_ALL, State
from sanan.powers.models import Disclosure
from sanan.powers.rules import who


class Verb(StrEnum):
    """Everything that moves a disclosure. The value is the ledger event's last word."""

    DRAFT = "draft"
    SUBMIT = "submit"
    SIGN = "sign"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ORDER = "order"
    AMEND = "amend"
    ARCHIVE = "archive"


Who = Callable[[str, Person | None], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (None: the action says, or it stays), by whom."""

    sources: frozenset[State]
    target: State | None
    who: Who
    whose: str | Promise


def _rule(sources: Iterable[State], target: State | None, by: Who, whose: str | Promise) -> Rule:
    return Rule(frozenset(sources), target, by, whose)


def _clock_or_cadre(path: str, by: Person | None) -> bool:
    return by is None or who.cadre(path, by)


def _reviewer(path: str, by: Person | None) -> bool:
    return who.supervisor(path, by) or who.township(path, by)


_S = State
_CADRE = _("这一步由村干部来办。")
_SUPERVISOR = _("这一步由村务监督委员会成员来办;村委会成员不能自己监督自己。")
_TOWN = _("这一步由镇里来办。")
_ABOVE = _("这一步由镇里或县里来办。")

RULES: Mapping[Verb, Rule] = {
    Verb.DRAFT: _rule({_S.SCHEDULED, _S.DRAFTING}, _S.DRAFTING, who.cadre, _CADRE),
    Verb.SUBMIT: _rule({_S.DRAFTING}, _S.SUPERVISOR_REVIEW, who.cadre, _CADRE),
    Verb.SIGN: _rule({_S.SUPERVISOR_REVIEW}, None, who.supervisor, _SUPERVISOR),
    Verb.APPROVE: _rule({_S.TOWNSHIP_REVIEW}, None, who.township, _TOWN),
    Verb.SEND_BACK: _rule(
        {_S.SUPERVISOR_REVIEW, _S.TOWNSHIP_REVIEW},
        _S.DRAFTING,
        _reviewer,
        _("这一步由正在审核的人来办。"),
    ),
    Verb.ORDER: _rule(
        {_S.SCHEDULED, _S.DRAFTING, _S.SUPERVISOR_REVIEW, _S.TOWNSHIP_REVIEW},
        None,
        who.above,
        _ABOVE,
    ),
    Verb.AMEND: _rule(OPEN_TO_ALL, _S.DRAFTING, who.cadre, _CADRE),
    Verb.ARCHIVE: _rule(
        {_S.PUBLISHED, _S.ANSWERED, _S.AMENDED}, _S.ARCHIVED, _clock_or_cadre, _CADRE
    ),
}
"""`sign` and `approve` publish, or hand on to the township where the item asks for its review.
Asking and answering move a published one between questioned and answered (`rules.questions`)."""

REVIEWS = {State.SUPERVISOR_REVIEW: who.supervisor, State.TOWNSHIP_REVIEW: who.township}


def check(verb: Verb, thing: Disclosure, by: Person | None) -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, thing, by)
    if said is not None:
        raise said


def allowed(thing: Disclosure, by: Person | None) -> list[Verb]:
    """The verbs that this person may use on it now."""
    return [verb for verb in RULES if reason(verb, thing, by) is None]


def reason(verb: Verb, thing: Disclosure, by: Person | None) -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = RULES[verb]
    if not rule.who(thing.path, by):
        return Forbidden(rule.whose, "not_yours")
    state = State(thing.state)
    if state not in rule.sources:
        return Refused(
            _("这一项现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": state.label},
            "wrong_state",
        )
    if verb == Verb.SEND_BACK and not REVIEWS[state](thing.path, by):
        return Forbidden(rule.whose, "not_yours")
    if verb == Verb.ORDER and thing.is_public:
        return Refused(_("这一项已经公开过,正在更正。"), "published")
    return None
