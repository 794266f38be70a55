"""The one writer of the record."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sanan.kit import clock
from sanan.kit.bulk import insert, insert_many, new
from sanan.kit.clock import at_or_now
from sanan.ledger.log.entry import SALT_SIZE
from sanan.ledger.log.interval import BY_DAY
from sanan.ledger.models import Entry
from sanan.ledger.queries import leaves, logs

REF_BYTES = 15


@dataclass(frozen=True, slots=True)
class Draft:
    """What `record` takes, for recording many at once."""

    event: str
    subject: str
    content: Mapping[str, Any]
    by: str = ""
    words: str = ""


def record(
    *,
    event: str,
    subject: str,
    content: Mapping[str, Any],
    by: str = "",
    words: str = "",
    at: datetime | None = None,
    ref: str = "",
) -> Entry:
    """Append one entry, in the caller's transaction: one INSERT.

    `event` is the verb in the form `case.dispatch`; `subject` the opaque id of the thing;
    `by` the opaque id of the person, empty for a resident without an account or for a rule.
    `words` are what was said, kept apart so that whoever said them can prove them without the rest;
    `content` is everything else that must be provable later. Both are committed to, not published.
    `ref` names the entry in public; only an erasure gives another entry's.
    """
    entry = _entry(Draft(event, subject, content, by, words), at_or_now(at), ref)
    insert(entry)
    return entry


class Signer(Protocol):
    """Whoever acts, as the record knows them."""

    ref: str


def written(
    event: str,
    subject: str,
    content: Mapping[str, Any],
    *,
    by: Signer | None,
    at: datetime,
    said: str = "",
) -> Entry:
    """`record` for a room's own change: `by` is a person or nobody, `said` are their own words."""
    who = by.ref if by else ""
    return record(event=event, subject=subject, content=content, by=who, words=said, at=at)


def record_many(*, drafts: Iterable[Draft], at: datetime | None = None) -> list[Entry]:
    """Append entries in order, in one statement and the caller's transaction; see `record`."""
    moment = at_or_now(at)
    entries = [_entry(draft, moment) for draft in drafts]
    insert_many(entries)
    return entries


def _public_moment(draft: Draft, at: datetime) -> tuple[datetime, Mapping[str, Any]]:
    """Of what is published by the day, the day; its moment is kept with the particulars."""
    if draft.event not in BY_DAY:
        return at, draft.content
    return clock.day_of(at), {**draft.content, "moment": at.astimezone(UTC).isoformat()}


def _entry(draft: Draft, at: datetime, ref: str = "") -> Entry:
    random = secrets.token_bytes(SALT_SIZE + REF_BYTES)
    at, particulars = _public_moment(draft, at)
    salt, content = random[:SALT_SIZE], leaves.canonical(particulars)
    words = draft.words.encode("utf-8", "surrogatepass")
    entry = new(
        Entry,
        event=draft.event,
        subject=draft.subject,
        at=at.astimezone(UTC),
        by=draft.by,
        ref=ref or base64.urlsafe_b64encode(random[SALT_SIZE:]).decode(),
        salt=salt,
        content=content,
        words=words,
        # The log it will stand in is that of the year now, also where `at` lies further back.
        year=logs.year_of(clock.now()),
        commit=leaves.commitment(
            salt=salt, by=draft.by, subject=draft.subject, content=content, words=words
        ),
    )
    # Refuses here, where the caller can see it, what could never be published.
    leaves.leaf(entry)
    return entry
