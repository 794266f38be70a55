"""The public log as static files; a front server may serve the same folder by itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sanan.ledger.log import interval
from sanan.ledger.log.errors import TileError, TileMissingError
from sanan.ledger.log.tiles import CHECKPOINT_PATH, read_path
from sanan.ledger.models import Log
from sanan.ledger.queries import logs, receipts

FOR_EVER = "public, max-age=31536000, immutable"
A_MOMENT = "public, max-age=5"
VKEY = "vkey"
AROUND = "around/"
_FIGURES = 15


@require_safe
def file(request: HttpRequest, year: int, path: str) -> HttpResponse:  # noqa: ARG001
    """One file of one year's log."""
    return _file(year, path, tile=FOR_EVER)


@require_safe
def newest(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001
    """The same under `/log/`, for the newest log; kept a moment only, since a year ends."""
    log = Log.objects.order_by("-year").first()
    if log is None:
        raise Http404
    return _file(log.year, path, tile=A_MOMENT)


def _file(year: int, path: str, *, tile: str) -> HttpResponse:
    if path == VKEY:
        return _answer(f"{get_object_or_404(Log, year=year).vkey}\n".encode(), _TEXT, A_MOMENT)
    if path == CHECKPOINT_PATH:
        return _answer(_read(year, path), _TEXT, A_MOMENT)
    if path.startswith(AROUND):
        return _around(year, path.removeprefix(AROUND))
    try:
        read_path(path)
    except TileError as error:
        raise Http404 from error
    return _answer(_read(year, path), _BYTES, tile)


def _around(year: int, index: str) -> HttpResponse:
    """Which checkpoints stand around one entry, with when they were signed (docs/record.md)."""
    if not settings.LOG or not (index.isascii() and index.isdecimal() and len(index) < _FIGURES):
        raise Http404
    both = receipts.around(get_object_or_404(Log, year=year), int(index))
    if both is None:
        raise Http404
    return _answer(interval.around(int(index), *both), "application/json", A_MOMENT)


_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"


def _read(year: int, path: str) -> bytes:
    if not settings.LOG:
        raise Http404
    try:
        return logs.folder(year).read(path)
    except TileMissingError as error:
        raise Http404 from error


def _answer(content: bytes, kind: str, keep: str) -> HttpResponse:
    """Anyone's page may read it; that is what it is for."""
    headers = {"Cache-Control": keep, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=kind, headers=headers)
