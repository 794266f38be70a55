"""Turning a room's refusal into a page that says what to do next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from sanan.kit.errors import Refused, TooMany

Answer = Callable[[HttpRequest], HttpResponseBase]
NOTICE = "#notice"
MISTAKEN = 422


class refusals:  # noqa: N801 - Django calls middleware like a function
    """Answers `Refused` with its status and its sentence; everything else propagates.

    A request by HTMX gets only the sentence, for the page's place for notices, so that whatever
    was typed stays.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for whatever a view raised."""
        if not isinstance(error, Refused):
            return None
        part = request.headers.get("HX-Request") == "true"
        name = "web/_refusal.html" if part else "web/refused.html"
        response = render(request, name, {"refusal": error}, status=error.status)
        if part:
            response["HX-Retarget"] = NOTICE
            response["HX-Reswap"] = "innerHTML"
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.retry_after)
        return response


def back_is_safe(get_response: Answer) -> Answer:
    """Let a phone keep a form that came back with its mistakes, so that Back shows it again.

    Told never to keep it, the browser shows an error of its own instead of what was typed. Desks
    and sealed reports leave nothing on a machine.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        mistaken = request.method == "POST" and response.status_code == MISTAKEN
        if mistaken and not request.path.startswith(("/staff/", "/sealed/")):
            response["Cache-Control"] = "private, no-cache"
        return response

    return answer
