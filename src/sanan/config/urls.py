from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, URLResolver, include, path

from sanan.kit.manifest import rooms


def _leads_to(prefix: str) -> Callable[..., HttpResponse]:
    """What stood under another prefix stands under `prefix` now; a printed address leads on."""

    def moved(request: HttpRequest, rest: str = "") -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"/{prefix}{rest}{'?' if query else ''}{query}")

    moved.moved = prefix  # type: ignore[attr-defined] # told apart from pages by the tests
    return moved


urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module)) for room in rooms() for prefix, module in room.urls
]
urlpatterns += [
    path(f"{old}{end}", _leads_to(new))
    for room in rooms()
    for old, new in room.moved
    for end in ("", "<path:rest>")
]

# Django's own read the form once more, which fails where the form is what could not be read.
handler400 = "sanan.web.failures.unreadable"
handler403 = "sanan.web.failures.forbidden"
handler404 = "sanan.web.failures.missing"
handler500 = "sanan.web.failures.failed"
