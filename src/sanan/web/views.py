"""The shell's own pages: how it looks, what becomes of data, and what the offline worker needs."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from sanan.kit import clock
from sanan.people import visitor
from sanan.places import maps
from sanan.places import queries as places
from sanan.places.coordinates import BadPoint, Crs, Point
from sanan.places.enums import PlaceKind
from sanan.places.models import Place
from sanan.web import looks

CHOSEN = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE)
VALID = timedelta(days=180)
OFFLINE_FILES = ("vendor/weui.css", "web/resident.css", "web/care.css", "web/resident.js")


def care(request: HttpRequest) -> HttpResponse:
    """The settings page; a POST turns the elders' mode on or off."""
    if request.method != "POST":
        return render(request, "web/care.html", {"next": _next(request)})
    response = HttpResponseRedirect(_next(request))
    looks.keep(response, looks.CARE, "1" if request.POST.get("on") == "1" else "")
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the phone is set."""
    wanted = request.POST.get("theme", "")
    response = HttpResponseRedirect(_next(request))
    looks.keep(response, looks.THEME, wanted if wanted in looks.THEMES else "")
    return response


@require_POST
def lang(request: HttpRequest) -> HttpResponse:
    """The language of every page from now on."""
    wanted = request.POST.get("lang", "")
    response = HttpResponseRedirect(_next(request))
    if check_for_language(wanted) and wanted in dict(settings.LANGUAGES):
        looks.keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, how long, and whom to ask."""
    return render(request, "web/privacy.html")


@never_cache
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """Which village: by its name or its sound, nearest to here, the last three, or down the tree."""
    words = request.GET.get("q", "").strip()[:80]
    position = _position(request)
    inside = places.with_code(request.GET.get("in", "")) or _top()
    known = Place.objects.in_bulk(visitor.HERE.codes(request), field_name="code")
    context = {
        "q": words,
        "found": places.find(words) if words else [],
        "near": places.nearest(*position) if position else None,
        "last": [known[code] for code in visitor.HERE.codes(request) if code in known],
        "inside": inside,
        "above": [place for place in places.ancestors(inside) if place.depth > 1] if inside else [],
        "below": places.children(inside).filter(kind__in=CHOSEN) if inside else [],
    }
    return render(request, "web/villages.html", context)


@require_safe
def ours(request: HttpRequest, code: str) -> HttpResponse:
    """我们村: one door to all that a place has."""
    return render(request, "web/ours.html", {"place": places.by_code(code)})


@require_safe
@cache_control(max_age=3600, public=True)
def ground(_request: HttpRequest, code: str) -> JsonResponse:
    """What is drawn beneath a map around a place: names, points and outlines of the tree."""
    features = places.ground(places.by_code(code))
    return JsonResponse(maps.collection(features, lambda feature: {"name": feature.name}))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the offline worker for a page it does not have."""
    return render(request, "web/offline.html")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The offline worker; from the root, because it may only look after what lies under it."""
    files = [static(name) for name in OFFLINE_FILES]
    context = {"files": files, "home": reverse("cases:say"), "offline": reverse("web:offline")}
    return render(request, "web/sw.js", context, content_type="text/javascript")


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page on its home screen."""
    return render(request, "web/manifest.json", content_type="application/manifest+json")


@require_safe
@cache_control(max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the software (RFC 9116)."""
    contact = settings.SECURITY_CONTACT or f"{settings.SITE_URL}/"
    until = clock.now().replace(microsecond=0) + VALID
    lines = [
        f"Contact: {contact}",
        f"Expires: {until.isoformat()}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _top() -> Place | None:
    """The highest place at which there is anything to choose."""
    top: Place | None = Place.objects.filter(depth=1).order_by("path").first()
    while top and top.kind == PlaceKind.CITY and (below := list(places.children(top)[:2])):
        if len(below) > 1:
            break
        top = below[0]
    return top


def _position(request: HttpRequest) -> tuple[float, float] | None:
    """Where the browser says it is, in WGS84; None where it says nothing that is on earth."""
    try:
        lat, lon = float(request.GET.get("lat", "")), float(request.GET.get("lon", ""))
        found = Point(lat, lon, Crs.WGS84)
    except (ValueError, BadPoint):
        return None
    return found.lat, found.lon


def _next(request: HttpRequest) -> str:
    """Where the visitor came from, on this site; the first page otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"
