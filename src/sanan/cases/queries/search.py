"""Finding cases by what was said: pairs of neighbouring characters, so two Chinese characters do.

SQLite keeps the pairs in an FTS5 table and matches them as a phrase; PostgreSQL keeps them in an
array with a GIN index and checks the text again. Both tables are made by a migration and filled
by the clock; cases that wait for it are read themselves, so a case is found from its first moment.
"""

import re

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from sanan.cases.models import CaseQuerySet

_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+", re.IGNORECASE)
MOST_WORDS = 5
MOST_LENGTH = 60
_FTS = "SELECT rowid FROM cases_search WHERE cases_search MATCH %s"
_GIN = "SELECT case_id FROM cases_search WHERE words @> %s::text[]"


def words_of(text: str) -> list[str]:
    """The search words of a text, in order: Latin words and figures whole, the rest in pairs."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run.isascii() or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def matching(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Those of `cases` whose title, text or number contains every word of `text`.

    An empty or unsearchable text finds everything, as an empty filter does.
    """
    for part in text.split()[:MOST_WORDS]:
        terms = words_of(part[:MOST_LENGTH])
        if terms:
            cases = cases.filter(_indexed(part, terms) | Q(indexed=False) & _says(part))
    return cases


def _indexed(part: str, terms: list[str]) -> Q:
    if connection.vendor == "sqlite":
        return Q(pk__in=RawSQL(_FTS, [_phrase(terms)]))  # noqa: S611
    if len(terms) == 1 and len(terms[0]) == 1:
        return _says(part)
    return Q(pk__in=RawSQL(_GIN, [terms])) & _says(part)  # noqa: S611


def _says(part: str) -> Q:
    return Q(title__icontains=part) | Q(text__icontains=part) | Q(code__icontains=part)


def _phrase(terms: list[str]) -> str:
    # A single character begins the pairs that hold it.
    ending = "*" if len(terms) == 1 else ""
    return '"' + " ".join(terms) + '"' + ending
