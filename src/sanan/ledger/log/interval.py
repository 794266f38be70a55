"""Between which checkpoints an entry came in, and whether its `at` can be true.

The checkpoint before an entry does not hold it yet, the one after it does. When both were signed is
the operator's word; where a witness cosigned, its time bounds that word: what it had not seen then
came in later, what it had seen came in before. The worker publishes every few seconds, so a moment
far outside was not the moment at which the entry was written.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sanan.ledger.log.checkpoint import OpenedCheckpoint, open_checkpoint
from sanan.ledger.log.entry import Entry
from sanan.ledger.log.errors import CheckpointError
from sanan.ledger.log.keys import Verifier

BY_DAY = ("sealed.act", "sealed.key")
"""Events whose hour is nobody's business: their public moment is their day, and they are published with
the others of that day, some hours after it is over, so that nobody reads from the log who worked when."""
HELD_HOURS = 3
SLACK = timedelta(minutes=10)
"""How far clocks and long transactions may carry an entry past a checkpoint."""
_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Interval:
    """UTC moments: the entry came in after `after` (None: no checkpoint before it) and by `by`."""

    after: datetime | None
    by: datetime

    def admits(self, entry: Entry) -> bool:
        """Whether the entry's own moment can be true; what is kept by the day has its whole day."""
        at = moment(entry.at)
        late = timedelta(days=1, hours=HELD_HOURS) if entry.event in BY_DAY else timedelta()
        early_enough = self.after is None or at + late >= self.after - SLACK
        return early_enough and at <= self.by + SLACK


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint's note and the UTC moment at which the operator says it was signed."""

    note: bytes
    at: datetime


def around(index: int, before: Signed | None, after: Signed) -> bytes:
    """The file in which a log says what stood around entry `index`: JSON, `before` null at first."""
    sides = {"before": _plain(before) if before else None, "after": _plain(after)}
    return json.dumps({"index": index, **sides}).encode()


def read_around(data: bytes) -> tuple[Signed | None, Signed]:
    """Read such a file.

    Raises:
        CheckpointError: another form.
    """
    try:
        said = json.loads(data)
        before = _signed(said["before"]) if said["before"] else None
        return before, _signed(said["after"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError("this does not say what stood around an entry") from error


def interval(
    index: int,
    before: Signed | None,
    after: Signed,
    *,
    log: Verifier,
    witnesses: Sequence[Verifier] = (),
) -> Interval:
    """The interval in which entry `index` came in, from two checkpoints whose signatures hold.

    Raises:
        CheckpointError, NoteError: a signature does not hold, or they do not stand around it.
    """
    newer = open_checkpoint(after.note, log=log, witnesses=witnesses)
    older = open_checkpoint(before.note, log=log, witnesses=witnesses) if before else None
    if newer.checkpoint.size <= index or (older and older.checkpoint.size > index):
        raise CheckpointError(f"these checkpoints do not stand around entry {index}")
    since = max([before.at, *_seen(older)]) if before and older else None
    return Interval(since, min([after.at, *_seen(newer)]))


def moment(text: str) -> datetime:
    """A moment as entries carry it."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)


def _seen(opened: OpenedCheckpoint) -> list[datetime]:
    return [datetime.fromtimestamp(by.at, UTC) for by in opened.seen_by]


def _plain(signed: Signed) -> dict[str, str]:
    return {"signed_at": signed.at.astimezone(UTC).strftime(_FORM), "note": signed.note.decode()}


def _signed(said: dict[str, Any]) -> Signed:
    return Signed(said["note"].encode(), moment(said["signed_at"]))
