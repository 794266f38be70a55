"""Turning a room's refusal into a page that says what to do next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from sanan.kit.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]


class refusals:  # noqa: N801 - Django calls middleware like a function
    """Answers `Refused` with its status and its sentence; everything else propagates."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django for whatever a view raised."""
        if not isinstance(error, Refused):
            return None
        return render(request, "web/refused.html", {"refusal": error}, status=error.status)
