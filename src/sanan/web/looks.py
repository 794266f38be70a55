"""How a visitor wants to see the pages: kept in cookies, read on the server, no script needed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CARE = "care"
THEME = "theme"
THEMES = ("light", "dark")
YEAR = 60 * 60 * 24 * 365


def care(request: HttpRequest) -> bool:
    """Whether the elders' mode is on."""
    return request.COOKIES.get(CARE) == "1"


def theme(request: HttpRequest) -> str:
    """`light`, `dark`, or empty for whatever the phone itself is set to."""
    wanted = request.COOKIES.get(THEME, "")
    return wanted if wanted in THEMES else ""


def base(request: HttpRequest) -> str:
    """The base template of the house that this address belongs to."""
    return f"web/base_{'staff' if desk(request) else 'resident'}.html"


def desk(request: HttpRequest) -> bool:
    """Whether this address belongs to the house of the staff."""
    return request.path.startswith("/staff/")


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice for a year; an empty value forgets it."""
    if value:
        response.set_cookie(
            name, value, max_age=YEAR, samesite="Lax", secure=settings.SECURE, httponly=True
        )
    else:
        response.delete_cookie(name, samesite="Lax")
