"""Queries that are asked at every request: their SQL is worked out once.

Building and compiling a query costs Django several times what the database needs to answer it by a
key. A `Prepared` query is built once with marks in the places of its values, and after that only
given other values; a `Shaped` one once for each form that it can take. Both still go through Django's
cursor, so that they are counted and logged, and where the query's model is read from (a replica).

What is the same for all values is written into the SQL. PostgreSQL keeps the plan of a prepared statement
only where it seems as good as one for the values at hand; of mere parameters it could not know that, and
would plan a list anew each time, for longer than it takes to read it.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, router
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = re.compile(r"[^'\\%\x00]*")
_PARAMETER = "%s"
_TEXT, _DIGITS = "\x01mark-", 4
_APART = timedelta(days=37, microseconds=7919)
"""Between two marks of moments: nothing that a query may add to one makes it the next."""
_MARKS: dict[type, Callable[[int], Any]] = {
    type(None): lambda _n: None,
    str: lambda n: f"{_TEXT}{n:0{_DIGITS}d}",
    int: lambda n: -(10**15) - n,
    date: lambda n: date(1, 1, 1) + _APART * n,
    datetime: lambda n: datetime(1, 1, 1, tzinfo=UTC) + _APART * n,
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A query's SQL, its parameters, where values go among them, and what turns columns back.

    A place says which value, and what text stands behind it. No SQL: there are never rows.
    """

    model: type[Model]
    sql: str
    params: Sequence[Any] = ()
    places: Sequence[tuple[int, int, str]] = ()
    converters: Sequence[tuple[int, Sequence[Any], Any]] = ()

    def given(self, adapted: Sequence[Any]) -> list[Any]:
        """The parameters with these values in their places."""
        params = list(self.params)
        for place, value, more in self.places:
            params[place] = adapted[value] + more if more else adapted[value]
        return params

    def rows(self, adapted: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows for these values, from where the model is read."""
        there = connections[router.db_for_read(self.model)]
        with there.cursor() as cursor:
            cursor.execute(self.sql, self.given(adapted))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if not self.converters:
            return rows
        found = [list(row) for row in rows]
        for column, by, what in self.converters:
            for convert in by:
                for values in found:
                    values[column] = convert(values[column], what, there)
        return [tuple(values) for values in found]


class Prepared:
    """A query in `values_list` form, given `takes` (str, int, date, datetime), in order.

    Only for a query whose form does not depend on the values; None is no value. Works on either
    database; `build` is called once for each.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *takes: type) -> None:
        self._build = build
        self._takes = takes
        self._forms: dict[str, _Form] = {}

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        form = self._forms.get(connection.vendor) or self._formed()
        adapted = [_adapted(kind, v) for kind, v in zip(self._takes, values, strict=True)]
        return form.rows(adapted)

    def _formed(self) -> _Form:
        marks = [_MARKS[kind](number) for number, kind in enumerate(self._takes)]
        rows = self._build(*marks)
        compiler = rows.query.get_compiler(connection=connection)
        sql, constants = compiler.as_sql()
        seen = [_adapted(kind, mark) for kind, mark in zip(self._takes, marks, strict=True)]
        places = {p: (seen.index(value), "") for p, value in enumerate(constants) if value in seen}
        if {value for value, _more in places.values()} != set(range(len(seen))):
            raise ValueError("a value has no place in the query")
        form = _compiled(rows.model, compiler, sql, constants, places)
        return self._forms.setdefault(connection.vendor, form)


class Shaped:
    """A query whose form depends on what `shape` says, and on nothing else but values.

    `build(shape, *marks)` makes the query in `values_list` form out of marks that stand for the
    values; it is called once for each shape and database, and its SQL kept for the `MOST` shapes asked
    for last. A value may be text, a figure or a moment, its kind always the same within a shape. A
    text may stand in the query with more behind it (`beyond(path)`), and a value may not stand in it
    at all. Where making the query asks the database itself, its form depends on what is there: then
    nothing is kept, and every call makes it anew from the values themselves. The same where it holds a
    day or a moment of its own.
    """

    MOST = 500

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._forms: OrderedDict[Hashable, _Form | None] = OrderedDict()

    def __call__(self, shape: Hashable, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        form = self._form(shape, values)
        if form is None:
            return list(self._build(shape, *values))
        if form.sql == "":
            return []
        return form.rows(_each(values))

    def text(self, shape: Hashable, *values: Any) -> tuple[str, Sequence[Any]]:
        """The same query as SQL and parameters, to stand within another.

        Raises `EmptyResultSet` where there are never rows.
        """
        form = self._form(shape, values)
        if form is None:
            return self._build(shape, *values).query.sql_with_params()
        if form.sql == "":
            raise EmptyResultSet
        return form.sql, form.given(_each(values))

    def _form(self, shape: Hashable, values: Sequence[Any]) -> _Form | None:
        key = (connection.vendor, shape, tuple(map(type, values)))
        if key in self._forms:
            return self._forms[key]
        form = self._forms[key] = self._formed(shape, values)
        while len(self._forms) > self.MOST:
            self._forms.popitem(last=False)
        return form

    def _formed(self, shape: Hashable, values: Sequence[Any]) -> _Form | None:
        marks = [_MARKS[type(value)](number) for number, value in enumerate(values)]
        asked: list[str] = []
        with _overheard(asked):
            rows = self._build(shape, *marks)
        if asked:
            return None
        compiler = rows.query.get_compiler(connection=connection)
        try:
            with _overheard(asked):
                sql, constants = compiler.as_sql()
        except EmptyResultSet:
            return _Form(rows.model, "")
        if asked:
            return None
        seen = {
            _adapted(type(mark), mark): number
            for number, mark in enumerate(marks)
            if mark is not None
        }
        places = {p: found for p, c in enumerate(constants) if (found := _place(c, seen))}
        if any(_is_of_today(c) for p, c in enumerate(constants) if p not in places):
            return None
        return _compiled(rows.model, compiler, sql, constants, places)


def _compiled(
    model: type[Model],
    compiler: Any,
    sql: str,
    constants: Sequence[Any],
    places: Mapping[int, tuple[int, str]],
) -> _Form:
    """The form of a query: what no value goes to stands in its SQL, where it can be written plainly."""
    params: list[Any] = []
    moved: list[tuple[int, int, str]] = []
    numbers = count()

    def written(found: re.Match[str]) -> str:
        if found[0] != _PARAMETER:
            return found[0]
        number = next(numbers)
        constant = constants[number]
        if number in places:
            moved.append((len(params), *places[number]))
        elif (plain := _literal(constant)) is not None:
            return plain
        params.append(constant)
        return _PARAMETER

    settled = re.sub("%[%s]", written, sql)
    columns = compiler.get_converters([column[0] for column in compiler.select])
    converters = [(column, by, what) for column, (by, what) in columns.items()]
    return _Form(model, settled, params, moved, converters)


def _literal(constant: Any) -> str | None:
    """How a text or a number stands in SQL; None where either database might read it otherwise."""
    if isinstance(constant, bool) or (isinstance(constant, int) and constant >= 0):
        return str(constant)
    return f"'{constant}'" if isinstance(constant, str) and _PLAIN.fullmatch(constant) else None


def _place(constant: Any, seen: dict[Any, int]) -> tuple[int, str] | None:
    if isinstance(constant, str) and constant.startswith(_TEXT):
        mark = constant[: len(_TEXT) + _DIGITS]
        return seen[mark], constant[len(mark) :]
    if isinstance(constant, str) and _TEXT in constant:
        raise ValueError("a value stands within a text of the query")
    if isinstance(constant, bool) or not isinstance(constant, int | str | datetime):
        return None
    return (seen[constant], "") if constant in seen else None


def _is_of_today(constant: Any) -> bool:
    """Whether the query holds a day or a moment of its own, which would stand still in a kept form."""
    return isinstance(constant, date) or (
        isinstance(constant, str) and _DAY.match(constant) is not None
    )


@contextmanager
def _overheard(asked: list[str]) -> Iterator[None]:
    """Note what the database is asked within the block."""

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


class PreparedRows(Generic[Row]):
    """The same for whole rows of one model."""

    def __init__(self, model: type[Row], build: Callable[..., QuerySet[Row]], *takes: type) -> None:
        self._model = model
        self._columns = [field.attname for field in model._meta.concrete_fields]
        self._query = Prepared(lambda *v: build(*v).values_list(*self._columns), *takes)

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values."""
        return [
            self._model.from_db(DEFAULT_DB_ALIAS, self._columns, row)
            for row in self._query(*values)
        ]


def _each(values: Sequence[Any]) -> list[Any]:
    return [_adapted(type(value), value) for value in values]


def _adapted(kind: type, value: Any) -> Any:
    """A value as the query's own look-ups would hand it to the driver."""
    if kind is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if kind is date:
        return connection.ops.adapt_datefield_value(value)
    return value
