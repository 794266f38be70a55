"""What staff do beside the main line: supervise, exclude, ask, note."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.requests import ask as ask_for
from sanan.cases.actions.requests import decide
from sanan.cases.actions.steps import needed, tell
from sanan.cases.enums import ExclusionReason, Supervision
from sanan.cases.models import Case, Request
from sanan.cases.rules import CASE
from sanan.kit.errors import Invalid
from sanan.people.actions import NoticeKind
from sanan.people.models import Person

ASKED = NoticeKind(
    _("办理单位想问您：%(question)s"), plain=_("办理单位有话想问您，请凭查询码查看。")
)


@CASE.action("supervise")
def supervise(
    *, case: Case, by: Person, level: Supervision | int, text: str, at: datetime | None = None
) -> Case:
    """督办: one level up each time, from a reminder to listed supervision."""
    text = needed(text)
    with CASE.step("supervise", case, by=by, at=at) as step:
        level = Supervision(level)
        if level <= step.thing.supervision:
            raise Invalid(
                _("已经是“%(level)s”，请选更高一级。")
                % {"level": Supervision(step.thing.supervision).label},
                "not_higher",
                field="level",
            )
        step.set(supervision=level.value)
        step.note = text
        step.data = {"level": level.value}
        if step.thing.handler is not None:
            notices.tell_org(
                step.thing,
                step.thing.handler,
                gettext_noop("被督办，请抓紧：%(title)s"),
                at=step.at,
            )
    return case


@CASE.action("request_exclusion")
def request_exclusion(
    *, case: Case, by: Person, reason: ExclusionReason, text: str, at: datetime | None = None
) -> Case:
    """剔除: ask that this case not count in the three rates, with evidence."""
    text = needed(text)
    with CASE.step("request_exclusion", case, by=by, at=at) as step:
        ask_for(step, Request.Matter.EXCLUSION, text=text, reason=ExclusionReason(reason))
    return case


@CASE.action("decide_exclusion")
def decide_exclusion(
    *, case: Case, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Case:
    """Decide it; the auditor finds every exclusion in the record."""
    with CASE.step("decide_exclusion", case, by=by, at=at) as step:
        decide(step, Request.Matter.EXCLUSION, granted=granted, answer=needed(answer, "answer"))
        if granted:
            step.set(excluded=True)
    return case


@CASE.action("ask")
def ask(*, case: Case, by: Person, question: str, at: datetime | None = None) -> Case:
    """A question to the appellant, who answers on their own page."""
    question = needed(question, "question")
    with CASE.step("ask", case, by=by, at=at) as step:
        step.say(question)
        tell(step, ASKED, question=question)
    return case


@CASE.action("note")
def note(*, case: Case, by: Person, text: str, at: datetime | None = None) -> Case:
    """For colleagues only."""
    text = needed(text)
    with CASE.step("note", case, by=by, at=at) as step:
        step.note = text
    return case
