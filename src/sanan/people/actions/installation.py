"""What a database is for."""

from datetime import datetime

from django.db import transaction

from sanan.kit.clock import at_or_now
from sanan.ledger.actions import record
from sanan.people.enums import Event
from sanan.people.models import Installation


def mark_demo(*, at: datetime | None = None) -> Installation:
    """Note for good that this database holds invented people whose passwords everybody may know."""
    moment = at_or_now(at)
    with transaction.atomic():
        kept, made = Installation.objects.get_or_create(pk=1, defaults={"demo_since": moment})
        if made:
            record(event=Event.MARK_DEMO, subject="installation", content={}, at=moment)
    return kept
