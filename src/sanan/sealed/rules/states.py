"""The state table of a report, as data. Sources: 纪检监察机关处理检举控告工作规则 arts. 14-18, 47."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Missing, Refused
from sanan.people.models import Person
from sanan.sealed.enums import State
from sanan.sealed.models import Report


class Verb(StrEnum):
    """What an officer does with a report."""

    OPEN = "open"
    REPLY = "reply"
    NOTE = "note"
    ASSESS = "assess"
    START_CHECK = "start_check"
    CONCLUDE = "conclude"
    TRANSFER = "transfer"
    RECUSE = "recuse"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (None: as it is)."""

    sources: frozenset[State]
    target: State | None = None


_S = State
_IN_HAND = frozenset({_S.OPENED, _S.ASSESSED, _S.UNDER_CHECK})
RULES: Mapping[Verb, Rule] = {
    # The first opening moves it on; later ones leave the state as it is (`actions.desk`).
    Verb.OPEN: Rule(frozenset(State)),
    Verb.REPLY: Rule(frozenset(State) - {_S.RECEIVED}),
    Verb.NOTE: Rule(frozenset(State) - {_S.RECEIVED}),
    Verb.ASSESS: Rule(frozenset({_S.OPENED, _S.ASSESSED}), _S.ASSESSED),
    Verb.START_CHECK: Rule(frozenset({_S.ASSESSED}), _S.UNDER_CHECK),
    Verb.CONCLUDE: Rule(frozenset({_S.ASSESSED, _S.UNDER_CHECK}), _S.CONCLUDED),
    Verb.TRANSFER: Rule(frozenset({_S.OPENED, _S.ASSESSED}), _S.TRANSFERRED),
    # Also before it is opened, so that whoever has a part in it never reads it.
    Verb.RECUSE: Rule(_IN_HAND | {_S.RECEIVED}),
}


def check(verb: Verb, report: Report, by: Person | None) -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, report, by)
    if said is not None:
        raise said


def allowed(report: Report, by: Person | None) -> list[Verb]:
    """The verbs that this person may use on this report now."""
    return [verb for verb in RULES if reason(verb, report, by) is None]


def reason(verb: Verb, report: Report, by: Person | None) -> Refused | None:
    """Why not, or None. Whoever may not see a report is told that there is none."""
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        return Missing(_("没有这件举报。"), "not_here")
    if State(report.state) not in RULES[verb].sources:
        return Refused(
            _("这件举报现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": report.get_state_display()},
            "wrong_state",
        )
    return None
