"""The life of a question as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Person
from sanan.powers.enums import OPEN_QUESTIONS, QuestionState
from sanan.powers.models import Question
from sanan.powers.rules import who


class Verb(StrEnum):
    """Everything that moves a question."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    RATE = "rate"
    REASK = "reask"
    ESCALATE = "escalate"


class By(StrEnum):
    """Whose verb it is."""

    LEVEL = "level"
    ASKER = "asker"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which, by whom."""

    sources: frozenset[QuestionState]
    target: QuestionState
    by: By


def _rule(sources: Iterable[QuestionState], target: QuestionState, by: By) -> Rule:
    return Rule(frozenset(sources), target, by)


_S = QuestionState
RULES: Mapping[Verb, Rule] = {
    Verb.ACKNOWLEDGE: _rule({_S.ASKED, _S.REASKED, _S.ESCALATED}, _S.ASSIGNED, By.LEVEL),
    Verb.ANSWER: _rule(OPEN_QUESTIONS, _S.ANSWERED, By.LEVEL),
    Verb.RATE: _rule({_S.ANSWERED, _S.RATED}, _S.RATED, By.ASKER),
    Verb.REASK: _rule({_S.ANSWERED, _S.RATED}, _S.REASKED, By.ASKER),
    Verb.ESCALATE: _rule(OPEN_QUESTIONS, _S.ESCALATED, By.CLOCK),
}


def check(verb: Verb, thing: Question, by: Person | None, *, asker: bool = False) -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, thing, by, asker=asker)
    if said is not None:
        raise said


def allowed(thing: Question, by: Person | None, *, asker: bool = False) -> list[Verb]:
    """The verbs that this person may use on it now."""
    return [verb for verb in RULES if reason(verb, thing, by, asker=asker) is None]


def reason(
    verb: Verb, thing: Question, by: Person | None, *, asker: bool = False
) -> Refused | None:
    """Why not, or None. `asker`: whoever holds the address that only the asker was given."""
    rule = RULES[verb]
    if not _may(rule.by, thing, by, asker=asker):
        return Forbidden(_WHOSE[rule.by], "not_yours")
    state = QuestionState(thing.state)
    if state not in rule.sources:
        return Refused(
            _("这个提问现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": state.label},
            "wrong_state",
        )
    return None


def _may(by: By, thing: Question, person: Person | None, *, asker: bool) -> bool:
    if by == By.ASKER:
        return asker
    if by == By.CLOCK:
        return person is None and not asker
    return who.at_level(thing.level, thing.path, person)


_WHOSE = {
    By.LEVEL: _("这个提问现在由另一级来答。"),
    By.ASKER: _("只有提问的人可以评价和追问。"),
    By.CLOCK: _("到时间没有答,会自动交给上一级。"),
}
