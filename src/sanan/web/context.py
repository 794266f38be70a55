"""What every page's frame needs."""

from django.http import HttpRequest

from sanan.web import looks


def shell(request: HttpRequest) -> dict[str, object]:
    """Values for the base templates; nothing here may query the database."""
    return {
        "care": looks.care(request),
        "theme": looks.theme(request),
        "base": looks.base(request),
    }
