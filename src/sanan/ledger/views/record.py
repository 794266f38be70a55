"""The record for everyone: its figures, one entry's receipt, and checking a receipt oneself."""

import base64
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from sanan.kit.errors import Missing
from sanan.ledger import actions
from sanan.ledger.log.errors import LogError
from sanan.ledger.log.interval import BY_DAY
from sanan.ledger.models import Entry
from sanan.ledger.queries import figures, leaves, logs, receipts

logger = logging.getLogger(__name__)


@require_safe
@cache_control(max_age=30)
def record(request: HttpRequest) -> HttpResponse:
    """How large the record is, who watches it, what was erased, how to check it without us."""
    context = {
        "faces": [figures.face(log) for log in logs.all_logs()],
        "erasures": figures.erasures(),
        "site": settings.SITE_URL.rstrip("/"),
    }
    return render(request, "ledger/record.html", context)


@require_safe
@cache_control(no_cache=True)
def check(request: HttpRequest) -> HttpResponse:
    """Drop a receipt and the words; the reader's own browser checks them, also offline."""
    return render(request, "ledger/check.html", _keys())


@never_cache
@require_safe
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """What a person holds of one entry: a promise, and as soon as it stands, a proof."""
    found = _found(token)
    held, broken = _held(found)
    between = receipts.interval(found) if held else None
    context = {
        "between": between,
        "around": receipts.around_file(found) if held else "",
        "untrue": bool(between and not between.admits(leaves.leaf(found))),
        "by_day": found.event in BY_DAY,
        "entry": found,
        "token": token,
        "held": held,
        "broken": broken,
        "receipt": base64.b64encode(held.receipt).decode() if held else "",
        "words": receipts.words_of(found),
        "erasure": getattr(found, "erasure", None) if found.is_erased else None,
        "moment": leaves.moment(found.at),
        "qr": receipts.qr_of(found),
        "on": settings.LOG,
        **_keys(),
    }
    return render(request, "ledger/entry.html", context)


@never_cache
@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The receipt as a file."""
    held, _broken = _held(_found(token))
    if held is None:
        raise Missing(_("这一条还在排队，过一两分钟再来取。"), "not_yet")
    return _file(held.receipt, "receipt.tlog-proof")


@never_cache
@require_safe
def promise(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The log's signed word that this entry will stand."""
    text = actions.promise(_found(token))
    if not text:
        raise Missing(_("这一条的内容已经删除了。"), "erased")
    return _file(text.encode(), "promise.txt")


@never_cache
@require_safe
def words(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """Exactly the bytes that were recorded."""
    return _file(bytes(_found(token).words or b""), "words.txt")


def _found(token: str) -> Entry:
    found = receipts.by_token(token)
    if found is None:
        raise Missing(_("没有找到这张凭证。请把整个网址抄全，或者重新扫码。"), "not_found")
    return found


def _held(found: Entry) -> tuple[receipts.Held | None, bool]:
    """The receipt, and whether the published files no longer bear it out."""
    try:
        return receipts.held(found), False
    except LogError:
        logger.exception("no receipt for entry %s", found.pk)
        return None, True


def _keys() -> dict[str, str]:
    """What a reader must know to check: the logs' and the witnesses' public keys."""
    return {
        "log_keys": " ".join(log.vkey for log in logs.all_logs()),
        "witness_keys": " ".join(key.vkey for key in logs.witness_keys()),
    }


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
