"""Reports as stored against the record of their days: nothing slipped in, nothing taken out."""

import hashlib
from collections.abc import Iterator
from datetime import date

import orjson

from sanan.ledger.models import Entry
from sanan.ledger.queries.rows import Difference
from sanan.sealed.enums import FROM_REPORTER
from sanan.sealed.models import Attachment, Day, Message


def mark(message: Message | Attachment) -> str:
    """How a message stands in the record: SHA-256 of what is stored, hex."""
    return hashlib.sha256(bytes(message.content)).hexdigest()


def stored_on(day: date) -> list[str]:
    """The hashes of all that reporters sent on a day, as it is stored now; sorted."""
    messages = Message.objects.filter(on=day, kind__in=FROM_REPORTER).order_by("pk")
    files = Attachment.objects.filter(message__in=messages)
    return sorted(mark(row) for rows in (messages, files) for row in rows.iterator(chunk_size=1))


def differences() -> Iterator[Difference]:
    """Each day that is over whose messages are not those whose hashes its entry holds."""
    for day in Day.objects.order_by("on").iterator():
        entry = Entry.objects.filter(pk=day.entry_id).values_list("content", flat=True).first()
        if entry is None:  # erased; that it is gone is for the reading of the log to find
            continue
        if orjson.loads(bytes(entry))["stored"] != stored_on(day.on):
            yield Difference("sealed", f"{day.on:%Y%m%d}", "", "what is stored of this day differs")
