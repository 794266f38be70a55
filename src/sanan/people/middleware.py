"""Signing staff out who walked away."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from sanan.kit import clock

Answer = Callable[[HttpRequest], HttpResponseBase]
SEEN = "seen_at"
TOUCH_SECONDS = 60


def idle_timeout(get_response: Answer) -> Answer:
    """End a staff session after `STAFF_IDLE_MINUTES` without a request (GB/T 22239: 15–30 min)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # A visitor without a session cookie costs no query here.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.path.startswith("/staff/"):
            _watch(request)
        return get_response(request)

    return middleware


def _watch(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    seen = request.session.get(SEEN)
    if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
        logout(request)
    elif seen is None or now - seen > TOUCH_SECONDS:
        request.session[SEEN] = now
