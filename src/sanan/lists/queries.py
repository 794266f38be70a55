"""Counts of many lists at once, the page of a list, its sheet, and what stands beside a row."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.rounding import yuan
from sanan.kit.sheets import write_sheet
from sanan.lists.declare import Asked, Column, List, Sentence
from sanan.lists.models import KeptList

MOST_COUNTED = 999
MOST_EXPORTED = 20_000
MOST_WALKED = 2_000
"""So far into a list the next and the previous row are looked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the table."""

    content: object
    tone: str = ""
    num: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the page; its first cell is the link."""

    key: str
    href: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `query` sorts by it, `sorted` says how it stands."""

    label: Sentence
    num: bool
    query: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A view with its count."""

    label: Sentence
    query: str
    count: str
    tone: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """A filter of the page."""

    name: str
    label: Sentence
    options: Sequence[tuple[str, Sentence]]
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list as its template prints it."""

    name: str
    title: Sentence
    empty: Sentence
    heads: Sequence[Head]
    lines: Sequence[Line]
    total: str
    words: Sequence[Sentence]
    looks: Sequence[Look]
    picks: Sequence[Pick]
    hidden: Mapping[str, str]
    kept: Sequence[KeptList]
    address: str
    query: str
    number: int
    follows: bool

    @property
    def export(self) -> str:
        """Where the same stands as an Excel file."""
        return f"{self.query}&xlsx" if self.query else "xlsx"

    @property
    def here(self) -> str:
        """The address of this list as it was narrowed."""
        return f"{self.address}?{self.query}" if self.query else self.address


@dataclass(frozen=True, slots=True)
class Beside:
    """Where somebody goes on from a row: back to the list, to the row before and the one behind."""

    back: str
    before: str = ""
    behind: str = ""


def shown(listed: List, asked: Asked, *, address: str, number: int) -> Shown:
    """One page, with the counts of all views in one statement."""
    found = listed.found(asked)
    start = (number - 1) * listed.size
    rows = list(found[start : start + listed.size + 1])
    query = query_of(asked)
    looks, total = _looks(listed, asked)
    picks = [f for f in listed.filters if f.known is None]
    free = {f.name for f in picks}
    return Shown(
        name=listed.name,
        title=listed.title,
        empty=listed.empty,
        heads=[_head(column, asked) for column in listed.heads()],
        lines=[_line(listed, row, address, query) for row in rows[: listed.size]],
        total=total,
        words=listed.words(asked),
        looks=looks,
        picks=[
            Pick(f.name, f.label, f.options(asked), asked.chosen.get(f.name, "")) for f in picks
        ],
        hidden={name: value for name, value in asked.chosen.items() if name not in free},
        kept=list(KeptList.objects.filter(person=asked.person, of=listed.name).order_by("name")),
        address=address,
        query=query,
        number=number,
        follows=len(rows) > listed.size,
    )


def query_of(asked: Asked) -> str:
    """What was chosen, as an address says it."""
    return urlencode({**asked.chosen, **({"sort": asked.sort} if asked.sort else {})})


def counted(lists: Mapping[str, Any]) -> dict[str, int]:
    """How many rows each holds, up to `MOST_COUNTED` + 1; those of querysets in one statement."""
    found = {key: len(rows) for key, rows in lists.items() if not isinstance(rows, QuerySet)}
    asked = {key: rows for key, rows in lists.items() if isinstance(rows, QuerySet)}
    parts: list[str] = []
    values: list[Any] = []
    for rows in asked.values():
        try:
            sql, params = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE 1 = 0", ()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - the ORM wrote it
        values.extend(params)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), values)
            found |= dict(zip(asked, cursor.fetchone(), strict=True))
    return found


def said(number: int) -> str:
    """A count as it is shown: exact up to the limit of counting."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def sheet(listed: List, asked: Asked) -> tuple[bytes, int]:
    """The rows as an Excel file, exactly as shown and a line of who took it, and how many."""
    rows = list(listed.found(asked)[:MOST_EXPORTED])
    out = io.BytesIO()
    widths = [column.width for column in listed.columns]
    heads = [str(column.head) for column in listed.columns]
    write_sheet(out, heads, _lines(listed, rows, asked), widths=widths)
    return out.getvalue(), len(rows)


def beside(listed: List, asked: Asked, *, address: str, key: str) -> Beside:
    """What stands before and behind the row of that key in the list as it was narrowed."""
    query = query_of(asked)
    back = (f"{address}?{query}" if query else address) + f"#c-{key}"
    rows = list(listed.found(asked)[:MOST_WALKED])
    at = next((n for n, row in enumerate(rows) if listed.key(row) == key), None)
    if at is None:
        return Beside(back)
    before = _href(listed, rows[at - 1], address, query) if at else ""
    behind = _href(listed, rows[at + 1], address, query) if at + 1 < len(rows) else ""
    return Beside(back, before, behind)


def _lines(listed: List, rows: Sequence[Any], asked: Asked) -> Iterator[list[object]]:
    for row in rows:
        yield [_written(column, row) for column in listed.columns]
    yield [
        _("%(who)s 于 %(when)s 导出")
        % {
            "who": asked.person.name,
            "when": timezone.localtime(asked.now).strftime("%Y-%m-%d %H:%M"),
        }
    ]


def _written(column: Column, row: Any) -> object:
    value = column.value(row)
    return Decimal(value) / 100 if column.fen and isinstance(value, int) else value


def _looks(listed: List, asked: Asked) -> tuple[list[Look], str]:
    views = listed.offered(asked)
    each = [replace(asked, chosen=view.chosen, sort="") for view in views]
    lists = {str(n): listed.narrowed(one) for n, one in enumerate(each)}
    numbers = counted({**lists, "": listed.narrowed(asked)})
    looks = [
        Look(
            view.label,
            query_of(one),
            said(numbers[str(n)]),
            view.tone if numbers[str(n)] else "",
            dict(view.chosen) == dict(asked.chosen),
        )
        for n, (view, one) in enumerate(zip(views, each, strict=True))
    ]
    return looks, said(numbers[""])


def _head(column: Column, asked: Asked) -> Head:
    if not column.sort:
        return Head(column.head, column.num or column.fen)
    now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(asked.sort, "")
    turned = f"-{column.sort}" if now == "ascending" else column.sort
    query = urlencode({**asked.chosen, "sort": turned})
    return Head(column.head, column.num or column.fen, query, now)


def _line(listed: List, row: Any, address: str, query: str) -> Line:
    cells = [
        Cell(_printed(column, row), column.tone(row), column.num or column.fen)
        for column in listed.heads()
    ]
    return Line(listed.key(row), _href(listed, row, address, query), cells)


def _href(listed: List, row: Any, address: str, query: str) -> str:
    """The row's own page, which may say something already behind its `?`."""
    to, back = listed.href(row), urlencode({"list": listed.name, "from": query, "at": address})
    return f"{to}{'&' if '?' in to else '?'}{back}"


def _printed(column: Column, row: Any) -> object:
    if column.cell is not None:
        return column.cell(row)
    value = column.value(row)
    if isinstance(value, datetime):
        return dates.moment(value)
    if isinstance(value, date):
        return dates.day(value)
    if column.fen and isinstance(value, int):
        return yuan(value)
    return "—" if value is None or value == "" else value
