"""What staff do beside the main line: supervise, exclude, ask, note."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from sanan.cases.actions import notices
from sanan.cases.actions.change import changing
from sanan.cases.actions.requests import ask as ask_for
from sanan.cases.actions.requests import decide
from sanan.cases.actions.triage import _needed
from sanan.cases.enums import ExclusionReason, Supervision
from sanan.cases.models import Case, Request
from sanan.cases.rules import Verb
from sanan.kit.errors import Invalid
from sanan.people.actions import NoticeKind
from sanan.people.models import Person

ASKED = NoticeKind(
    _("办理单位想问您：%(question)s"), plain=_("办理单位有话想问您，请凭查询码查看。")
)


def supervise(
    *, case: Case, by: Person, level: Supervision | int, text: str, at: datetime | None = None
) -> Case:
    """督办: one level up each time, from a reminder to listed supervision."""
    text = _needed(text)
    with changing(case, Verb.SUPERVISE, by, at=at) as change:
        level = Supervision(level)
        if level <= change.case.supervision:
            raise Invalid(
                _("已经是“%(level)s”,请选更高一级。")
                % {"level": Supervision(change.case.supervision).label},
                "not_higher",
                field="level",
            )
        change.set(supervision=level.value)
        change.note = text
        change.data = {"level": level.value}
        if change.case.handler is not None:
            notices.tell_org(
                change.case,
                change.case.handler,
                gettext_noop("被督办,请抓紧:%(title)s"),
                at=change.at,
            )
    return case


def request_exclusion(
    *, case: Case, by: Person, reason: ExclusionReason, text: str, at: datetime | None = None
) -> Case:
    """剔除: ask that this case not count in the three rates, with evidence."""
    text = _needed(text)
    with changing(case, Verb.REQUEST_EXCLUSION, by, at=at) as change:
        ask_for(change, Request.Matter.EXCLUSION, text=text, reason=ExclusionReason(reason))
    return case


def decide_exclusion(
    *, case: Case, by: Person, granted: bool, answer: str, at: datetime | None = None
) -> Case:
    """Decide it; the auditor finds every exclusion in the record."""
    with changing(case, Verb.DECIDE_EXCLUSION, by, at=at) as change:
        decide(change, Request.Matter.EXCLUSION, granted=granted, answer=_needed(answer, "answer"))
        if granted:
            change.set(excluded=True)
    return case


def ask(*, case: Case, by: Person, question: str, at: datetime | None = None) -> Case:
    """A question to the appellant, who answers on their own page."""
    question = _needed(question, "question")
    with changing(case, Verb.ASK, by, at=at) as change:
        change.said, change.public = question, True
        change.tell(ASKED, question=question)
    return case


def note(*, case: Case, by: Person, text: str, at: datetime | None = None) -> Case:
    """For colleagues only."""
    text = _needed(text)
    with changing(case, Verb.NOTE, by, at=at) as change:
        change.note = text
    return case
