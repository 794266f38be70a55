"""Counts of many lists at once, the page of a list, its sheet, and what stands beside a row."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from sanan.kit import dates
from sanan.kit.rounding import yuan
from sanan.kit.sheets import write_sheet
from sanan.kit.statements import PreparedRows
from sanan.lists import statements
from sanan.lists.declare import Asked, Column, List, Sentence
from sanan.lists.models import KeptList
from sanan.lists.statements import MOST_COUNTED

MOST_WALKED = 2_000
"""So far into a list the next and the previous row are looked for."""
SHORT = 6
"""So many characters stand on one line, however narrow their column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the table; what is `short` never breaks: a day, a state."""

    content: object
    tone: str = ""
    num: bool = False
    short: bool = False


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
    field: str = "choice"
    any: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that somebody keeps under a name, with its count where it stands at the same address."""

    pk: int
    name: str
    address: str
    count: str


@dataclass(frozen=True, slots=True)
class Looks:
    """The views of a list and the kept ones, with their counts, for the page that stands `here`."""

    address: str
    here: str
    looks: Sequence[Look]
    kept: Sequence[Kept]
    total: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list as its template prints it."""

    name: str
    title: Sentence
    empty: Sentence
    heads: Sequence[Head]
    rows: Sequence[Any]
    lines: Sequence[Line]
    table: str
    folded: bool
    total: str
    words: Sequence[Sentence]
    looks: Sequence[Look]
    picks: Sequence[Pick]
    hidden: Mapping[str, str]
    kept: Sequence[Kept]
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


def shown(listed: List, asked: Asked, *, address: str, number: int, unfolded: bool = True) -> Shown:
    """One page, with the counts of all views in one statement."""
    query = query_of(listed, asked)
    back = back_of(listed, address, query, number)
    found = statements.page(listed, asked, (number - 1) * listed.size)
    rows = listed.ready(found, asked, back)
    side = looks(listed, asked, address=address)
    told = listed.told(asked)
    free = {f.name for f in listed.filters if f.on_page}
    return Shown(
        name=listed.name,
        title=listed.title,
        empty=listed.empty,
        heads=[_head(column, listed, asked) for column in listed.heads()],
        rows=rows[: listed.size],
        lines=[] if listed.table else [_line(listed, row, back) for row in rows[: listed.size]],
        table=listed.table,
        folded=listed.folded,
        total=side.total,
        words=listed.words(asked),
        looks=side.looks,
        picks=_picks(listed, asked) if unfolded or not listed.folded else [],
        hidden={name: value for name, value in told.items() if name not in free},
        kept=side.kept,
        address=address,
        query=query,
        number=number,
        follows=len(rows) > listed.size,
    )


def looks(listed: List, asked: Asked, *, address: str) -> Looks:
    """My views and the lists that I keep, with the counts of all in one statement."""
    views = listed.offered(asked)
    kept = _KEPT(asked.person.pk, listed.name)
    each = [replace(asked, chosen=listed.settled(view.chosen), sort="") for view in views]
    of_kept = {
        one.pk: replace(asked, chosen=listed.chosen(QueryDict(query).dict(), asked), sort="")
        for one in kept
        for path, _mark, query in [one.address.partition("?")]
        if path == address
    }
    wanted = {
        **{str(n): one for n, one in enumerate(each)},
        **{f"kept{pk}": one for pk, one in of_kept.items()},
        "": asked,
    }
    numbers = counted({key: statements.count(listed, one) for key, one in wanted.items()})
    query = query_of(listed, asked)
    return Looks(
        address,
        f"{address}?{query}" if query else address,
        [
            Look(
                view.label,
                query_of(listed, one),
                said(numbers[str(n)]),
                view.tone if numbers[str(n)] else "",
                dict(one.chosen) == dict(asked.chosen),
            )
            for n, (view, one) in enumerate(zip(views, each, strict=True))
        ],
        [
            Kept(
                one.pk,
                one.name,
                one.address,
                said(numbers[f"kept{one.pk}"]) if one.pk in of_kept else "",
            )
            for one in kept
        ],
        said(numbers[""]),
    )


_KEPT = PreparedRows(
    KeptList,
    lambda person, of: KeptList.objects.filter(person=person, of=of).order_by("name"),
    int,
    str,
)


def query_of(listed: List, asked: Asked) -> str:
    """What was chosen, as an address says it."""
    return urlencode({**listed.told(asked), **({"sort": asked.sort} if asked.sort else {})})


def back_of(listed: List, address: str, query: str, number: int = 1) -> str:
    """What a row's link says of the list that it stands in."""
    if number > 1:
        query = f"{query}&page={number}".lstrip("&")
    return urlencode({"list": listed.name, "from": query, "at": address})


def _picks(listed: List, asked: Asked) -> list[Pick]:
    return [
        Pick(
            f.name,
            f.label,
            f.options(asked),
            asked.chosen.get(f.name, ""),
            f.field,
            any=not f.default,
        )
        for f in listed.filters
        if f.on_page
    ]


def counted(counts: Mapping[str, int | tuple[str, Sequence[Any]]]) -> dict[str, int]:
    """The numbers of `statements.count`; those that the database counts in one statement."""
    found = {key: count for key, count in counts.items() if isinstance(count, int)}
    asked = {key: count for key, count in counts.items() if not isinstance(count, int)}
    if asked:
        # The ORM wrote what stands within.
        parts = [f"(SELECT COUNT(*) FROM ({sql}) AS counted)" for sql, _values in asked.values()]  # noqa: S608
        values = [value for _sql, given in asked.values() for value in given]
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), values)
            found |= dict(zip(asked, cursor.fetchone(), strict=True))
    return found


def said(number: int) -> str:
    """A count as it is shown: exact up to the limit of counting."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def sheet(listed: List, asked: Asked, rows: Any = None) -> tuple[bytes, int]:
    """The rows as an Excel file, exactly as shown and a line of who took it, and how many.

    `rows` are only some of them.
    """
    found = listed.found(asked) if rows is None else rows
    lines = _Lines(listed, listed.filed(found[: listed.most_filed], asked), asked)
    out = io.BytesIO()
    widths = [column.width for column in listed.columns]
    write_sheet(out, [str(column.head) for column in listed.columns], lines, widths=widths)
    return out.getvalue(), lines.rows


def beside(listed: List, asked: Asked, *, address: str, key: str, number: int = 1) -> Beside:
    """What stands before and behind the row of that key in the list as it was narrowed.

    It is looked for around page `number`, where it was, then among the first rows of the list.
    """
    query, found = query_of(listed, asked), listed.found(asked)
    start = max((number - 1) * listed.size - 1, 0)
    at = _place(listed, found, key, start, listed.size + 2)
    if at is None:
        at = _place(listed, found, key, 0, MOST_WALKED)
    if at is None:
        return Beside(_there(address, query, number, key))
    near = list(found[max(at - 1, 0) : at + 2])
    before, behind = near[:1] if at else [], near[2 if at else 1 :]
    page = at // listed.size + 1
    back = back_of(listed, address, query, page)
    return Beside(
        _there(address, query, page, key),
        *(href_of(listed, one[0], back) if one else "" for one in (before, behind)),
    )


def _place(listed: List, found: Any, key: str, start: int, most: int) -> int | None:
    """Which row of all has that key, looking at `most` of them."""
    if listed.key_field and isinstance(found, QuerySet):
        keys = list(found.values_list(listed.key_field, flat=True)[start : start + most])
    else:
        keys = [listed.key(row) for row in found[start : start + most]]
    return start + keys.index(key) if key in keys else None


def _there(address: str, query: str, number: int, key: str) -> str:
    """The page of the list on which a row stands."""
    if number > 1:
        query = f"{query}&page={number}".lstrip("&")
    return (f"{address}?{query}" if query else address) + f"#c-{key}"


class _Lines:
    """The lines of a sheet, and how many were rows."""

    def __init__(self, listed: List, found: Iterable[Any], asked: Asked) -> None:
        self.listed, self.found, self.asked, self.rows = listed, found, asked, 0

    def __iter__(self) -> Iterator[list[object]]:
        for row in self.found:
            self.rows += 1
            yield [_written(column, row) for column in self.listed.columns]
        yield [
            _("%(who)s 于 %(when)s 导出")
            % {
                "who": self.asked.person.name,
                "when": timezone.localtime(self.asked.now).strftime("%Y-%m-%d %H:%M"),
            }
        ]


def _written(column: Column, row: Any) -> object:
    value = column.value(row)
    return Decimal(value) / 100 if column.fen and isinstance(value, int) else value


def _head(column: Column, listed: List, asked: Asked) -> Head:
    if not column.sort:
        return Head(column.head, column.num or column.fen)
    now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(asked.sort, "")
    turned = f"-{column.sort}" if now == "ascending" else column.sort
    query = urlencode({**listed.told(asked), "sort": turned})
    return Head(column.head, column.num or column.fen, query, now)


def _line(listed: List, row: Any, back: str) -> Line:
    cells = [_cell(column, row) for column in listed.heads()]
    return Line(listed.key(row), href_of(listed, row, back), cells)


def _cell(column: Column, row: Any) -> Cell:
    value = column.cell(row) if column.cell is not None else column.value(row)
    printed = value if column.cell is not None else _printed(column, value)
    short = isinstance(value, date) or len(str(printed)) <= SHORT
    return Cell(printed, column.tone(row), column.num or column.fen, short)


def href_of(listed: List, row: Any, back: str) -> str:
    """The row's own page, which may say something already behind its `?`, and where one came from."""
    to = listed.href(row)
    return f"{to}{'&' if '?' in to else '?'}{back}"


def _printed(column: Column, value: object) -> object:
    if isinstance(value, datetime):
        return dates.moment(value)
    if isinstance(value, date):
        return dates.day(value)
    if column.fen and isinstance(value, int):
        return yuan(value)
    return "—" if value is None or value == "" else value
