"""Carrying notices out by their channel."""

from django_tasks import task

from sanan.people import actions


@task()
def deliver_notice(notice_id: int) -> None:
    """Carry one notice out, if it still waits and its hour has come; safe to run twice.

    Queued by versions before 0.10 only: since then the notice itself is what waits.
    """
    actions.deliver(notice_id=notice_id)


@task()
def deliver_due() -> int:
    """Carry out whatever waits and is due; how many. The clock calls it every second."""
    return actions.deliver_due()


@task()
def tidy() -> None:
    """Forget spent counters and dead codes. The clock calls it every day."""
    actions.tidy()


@task()
def audit_record() -> None:
    """Every night, read the whole record again. The clock calls it every minute."""
    actions.audit_record()
