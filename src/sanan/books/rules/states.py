"""The lives of an entry, a sheet, a voucher and a warning as data, and who keeps or watches books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sanan.books.enums import (
    KEEPERS,
    READERS,
    SUPERVISORS,
    ContractState,
    EntryState,
    SheetState,
    VoucherState,
    WarningState,
)
from sanan.kit.errors import Forbidden, Refused
from sanan.people import queries as people
from sanan.people.enums import Role
from sanan.places.models import Place

if TYPE_CHECKING:
    from sanan.books.models import Contract, Entry, Sheet, Voucher, Warning  # noqa: A004
    from sanan.people.models import Person

    Thing = Contract | Entry | Sheet | Voucher | Warning


class EntryVerb(StrEnum):
    """What moves an entry."""

    PUBLISH = "publish"
    REVERSE = "reverse"


class SheetVerb(StrEnum):
    """What moves a sheet."""

    LOAD = "load"
    DISCARD = "discard"


class VoucherVerb(StrEnum):
    """What moves a voucher's photo."""

    FIND = "find"
    ADJUST = "adjust"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


class ContractVerb(StrEnum):
    """What moves a contract."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    SETTLE = "settle"
    HAND_BACK = "hand_back"
    TERMINATE = "terminate"


class WarningVerb(StrEnum):
    """What moves a warning."""

    ANSWER = "answer"
    RETURN = "return"
    CLOSE = "close"
    RAISE_AGAIN = "raise_again"


Verb = EntryVerb | SheetVerb | VoucherVerb | ContractVerb | WarningVerb


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (empty: it stays), by whom; without roles only the clock may."""

    sources: frozenset[str]
    target: str
    roles: frozenset[Role]


def _rule(sources: Iterable[str], target: str, roles: Iterable[Role] = KEEPERS) -> Rule:
    return Rule(frozenset(sources), target, frozenset(roles))


_E, _S, _V, _W = EntryState, SheetState, VoucherState, WarningState
_C = ContractState

TABLES: Mapping[Verb, Rule] = {
    EntryVerb.PUBLISH: _rule({_E.ENTERED}, _E.PUBLISHED),
    EntryVerb.REVERSE: _rule({_E.ENTERED, _E.PUBLISHED}, _E.REVERSED),
    SheetVerb.LOAD: _rule({_S.SHOWN}, _S.LOADED),
    SheetVerb.DISCARD: _rule({_S.SHOWN}, _S.DISCARDED),
    VoucherVerb.FIND: _rule({_V.RECEIVED}, _V.AWAITING, ()),
    VoucherVerb.ADJUST: _rule({_V.AWAITING}, _V.AWAITING),
    VoucherVerb.CONFIRM: _rule({_V.AWAITING}, _V.CONFIRMED),
    VoucherVerb.WITHDRAW: _rule({_V.CONFIRMED}, _V.AWAITING, (*KEEPERS, *SUPERVISORS)),
    ContractVerb.RECEIVE: _rule({_C.ACTIVE, _C.TERMINATED}, ""),
    ContractVerb.ACCEPT: _rule({_C.ACTIVE}, ""),
    ContractVerb.SETTLE: _rule({_C.ACTIVE}, ""),
    ContractVerb.HAND_BACK: _rule({_C.ACTIVE}, _C.ENDED),
    ContractVerb.TERMINATE: _rule({_C.ACTIVE}, _C.TERMINATED),
    WarningVerb.ANSWER: _rule({_W.RAISED}, _W.ANSWERED),
    WarningVerb.RETURN: _rule({_W.ANSWERED}, _W.RAISED, SUPERVISORS),
    WarningVerb.CLOSE: _rule({_W.ANSWERED}, _W.CLOSED, SUPERVISORS),
    WarningVerb.RAISE_AGAIN: _rule({_W.CLOSED}, _W.RAISED, ()),
}


def check(verb: Verb, thing: "Thing", by: "Person | None", *, alone: bool = False) -> None:
    """Allow, or raise the refusal whose sentence says why; `alone` judges only the state."""
    said = _state(verb, thing) if alone else reason(verb, thing, by)
    if said is not None:
        raise said


def allowed(thing: "Thing", by: "Person | None") -> list[Verb]:
    """The verbs that this person may use on this thing now."""
    kind = {
        "contract": ContractVerb,
        "entry": EntryVerb,
        "sheet": SheetVerb,
        "voucher": VoucherVerb,
        "warning": WarningVerb,
    }
    mine = kind[thing._meta.model_name or ""]
    return [v for v in TABLES if isinstance(v, mine) and reason(v, thing, by) is None]


def reason(verb: Verb, thing: "Thing", by: "Person | None") -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = TABLES[verb]
    if rule.roles and not people.holds(by, rule.roles, path=place_of(thing).path):
        return Forbidden(_sentence(rule), "not_yours")
    if not rule.roles and by is not None:
        return Forbidden(_("这一步由系统自己做。"), "by_itself")
    return _state(verb, thing)


def _state(verb: Verb, thing: "Thing") -> Refused | None:
    if thing.state not in TABLES[verb].sources:
        return Refused(
            _("现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": thing.get_state_display()},
            "wrong_state",
        )
    return None


def _sentence(rule: Rule) -> str:
    if rule.roles == frozenset(SUPERVISORS):
        return _("这一步由村务监督委员会或纪检干部来办。")
    return _("这一步由管账的人(村干部或乡镇代理记账的人)来办。")


def place_of(thing: "Thing") -> Place:
    """The village that a thing belongs to."""
    found: Place = thing.entry.place if thing._meta.model_name == "voucher" else thing.place  # type: ignore[union-attr]
    return found


def may_keep(place: Place, by: "Person | None") -> bool:
    """Whether this person keeps the books of this place."""
    return people.holds(by, KEEPERS, path=place.path)


def may_read(place: Place, by: "Person | None") -> bool:
    """Whether this person reads what is not public here."""
    return people.holds(by, READERS, path=place.path)


def check_keeper(place: Place, by: "Person | None") -> None:
    """Allow whoever keeps the books here, or raise `Forbidden`."""
    if not may_keep(place, by):
        raise Forbidden(_("这一步由管账的人(村干部或乡镇代理记账的人)来办。"), "not_yours")
