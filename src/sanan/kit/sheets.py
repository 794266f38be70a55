"""Reading other people's tables and writing our own: XLSX, XLS and CSV.

Formulas are never run: reading takes the value Excel left in the cell, writing makes text that
looks like a formula plain text. The reading itself is in `kit.pages`, apart from the server.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sanan.kit import packed, pool
from sanan.kit.calendar import SHANGHAI
from sanan.kit.cells import Cell, as_text, parse_when
from sanan.kit.heads import Row
from sanan.kit.pages import (
    OLE,
    ZIP,
    Crowded,
    Damaged,
    Locked,
    NoHeader,
    NoSuchSheet,
    NotATable,
    NotWhatItSays,
    SheetRefused,
    TooMuch,
)
from sanan.kit.words import clean

__all__ = [
    "Crowded",
    "Damaged",
    "Locked",
    "NoHeader",
    "NoSuchSheet",
    "NotATable",
    "NotWhatItSays",
    "Sheet",
    "SheetRefused",
    "TooMuch",
    "as_text",
    "open_sheet",
    "parse_when",
    "write_sheet",
]

_MOST_IN_CELL = 32_767  # Excel's own limit, in characters
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_JOB = "sanan.kit.pages:unpack"
_QUEUE = pool.Queue(waiting=1)

_REFUSALS: dict[str, type[SheetRefused]] = {
    each.__name__: each for each in SheetRefused.__subclasses__()
} | {"MemoryError": TooMuch}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table being read: column names, the line they begin on, and the rows below, once.

    `rows` yields the line number as Excel shows it (from 1; in CSV the number of the record) and
    a value by column name; lines without any value are left out. A column without a name is
    called `#4` by its place, a repeated name `备注 (2)`. `lines` is how many lines the sheet has,
    for a progress bar, or None where that is not known beforehand. Cells merged downwards are filled
    down, except in an XLSX so large (64 MiB unpacked) that it is streamed. `title` is the name of the
    sheet, `titles` those of all visible sheets of the file; a CSV has none.
    """

    headers: tuple[str, ...]
    header_line: int
    rows: Iterator[tuple[int, dict[str, Cell]]]
    lines: int | None = None
    title: str = ""
    titles: tuple[str, ...] = ()


def open_sheet(
    path: Path,
    *,
    name: str = "",
    known: Collection[str] = (),
    needed: Collection[Collection[str]] = (),
    title: str = "",
) -> Sheet:
    """Open the sheet that fits in `path`, an XLSX, XLS or CSV file.

    `name` is the name it was sent under, where `path` is a temporary file. `known` are column
    names that mark the header row; without any, the header is the first of the top ten rows that
    has about as many short, different texts as the best of them. Of several visible sheets the one
    with most known names is read, the first of equals; one that has a name out of each of `needed`
    goes before, one that is called 说明 or 示例 behind. `title` names the sheet to read instead.
    Raises a subclass of `SheetRefused`. The file is read whole, by a limited child (`kit.pool`).
    """
    path = Path(path)
    with path.open("rb") as stream:
        head = stream.read(4)
    suffix = Path(name or path.name).suffix.lower()
    book = head in {ZIP, OLE}
    if book and suffix in {".csv", ".txt", ".tsv"}:
        raise NotWhatItSays
    if not book and suffix in {".xlsx", ".xlsm", ".xls", ".et"}:
        raise NotWhatItSays
    given = {"known": sorted(known), "needed": [sorted(names) for names in needed]}
    return _read_apart(path, book=book, title=title, **given)


def _read_apart(path: Path, **given: Any) -> Sheet:
    """The table, read by a limited child (`kit.pool`)."""
    size = path.stat().st_size
    cost = pool.Limits(
        processor=10 + 6 * size // pool.MEGABYTE,  # by what was sent, not by what it claims to hold
        seconds=30 + 12 * size // pool.MEGABYTE,
        memory=768 * pool.MEGABYTE,
        written=min(64 * pool.MEGABYTE + 40 * size, 2 << 30),
    )
    try:
        with path.open("rb") as stream:
            result = pool.run(_JOB, stream, limits=cost, queue=_QUEUE, path=str(path), **given)
    except pool.Busy as error:
        raise Crowded from error
    except pool.Ended as error:
        raise TooMuch from error
    except pool.Raised as error:
        raise _REFUSALS.get(error.name, Damaged) from error
    said = result.said
    return Sheet(
        headers=tuple(said["headers"]),
        header_line=said["header_line"],
        rows=_records(tuple(said["headers"]), packed.rows(result.out)),
        lines=said["lines"],
        title=said["title"],
        titles=tuple(said["titles"]),
    )


def _records(
    headers: tuple[str, ...], rows: Iterable[Row]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    width = len(headers)
    for line, values in rows:
        if not any(value is not None for value in values):
            continue
        if len(values) == width:
            yield line, dict(zip(headers, values, strict=True))
            continue
        record = dict.fromkeys(headers) | dict(zip(headers, values, strict=False))
        for n, extra in enumerate(values[width:], width + 1):
            if extra is not None:
                record[f"#{n}"] = extra
        yield line, record


def write_sheet(
    target: Path | IO[bytes],
    headers: Iterable[str],
    rows: Iterable[Iterable[object]],
    *,
    widths: Sequence[int] = (),
) -> int:
    """Write an XLSX file, row by row, so that a long list does not fill the memory; how many rows.

    Its heads stay in sight and filter the rows; `widths` are in characters, 0 for one by the head.
    Text that a spreadsheet would run as a formula gets a leading apostrophe; hidden characters go.
    Moments are written in Chinese time, because Excel knows no zones.
    """
    from openpyxl import Workbook  # large: loaded by the first export
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page, heads, count = book.create_sheet(), list(headers), 1
    page.freeze_panes = "A2"
    for n, head in enumerate(heads):
        given = widths[n] if n < len(widths) else 0
        page.column_dimensions[get_column_letter(n + 1)].width = given or max(12, 2 * len(head) + 4)
    page.append([_written(head) for head in heads])
    for row in rows:
        page.append([_written(value) for value in row])
        count += 1
    if heads:
        page.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count}"
    book.save(target)
    return count - 1


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, int | float | Decimal | date | time):
        return value
    text = clean(str(value))[: _MOST_IN_CELL - 1]
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
