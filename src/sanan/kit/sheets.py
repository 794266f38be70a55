"""Reading other people's tables and writing our own: XLSX, XLS and CSV.

Formulas are never run: reading takes the value Excel left in the cell, writing makes text that
looks like a formula plain text.
"""

import csv
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
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
from sanan.kit.heads import WITHIN, Head, Row, Span, bare, find_head
from sanan.kit.words import clean

__all__ = ["Sheet", "as_text", "open_sheet", "parse_when", "write_sheet"]

_TOP = WITHIN + 3  # rows looked at for the head, which may have several lines
_ASIDE = re.compile("说明|示例|样例|样表|字典|模板|须知")
_BROKEN = (ParseError, BadZipFile, zlib.error, LookupError, ValueError, OverflowError)
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


class NoSuchSheet(SheetRefused):
    reason = "sheet_no_such"
    said = _("这个文件里没有这张工作表。请从列出的工作表里选一张。")


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
    book = head in {_ZIP, _OLE}
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


def unpack(
    _stream: IO[bytes],
    out: IO[bytes],
    *,
    path: str,
    book: bool,
    known: Collection[str],
    needed: Collection[Collection[str]],
    title: str,
) -> dict[str, Any]:
    """Write the rows below the head to `out`; gives the rest of a `Sheet`. In the child."""
    file = Path(path)
    pages = _pages(file) if book else [_Page("", _text_rows(file))]
    page, top, head, titles = _chosen(pages, Wanted.of(known, needed), title)
    packed.write(out, chain(top[head.rows :], page.rows))
    return {
        "headers": head.names,
        "header_line": head.line,
        "lines": page.lines,
        "title": page.title,
        "titles": titles,
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names that mark a table: any of `known`, and one of each of `needed`; all bare."""

    known: frozenset[str]
    needed: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, known: Collection[str], needed: Collection[Collection[str]]) -> "Wanted":
        """From names as people write them."""
        return cls(
            frozenset(map(bare, known)), tuple(frozenset(map(bare, each)) for each in needed)
        )

    def rank(self, head: Head, title: str) -> tuple[bool, bool, int]:
        """How well a sheet fits; the greater, the better."""
        names = {bare(name) for name in head.names}
        fits = all(each & names for each in self.needed)
        return fits and head.known > 0, not _ASIDE.search(title), head.known


@dataclass(slots=True)
class _Page:
    """One sheet of a file, before it is known whether it is the one."""

    title: str
    rows: Iterator[Row]
    spans: Sequence[Span] = ()
    lines: int | None = None


def _chosen(
    pages: Iterable[_Page], wanted: Wanted, title: str
) -> tuple[_Page, list[Row], Head, tuple[str, ...]]:
    """The page that was asked for, or the one that fits best."""
    looked = [_looked(page, wanted) for page in pages]
    titles = tuple(page.title for page, _top, _head in looked if page.title)
    if title:
        looked = [each for each in looked if each[0].title == title]
        if not looked:
            raise NoSuchSheet
    with_head = [(page, top, head) for page, top, head in looked if head is not None]
    if not with_head:
        raise NoHeader
    page, top, head = max(with_head, key=lambda each: wanted.rank(each[2], each[0].title))
    return page, top, head, titles


def _looked(page: _Page, wanted: Wanted) -> tuple[_Page, list[Row], Head | None]:
    top = list(islice(page.rows, _TOP))
    return page, top, find_head(top, page.spans, wanted.known)


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


def _pages(path: Path) -> Iterator[_Page]:
    with path.open("rb") as stream:
        zipped = stream.read(4) == _ZIP
    if zipped and (_unpacked(path) > WHOLE_UP_TO or _claims_too_much(path)):
        yield from _streamed(path)
        return
    try:
        book = CalamineWorkbook.from_path(str(path))
        for about in book.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(about.name)
                if sheet.end is not None:
                    yield _Page(about.name, _sheet_rows(sheet), _merged(sheet), sheet.end[0] + 1)
    except PasswordError as error:
        raise Locked from error
    except CalamineError as error:
        raise Damaged from error


def _streamed(path: Path) -> Iterator[_Page]:
    from sanan.kit.xlsx import Package

    try:
        package = Package(path)
    except _BROKEN as error:
        raise Damaged from error
    for title in package.titles:
        yield _Page(title, _told(package.rows(title)))


def _told(rows: Iterator[tuple[int, list[object]]]) -> Iterator[Row]:
    try:
        for line, values in rows:
            yield line, [cell(value) for value in values]
    except _BROKEN as error:
        raise Damaged from error


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


def _merged(sheet: CalamineSheet) -> list[Span]:
    """The merged cells, columns counted as the rows give them."""
    left = (sheet.start or (0, 0))[1]
    return [
        Span(top + 1, first - left, bottom + 1, last - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
    ]


def _sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Yield the rows; a cell merged downwards gives its value to every row it spans."""
    downwards = {
        (line, span.left)
        for span in _merged(sheet)
        for line in range(span.top + 1, span.bottom + 1)
    }
    above: dict[int, Cell] = {}
    for line, raw in enumerate(sheet.iter_rows(), 1):
        values = [cell(value) for value in raw]
        if downwards:
            for column in range(len(values)):
                if (line, column) in downwards:
                    values[column] = above.get(column)
                else:
                    above[column] = values[column]
        yield line, values


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
