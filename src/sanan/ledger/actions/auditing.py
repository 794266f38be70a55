"""Keeping what an audit found."""

from datetime import datetime, timedelta

from django.utils import timezone

from sanan.kit.clock import at_or_now
from sanan.ledger.models import Audit, Log
from sanan.ledger.queries import audits, logs

NIGHT = range(1, 6)
_DETAIL = 300


def audit_all(*, at: datetime | None = None) -> list[Audit]:
    """Read everything again, in every log, and keep what was found."""
    return [_audit(log, at_or_now(at)) for log in logs.all_logs()]


def audit_due(*, at: datetime | None = None) -> list[Audit]:
    """The nightly audit: between 1 and 6 o'clock, of each log not read since the last evening.

    Safe to call every minute, and from two processes.
    """
    moment = at_or_now(at)
    if timezone.localtime(moment).hour not in NIGHT:
        return []
    since = moment - timedelta(hours=12)
    due = [log for log in logs.all_logs() if not log.audits.filter(at__gte=since).exists()]
    return [_audit(log, moment) for log in due]


def _audit(log: Log, at: datetime) -> Audit:
    found = audits.audit(log)
    difference = found.difference
    return Audit.objects.create(
        log=log,
        at=at,
        entries=found.entries,
        root=found.root,
        where=difference.where if difference else "",
        position=difference.index if difference else None,
        detail=difference.detail[:_DETAIL] if difference else "",
    )
