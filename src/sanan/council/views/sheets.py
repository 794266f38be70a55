"""Lists to take along."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from sanan.kit.sheets import write_sheet
from sanan.people.access import handed


def workbook(
    request: HttpRequest, name: str, columns: Mapping[str, str], rows: Iterable[Any]
) -> HttpResponse:
    """A list as an Excel file: each column's heading, and where its value stands in a row.

    "need.org.name" follows attributes and calls methods; where one is missing the cell is empty.
    """
    out = io.BytesIO()
    cells = ([_value(row, path) for path in columns.values()] for row in rows)
    count = write_sheet(out, columns, cells)
    return handed(request, out.getvalue(), name, what={"council": name}, rows=count)


def _value(row: Any, path: str) -> Any:
    found = row
    for name in path.split("."):
        found = getattr(found, name) if found is not None else None
        found = found() if callable(found) else found
    return "" if found is None else found
