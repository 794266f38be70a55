"""Boundaries of places, from a GeoJSON file in whatever system it is meant in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.ledger import actions as ledger
from sanan.places.coordinates import Crs
from sanan.places.enums import Event
from sanan.places.maps import Geometry, moved
from sanan.places.models import Outline, Place
from sanan.places.rules import Actor, Verb, check

AREAS = ("Polygon", "MultiPolygon")
CODES = ("code", "adcode", "village_code", "region_code")
FIGURES = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many outlines were taken, and the names of features that are no place of ours."""

    taken: int
    unknown: tuple[str, ...]


def load_outlines(
    *,
    features: Iterable[Mapping[str, Any]],
    crs: Crs,
    source: str,
    by: Actor | None = None,
    at: datetime | None = None,
) -> Drawn:
    """Take the boundaries of places, by the code in each feature's properties; again replaces.

    `source` says whose boundaries these are. Raises `Invalid` for a feature that is no area, and
    takes nothing then. What names no place of ours is left out and told.
    """
    unknown, taken = [], 0
    with transaction.atomic():
        for feature in features:
            told = feature.get("properties") or {}
            place = _place(told)
            if place is None:
                unknown.append(str(told.get("name", "")))
                continue
            check(Verb.LOCATE, place, by)
            _take(place, _area(feature.get("geometry"), crs), source)
            taken += 1
            ledger.record(
                event=Event.OUTLINE,
                subject=place.code,
                content={"source": source, "crs": str(crs)},
                by=by.ref if by else "",
                at=at,
            )
    return Drawn(taken, tuple(unknown))


def _take(place: Place, geometry: Geometry, source: str) -> None:
    Outline.objects.update_or_create(place=place, defaults={"geometry": geometry, "source": source})


def _place(told: Mapping[str, Any]) -> Place | None:
    code = next((str(told[name]) for name in CODES if told.get(name)), "")
    found: Place | None = Place.objects.filter(code=code.ljust(FIGURES, "0")).first()
    return found


def _area(geometry: Any, crs: Crs) -> Geometry:
    if not isinstance(geometry, Mapping) or geometry.get("type") not in AREAS:
        raise Invalid(_("边界要用 GeoJSON 的面（Polygon、MultiPolygon）。"), "no_area")
    return moved(cast("Geometry", geometry), crs, Crs.WGS84)
