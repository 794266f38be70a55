"""Lists to take along."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from sanan.kit.downloads import excel
from sanan.kit.sheets import write_sheet


def workbook(name: str, columns: Mapping[str, str], rows: Iterable[Any]) -> HttpResponse:
    """A list as an Excel file: each column's heading, and where its value stands in a row.

    "need.org.name" follows attributes and calls methods; where one is missing the cell is empty.
    """
    out = io.BytesIO()
    cells = ([_value(row, path) for path in columns.values()] for row in rows)
    write_sheet(out, columns, cells)
    return excel(out.getvalue(), name)


def _value(row: Any, path: str) -> Any:
    found = row
    for name in path.split("."):
        found = getattr(found, name) if found is not None else None
        found = found() if callable(found) else found
    return "" if found is None else found
