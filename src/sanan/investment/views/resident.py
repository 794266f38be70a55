"""What everyone reads: signed projects in general words, where they were published."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sanan.investment.queries import public
from sanan.places import queries as places
from sanan.process.pages import bare


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Projects that were signed in the county of this place: what for, how large about, when."""
    place = places.by_code(code)
    values = {"place": place, "projects": public.published(place)}
    return bare(request, "investment/resident/village.html", values)
