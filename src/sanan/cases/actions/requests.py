"""Something asked and later decided: a return, an extension, an exclusion."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from sanan.cases.actions.change import Change
from sanan.cases.enums import Decision
from sanan.cases.models import Request
from sanan.kit.errors import Refused


def ask(
    change: Change,
    matter: Request.Matter,
    *,
    text: str,
    reason: str = "",
    wanted: Mapping[str, Any] | None = None,
) -> Request:
    """Put a request before whoever decides it. Only one of a kind may be open."""
    assert change.by is not None  # noqa: S101 - the rules let no rule of the clock ask
    try:
        with transaction.atomic():
            request = Request.objects.create(
                case=change.case,
                matter=matter,
                reason=reason,
                text=text,
                wanted=dict(wanted or {}),
                asked_by=change.by,
                asked_at=change.at,
            )
    except IntegrityError as error:
        raise Refused(_("已经有一个同样的申请在等待决定。"), "already_asked") from error
    change.note = text
    change.data |= {"reason": reason, **(wanted or {})}
    return request


def decide(change: Change, matter: Request.Matter, *, granted: bool, answer: str) -> Request:
    """Answer the open request of this kind."""
    request = (
        Request.objects.select_for_update()
        .filter(case=change.case, matter=matter, decision=Decision.PENDING)
        .first()
    )
    if request is None:
        raise Refused(_("没有等待决定的申请。请刷新页面。"), "nothing_asked")
    request.decision = Decision.GRANTED if granted else Decision.DENIED
    request.decided_by, request.decided_at, request.answer = change.by, change.at, answer
    request.save(update_fields=["decision", "decided_by", "decided_at", "answer"])
    change.note = answer
    change.data |= {"granted": granted, "matter": matter.value}
    return request
