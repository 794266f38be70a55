"""Reading a file of tables, XLSX, XLS or CSV, in the child that `kit.sheets` asks.

From bytes to rows and nothing else: no settings, no database.
"""

import csv
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sanan.kit import packed
from sanan.kit.cells import Cell, cell
from sanan.kit.errors import Invalid
from sanan.kit.heads import WITHIN, Head, Row, Span, bare, find_head

_TOP = WITHIN + 3  # rows looked at for the head, which may have several lines
_ASIDE = re.compile("说明|示例|样例|样表|字典|模板|须知")
_BROKEN = (ParseError, BadZipFile, zlib.error, LookupError, ValueError, OverflowError)
_DELIMITERS = ",\t;|"
WHOLE_UP_TO = 64 << 20  # unpacked bytes of an XLSX read at once; a larger one is streamed
_MOST_UNPACKED = 2 << 30
MOST_CELLS = 10_000_000  # laid out at once
_WIDEST, _LONGEST = 16_384, 1_048_576
_HEAD = 1 << 16
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*\bref=[\"']([A-Za-z0-9:$]{1,30})[\"']")
ZIP, OLE, _UTF16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"\xff\xfe", b"\xfe\xff")

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


def _pages(path: Path) -> Iterator[_Page]:
    with path.open("rb") as stream:
        zipped = stream.read(4) == ZIP
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
    from openpyxl.utils.cell import range_boundaries  # large, and only the child needs it

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
