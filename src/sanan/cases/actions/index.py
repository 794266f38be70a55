"""Keeping cases findable: one row of search words beside each, in either database.

Done by the clock, not at intake: the words of a long message take longer to index than all else
together. Until then the search reads the case itself (`queries.search`), so nothing is ever missed.
"""

from itertools import islice
from typing import Any

from django.db import connection, transaction

from sanan.cases.models import Case
from sanan.cases.queries.search import words_of

AT_ONCE = 300
INSERT = {
    "sqlite": "INSERT INTO cases_search(rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_search(case_id, words) VALUES (%s, %s)",
}


def index_waiting() -> int:
    """Index every case that waits for it, `AT_ONCE` in a transaction; how many."""
    done = 0
    while taken := _index_some():
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


def _index_some() -> int:
    with transaction.atomic():
        waiting = Case.objects.select_for_update(skip_locked=True).filter(indexed=False)
        cases = list(waiting.only("pk", "title", "text", "code").order_by("pk")[:AT_ONCE])
        with connection.cursor() as cursor:
            cursor.executemany(INSERT[connection.vendor], [_row(case) for case in cases])
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(indexed=True)
    return len(cases)


def _row(case: Case) -> list[Any]:
    said = case.text if case.title in case.text else f"{case.title}\n{case.text}"
    terms = words_of(f"{said}\n{case.code}")
    return [case.pk, " ".join(terms) if connection.vendor == "sqlite" else sorted(set(terms))]
