"""Everyone's page: what is near, and whether it is open now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sanan.kit import clock
from sanan.kit.errors import Invalid
from sanan.kit.tones import Tone
from sanan.neighbourhood.circle import osm
from sanan.neighbourhood.circle.kinds import PointKind
from sanan.neighbourhood.queries.near import Around, near
from sanan.neighbourhood.queries.streets import streets_of
from sanan.places import maps
from sanan.places import queries as places
from sanan.places.coordinates import Crs, Point, point
from sanan.places.models import Place
from sanan.process.pages import bare

MOST_SPOTS = 60


@require_safe
def here(request: HttpRequest, code: str) -> HttpResponse:
    """What is near a village, an estate, a building, or where somebody marked the map."""
    place = places.by_code(code)
    spots = _spots(place)
    at, chosen, wrong = _where(request, place, spots)
    kind = request.GET.get("kind", "")
    kind = kind if kind in PointKind.values else ""
    found = near(place=place, lat=at.lat, lon=at.lon, now=clock.now(), kind=kind) if at else None
    values = {
        "place": place,
        "spots": spots,
        "chosen": chosen,
        "marked": chosen is None and at is not None,
        "at": at,
        "wrong": wrong,
        "kind": kind,
        "kinds": PointKind.choices,
        "around": found,
        "credit": _credit(place, found),
        "map": _map(place, found, at) if found and at else None,
    }
    return bare(request, "neighbourhood/resident/near.html", values)


def _credit(place: Place, around: Around | None) -> str:
    """Whose streets and points these are, as their licences ask."""
    streets = streets_of(place)
    named = [streets.source] if streets else []
    if around and any(each.point.source == osm.NAME for each in around.found):
        named.append(osm.SOURCE)
    return "；".join(dict.fromkeys(named))


def _spots(place: Place) -> list[Place]:
    """The place and what is in it, where it is known where that is."""
    inside = Place.objects.within(place).filter(lat__isnull=False)
    return list(inside.order_by("path")[:MOST_SPOTS])


def _where(
    request: HttpRequest, place: Place, spots: list[Place]
) -> tuple[Point | None, Place | None, str]:
    """The position asked for in WGS84, the place it is (None: marked on the map), what was wrong."""
    given = request.GET
    try:
        marked = point(_number(given.get("lat")), _number(given.get("lon")), given.get("crs"))
    except Invalid as no:
        return None, None, str(no.sentence)
    if marked is not None:
        return marked.to(Crs.WGS84), None, ""
    wanted = given.get("at", "") or place.code
    chosen = next((each for each in spots if each.code == wanted), spots[0] if spots else None)
    if chosen is None or chosen.lat is None or chosen.lon is None:
        return None, None, ""
    return Point(chosen.lat, chosen.lon, Crs.WGS84), chosen, ""


def _number(text: str | None) -> float | None:
    """A number of the address; nowhere where it is none."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _map(place: Place, around: Around, at: Point) -> maps.Map:
    features = [maps.spot(str(_("您选的位置")), at.lat, at.lon, tone=Tone.LATE)]
    for each in around.found:
        tone = Tone.DONE if each.is_open else Tone.REST
        note = ngettext("走 %(n)s 分钟", "走 %(n)s 分钟", each.minutes) % {"n": each.minutes}
        spot: dict[str, Any] = {"tone": tone, "note": note}
        features.append(maps.spot(each.point.name, each.point.lat, each.point.lon, **spot))
    legend = {
        Tone.LATE: _("您选的位置"),
        Tone.DONE: _("现在开着"),
        Tone.REST: _("现在没开，或者不知道"),
    }
    return maps.Map(features, _("附近有什么"), legend=legend, ground=place.code, listed=False)
