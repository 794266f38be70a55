"""Taking up a record that went on after the database was copied: what is missing gets its place.

A database that was restored from a backup is older than what was published meanwhile. To sign other
entries in their places would be a fork, which every witness refuses. So the published entries are
kept as they stand, without content (it is lost), and the record goes on after them.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from sanan.ledger.enums import Event, Reason
from sanan.ledger.log import mirror, publish
from sanan.ledger.log.entry import Entry as Leaf
from sanan.ledger.log.entry import read_entry
from sanan.ledger.log.errors import DivergedError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import read_vkey
from sanan.ledger.log.reader import read_entries
from sanan.ledger.models import Entry, Erasure, Log, erased
from sanan.ledger.queries import leaves, logs

VKEY = "vkey"


def copy_record(place: Path) -> int:
    """Copy what the logs have published since the last time into a folder for each year; how many.

    The log's name and public key lie beside it, so that a year that a restored database does not
    know yet can be taken up. Raises LogError where the copy is of another record.
    """
    count = 0
    for log in logs.all_logs():
        target = LogFolder(place / str(log.year))
        count += mirror.mirror(logs.folder(log.year), target, log=logs.verifier(log))
        if target.root.is_dir() and not (target.root / VKEY).exists():
            target.write({VKEY: log.vkey.encode()})
    return count


def adopt(*, source: Path, at: datetime) -> Log | None:
    """Take up a year's log that was begun after the database was copied; None where it is known."""
    year = int(source.name)
    if Log.objects.filter(year=year).exists() or not (source / VKEY).is_file():
        return None
    vkey = (source / VKEY).read_text().strip()
    return Log.objects.create(year=year, origin=read_vkey(vkey).name, vkey=vkey, began_at=at)


def follow(*, log: Log, source: Path) -> list[Leaf]:
    """Continue a log as it was published in `source`; the entries that the database did not have.

    Entries that were written and not yet placed take their published places; what was erased after
    the database was copied is erased again. Raises LogError, and
    changes nothing, where `source` is not a continuation of what is here.
    """
    copy = LogFolder(source)
    head = publish.head(copy, logs.verifier(log))
    ours = logs.head(log)
    size = ours.checkpoint.size if ours else 0
    if head is None or head.checkpoint.size <= size:
        return []
    published = [read_entry(each) for each in read_entries(copy.read, head.checkpoint.size, size)]
    with transaction.atomic():
        placed = Entry.objects.filter(year=log.year, position__gte=size)
        if _disagree(list(placed.order_by("position")), published):
            raise DivergedError("other entries have these places in the database")
        there = placed.count()
        lost = _placed(log, size + there, published[there:])
        mirror.mirror(copy, logs.folder(log.year), log=logs.verifier(log))
    return lost


def _lost(log: Log, position: int, each: Leaf) -> Entry:
    return Entry.objects.create(
        event=each.event,
        subject=leaves.LOST,
        at=datetime.fromisoformat(each.at).astimezone(UTC),
        ref=each.id,
        commit=each.commit,
        year=log.year,
        position=position,
    )


def _erase_again(told_by: Entry) -> None:
    """An erasure stands in public under the name of what it erased: what came back goes again."""
    verb, _, reason = told_by.event.rpartition(".")
    if verb != Event.ERASE or reason not in Reason.values:
        return
    back = Entry.objects.filter(ref=told_by.ref, salt__isnull=False)
    for entry in back.exclude(event__startswith=Event.ERASE):
        Entry.objects.filter(pk=entry.pk).update(**erased())
        Erasure.objects.create(entry=entry, told_by=told_by, reason=reason, at=told_by.at)


def _disagree(rows: list[Entry], published: list[Leaf]) -> bool:
    return [leaves.leaf(row) for row in rows] != published[: len(rows)]


def _placed(log: Log, first: int, published: list[Leaf]) -> list[Leaf]:
    """Give each published entry its place: the row that waits for it, else a row without content."""
    refs = [each.id for each in published]
    waiting = {
        (row.ref, row.event): row
        for start in range(0, len(refs), 1_000)
        for row in Entry.objects.filter(
            year=log.year, position__isnull=True, ref__in=refs[start : start + 1_000]
        )
    }
    lost = []
    for position, each in enumerate(published, first):
        row = waiting.get((each.id, each.event))
        if row is None:
            lost.append(each)
            _erase_again(_lost(log, position, each))
        elif leaves.leaf(row) != each:
            raise DivergedError(f"entry {position} is published with other content")
        else:
            Entry.objects.filter(pk=row.pk).update(position=position)
    return lost
