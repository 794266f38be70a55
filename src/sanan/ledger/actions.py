"""The one writer of the record."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from sanan.kit.clock import at_or_now
from sanan.ledger.models import Entry

SALT_BYTES = 32
COMMIT_TAG = b"sanan/commit/v1\x00"


def record(
    *,
    event: str,
    subject: str,
    content: Mapping[str, Any],
    by: str = "",
    at: datetime | None = None,
) -> Entry:
    """Append one entry, in the caller's transaction.

    `event` is the verb in the form `case.dispatch`; `subject` the opaque id of the thing;
    `by` the opaque id of the person, empty for a resident without an account or for a rule.
    `content` is whatever must be provable later: it is committed to, not published.
    """
    entry = _entry(Draft(event, subject, content, by), at_or_now(at))
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True, slots=True)
class Draft:
    """What `record` takes, for recording many at once."""

    event: str
    subject: str
    content: Mapping[str, Any]
    by: str = ""


def record_many(*, drafts: Iterable[Draft], at: datetime | None = None) -> list[Entry]:
    """Append entries in order, in one statement and the caller's transaction; see `record`."""
    moment = at_or_now(at)
    return Entry.objects.bulk_create([_entry(draft, moment) for draft in drafts])


def _entry(draft: Draft, at: datetime) -> Entry:
    salt = secrets.token_bytes(SALT_BYTES)
    body = canonical(draft.content)
    return Entry(
        event=draft.event,
        subject=draft.subject,
        at=at.astimezone(UTC),
        by=draft.by,
        salt=salt,
        content=body,
        commit=commitment(salt=salt, content=body),
    )


def canonical(content: Mapping[str, Any]) -> bytes:
    """The same content always as the same bytes: JSON, sorted keys, UTF-8, UTC moments."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z, default=str)


def commitment(*, salt: bytes, content: bytes) -> bytes:
    """SHA-256 over the domain tag, the salt and the content: 32 bytes."""
    return hashlib.sha256(COMMIT_TAG + salt + content).digest()
