"""Files that a page hands out to be kept."""

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def excel(content: bytes, name: str) -> HttpResponse:
    """An Excel file; `name` without its ending, in ASCII."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def paper(content: bytes, name: str) -> HttpResponse:
    """A PDF or Word file to look at, kept by nobody on the way; `name` with its ending, in ASCII."""
    response = HttpResponse(content, content_type=PAPERS[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
