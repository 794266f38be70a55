"""What every page's frame needs."""

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Values for the base templates; nothing here may query the database."""
    return {"care": request.COOKIES.get("care") == "1"}
