"""Something asked and later decided: a return, an extension, an exclusion."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sanan.cases.enums import Decision
from sanan.cases.models import Case, Request
from sanan.kit.errors import Refused
from sanan.process.step import Step


def ask(
    step: Step[Case],
    matter: Request.Matter,
    *,
    text: str,
    reason: str = "",
    wanted: Mapping[str, Any] | None = None,
) -> Request:
    """Put a request before whoever decides it. Only one of a kind may be open."""
    assert step.by is not None  # noqa: S101 - the rules let no rule of the clock ask
    try:
        with transaction.atomic():
            request = Request.objects.create(
                case=step.thing,
                matter=matter,
                reason=reason,
                text=text,
                wanted=dict(wanted or {}),
                asked_by=step.by,
                asked_at=step.at,
            )
    except IntegrityError as error:
        raise Refused(_("已经有一个同样的申请在等待决定。"), "already_asked") from error
    step.note = text
    step.data |= {"reason": reason, **(wanted or {})}
    return request


def decide(step: Step[Case], matter: Request.Matter, *, granted: bool, answer: str) -> Request:
    """Answer the open request of this kind."""
    request = (
        Request.objects.select_for_update()
        .filter(case=step.thing, matter=matter, decision=Decision.PENDING)
        .first()
    )
    if request is None:
        raise Refused(_("没有等待决定的申请。请刷新页面。"), "nothing_asked")
    request.decision = Decision.GRANTED if granted else Decision.DENIED
    request.decided_by, request.decided_at, request.answer = step.by, step.at, answer
    request.save(update_fields=["decision", "decided_by", "decided_at", "answer"])
    step.note = answer
    step.data |= {"granted": granted, "matter": matter.value}
    return request


def lapse(step: Step[Case], matter: Request.Matter, answer: str) -> None:
    """Answer a request that nobody need decide any more; none may be open."""
    waiting = Request.objects.filter(case=step.thing, matter=matter, decision=Decision.PENDING)
    waiting.update(decision=Decision.DENIED, decided_by=step.by, decided_at=step.at, answer=answer)
