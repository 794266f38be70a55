"""Keeping a case findable: one row of search words beside it, in either database."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from sanan.cases.models import Case
from sanan.cases.queries.search import words_of

_INSERT = {
    "sqlite": "INSERT INTO cases_search(rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_search(case_id, words) VALUES (%s, %s)",
}


def index(case: Case) -> None:
    """Add a new case to the search. One statement, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT[connection.vendor], _row(case))


def index_many(cases: Iterable[Case]) -> None:
    """Add new cases to the search, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT[connection.vendor], [_row(case) for case in cases])


def _row(case: Case) -> list[Any]:
    said = case.text if case.title in case.text else f"{case.title}\n{case.text}"
    terms = words_of(f"{said}\n{case.code}")
    return [case.pk, " ".join(terms) if connection.vendor == "sqlite" else sorted(set(terms))]
