"""Taking up what came in: each case is read, and made findable by a row of search words beside it.

Done by the worker within a second, not at intake: to read a message and to index its words takes
longer than all else together. Until then the search reads the case itself (`queries.search`) and a
desk that opens the case reads it then and there (`reading.read_unread`), so nothing is ever missed.
Which cases wait stands in the database (`indexed`): a worker that is killed leaves them to the next.
"""

from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction

from sanan.cases.enums import Door
from sanan.cases.models import Case
from sanan.cases.queries import desk as desks
from sanan.cases.queries.search import words_of

AT_ONCE = 200
_COLUMNS = ("pk", "title", "text", "code", "door", "suggested", "county", "place__path")
_SUGGEST = "UPDATE cases_case SET suggested = %s WHERE id = %s AND suggested = '{}'"
INSERT = {
    "sqlite": "INSERT INTO cases_search(rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_search(case_id, words) VALUES (%s, %s)",
}


def take_up() -> int:
    """Read and index every case that waits, the newest first, `AT_ONCE` in a transaction; how many.

    What an import brought is read by its own task, beside which what comes in meanwhile waits for
    nothing.
    """
    done = 0
    while taken := _take_up_some():
        done += taken
    return done


def rebuild() -> int:
    """Fill the search table again from the cases that say they are in it; how many."""
    held = Case.objects.filter(indexed=True).only("pk", "title", "text", "code").order_by("pk")
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_search")
        source = held.iterator(chunk_size=AT_ONCE)
        while rows := [_row(case) for case in islice(source, AT_ONCE)]:
            cursor.executemany(INSERT[connection.vendor], rows)
            done += len(rows)
    return done


def _take_up_some() -> int:
    """The work comes before the lock: on SQLite nobody else could write meanwhile."""
    waiting = Case.objects.filter(indexed=False).select_related("place").only(*_COLUMNS)
    cases = list(waiting.order_by("-pk")[:AT_ONCE])
    if not cases:
        return 0
    rows = {case.pk: _row(case) for case in cases}
    told: list[tuple[str, int]] = [
        (orjson.dumps(desks.said_of(case), default=str).decode(), case.pk)
        for case in cases
        if case.suggested == {} and case.door != Door.IMPORT
    ]
    with transaction.atomic():
        mine = Case.objects.select_for_update(skip_locked=True).filter(pk__in=rows, indexed=False)
        taken = sorted(mine.values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.executemany(_SUGGEST, told)
            cursor.executemany(INSERT[connection.vendor], [rows[pk] for pk in taken])
        Case.objects.filter(pk__in=taken).update(indexed=True)
    return len(taken)


def _row(case: Case) -> list[Any]:
    said = case.text if case.title in case.text else f"{case.title}\n{case.text}"
    terms = words_of(f"{said}\n{case.code}")
    return [case.pk, " ".join(terms) if connection.vendor == "sqlite" else sorted(set(terms))]
