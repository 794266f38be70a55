"""What every page's frame needs."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sanan.web import looks, menu


def shell(request: HttpRequest) -> dict[str, object]:
    """Values for the base templates; nothing is asked of the database before a template does."""
    return {
        "care": looks.care(request),
        "theme": looks.theme(request),
        "base": looks.base(request),
        "desk": looks.desk(request),
        "frame_bar": SimpleLazyObject(lambda: menu.bar(request)),
        "frame_more": SimpleLazyObject(lambda: menu.more(request)),
    }
