"""OpenStreetMap from a file: service points out of GeoJSON or .osm, streets out of .osm.

Positions are WGS84, as OpenStreetMap has them. © OpenStreetMap contributors, ODbL: what comes from
it is named so wherever it is shown.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from sanan.kit.errors import Invalid
from sanan.neighbourhood.circle.kinds import PointKind, kind_of
from sanan.neighbourhood.circle.network import Network, on_sphere

if TYPE_CHECKING:
    import numpy as np

NAME, SOURCE = "OpenStreetMap", "© OpenStreetMap contributors (ODbL)"
NO_FEET = frozenset(
    {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed"}
)
CLOSED = frozenset({"no", "private"})
ELEMENTS = ("node", "way", "relation")

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """Something of the map that people need: what, where (latitude, longitude), and what is said of it."""

    ref: str
    kind: PointKind
    name: str
    at: Pair
    hours: str = ""
    phone: str = ""
    address: str = ""


@dataclass
class Extract:
    """What a file holds for us."""

    points: list[Found] = field(default_factory=list)
    streets: Network | None = None


def read(file: Path) -> Extract:
    """Points and streets of a file, by its content. Raises `Invalid`."""
    with file.open("rb") as stream:
        start = stream.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return _xml(file)
    if start.startswith(b"{"):
        return Extract(list(_geojson(file)))
    sentence = _("%(file)s：不是 GeoJSON，也不是 .osm 文件。")
    raise Invalid(sentence % {"file": file.name}, "no_extract")


def _geojson(file: Path) -> Iterator[Found]:
    try:
        features = json.loads(file.read_text("utf-8-sig"))["features"]
        for number, feature in enumerate(features):
            given = {str(k): str(v) for k, v in (feature.get("properties") or {}).items() if v}
            tags = given | _nested(feature)
            ref = str(feature.get("id") or given.get("@id") or given.get("osm_id") or number)
            if (kind := kind_of(tags)) and (at := _middle(feature.get("geometry"))):
                yield _found(ref, kind, tags, at)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        sentence = _("%(file)s：不是完整的 GeoJSON，读不出来。")
        raise Invalid(sentence % {"file": file.name}, "bad_geojson") from error


def _nested(feature: Mapping[str, Any]) -> dict[str, str]:
    """Some tools keep the tags in one property of their own."""
    tags = (feature.get("properties") or {}).get("tags")
    return {str(k): str(v) for k, v in tags.items()} if isinstance(tags, dict) else {}


def _middle(geometry: Any) -> Pair | None:
    """A point of a geometry: itself, or the middle of what is drawn."""
    corners = list(_corners((geometry or {}).get("coordinates")))
    if not corners:
        return None
    lats, lons = [lat for lat, _lon in corners], [lon for _lat, lon in corners]
    at = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    if abs(at[0]) > 90 or abs(at[1]) > 180:
        raise ValueError("nowhere on earth")
    return at


def _corners(given: Any) -> Iterator[Pair]:
    if not isinstance(given, list) or not given:
        return
    if isinstance(given[0], int | float):
        yield float(given[1]), float(given[0])
        return
    for each in given:
        yield from _corners(each)


def _found(ref: str, kind: PointKind, tags: Mapping[str, str], at: Pair) -> Found:
    street = tags.get("addr:full") or tags.get("addr:street", "") + tags.get("addr:housenumber", "")
    name = tags.get("name:zh") or tags.get("name") or str(kind.label)
    said = {"hours": tags.get("opening_hours", ""), "phone": tags.get("phone", "")}
    return Found(ref=ref, kind=kind, name=name, at=at, address=street, **said)


@dataclass
class _Drawn:
    """What was read of an .osm file so far."""

    at: dict[str, Pair] = field(default_factory=dict)
    height: dict[str, float] = field(default_factory=dict)
    ways: list[list[str]] = field(default_factory=list)
    points: list[Found] = field(default_factory=list)


def _xml(file: Path) -> Extract:
    drawn = _Drawn()
    try:
        for _event, element in ET.iterparse(file, events=("end",)):  # noqa: S314 - expat refuses blow-ups; an operator's own file
            if element.tag in ELEMENTS:
                _take(drawn, element)
                element.clear()
    except (ET.ParseError, ValueError, KeyError, TypeError) as error:
        sentence = _("%(file)s：不是完整的 .osm 文件，读不出来。")
        raise Invalid(sentence % {"file": file.name}, "bad_osm") from error
    return Extract(drawn.points, _streets(drawn))


def _take(drawn: _Drawn, element: ET.Element) -> None:
    tags = {tag.attrib["k"]: tag.attrib["v"] for tag in element.iter("tag")}
    name = element.attrib["id"]
    at: Pair | None = None
    if element.tag == "node":
        at = float(element.attrib["lat"]), float(element.attrib["lon"])
        drawn.at[name] = at
        if "ele" in tags:
            drawn.height[name] = float(tags["ele"])
    elif element.tag == "way":
        nodes = [node.attrib["ref"] for node in element.iter("nd")]
        nodes = [node for node in nodes if node in drawn.at]
        if _is_walked(tags):
            drawn.ways.append(nodes)
        corners = [drawn.at[node] for node in nodes]
        at = _middle({"coordinates": [[lon, lat] for lat, lon in corners]})
    if at and (kind := kind_of(tags)):
        drawn.points.append(_found(f"{element.tag}/{name}", kind, tags, at))


def _is_walked(tags: Mapping[str, str]) -> bool:
    """Whether people walk there: every highway but those that keep them out."""
    way = tags.get("highway", "")
    if not way or way in NO_FEET or tags.get("area") == "yes":
        return False
    return (
        tags.get("foot", "") not in CLOSED if "foot" in tags else tags.get("access") not in CLOSED
    )


def _streets(drawn: _Drawn) -> Network | None:
    """The network of all walked ways; every node of a way is one of ours, so that bends are long."""
    import numpy as np

    order: dict[str, int] = {}
    pairs = []
    for way in drawn.ways:
        places = [order.setdefault(node, len(order)) for node in way]
        pairs += list(pairwise(places))
    if not pairs:
        return None
    lat, lon = (np.array([drawn.at[node][axis] for node in order]) for axis in (0, 1))
    start, end = np.array(pairs, dtype=np.int64).T
    return Network(lat, lon, start, end, lengths(lat, lon, start, end), _heights(drawn, order))


def lengths(
    lat: "np.ndarray", lon: "np.ndarray", start: "np.ndarray", end: "np.ndarray"
) -> "np.ndarray":
    """The metres of ways between positions, straight from one to the next."""
    import numpy as np

    where = on_sphere(lat, lon)
    return np.asarray(np.linalg.norm(where[start] - where[end], axis=1))


def _heights(drawn: _Drawn, order: Mapping[str, int]) -> "np.ndarray | None":
    """Heights, where every crossing says its own; a few alone would make slopes of guesses."""
    import numpy as np

    if not all(node in drawn.height for node in order):
        return None
    return np.array([drawn.height[node] for node in order])
