"""Queries that are asked at every request: their SQL is worked out once.

Building and compiling a query costs Django several times what the database needs to answer it by a
key. A `Prepared` query is built once with marks in the places of its values, and after that only
given other values. It still goes through Django's cursor, so that it is counted and logged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
_MARKS: dict[type, Callable[[int], Any]] = {
    str: lambda n: f"\x01mark-{n}",
    int: lambda n: -(10**15) - n,
    date: lambda n: date(1, 1, 1 + n),
    datetime: lambda n: datetime(1, 1, 1 + n, tzinfo=UTC),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """The SQL, its parameters with the places that a value goes to, and what turns columns back."""

    sql: str
    constants: Sequence[Any]
    places: Sequence[tuple[int, int]]
    converters: Sequence[tuple[int, Sequence[Any], Any]]


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
        params = list(form.constants)
        for place, value in form.places:
            params[place] = adapted[value]
        with connection.cursor() as cursor:
            cursor.execute(form.sql, params)
            rows = cursor.fetchall()
        return [_converted(row, form.converters) for row in rows]

    def _formed(self) -> _Form:
        marks = [_MARKS[kind](number) for number, kind in enumerate(self._takes)]
        compiler = self._build(*marks).query.get_compiler(connection=connection)
        sql, constants = compiler.as_sql()
        seen = [_adapted(kind, mark) for kind, mark in zip(self._takes, marks, strict=True)]
        places = [(p, seen.index(value)) for p, value in enumerate(constants) if value in seen]
        if {value for _place, value in places} != set(range(len(seen))):
            raise ValueError("a value has no place in the query")
        found = compiler.get_converters([column[0] for column in compiler.select])
        converters = [(column, by, what) for column, (by, what) in found.items()]
        return self._forms.setdefault(
            connection.vendor, _Form(sql, tuple(constants), places, converters)
        )


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


def _adapted(kind: type, value: Any) -> Any:
    """A value as the query's own look-ups would hand it to the driver."""
    if kind is datetime:
        return connection.ops.adapt_datetimefield_value(value)
    if kind is date:
        return connection.ops.adapt_datefield_value(value)
    return value


def _converted(row: Sequence[Any], converters: Sequence[tuple[int, Any, Any]]) -> tuple[Any, ...]:
    if not converters:
        return tuple(row)
    values = list(row)
    for column, by, what in converters:
        for convert in by:
            values[column] = convert(values[column], what, connection)
    return tuple(values)
