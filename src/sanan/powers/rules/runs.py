"""The life of a run as data, and what one step needs before it counts as taken."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Forbidden, Refused
from sanan.people.models import Person
from sanan.powers.enums import RunState, StepState
from sanan.powers.models import PowerRun, RunStep
from sanan.powers.rules import who


class Verb(StrEnum):
    """Everything that moves a run."""

    DECLARE = "declare"
    TAKE = "take"
    SKIP = "skip"
    SIGN = "sign"
    OBJECT = "object"
    ANSWER = "answer"
    SUSPEND = "suspend"
    RESUME = "resume"
    LINK = "link"
    FINISH = "finish"
    ARCHIVE = "archive"


Who = Callable[[str, Person | None], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states, to which (None: it stays, or returns), by whom (None: by anyone)."""

    sources: frozenset[RunState]
    target: RunState | None
    who: Who | None
    whose: str | Promise = ""


def _rule(
    sources: Iterable[RunState],
    target: RunState | None,
    by: Who | None,
    whose: str | Promise = "",
) -> Rule:
    return Rule(frozenset(sources), target, by, whose)


def _any_actor(path: str, by: Person | None) -> bool:
    return who.cadre(path, by) or who.supervisor(path, by) or who.township(path, by)


_S = RunState
_CADRE = _("这一步由村干部来办。")
_SUPERVISOR = _("这一步由村务监督委员会成员来办;村委会成员不能自己监督自己。")
_DISCIPLINE = _("只有纪检干部可以叫停和恢复。")
_STEP = _("这一步由流程里写明的人来办。")

RULES: Mapping[Verb, Rule] = {
    Verb.DECLARE: _rule({_S.INITIATED}, _S.RUNNING, who.cadre, _CADRE),
    Verb.TAKE: _rule({_S.RUNNING}, None, _any_actor, _STEP),
    Verb.SKIP: _rule({_S.RUNNING}, None, who.cadre, _CADRE),
    Verb.SIGN: _rule({_S.RUNNING}, None, who.supervisor, _SUPERVISOR),
    Verb.OBJECT: _rule({_S.RUNNING, _S.COMPLETED}, None, None),
    Verb.ANSWER: _rule({_S.RUNNING, _S.COMPLETED}, None, who.cadre, _CADRE),
    Verb.SUSPEND: _rule({_S.INITIATED, _S.RUNNING}, _S.SUSPENDED, who.discipline, _DISCIPLINE),
    Verb.RESUME: _rule({_S.SUSPENDED}, None, who.discipline, _DISCIPLINE),
    Verb.LINK: _rule({_S.RUNNING, _S.COMPLETED}, None, who.cadre, _CADRE),
    Verb.FINISH: _rule({_S.RUNNING}, _S.COMPLETED, who.cadre, _CADRE),
    Verb.ARCHIVE: _rule({_S.COMPLETED}, _S.ARCHIVED, who.cadre, _CADRE),
}


def check(verb: Verb, thing: PowerRun, by: Person | None) -> None:
    """Allow, or raise the refusal whose sentence says why."""
    said = reason(verb, thing, by)
    if said is not None:
        raise said


def allowed(thing: PowerRun, by: Person | None) -> list[Verb]:
    """The verbs that this person may use on it now."""
    return [verb for verb in RULES if reason(verb, thing, by) is None]


def reason(verb: Verb, thing: PowerRun, by: Person | None) -> Refused | None:
    """Why not, or None. The person is judged before the state."""
    rule = RULES[verb]
    if rule.who is not None and not rule.who(thing.path, by):
        return Forbidden(rule.whose, "not_yours")
    state = RunState(thing.state)
    if state not in rule.sources:
        return Refused(
            _("这件事现在是“%(state)s”,不能这样办。请刷新页面看最新进展。")
            % {"state": state.label},
            "wrong_state",
        )
    return None


def turn(steps: Iterable[RunStep]) -> RunStep | None:
    """The step whose turn it is: the first not taken."""
    return next((each for each in steps if each.state == StepState.PENDING), None)


def blocked(steps: Iterable[RunStep]) -> Refused | None:
    """Why the next step may not begin: an objection unanswered, a signature missing before it."""
    for each in steps:
        if each.state == StepState.OBJECTED:
            return Refused(
                _("“%(step)s”有异议还没有回答,先回答再往下办。") % {"step": each.step.name},
                "objected",
            )
        if each.waits_for_sign:
            return Refused(
                _("“%(step)s”还等村务监督委员会签字,签了再往下办。") % {"step": each.step.name},
                "not_signed",
            )
    return None
