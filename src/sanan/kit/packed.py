"""Rows of cells in a file, one JSON array a line: how a child hands a table over.

Not pickle: a child that reads a stranger's file may have been taken over by it, and what it writes
must not be able to do anything here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import IO, Any

import orjson

from sanan.kit.cells import Cell, Lost

Row = tuple[int, list[Cell]]
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_APPEND_NEWLINE
)
_MOMENTS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


def write(out: IO[bytes], rows: Iterable[Row]) -> None:
    """Write each row with the number of its line."""
    for row in rows:
        out.write(orjson.dumps(row, default=_tagged, option=_OPTIONS))


def rows(source: IO[bytes]) -> Iterator[Row]:
    """Read them again, one at a time; closes `source` at the end."""
    with source:
        for text in source:
            line, values = orjson.loads(text)
            yield line, [_back(value) if isinstance(value, dict) else value for value in values]


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, Lost):
        return {"lost": value.text}
    for name, kind in _MOMENTS.items():
        if type(value) is kind:
            return {name: value.isoformat()}
    raise TypeError(type(value))


def _back(value: dict[str, str]) -> Cell:
    ((name, text),) = value.items()
    if name == "lost":
        return Lost(text)
    moment: Cell = _MOMENTS[name].fromisoformat(text)
    return moment
