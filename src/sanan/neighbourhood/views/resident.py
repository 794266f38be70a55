"""Everyone's pages: the centres near a place, what is open now, their rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sanan.neighbourhood import queries
from sanan.neighbourhood.models import Centre
from sanan.places import queries as places
from sanan.process.pages import bare


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The centres of a village, the nearest first, and which is open now."""
    place = places.by_code(code)
    found = queries.centres_of(place)
    shown = [(each, queries.now_at(each)) for each in found]
    return bare(request, "neighbourhood/resident/village.html", {"place": place, "centres": shown})


@require_safe
def centre(request: HttpRequest, code: str) -> HttpResponse:
    """One centre: its hours, who sits there when, its rooms."""
    found = get_object_or_404(Centre.objects.open().select_related("place"), code=code)
    values = {"centre": found, "place": found.place, **queries.about(found)}
    return bare(request, "neighbourhood/resident/centre.html", values)
