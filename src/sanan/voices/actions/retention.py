"""What was said is kept for a year, then goes, and the record says how much went."""

from datetime import datetime, timedelta

from django.db import transaction

from sanan.files import actions as files
from sanan.kit import clock
from sanan.ledger.actions import written
from sanan.process.models import TimelineEntry
from sanan.voices.actions import index
from sanan.voices.enums import CONTENT_YEARS, Event, Kind
from sanan.voices.models import Appeal, Message, Room

AT_ONCE = 1000
YEAR = timedelta(days=366)


def retain(*, at: datetime | None = None) -> int:
    """Delete what was said longer ago than a year; announcements stay. Safe to run twice.

    Domain brief §4.1: chat 1 year. One entry for each room says from which number to which.
    """
    moment = clock.at_or_now(at)
    old = Message.objects.filter(at__lt=moment - CONTENT_YEARS * YEAR, pinned_at__isnull=True)
    old = old.exclude(kind=Kind.ANNOUNCEMENT)
    done = 0
    for room in Room.objects.filter(pk__in=old.order_by().values("room")):
        while batch := list(old.filter(room=room).order_by("seq")[:AT_ONCE]):
            _gone(room, batch, moment)
            done += len(batch)
    return done


def _gone(room: Room, batch: list[Message], at: datetime) -> None:
    keys = [message.pk for message in batch]
    with transaction.atomic():
        index.forget(keys)
        appeals = Appeal.objects.filter(message__in=keys)
        _forget_story("appeal", list(appeals.values_list("pk", flat=True)))
        appeals.delete()
        _forget_story("message", keys)
        files.drop(Message.files.kind, keys)
        Message.objects.filter(pk__in=keys).delete()
        content = {"first": batch[0].seq, "last": batch[-1].seq, "messages": len(batch)}
        written(Event.RETAIN, room.door, content, by=None, at=at)


def _forget_story(kind: str, keys: list[int]) -> None:
    TimelineEntry.objects.filter(kind=kind, subject__in=keys).delete()
