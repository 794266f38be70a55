"""Kinds of case: what a room declares of its own, on top of all that cases share (ADR 36).

    PARTNER_REQUEST = Kind("partner_request", _("找合作单位"), verbs=[Verb("relay", …)],
                           forms={"relay": "sanan.services.forms.staff:RelayForm"}, facts=…)
    ROOM = Room(name="services", kinds=["sanan.services.rules.requests:PARTNER_REQUEST"], …)

A row says its kind by name. Clock, desk, list, timeline, publication, rates and exports ask the
kind; none of them knows one by name. A kind is never taken away, its cases stand for ever.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, partial
from importlib import import_module
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sanan.kit import manifest
from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Person
from sanan.process.declare import Sentence, Verb

CONCERN = "concern"


class Rate(StrEnum):
    """The three rates."""

    RESPONSE = "response"
    RESOLUTION = "resolution"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of case. Everything but name and label may be left as a concern has it.

    `verbs` are its own, beside those of every case; `forms` names for each what the desk asks
    (`module:Form`), `actions` the module that does them, `first` those whose form may stand open by
    itself. Fields of its own stand in a table of its room, one row a case: `facts` tells them on the
    case's page as (label, value), `particulars` are the labels of what its verbs write down. `pack`
    is its own deadline pack, else the county's. `shows` are cases that a person sees by the kind
    beside those of their posts, `hides` those that they do not see although their posts would show
    them; None for nothing. `published` says whether neighbours may ever read of one, `counts` in
    which rates it stands. `becoming` are verbs of ordinary concerns that make one of them a case of
    this kind. Where the kind leads its cases on pages of its own, `keeps` names the verbs of every case
    that it still uses; of the others the desk shows none, and `instead` says where it is done.
    """

    name: str
    label: Sentence
    verbs: Sequence[Verb] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    actions: str = ""
    first: Collection[str] = ()
    facts: Callable[[Any], Iterable[tuple[Sentence, str]]] = lambda _case: ()
    particulars: Mapping[str, Sentence] = field(default_factory=dict)
    pack: str = ""
    shows: Callable[[Person], Q | None] = lambda _person: None
    hides: Callable[[Person], Q | None] = lambda _person: None
    published: bool = True
    counts: frozenset[Rate] = frozenset(Rate)
    becoming: Sequence[Verb] = ()
    keeps: frozenset[str] | None = None
    instead: Sentence = ""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name: a concern, then what the rooms declare."""
    declared = manifest.loaded(lambda room: room.kinds)
    return {kind.name: kind for kind in (Kind(name=CONCERN, label=_("诉求")), *declared)}


def kind_of(case: Any) -> Kind:
    """The kind of a case. Raises `KeyError` for one that no room declares."""
    return kinds()[case.kind]


def verbs() -> list[Verb]:
    """The verbs that kinds bring, each for cases of its kind alone."""
    return [
        replace(verb, suits=partial(_is_of, kind.name))
        for kind in kinds().values()
        for verb in kind.verbs
    ] + [
        replace(verb, suits=partial(_is_of, CONCERN))
        for kind in kinds().values()
        for verb in kind.becoming
    ]


def _is_of(kind: str, case: Any) -> bool:
    return bool(case.kind == kind)


def elsewhere(verb: Verb, case: Any, _by: Person | None) -> Refused | None:
    """Why a verb of every case is not for this one: its kind does that on pages of its own."""
    kind = kinds().get(case.kind)
    if kind is None or kind.keeps is None or verb.suits is not None or verb.name in kind.keeps:
        return None
    return Forbidden(kind.instead, "not_yours")


def hidden(person: Person) -> list[Q]:
    """What kinds hide from this person of what their posts would show."""
    found = [(kind.name, kind.hides(person)) for kind in kinds().values()]
    return [Q(kind=name) & condition for name, condition in found if condition is not None]


def shown(person: Person) -> list[Q]:
    """What kinds show to this person beside what their posts do."""
    found = [(kind.name, kind.shows(person)) for kind in kinds().values()]
    return [Q(kind=name) & condition for name, condition in found if condition is not None]


def uncounted(rate: Rate) -> list[str]:
    """The kinds that do not count in a rate."""
    return [kind.name for kind in kinds().values() if rate not in kind.counts]


def forms() -> dict[str, Any]:
    """The forms of the verbs that kinds bring; what does them is loaded with them."""
    for kind in kinds().values():
        if kind.actions:
            import_module(kind.actions)
    return {
        verb: manifest.load(form) for kind in kinds().values() for verb, form in kind.forms.items()
    }


def first() -> set[str]:
    """Those of them whose form may stand open by itself."""
    return {verb for kind in kinds().values() for verb in kind.first}
