"""Reading other people's tables and writing our own: XLSX, XLS and CSV.

Formulas are never run: reading takes the value Excel left in the cell, writing makes text that
looks like a formula plain text.
"""

import csv
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.cell import range_boundaries
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sanan.kit import packed, pool
from sanan.kit.calendar import SHANGHAI
from sanan.kit.cells import Cell, as_text, cell, parse_when
from sanan.kit.errors import Invalid
from sanan.kit.words import clean

__all__ = ["Sheet", "as_text", "open_sheet", "parse_when", "write_sheet"]

Row = tuple[int, list[Cell]]
_HEADER_WITHIN = 10  # rows searched for the header
_HEADER_LENGTH = 40  # characters; longer text is a message, not a heading
_ENOUGH = 0.8  # of the best row's headings
_DELIMITERS = ",\t;|"
WHOLE_UP_TO = 64 << 20  # unpacked bytes of an XLSX read at once; a larger one is streamed
_MOST_UNPACKED = 2 << 30
_MOST_IN_CELL = 32_767  # Excel's own limit, in characters
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_CELLS = 10_000_000  # laid out at once
_WIDEST, _LONGEST = 16_384, 1_048_576
_HEAD = 1 << 16
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*\bref=[\"']([A-Za-z0-9:$]{1,30})[\"']")
_JOB = "sanan.kit.sheets:unpack"
_QUEUE = pool.Queue(waiting=1)
_ZIP, _OLE, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")

csv.field_size_limit(1 << 24)


class SheetRefused(Invalid):
    """A table that cannot be read. The subclass says why, `code` says it to programs."""

    reason = "sheet_refused"
    said: str | Promise = _("这张表读不了。请用 Excel 打开，另存为 .xlsx 再传。")

    def __init__(self) -> None:
        super().__init__(self.said, self.reason)


class NotATable(SheetRefused):
    reason = "sheet_not_a_table"
    said = _("这不是表格。请传 .xlsx、.xls 或 .csv 文件。")


class NotWhatItSays(SheetRefused):
    reason = "sheet_not_what_it_says"
    said = _("文件的内容和它的名字对不上。请用 Excel 打开，另存为 .xlsx 再传。")


class Locked(SheetRefused):
    reason = "sheet_locked"
    said = _("这张表有密码。请另存一份不带密码的再传。")


class Damaged(SheetRefused):
    reason = "sheet_damaged"
    said = _("这张表坏了或者没传完整。请用 Excel 打开，重新保存再传。")


class NoHeader(SheetRefused):
    reason = "sheet_no_header"
    said = _("前十行里没有找到列名。请加上一行列名再传。")


class TooMuch(SheetRefused):
    reason = "sheet_too_much"
    said = _("这张表太大，打不开。请只留要用的行和列，另存为 .xlsx 再传。")


class Crowded(SheetRefused):
    status = 503
    reason = "sheet_busy"
    said = _("现在传表格的人多，请过一分钟再传一次。")


_REFUSALS: dict[str, type[SheetRefused]] = {
    each.__name__: each for each in SheetRefused.__subclasses__()
} | {"MemoryError": TooMuch}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table being read: column names, the line they stand on, and the rows below, once.

    `rows` yields the line number as Excel shows it (from 1; in CSV the number of the record) and
    a value by column name; lines without any value are left out. A column without a name is
    called `#4` by its place, a repeated name `备注 (2)`. `lines` is how many lines the sheet has,
    for a progress bar, or None where that is not known beforehand. Cells merged downwards are filled
    down, except in an XLSX so large (64 MiB unpacked) that it is streamed.
    """

    headers: tuple[str, ...]
    header_line: int
    rows: Iterator[tuple[int, dict[str, Cell]]]
    lines: int | None = None


def open_sheet(path: Path, *, name: str = "", known: Collection[str] = ()) -> Sheet:
    """Open the first visible sheet that holds anything in `path`, an XLSX, XLS or CSV file.

    `name` is the name it was sent under, where `path` is a temporary file. `known` are column
    names that mark the header row; without any, the header is the first of the top ten rows that
    has about as many short, different texts as the best of them.
    Raises a subclass of `SheetRefused`. The file is read whole, by a limited child (`kit.pool`).
    """
    path = Path(path)
    with path.open("rb") as stream:
        head = stream.read(4)
    suffix = Path(name or path.name).suffix.lower()
    book = head in {_ZIP, _OLE}
    if book and suffix in {".csv", ".txt", ".tsv"}:
        raise NotWhatItSays
    if not book and suffix in {".xlsx", ".xlsm", ".xls", ".et"}:
        raise NotWhatItSays
    return _sheet(*_unpacked_apart(path, book=book), frozenset(known))


def _unpacked_apart(path: Path, *, book: bool) -> tuple[Iterator[Row], int | None]:
    """The rows of the table, read by a limited child (`kit.pool`), and how many lines there are."""
    size = path.stat().st_size
    cost = pool.Limits(
        processor=10 + 6 * size // pool.MEGABYTE,  # by what was sent, not by what it claims to hold
        seconds=30 + 12 * size // pool.MEGABYTE,
        memory=768 * pool.MEGABYTE,
        written=min(64 * pool.MEGABYTE + 40 * size, 2 << 30),
    )
    try:
        with path.open("rb") as stream:
            result = pool.run(_JOB, stream, limits=cost, queue=_QUEUE, path=str(path), book=book)
    except pool.Busy as error:
        raise Crowded from error
    except pool.Ended as error:
        raise TooMuch from error
    except pool.Raised as error:
        raise _REFUSALS.get(error.name, Damaged) from error
    return packed.rows(result.out), result.said


def unpack(_stream: IO[bytes], out: IO[bytes], *, path: str, book: bool) -> int | None:
    """Write the rows of the table at `path` to `out`; gives how many lines it has. In the child."""
    file = Path(path)
    rows, lines = _book_rows(file) if book else (_text_rows(file), None)
    packed.write(out, rows)
    return lines


def _sheet(rows: Iterator[Row], lines: int | None, known: frozenset[str]) -> Sheet:
    top = list(islice(rows, _HEADER_WITHIN))
    scores = [_headings(values, known) for _line, values in top]
    best = max(scores, default=0)
    if best == 0:
        raise NoHeader
    at = next(n for n, score in enumerate(scores) if score >= best * _ENOUGH)
    headers = _named(top[at][1])
    return Sheet(
        headers=headers,
        header_line=top[at][0],
        rows=_records(headers, chain(top[at + 1 :], rows)),
        lines=lines,
    )


def _headings(values: list[Cell], known: frozenset[str]) -> float:
    """Count the different short texts in a row; a known column name outweighs any number."""
    texts = {value for value in values if isinstance(value, str) and len(value) <= _HEADER_LENGTH}
    words = {text for text in texts if not _looks_like_data(text)}
    return len(words) + 1000 * len(known & {text.replace("\n", "") for text in texts})


def _looks_like_data(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() or parse_when(text)[0] is not None


def _named(values: list[Cell]) -> tuple[str, ...]:
    names = [as_text(value).replace("\n", "") or f"#{n}" for n, value in enumerate(values, 1)]
    while names and names[-1] == f"#{len(names)}":
        names.pop()
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return tuple(unique)


def _records(
    headers: tuple[str, ...], rows: Iterable[Row]
) -> Iterator[tuple[int, dict[str, Cell]]]:
    width = len(headers)
    for line, values in rows:
        if all(value is None for value in values):
            continue
        record = dict.fromkeys(headers) | dict(zip(headers, values, strict=False))
        for n, extra in enumerate(values[width:], width + 1):
            if extra is not None:
                record[f"#{n}"] = extra
        yield line, record


def _streamed(path: Path) -> Iterator[Row]:
    from sanan.kit.xlsx import stream_rows

    try:
        for line, values in stream_rows(path):
            yield line, [cell(value) for value in values]
    except (ParseError, BadZipFile, zlib.error, LookupError, ValueError, OverflowError) as error:
        raise Damaged from error


def _book_rows(path: Path) -> tuple[Iterator[Row], int | None]:
    with path.open("rb") as stream:
        zipped = stream.read(4) == _ZIP
    if zipped and (_unpacked(path) > WHOLE_UP_TO or _claims_too_much(path)):
        return _streamed(path), None
    try:
        sheet = _first_sheet(CalamineWorkbook.from_path(str(path)))
    except PasswordError as error:
        raise Locked from error
    except CalamineError as error:
        raise Damaged from error
    return _sheet_rows(sheet), (sheet.end or (0, 0))[0] + 1


def _unpacked(path: Path) -> int:
    """Give the bytes an XLSX unpacks to, having seen that it is one."""
    try:
        with ZipFile(path) as package:
            sizes = {part.filename: part.file_size for part in package.infolist()}
    except BadZipFile as error:
        raise Damaged from error
    if not {"xl/workbook.xml", "xl/workbook.bin"} & sizes.keys():
        raise NotWhatItSays
    unpacked = sum(sizes.values())
    if unpacked > _MOST_UNPACKED:
        raise Damaged
    return unpacked


def _claims_too_much(path: Path) -> bool:
    """Whether a sheet says that it spans more cells than may be laid out in memory.

    Many a program writes A1:XFD1048576 over a list of ten people. Such a sheet is read row by row.
    """
    with ZipFile(path) as package:
        sheets = [name for name in package.namelist() if _SHEET.fullmatch(name)]
        return any(_spans(package, name) > MOST_CELLS for name in sheets)


def _spans(package: ZipFile, sheet: str) -> int:
    with package.open(sheet) as part:
        claimed = _DIMENSION.search(part.read(_HEAD))
    if claimed is None:
        return 0
    left, top, right, bottom = range_boundaries(claimed[1].decode())
    return ((right or _WIDEST) - (left or 1) + 1) * ((bottom or _LONGEST) - (top or 1) + 1)


def _first_sheet(book: CalamineWorkbook) -> CalamineSheet:
    for about in book.sheets_metadata:
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.end is not None:
                return sheet
    raise NoHeader


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Yield the rows; a cell merged downwards gives its value to every row it spans."""
    left = (sheet.start or (0, 0))[1]
    spans = {}
    for (top, first), (bottom, _last) in sheet.merged_cell_ranges or ():
        spans.update({(line, first - left): top for line in range(top + 1, bottom + 1)})
    above: dict[int, Cell] = {}
    for line, raw in enumerate(sheet.iter_rows()):
        values = [cell(value) for value in raw]
        for column in range(len(values)):
            if (line, column) in spans:
                values[column] = above.get(column)
            elif spans:
                above[column] = values[column]
        yield line + 1, values


def _text_rows(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for number, values in enumerate(csv.reader(stream, delimiter=delimiter), 1):
                yield number, [cell(value) for value in values]
        except csv.Error as error:
            raise Damaged from error


def _encoding(path: Path) -> str:
    """Try UTF-8 (with or without its mark), then GB18030, each strictly on the whole file."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_UTF16):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.count(0) > len(head) // 20:
        raise NotATable
    else:
        candidates = ("utf-8-sig", "gb18030")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise NotATable


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """Choose the delimiter that splits the top rows into most columns, evenly."""
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(1 << 18)

    def columns(delimiter: str) -> int:
        rows = islice(csv.reader(sample.splitlines(keepends=True), delimiter=delimiter), 20)
        try:
            widths = Counter(len(row) for row in rows if len(row) > 1)
        except csv.Error:
            return 0
        return max((width * times for width, times in widths.items()), default=0)

    return max(_DELIMITERS, key=columns)


def write_sheet(
    target: Path | IO[bytes], headers: Iterable[str], rows: Iterable[Iterable[object]]
) -> None:
    """Write an XLSX file, row by row, so that a long list does not fill the memory.

    Text that a spreadsheet would run as a formula gets a leading apostrophe; hidden characters go.
    Moments are written in Chinese time, because Excel knows no zones.
    """
    from openpyxl import Workbook  # large: loaded by the first export

    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in chain([headers], rows):
        page.append([_written(value) for value in row])
    book.save(target)


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, int | float | Decimal | date | time):
        return value
    text = clean(str(value))[: _MOST_IN_CELL - 1]
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
