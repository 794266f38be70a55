"""Everyone's pages: the key projects of a place, and one of them (政府信息公开条例 art. 20 (8))."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sanan.kit import clock
from sanan.places import maps
from sanan.places import queries as places
from sanan.places.enums import PlaceKind
from sanan.process.pages import bare
from sanan.process.queries import timeline
from sanan.projects.models import Project
from sanan.projects.queries.oc4ids import package
from sanan.projects.queries.public import of_place, public_figures
from sanan.projects.rules import PROJECT

SHOWN = 200


@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """The key projects here and around: what is built, by whom, how far it is."""
    place = places.by_code(code)
    values = {"place": place, "rows": of_place(place)[:SHOWN]}
    return bare(request, "projects/resident/village.html", values)


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project as everyone may read it."""
    found = get_object_or_404(
        Project.objects.open_to_all().select_related("place", "county", "lead_org"), code=code
    )
    values = {
        "project": found,
        "place": found.place,
        "figures": public_figures(found),
        "milestones": found.milestones.all(),
        "story": timeline(PROJECT, found, everyone=True),
        "map": _map(found),
    }
    return bare(request, "projects/resident/project.html", values)


def _map(found: Project) -> maps.Map | None:
    if found.outline:
        shape = maps.area(found.name, [(p[0], p[1]) for p in found.outline])
    elif found.lat is not None and found.lon is not None:
        shape = maps.spot(found.name, found.lat, found.lon)
    else:
        return None
    return maps.Map([shape], _("项目在哪里"), ground=found.place.code)


@require_safe
def oc4ids(_request: HttpRequest) -> HttpResponse:
    """All public projects as an OC4IDS package."""
    county = places.default()
    rows = Project.objects.open_to_all().order_by("pk")
    publisher = county.spoken if county.kind == PlaceKind.COUNTY else "三安"
    return JsonResponse(
        package(rows, publisher=publisher, at=clock.now()),
        json_dumps_params={"ensure_ascii": False},
    )
