"""What a map shows, for every room: points, lines and areas with a name, a sentence and a link.

A room says what is where, in the system its numbers are meant in; `{% map shown %}` draws it and
writes the same as a list (docs/maps.md). Inside a `Feature` everything is WGS84, longitude first, as
GeoJSON has it; what leaves for a browser is in the system of its tiles (`settings.MAP_TILES`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypedDict

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid
from sanan.kit.tones import Tone
from sanan.places.coordinates import Crs, Point

STEPS = 5
"""Into how many shades figures are sorted, from few to many."""

DIGITS = 6
"""A tenth of a metre: more would be noise."""

KINDS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""The geometries that are drawn, by how many lists lie around one position."""

Pair = tuple[float, float]


class Geometry(TypedDict):
    """A geometry as GeoJSON (RFC 7946) has it."""

    type: str
    coordinates: Any


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on a map. `value` is what it is coloured by where a map shows figures."""

    name: str
    geometry: Geometry
    href: str = ""
    note: str = ""
    tone: Tone = Tone.PLAIN
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of the legend: from one figure to another, both included."""

    number: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Map:
    """What one map shows. `label` says it to whoever does not see it.

    `ground` is the code of a place whose surroundings (its townships, villages, outlines) are drawn
    beneath. `heat` shows points as density. `legend` says what the colours mean; where features have
    a `value` its shades are worked out, and `unit` says what is counted. `listed=False` where the
    page has the same as a list of its own.
    """

    features: Sequence[Feature]
    label: str | Promise
    legend: Mapping[Tone, str | Promise] = field(default_factory=dict)
    ground: str = ""
    heat: bool = False
    unit: str | Promise = ""
    listed: bool = True

    @property
    def steps(self) -> list[Step]:
        """The shades of the features' figures; none where they have none."""
        return steps([f.value for f in self.features if f.value is not None])

    @property
    def tones(self) -> list[tuple[Tone, str | Promise]]:
        """The colours that stand on this map, with what each means."""
        used = {feature.tone for feature in self.features}
        return [(tone, word) for tone, word in self.legend.items() if tone in used]

    def rows(self) -> Iterator[tuple[Feature, str | Promise]]:
        """The features for the list, each with the word of its colour."""
        for feature in self.features:
            yield feature, self.legend.get(feature.tone, "")

    def drawn(self) -> dict[str, Any]:
        """The features as GeoJSON in the system of the tiles, with how they are to be drawn."""
        shades = self.steps
        return {"heat": self.heat, **collection(self.features, lambda f: _shown(f, shades))}


def spot(name: str, lat: float, lon: float, *, crs: Crs = Crs.WGS84, **more: Any) -> Feature:
    """A point. `more` are the other fields of a `Feature`."""
    return shape(name, {"type": "Point", "coordinates": [lon, lat]}, crs=crs, **more)


def line(name: str, path: Iterable[Pair], *, crs: Crs = Crs.WGS84, **more: Any) -> Feature:
    """A line through positions given as (latitude, longitude)."""
    positions = [[lon, lat] for lat, lon in path]
    return shape(name, {"type": "LineString", "coordinates": positions}, crs=crs, **more)


def area(name: str, ring: Iterable[Pair], *, crs: Crs = Crs.WGS84, **more: Any) -> Feature:
    """An area within one ring of (latitude, longitude); it is closed here."""
    positions = [[lon, lat] for lat, lon in ring]
    if positions and positions[0] != positions[-1]:
        positions.append(positions[0])
    return shape(name, {"type": "Polygon", "coordinates": [positions]}, crs=crs, **more)


def shape(name: str, geometry: Geometry, *, crs: Crs = Crs.WGS84, **more: Any) -> Feature:
    """Whatever geometry GeoJSON has. Raises `Invalid` for what cannot be drawn."""
    return Feature(name, moved(geometry, crs, Crs.WGS84), **more)


def moved(geometry: Geometry, source: Crs, target: Crs) -> Geometry:
    """The same geometry in another system. Raises `Invalid` (`bad_geometry`, `bad_point`)."""
    try:
        depth = KINDS[geometry["type"]]
        coordinates = _moved(geometry["coordinates"], depth, _mover(source, target))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        sentence = _("这个图形画不出来。请用点、线、面的 GeoJSON。")
        raise Invalid(sentence, "bad_geometry") from error
    return {"type": geometry["type"], "coordinates": coordinates}


def tiles_crs() -> Crs:
    """The system in which a browser draws: that of the installation's tiles."""
    return Crs(settings.MAP_TILES.get("crs", Crs.WGS84))


def collection(
    features: Iterable[Feature], told: Callable[[Feature], dict[str, Any]]
) -> dict[str, Any]:
    """GeoJSON for a browser: positions in the system of the tiles, and `told` of each feature."""
    crs = tiles_crs()
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": moved(feature.geometry, Crs.WGS84, crs),
                "properties": told(feature),
            }
            for feature in features
        ],
    }


def steps(values: Sequence[float]) -> list[Step]:
    """At most five shades of about as many things each; the same figure never has two."""
    ordered = sorted(values)
    different = sorted(set(ordered))
    if not different:
        return []
    if len(different) <= STEPS:
        return [Step(number, value, value) for number, value in enumerate(different)]
    firsts = sorted({ordered[len(ordered) * part // STEPS] for part in range(STEPS)})
    bounds = [*(different.index(first) for first in firsts), len(different)]
    return [
        Step(number, different[start], different[end - 1])
        for number, (start, end) in enumerate(pairwise(bounds))
    ]


def _shown(feature: Feature, shades: Sequence[Step]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": feature.name, "tone": feature.tone}
    if feature.href:
        found["href"] = feature.href
    if feature.note:
        found["note"] = feature.note
    if feature.value is not None:
        value = feature.value
        found["step"] = next(s.number for s in shades if s.least <= value <= s.most)
        found["value"] = value
    return found


def _mover(source: Crs, target: Crs) -> Callable[[Sequence[float]], list[float]]:
    def move(position: Sequence[float]) -> list[float]:
        lon, lat = float(position[0]), float(position[1])
        there = Point(lat, lon, source).to(target)
        return [round(there.lon, DIGITS), round(there.lat, DIGITS)]

    return move


def _moved(found: Any, depth: int, move: Callable[[Sequence[float]], list[float]]) -> Any:
    if not depth:
        return move(found)
    if not found:
        raise ValueError("nothing in it")
    return [_moved(each, depth - 1, move) for each in found]
