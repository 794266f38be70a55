"""Programs do not need what browsers need: no session, no cookies, no message store, no forms."""

from collections.abc import Callable
from functools import cache

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils import translation

from sanan.api.views import no_such_way, nothing_here

PREFIXES = ("/api/", "/open311/")
PAGES = "/docs/"
Answer = Callable[[HttpRequest], HttpResponseBase]


def programs(get_response: Answer) -> Answer:
    """Answer the REST interface here; everything else goes on through the layers for browsers."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIXES) or request.path_info.endswith(PAGES):
            return get_response(request)
        translation.activate(translation.get_language_from_request(request))
        response = _answer(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        response.headers.setdefault("Vary", "Accept-Language, Authorization")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        found = request.resolver_match = _offered(get_resolver()).resolve(request.path_info)
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Http404:
        return nothing_here(request)
    return no_such_way(answer["Allow"]) if isinstance(answer, HttpResponseNotAllowed) else answer


@cache
def _offered(every: URLResolver) -> URLResolver:
    """The addresses for programs alone: of all others none is tried before them."""
    ours = [one for one in every.url_patterns if f"/{one.pattern}".startswith(PREFIXES)]
    return URLResolver(RegexPattern(r"^/"), ours)
