"""Keeping messages findable: one row of words beside each; done by the clock (`queries.search`)."""

from itertools import islice
from typing import Any

from django.db import connection, transaction

from sanan.voices.models import Message
from sanan.voices.queries.search import row

AT_ONCE = 500
INSERT = {
    "sqlite": "INSERT INTO voices_search(rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO voices_search(message_id, words) VALUES (%s, %s)",
}
DELETE = {
    "sqlite": "DELETE FROM voices_search WHERE rowid = %s",
    "postgresql": "DELETE FROM voices_search WHERE message_id = %s",
}


def index_waiting() -> int:
    """Index every message that waits for it, `AT_ONCE` in a transaction; how many."""
    done = 0
    while taken := _index_some():
        done += taken
    return done


def rebuild() -> int:
    """Fill the search table again from the messages that say they are in it; how many."""
    held = Message.objects.filter(indexed=True).only("pk", "title", "text", "room_id")
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voices_search")
        source = held.order_by("pk").iterator(chunk_size=AT_ONCE)
        while rows := [_row(message) for message in islice(source, AT_ONCE)]:
            cursor.executemany(INSERT[connection.vendor], rows)
            done += len(rows)
    return done


def _index_some() -> int:
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True).filter(indexed=False)
        found = list(waiting.only("pk", "title", "text", "room_id").order_by("pk")[:AT_ONCE])
        with connection.cursor() as cursor:
            cursor.executemany(INSERT[connection.vendor], [_row(message) for message in found])
        Message.objects.filter(pk__in=[m.pk for m in found]).update(indexed=True)
    return len(found)


def forget(keys: list[int]) -> None:
    """Take messages out of the index, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(DELETE[connection.vendor], [[key] for key in keys])


def _row(message: Message) -> list[Any]:
    terms = row(message)
    return [message.pk, " ".join(terms) if connection.vendor == "sqlite" else sorted(set(terms))]
