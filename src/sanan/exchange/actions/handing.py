"""A file of another system, handed in by a person at the desk: rehearsed, looked at, then taken.

The same steps as for what lies in the folder: the same rows are the same messages, so that a file
that came both ways is taken once.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from sanan.exchange import formats
from sanan.exchange.actions.folder import take_rows
from sanan.exchange.actions.receiving import Received, receive_rows
from sanan.exchange.actions.taking import take
from sanan.exchange.models import Batch, Message, System
from sanan.kit import clock
from sanan.kit.errors import Forbidden, Invalid
from sanan.ledger import actions as ledger
from sanan.people.models import Person

MOST_ROWS = 500
"""So many rows are rehearsed while somebody waits for the page."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would become of one row: `message` as it would stand, `new` where it never came before."""

    message: Message
    new: bool


def rehearse(
    *, system: System, path: Path, name: str, by: Person, at: datetime | None = None
) -> list[Rehearsed]:
    """What would become of each row; nothing is kept. Raises `Refused` for a file that cannot be taken."""
    rows, moment = _rows(system, path, name, by), clock.at_or_now(at)
    with transaction.atomic():
        kept = receive_rows(system=system, rows=rows, at=moment)
        told = [Rehearsed(_tried(each, moment), each.created) for each in kept]
        transaction.set_rollback(True)
    return told


def hand_in(
    *, system: System, path: Path, name: str, by: Person, at: datetime | None = None
) -> Batch:
    """Take a file in; the same file again is the batch that it was before."""
    rows, moment = _rows(system, path, name, by), clock.at_or_now(at)
    batch, _kept = take_rows(system=system, path=path, name=name, rows=rows, at=moment)
    ledger.record(
        event="exchange.hand_in",
        subject=system.code,
        content={"digest": batch.digest, "rows": len(rows)},
        by=by.ref,
        at=moment,
    )
    return batch


def _tried(kept: Received, moment: datetime) -> Message:
    return take(message=kept.message, at=moment) if kept.created else kept.message


def _rows(system: System, path: Path, name: str, by: Person) -> list[dict[str, object]]:
    if not System.objects.visible_to(by).filter(pk=system.pk, ended_at__isnull=True).exists():
        raise Forbidden(_("这个系统不在您的地方，或者已经停用。"), "not_yours")
    try:
        rows = formats.rows_of_file(path, name, sent=True)
    except formats.Unfinished as no:
        raise Invalid(
            _("文件的后半截不在，请重新导出一份再交。"), "unfinished", field="file"
        ) from no
    if len(rows) > MOST_ROWS:
        raise Invalid(
            _("网页上一次最多交 %(most)d 件，请分成几个文件，或者放进这个系统的文件夹。")
            % {"most": MOST_ROWS},
            "too_many",
            field="file",
        )
    if not rows:
        raise Invalid(_("文件里一件也没有。"), "empty", field="file")
    return rows
