"""Coordinates and the three systems China's maps use.

WGS84 (GPS) and CGCS2000 (national, EPSG:4490) agree within centimetres and are treated as one.
GCJ-02 is the shifted system of AMap, Tencent and WeChat; BD-09 is Baidu's, shifted once more.
We store WGS84 or CGCS2000 and convert at the edge. A pair of numbers that does not say its system
is refused, because guessing wrong moves a broken lamp half a kilometre.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import asin, atan2, cos, hypot, isfinite, pi, radians, sin, sqrt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.kit.errors import Invalid

EARTH_RADIUS = 6_371_008.8  # metres, the mean radius of WGS84

_AXIS = 6_378_245.0  # Krasovsky 1940, which the shift of GCJ-02 is made on
_ECCENTRICITY = 0.00669342162296594323
_BAIDU = pi * 3000 / 180
_CLOSE = 1e-10  # degrees, a hundredth of a millimetre
_MOST_ROUNDS = 30
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271

Pair = tuple[float, float]


class Crs(StrEnum):
    """The system a pair of numbers is meant in."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class BadPoint(Invalid):
    """Numbers that are no place on earth, or that do not say in which system they are."""

    def __init__(self, sentence: str | Promise, code: str) -> None:
        super().__init__(sentence, code, field="place")


@dataclass(frozen=True)
class Point:
    """A place: latitude and longitude in degrees, north and east positive, in `crs`."""

    lat: float
    lon: float
    crs: Crs

    def __post_init__(self) -> None:
        if not (isfinite(self.lat) and isfinite(self.lon)):
            raise BadPoint(_("这个位置没有数值。请在地图上重新选一次。"), "bad_point")
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            sentence = _("地球上没有这个位置。是不是把纬度和经度写反了？")
            raise BadPoint(sentence, "bad_point")

    def to(self, crs: Crs) -> "Point":
        """Give the same place in `crs`; there and back differs by less than 1e-6 degrees."""
        if crs is self.crs:
            return self
        if {crs, self.crs} == {Crs.WGS84, Crs.CGCS2000}:
            return replace(self, crs=crs)
        lat, lon = _FROM_WGS84[crs](_to_wgs84((self.lat, self.lon), self.crs))
        return Point(lat, lon, crs)

    def metres_to(self, other: "Point") -> float:
        """Give the distance in metres along the surface, on a sphere (within 0.5 %)."""
        here, there = self.to(Crs.WGS84), other.to(Crs.WGS84)
        lat, other_lat = radians(here.lat), radians(there.lat)
        half = sin((other_lat - lat) / 2) ** 2
        half += cos(lat) * cos(other_lat) * sin(radians(there.lon - here.lon) / 2) ** 2
        return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(half)))


def point(lat: float | None, lon: float | None, crs: str | None) -> Point | None:
    """Make a point of what a form or a program sent: all three, or nothing at all (None).

    Raises `BadPoint` for one number without the other (`half_point`), numbers without a known
    system (`untagged_point`), numbers that are nowhere (`bad_point`), and the two
    noughts that a phone sends which found no satellite (`no_fix`).
    """
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        sentence = _("纬度和经度要一起给，或者都不给。")
        raise BadPoint(sentence, "half_point")
    try:
        system = Crs((crs or "").lower())
    except ValueError as error:
        sentence = _("请注明坐标系：wgs84、cgcs2000、gcj02 或 bd09。")
        raise BadPoint(sentence, "untagged_point") from error
    if lat == lon == 0:
        sentence = _("位置是零，手机没有定到位。请重新定位，或者直接写地点。")
        raise BadPoint(sentence, "no_fix")
    return Point(lat, lon, system)


def _to_wgs84(pair: Pair, crs: Crs) -> Pair:
    """Invert the shift: correct a guess by its own error until it lands on `pair`."""
    forward = _FROM_WGS84[crs]
    guess = pair
    for _round in range(_MOST_ROUNDS):
        reached = forward(guess)
        off = pair[0] - reached[0], pair[1] - reached[1]
        guess = guess[0] + off[0], guess[1] + off[1]
        if max(map(abs, off)) < _CLOSE:
            break
    return guess


def _same(pair: Pair) -> Pair:
    return pair


def _gcj02(pair: Pair) -> Pair:
    """Shift from WGS84 as the published reverse-engineered formula does; outside China, not."""
    lat, lon = pair
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST):
        return pair
    north, east = _shift(lon - 105.0, lat - 35.0)
    slope = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    lat += north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (slope * sqrt(slope)) * pi)
    lon += east * 180 / (_AXIS / sqrt(slope) * cos(radians(pair[0])) * pi)
    return lat, lon


def _shift(x: float, y: float) -> Pair:
    """Give the shift in metres to the north and to the east, `x` and `y` degrees from 105, 35."""
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    root = sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return north, east


def _bd09(pair: Pair) -> Pair:
    lat, lon = _gcj02(pair)
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BAIDU)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BAIDU)
    return radius * sin(angle) + 0.006, radius * cos(angle) + 0.0065


_FROM_WGS84: dict[Crs, Callable[[Pair], Pair]] = {
    Crs.WGS84: _same,
    Crs.CGCS2000: _same,
    Crs.GCJ02: _gcj02,
    Crs.BD09: _bd09,
}
