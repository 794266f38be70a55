"""Keeping what an audit found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from sanan.kit.clock import at_or_now
from sanan.ledger.models import Audit, Log
from sanan.ledger.queries import audits, logs
from sanan.ledger.queries.rows import ROWS, differences

NIGHT = range(1, 6)
_DETAIL = 300


def audit_all(*, at: datetime | None = None) -> list[Audit]:
    """Read everything again, in every log, and keep what was found."""
    return _audited(logs.all_logs(), at_or_now(at))


def audit_due(*, at: datetime | None = None) -> list[Audit]:
    """The nightly audit: between 1 and 6 o'clock, of each log not read since the last evening.

    Safe to call every minute, and from two processes.
    """
    moment = at_or_now(at)
    if timezone.localtime(moment).hour not in NIGHT:
        return []
    since = moment - timedelta(hours=12)
    due = [log for log in logs.all_logs() if not log.audits.filter(at__gte=since).exists()]
    return _audited(due, moment)


def _audited(these: Sequence[Log], at: datetime) -> list[Audit]:
    """Each log against its files and checkpoints; with the newest, the rows against the entries."""
    newest = max((log.year for log in these), default=0)
    return [_audit(log, at, rows=log.year == newest) for log in these]


def _audit(log: Log, at: datetime, *, rows: bool) -> Audit:
    found = audits.audit(log)
    difference = found.difference
    if difference is None and rows and (row := next(differences(), None)) is not None:
        return Audit.objects.create(
            log=log,
            at=at,
            entries=found.entries,
            root=found.root,
            where=ROWS,
            detail=row.public[:_DETAIL],
        )
    return Audit.objects.create(
        log=log,
        at=at,
        entries=found.entries,
        root=found.root,
        where=difference.where if difference else "",
        position=difference.index if difference else None,
        detail=difference.detail[:_DETAIL] if difference else "",
    )
