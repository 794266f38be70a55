r"""From a row to the bytes that stand in the public log, and to what opens them (docs/record.md).

    seal   = SHA-256("sanan.record/facts@v1\n" ‖ salt ‖ JSON of [by, subject] ‖ "\n" ‖ content)
    commit = SHA-256("sanan.record/commit@v1\n" ‖ seal ‖ words)

A resident's receipt carries the seal, so that their words alone open the commitment; whoever holds
the row can also show the facts beside the words, and who did it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

from sanan.ledger.log import entry as log_entry
from sanan.ledger.log.opening import Opening

_TAG = b"sanan.record/facts@v1\n"
_TO_THE_SECOND = 19
LOST = ""
"""The subject of an entry of which nothing but its place in the record is known (`actions.follow`)."""
LEAF_FIELDS = ("event", "ref", "at", "commit")
FIELDS = (*LEAF_FIELDS, "by", "subject", "salt", "content", "words")


class Row(Protocol):
    """What is read of an entry: the model, or the same columns as a bare tuple."""

    @property
    def event(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def commit(self) -> Any: ...
    @property
    def by(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def salt(self) -> Any: ...
    @property
    def content(self) -> Any: ...
    @property
    def words(self) -> Any: ...


def canonical(content: Mapping[str, Any]) -> bytes:
    """The same content always as the same bytes: JSON, sorted keys, UTF-8, UTC moments."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z, default=str)


def seal(*, salt: bytes, by: str, subject: str, content: bytes) -> bytes:
    """Bind the facts of an entry into 32 bytes that serve as the salt of its words."""
    return hashlib.sha256(_TAG + salt + orjson.dumps([by, subject]) + b"\n" + content).digest()


def commitment(*, salt: bytes, by: str, subject: str, content: bytes, words: bytes) -> bytes:
    """What the public log holds of all that must be provable: 32 bytes."""
    sealed = seal(salt=salt, by=by, subject=subject, content=content)
    return log_entry.commit(salt=sealed, content=words)


def leaf(row: Row) -> log_entry.Entry:
    """The public entry of a row; its moment is cut to the second."""
    return log_entry.Entry(row.event, row.ref, moment(row.at), bytes(row.commit))


def moment(at: datetime) -> str:
    """UTC to the second, cut and not rounded."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:_TO_THE_SECOND] + "Z"


def opening(row: Row) -> Opening | None:
    """What goes into a receipt; None once the content is erased."""
    if row.salt is None or row.content is None:
        return None
    sealed = seal(salt=bytes(row.salt), by=row.by, subject=row.subject, content=bytes(row.content))
    return Opening(leaf(row), sealed)


def agrees(row: Row) -> bool:
    """Whether the content, where it is still there, is what was committed to."""
    if row.salt is None or row.content is None or row.words is None:
        return True
    return bytes(row.commit) == commitment(
        salt=bytes(row.salt),
        by=row.by,
        subject=row.subject,
        content=bytes(row.content),
        words=bytes(row.words),
    )


def encoded(rows: Iterable[Row]) -> Iterator[bytes]:
    """The leaves of rows, as published."""
    for row in rows:
        yield leaf(row).encode()
