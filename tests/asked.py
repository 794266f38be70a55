"""What the tests ask the database, so that PostgreSQL is asked everything by as few tests as can be.

The run on SQLite notes each test's statements (`--note-asked FOLDER`). The run on PostgreSQL then
takes (`--fewest-of FOLDER`) every test in real transactions, and of the others a small set that
together asks every statement which any of them asked, or which the database refused. What a test does
beside that, SQLite has seen.
"""

import heapq
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

OWN = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")
LIST = re.compile(r"(\((?:%s(?:, )?)+\))(?:, \1)*")
NUMBER = re.compile(r"\d+")
COLUMNS = re.compile(r'^SELECT (?:"\w+"\."\w+"(?: AS "?\w+"?)?(?:, )?)+ FROM')
SETS = re.compile(r'^(UPDATE "\w+" SET )(?:"\w+" = %s(?:, )?)+')


class Noted(NamedTuple):
    """Statements that a test asked, and how long it took."""

    seconds: float
    asked: Collection[str]


def shape(sql: str) -> str:
    """A statement without what differs from row to row, and without which plain columns it names.

    How many values, which number, which columns are read or set: that is the same SQL everywhere,
    except where rows are told apart or gathered by their columns.
    """
    sql = NUMBER.sub("0", LIST.sub("(%s)", sql))
    return sql if "GROUP BY" in sql else SETS.sub(r"\1…", COLUMNS.sub("SELECT … FROM", sql))


class Notes:
    """The plugin that listens, and writes down at the end."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.json"
        self._noted: dict[str, Noted] = {}
        self._asked: set[str] = set()
        self._known: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        from django.db import connections

        self._asked = set()
        began = time.process_time()
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(self._listen))
            done = yield
        if self._asked:
            self._noted[item.nodeid] = Noted(time.process_time() - began, self._asked)
        return done

    def pytest_sessionfinish(self) -> None:
        numbers: dict[str, int] = {}
        tests = {
            test: (
                noted.seconds,
                [numbers.setdefault(s, len(numbers)) for s in sorted(noted.asked)],
            )
            for test, noted in self._noted.items()
        }
        self._file.write_text(json.dumps({"statements": list(numbers), "tests": tests}))

    def _listen(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        known = self._known.get(sql)
        if known is None:
            known = self._known[sql] = "" if sql.startswith(OWN) else shape(sql)
        if known:
            self._asked.add(known)
        try:
            return execute(sql, *more)
        except Exception as error:
            self._asked.add(f"{type(error).__name__} {known}")
            raise


@cache
def files(folder: Path) -> frozenset[str]:
    """The test files in which anything was asked."""
    return frozenset(test.partition("::")[0] for test in read(folder))


@cache
def read(folder: Path) -> Mapping[str, Noted]:
    """What all workers of a run have noted."""
    noted = {}
    for file in sorted(folder.glob("*.json")):
        told = json.loads(file.read_text())
        statements = told["statements"]
        for test, (seconds, asked) in told["tests"].items():
            noted[test] = Noted(seconds, {statements[n] for n in asked})
    return noted


def fewest(noted: Mapping[str, Noted], given: Iterable[str] = ()) -> set[str]:
    """Tests that ask everything which all of `noted` ask and `given` do not; the best worth first."""
    done = {s for test in given if test in noted for s in noted[test].asked}
    taken = set()
    heap = [(_worth(n, done), test) for test, n in sorted(noted.items())]
    heapq.heapify(heap)
    while heap:
        worth, test = heapq.heappop(heap)
        now = _worth(noted[test], done)
        if not now:
            continue
        if now > worth and heap and now > heap[0][0]:
            heapq.heappush(heap, (now, test))
            continue
        taken.add(test)
        done |= set(noted[test].asked)
    return taken


def _worth(noted: Noted, done: set[str]) -> float:
    """The smaller the better: new statements a second, negative."""
    return -len(set(noted.asked) - done) / max(noted.seconds, 0.01)


def select(items: list[pytest.Item], folder: Path) -> list[pytest.Item]:
    """Of `items` those to run where all was noted before; one that was not noted is kept.

    Tests marked `everywhere` are left out: they ask for minutes what other tests asked before, in
    more combinations of the same filters and orders.
    """
    noted = read(folder)
    items = [item for item in items if not item.get_closest_marker("everywhere")]
    always = [item.nodeid for item in items if in_real_transactions(item)]
    here = {item.nodeid: noted[item.nodeid] for item in items if item.nodeid in noted}
    chosen = {*always, *fewest(here, always)}
    return [item for item in items if item.nodeid in chosen or item.nodeid not in noted]


def in_real_transactions(item: pytest.Item) -> bool:
    """Whether it writes for good and empties the tables afterwards; such tests come last."""
    mark = item.get_closest_marker("django_db")
    own = bool(mark and mark.kwargs.get("transaction"))
    return own or "transactional_db" in getattr(item, "fixturenames", ())
