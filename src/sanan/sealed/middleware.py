"""Whoever reports leaves no trace on the way in: no address, no cookie of before, nothing in a log."""

import hashlib
import logging
import secrets
import traceback
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from sanan.kit import troubles
from sanan.kit.errors import Refused
from sanan.people import visitor

logger = logging.getLogger(__name__)

PREFIX = "/sealed/"
SIZE = 32 * 1024
LOOKS = frozenset({"care", "theme", settings.LANGUAGE_COOKIE_NAME})
TELLING = (
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_CLIENT_IP",
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_COOKIE",
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    # no-transform: a proxy that compresses would undo the padding.
    "Cache-Control": "no-store, no-transform, private",
    "X-Robots-Tag": "noindex",
}
_KEY = secrets.token_bytes(32)
Answer = Callable[[HttpRequest], HttpResponseBase]


class unlinked:  # noqa: N801 - Django calls middleware like a function
    """Stands outermost, and is about the pages under `/sealed/` only.

    Before the view: addresses, user agent, referrer and all cookies but those of the looks are
    forgotten, so that no view, log or report of errors can hold them. After it: cookies are only of
    this visit, the page is padded to a multiple of 32 KiB and kept by nobody.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        foreign = request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site"
        _forget(request)
        if foreign and request.method == "POST":
            return _sealed(HttpResponseRedirect(PREFIX))
        return _sealed(self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A fault is logged by its kind and place in the code; its words might be the reporter's."""
        ours = request.path_info.startswith(PREFIX)
        if not ours or isinstance(
            error, Refused | BadRequest | SuspiciousOperation | MultiPartParserError
        ):
            return None
        if troubles.of(error):  # the machine's words, none of the reporter's; said as on every page
            return None
        where = traceback.extract_tb(error.__traceback__)[-1:]
        place = f"{where[0].filename}:{where[0].lineno}" if where else ""
        logger.error("a sealed page failed: %s at %s", type(error).__name__, place)
        return render(request, "500.html", status=500)


def source_of(request: HttpRequest) -> str:
    """Who asks, for this process and this run only: a hash under a key that is nowhere kept."""
    return str(getattr(request, "sealed_source", ""))


def _forget(request: HttpRequest) -> None:
    address = visitor.source(request)
    request.sealed_source = hashlib.blake2b(  # type: ignore[attr-defined]
        address.encode(), key=_KEY, digest_size=12
    ).hexdigest()
    request.COOKIES = {k: v for k, v in request.COOKIES.items() if k in LOOKS}
    for name in TELLING:
        request.META.pop(name, None)
    request.META["REMOTE_ADDR"] = ""


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    for name in list(response.cookies):
        if name in LOOKS:
            response.cookies[name]["max-age"] = response.cookies[name]["expires"] = ""
        else:
            del response.cookies[name]
    for name, value in HEADERS.items():
        response[name] = value
    is_page = response.get("Content-Type", "").startswith("text/html")
    if isinstance(response, HttpResponse) and is_page:
        response.content += b" " * (-len(response.content) % SIZE)
        response["Content-Length"] = str(len(response.content))
    return response
