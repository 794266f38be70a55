"""Lists to take along."""

import io
from collections.abc import Iterable

from django.http import HttpResponse

from sanan.kit.downloads import excel
from sanan.kit.sheets import write_sheet


def workbook(name: str, headers: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A list as an Excel file to keep."""
    out = io.BytesIO()
    write_sheet(out, headers, rows)
    return excel(out.getvalue(), name)
