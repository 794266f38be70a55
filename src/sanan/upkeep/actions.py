"""What the clock notes for whichever machine comes next."""

from datetime import datetime

from sanan.upkeep.models import Turn


def took_turn(job: str, *, at: datetime) -> None:
    """Note that a job of the night was done."""
    Turn.objects.update_or_create(job=job, defaults={"done_at": at})
