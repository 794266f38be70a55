"""What comes in is kept first, word for word and once; what it asks for is done afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sanan.exchange import formats
from sanan.exchange.enums import Direction, State
from sanan.exchange.models import Batch, Message, System, new_code
from sanan.kit import clock, words
from sanan.kit.errors import Refused


@dataclass(frozen=True, slots=True)
class Received:
    """A kept message, and whether it is new."""

    message: Message
    created: bool


def receive(
    *,
    system: System,
    row: Mapping[str, Any],
    batch: Batch | None = None,
    at: datetime | None = None,
) -> Received:
    """Keep one message of `system`; the same message again is the one that was kept before.

    What cannot be read is kept too, and held for a person.
    """
    return receive_rows(system=system, rows=[row], batch=batch, at=at)[0]


def receive_rows(
    *,
    system: System,
    rows: Sequence[Mapping[str, Any]],
    batch: Batch | None = None,
    at: datetime | None = None,
) -> list[Received]:
    """Keep many, in one statement; an answer for each row, in order."""
    moment = clock.at_or_now(at)
    drafts = [_draft(system, row, batch, moment) for row in rows]
    fresh = {draft.digest: draft for draft in reversed(drafts)}
    Message.objects.bulk_create(reversed(fresh.values()), ignore_conflicts=True, batch_size=500)
    kept = _kept(system, fresh)
    return [Received(kept[d.digest], kept[d.digest].ref == d.ref) for d in drafts]


def _kept(system: System, digests: Iterable[str]) -> dict[str, Message]:
    wanted: list[str] = list(digests)
    found: dict[str, Message] = {}
    for first in range(0, len(wanted), 500):
        some = Message.objects.incoming().filter(
            system=system, digest__in=wanted[first : first + 500]
        )
        found |= {each.digest: each for each in some}
    return found


def _draft(
    system: System, row: Mapping[str, Any], batch: Batch | None, moment: datetime
) -> Message:
    draft = Message(
        ref=new_code(),
        system=system,
        direction=Direction.IN,
        batch=batch,
        received_at=moment,
        next_at=moment,
    )
    try:
        said = formats.said_of(row, system.fields)
    except Refused as no:
        draft.digest = formats.raw_digest(row)
        draft.outside_id = formats.number_of(row, system.fields)
        draft.said_locked = Message.locked({"raw": formats.readable(row)})
        hold(draft, no)
        return draft
    draft.digest, draft.outside_id = formats.digest_of(said), said.get("outside_id", "")
    draft.said_locked = Message.locked(said)
    if not draft.outside_id:
        hold(draft, Refused(_("没有对方的编号，认不出是哪一件。请补上编号。"), "no_number"))
    return draft


def hold(message: Message, no: Refused) -> None:
    """Leave it for a person, with the sentence that says what is wrong."""
    message.state, message.why_code = State.HELD, no.code[:40]
    message.why = words.clip(str(no.sentence), 300)
