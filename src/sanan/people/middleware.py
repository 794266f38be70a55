"""Signing staff out who walked away, and keeping them out until their second factor is set up."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from sanan.kit import clock
from sanan.people import queries

Answer = Callable[[HttpRequest], HttpResponseBase]
SEEN = "seen_at"
FACTOR = "second_factor"
TOUCH_SECONDS = 60
BY_ITSELF = "X-By-Itself"
"""What an open page says when it asks without anybody there; such a request keeps no session awake."""
ENROLLING = "enrolling"
"""Under what a session keeps that this person showed the code for their first second factor."""
SET_UP = "/staff/2fa/"
SHOW_CODE = "/staff/2fa/first/"
OPEN_WITHOUT_FACTOR = (SHOW_CODE, "/staff/logout/", "/staff/reauthenticate/", "/static/")


def idle_timeout(get_response: Answer) -> Answer:
    """End a staff session after `STAFF_IDLE_MINUTES` without a request (GB/T 22239: 15-30 min).

    Whatever page is asked for: the limit belongs to the session. What a session of staff gets is
    kept by no cache.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # A visitor without a session cookie costs no query here.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        staff = SESSION_KEY in request.session
        if staff:
            _watch(request)
        response = get_response(request)
        if staff:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def _watch(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    seen = request.session.get(SEEN)
    if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
        logout(request)
    elif BY_ITSELF not in request.headers and (seen is None or now - seen > TOUCH_SECONDS):
        request.session[SEEN] = now


def second_factor(get_response: Answer) -> Answer:
    """Send signed-in staff without a second factor to set one up; elsewhere they are nobody yet.

    To set up the first one they show the code that came to them by another road than the password.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _lacks_factor(request) and not request.path.startswith(OPEN_WITHOUT_FACTOR):
            shown = request.session.get(ENROLLING) == request.user.pk
            if request.path.startswith("/staff/"):
                if not shown:
                    return redirect(SHOW_CODE)
                if not request.path.startswith(SET_UP):
                    return redirect(SET_UP)
            else:
                request.user = AnonymousUser()
        return get_response(request)

    return middleware


def _lacks_factor(request: HttpRequest) -> bool:
    if not settings.STAFF_SECOND_FACTOR or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    if not request.user.is_authenticated:
        return False
    if request.session.get(FACTOR) != request.user.pk:
        if not queries.has_second_factor(request.user):
            return True
        request.session[FACTOR] = request.user.pk
    return False
