"""Giving entries their place in the public log, and publishing it.

Places are given under a lock on the log's row, in the order of ids among the entries that are
committed and have none. Nothing is remembered between two runs but the rows themselves, so an entry
whose transaction ends late is taken by the next run: none is lost, none is placed twice, and one
committed before another was written stands before it. Publishing continues from what the folder
holds, so a crash between the two steps, or within either, is made good by the next run.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from sanan.kit import clock
from sanan.kit.clock import at_or_now
from sanan.ledger.actions.opening import open_log
from sanan.ledger.log import publish
from sanan.ledger.log.checkpoint import Checkpoint as Signed
from sanan.ledger.log.errors import DivergedError
from sanan.ledger.log.interval import BY_DAY, HELD_HOURS
from sanan.ledger.log.note import Note
from sanan.ledger.log.tidy import tidy
from sanan.ledger.models import Checkpoint, Entry, Log
from sanan.ledger.queries import leaves, logs

BATCH = 20_000
_STEP = 256
_MOST_STEPS = 20

_PLACE = """
UPDATE ledger_entry SET position = placed.at FROM (
    SELECT id, %s + ROW_NUMBER() OVER (ORDER BY id) AS at
    FROM ledger_entry WHERE year = %s AND position IS NULL
    AND NOT (event IN (%s, %s) AND at >= %s) ORDER BY id LIMIT %s
) AS placed WHERE ledger_entry.id = placed.id
"""


def publish_all(*, at: datetime | None = None) -> int:
    """Place and publish everything that waits, in every log; how many entries were published.

    Cheap where nothing waits. Safe from several processes at once.
    """
    moment = at_or_now(at)
    # The year now has its log even before its first entry, so that its key is known beforehand.
    years = {logs.year_of(clock.now()), *_years_waiting()}
    return sum(_publish(open_log(year, at=moment), moment) for year in sorted(years))


def sequence(log: Log, *, most: int = BATCH) -> int:
    """Give up to `most` waiting entries of a log their places; how many there were."""
    if not _waiting(log).exists():
        return 0
    with transaction.atomic():
        Log.objects.select_for_update().get(pk=log.pk)
        last = _last_place(log)
        with connection.cursor() as cursor:
            since = connection.ops.adapt_datetimefield_value(_held_since().astimezone(UTC))
            cursor.execute(_PLACE, [last, log.year, *BY_DAY, since, most])
            return int(cursor.rowcount)


def _publish(log: Log, at: datetime) -> int:
    before = Checkpoint.objects.filter(log=log).order_by("-size").first()
    size = before.size if before else 0
    if _last_place(log) + 1 == size and not _waiting(log).exists():
        return 0
    _check_whole(log)
    while sequence(log):
        pass
    return _append(log, size, at)


def _check_whole(log: Log) -> None:
    """Refuse to give places again that are published already: the database is an older one.

    Raises DivergedError; nothing is placed or published until someone has looked.
    """
    head = logs.head(log)  # before the rows, which another sequencer may be placing
    size = head.checkpoint.size if head else 0
    if (last := _last_place(log)) + 1 < size:
        raise DivergedError(f"{size} entries are published, the database has {last + 1}")


def _append(log: Log, known: int, at: datetime) -> int:
    """Publish the placed rows from `known` on, under a checkpoint for every few hundred.

    A receipt made under the first checkpoint after its entry is short, so a table of some thousand
    rows is not put under one. What is larger (a county's years of messages) is, or the worker would
    do nothing else for minutes.
    """
    end = _last_place(log) + 1
    step = _STEP if end - known <= _STEP * _MOST_STEPS else end - known
    added = 0
    for start in range(known, end, step):
        added += _append_step(log, start, start + step, at)
    if known // _STEP != end // _STEP:
        tidy(logs.folder(log.year), end)
    return added


def _append_step(log: Log, start: int, end: int, at: datetime) -> int:
    # Two sequencers read the same rows and may publish one after the other: each continues.
    rows = Entry.objects.filter(year=log.year, position__gte=start, position__lt=end)
    columns = rows.order_by("position").values_list(*leaves.LEAF_FIELDS, named=True)
    entries = leaves.encoded(columns.iterator(chunk_size=5_000))
    folder = logs.folder(log.year)
    done = publish.publish(folder, signer=logs.signer(log), entries=entries, start=start)
    keep_checkpoint(log, done.checkpoint, done.note, at)
    return done.added


def keep_checkpoint(log: Log, signed: Signed, note: Note, at: datetime) -> Checkpoint:
    """Remember a checkpoint that was signed, once."""
    fresh = {"root": signed.root, "note": note.encode().decode(), "signed_at": at}
    return Checkpoint.objects.get_or_create(log=log, size=signed.size, defaults=fresh)[0]


def _waiting(log: Log) -> QuerySet[Entry]:
    """The entries that may be placed now; those of a day wait until it is over."""
    held = Q(event__in=BY_DAY, at__gte=_held_since())
    return Entry.objects.filter(~held, year=log.year, position=None)


def _held_since() -> datetime:
    """From which moment on entries that are published by the day still wait."""
    return clock.day_of(clock.now() - timedelta(hours=HELD_HOURS))


def _years_waiting() -> list[int]:
    return list(Entry.objects.filter(position=None).values_list("year", flat=True).distinct())


def _last_place(log: Log) -> int:
    """The last place given, −1 before the first."""
    last = (
        Entry.objects.filter(year=log.year, position__isnull=False)
        .order_by("-position")
        .values_list("position", flat=True)
        .first()
    )
    return -1 if last is None else last
