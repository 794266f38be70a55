"""A room's numbers: each message has its place, each change of one its count, under the room's lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from sanan.kit import hearing
from sanan.voices.enums import MOVED
from sanan.voices.models import Message, Room

TOGETHER = timedelta(seconds=30)


@contextmanager
def locked(room: Room) -> Iterator[Room]:
    """The room's row, held until the end; its numbers are written back there."""
    with transaction.atomic():
        fresh = Room.objects.select_for_update(of=("self",)).select_related("place").get(pk=room.pk)
        before = fresh.last_seq, fresh.last_rev
        yield fresh
        if (fresh.last_seq, fresh.last_rev) != before:
            fresh.save(update_fields=["last_seq", "last_rev", "last_at"])
            hearing.tell(MOVED)


def numbered(room: Room, message: Message) -> Message:
    """Give a new message its place in the room; called under the room's lock.

    Two that were written at once keep the order in which they got here.
    """
    if room.last_at and timedelta(0) < room.last_at - message.at < TOGETHER:
        message.at = room.last_at
    room.last_seq += 1
    room.last_rev += 1
    room.last_at = message.at
    message.room, message.seq, message.rev = room, room.last_seq, room.last_rev
    return message


def touched(message: Message) -> None:
    """Give a message that is changed in a step the room's next count, so that live readers are told."""
    room = message.room
    room.last_rev += 1
    message.rev = room.last_rev
    room.save(update_fields=["last_rev"])
    hearing.tell(MOVED)
