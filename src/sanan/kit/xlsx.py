"""Reading a very large XLSX sheet row by row, because a whole one would fill the memory.

Only the shared texts are held; the sheet itself is parsed as it is unpacked. Cells merged over
several lines are not filled down here: their place is only known at the end of the file.
"""

import math
import posixpath
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO
from xml.etree import (
    ElementTree as ET,
)  # expat opens nothing outside and bounds what entities grow to

from openpyxl.reader.strings import read_string_table
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

_STRINGS = "xl/sharedStrings.xml"


class Package:
    """An open XLSX: the texts its sheets share, read once, and its visible sheets by name.

    Raises `ET.ParseError`, `zipfile.BadZipFile`, KeyError or ValueError for a damaged file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with zipfile.ZipFile(path) as package:
            self._parts = dict(_visible(package))
            self._strings = _strings(package)
            self._dated = _dated_styles(package)
            self._epoch = _epoch(package)

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the visible sheets, in order."""
        return tuple(self._parts)

    def rows(self, title: str) -> Iterator[tuple[int, list[object]]]:
        """Yield the line number and the values of each line with cells, from the first column on.

        Values are str, float, bool, date, datetime or None, formulas by the value left in the cell.
        """
        with (
            zipfile.ZipFile(self._path) as package,
            package.open(self._parts[title]) as stream,
        ):
            for line, row in _lines(stream):
                values: list[object] = []
                for cell in row:
                    at = _column(cell.get("r", ""), len(values))
                    values.extend([None] * (at - len(values)))
                    values.append(_value(cell, self._strings, self._dated, self._epoch))
                yield line, values


def _visible(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name and the part of each visible sheet."""
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in _tree(package, "xl/_rels/workbook.xml.rels").iter()
    }
    for each in _tree(package, "xl/workbook.xml").iter():
        if _local(each.tag) == "sheet" and each.get("state", "visible") == "visible":
            link = next(value for name, value in each.attrib.items() if _local(name) == "id")
            part = posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/")
            yield each.get("name", ""), part


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, ET.Element]]:
    line = 0
    for _end, element in ET.iterparse(stream):  # noqa: S314 - see the import
        if element.tag.endswith("}row"):
            line = int(element.get("r", line + 1))
            yield line, element
            element.clear()


def _value(cell: ET.Element, strings: list[str], dated: set[int], epoch: datetime) -> object:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(cell.itertext())
    text = next((part.text for part in cell if part.tag.endswith("}v")), None)
    if text is None or kind == "e":
        return None
    if kind == "s":
        return strings[int(text)]
    if kind == "b":
        return text == "1"
    if kind != "n":
        return text
    number = float(text)
    dates = math.isfinite(number) and int(cell.get("s", 0)) in dated
    return _moment(number, epoch) if dates else number


def _moment(serial: float, epoch: datetime) -> object:
    moment = from_excel(serial, epoch)
    if isinstance(moment, datetime) and serial.is_integer():
        return date(moment.year, moment.month, moment.day)
    return str(moment) if isinstance(moment, timedelta) else moment


def _column(reference: str, following: int) -> int:
    letters = reference.rstrip("0123456789")
    return column_index_from_string(letters) - 1 if letters else following


def _strings(package: zipfile.ZipFile) -> list[str]:
    if _STRINGS not in package.namelist():
        return []
    with package.open(_STRINGS) as stream:
        return list(read_string_table(stream))


def _dated_styles(package: zipfile.ZipFile) -> set[int]:
    """Give the numbers of the cell styles that show a serial as a date."""
    if "xl/styles.xml" not in package.namelist():
        return set()
    formats = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    for each in _tree(package, "xl/styles.xml"):
        if _local(each.tag) == "numFmts":
            formats |= {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in each}
        elif _local(each.tag) == "cellXfs":
            styles = [int(style.get("numFmtId", 0)) for style in each]
    return {n for n, number in enumerate(styles) if is_date_format(formats.get(number, ""))}


def _epoch(package: zipfile.ZipFile) -> datetime:
    tree = _tree(package, "xl/workbook.xml")
    since_1904 = any(each.get("date1904") in {"1", "true"} for each in tree.iter())
    return MAC_EPOCH if since_1904 else WINDOWS_EPOCH


def _tree(package: zipfile.ZipFile, part: str) -> ET.Element:
    with package.open(part) as stream:
        return ET.parse(stream).getroot()  # noqa: S314 - see the import


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
