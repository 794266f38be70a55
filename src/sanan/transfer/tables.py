"""The tables of an installation, read at one moment and written again, in either database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.functions import Collate
from django.db.utils import DataError

from sanan.kit.errors import Invalid
from sanan.transfer.rows import Column, Row, alike

AT_ONCE = 2_000
LEFT_OUT = {
    "django_session": "signed-in browsers: everyone signs in again at the new place",
}
# Django fills these by itself whenever it makes tables.
MADE_BY_DJANGO = frozenset({"django_content_type", "auth_permission"})
# What both databases' drivers take as it is; the fields need not be asked.
AS_THEY_ARE = frozenset({"text", "integer", "number", "boolean"})

Model = type[models.Model]


def tables_of(registry: Apps) -> dict[str, Model]:
    """Every table that has a model, by name; those that others point to come first."""
    found = {
        str(m._meta.db_table): m
        for m in registry.get_models(include_auto_created=True)
        if m._meta.managed and not m._meta.proxy and m._meta.db_table not in LEFT_OUT
    }
    needs = {name: _needed_by(model) & set(found) - {name} for name, model in found.items()}
    return {name: found[name] for name in TopologicalSorter(needs).static_order()}


def _needed_by(model: Model) -> set[str]:
    relations = (f for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey))
    return {str(f.related_model._meta.db_table) for f in relations}


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it is now, whatever is written meanwhile; writers do not wait."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # Django's own would take the writers' lock
            try:
                _pin(cursor)
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    # Inside one transaction a cursor in the server works also through a pooler.
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _pin(cursor)
        yield


def _pin(cursor: Any) -> None:
    cursor.execute("SELECT COUNT(*) FROM django_migrations")
    cursor.fetchall()


def rows_of(model: Model, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """All rows in the order of the primary key, streamed."""
    names = [c.field.attname for c in columns]
    found = model._base_manager.order_by(*_key(model)).values_list(*names)
    return (alike(columns, row) for row in found.iterator(chunk_size=AT_ONCE))


def _key(model: Model) -> list[Any]:
    """By what rows are put in order: text by its bytes, which is what SQLite does."""
    text = (models.CharField, models.TextField)
    keys = model._meta.pk_fields
    if connection.vendor == "sqlite":
        return [f.attname for f in keys]
    return [Collate(f.attname, "C") if isinstance(f, text) else f.attname for f in keys]


def write(model: Model, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Insert rows as they are, keys and all; in the caller's transaction.

    Raises Invalid where this database cannot hold a value that the other one held.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(c.name) for c in columns)
    marks = ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own models
    source = iter(rows)
    with connection.cursor() as cursor:
        while batch := [_prepared(columns, row) for row in islice(source, AT_ONCE)]:
            try:
                cursor.executemany(insert, batch)
            except (DataError, ValueError) as error:
                raise Invalid(
                    f"{model._meta.db_table}: this database cannot hold a value: {error}",
                    "unfit_value",
                ) from error


def _prepared(columns: Sequence[Column], row: Row) -> list[Any]:
    pairs = zip(columns, row, strict=True)
    return [
        value if c.kind.name in AS_THEY_ARE else c.field.get_db_prep_save(value, connection)
        for c, value in pairs
    ]


def is_empty(tables: Mapping[str, Model]) -> str:
    """The name of a table with rows in it, or nothing where none has any."""
    there = set(connection.introspection.table_names())
    for name, model in tables.items():
        if name in there and name not in MADE_BY_DJANGO and model._base_manager.exists():
            return name
    return ""


def empty_what_django_made(tables: Mapping[str, Model]) -> None:
    """Take out the rows that Django makes by itself, so that the moved ones have their place."""
    with connection.cursor() as cursor:
        for name in reversed([name for name in tables if name in MADE_BY_DJANGO]):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - one of ours


def last_keys(tables: Mapping[str, Model]) -> dict[str, int]:
    """The last number that each table's counter gave, so that no number is given twice."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            found = {name: int(last) for name, last in cursor.fetchall() if name in tables}
            return dict(sorted(found.items()))
        for name, model in sorted(tables.items()):
            if sequence := _sequence(cursor, model):
                cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - the server's own name
                last, called = cursor.fetchone()
                if called:
                    found[name] = int(last)
    return found


def set_last_keys(tables: Mapping[str, Model], last: Mapping[str, int]) -> None:
    """Let counters go on after the moved rows and after `last`."""
    if connection.vendor == "postgresql":
        statements = connection.ops.sequence_reset_sql(no_style(), list(tables.values()))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            for name, number in last.items():
                if sequence := _sequence(cursor, tables[name]):
                    cursor.execute(
                        f"SELECT setval(%s, GREATEST(%s, (SELECT last_value FROM {sequence})))",  # noqa: S608 - the server's own name
                        [sequence, number],
                    )
        return
    with connection.cursor() as cursor:
        for name, number in last.items():
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
            held = cursor.fetchone()
            if held is None:
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, number])
            elif held[0] < number:
                cursor.execute(
                    "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [number, name]
                )


def _sequence(cursor: Any, model: Model) -> str:
    pk = model._meta.pk
    if not isinstance(pk, models.AutoField | models.BigAutoField):
        return ""
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', pk.column]
    )
    return str(cursor.fetchone()[0] or "")
