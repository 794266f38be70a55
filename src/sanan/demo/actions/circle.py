"""Fifteen minutes around an estate: invented streets on a slope, points, residents by building."""

import random
from datetime import datetime, timedelta
from math import cos, radians

import numpy as np

from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast, written
from sanan.kit.dates import local_day
from sanan.neighbourhood.actions.circle import add_point, measure
from sanan.neighbourhood.actions.streets import take_streets
from sanan.neighbourhood.circle.network import Network
from sanan.neighbourhood.circle.osm import lengths
from sanan.neighbourhood.models import Dwelling, ServicePoint
from sanan.places.coordinates import Crs, Point

HERE, COUNTY, KEEPER = "350526100010", "350526000000", "laichunsheng"
METRES_A_DEGREE = 111_195.0
SIDE, STEP = 25, 75
"""Crossings along each side of the invented quarter, and metres between two."""
SLOPE = 0.06
"""How steeply the quarter rises to the north."""
SOURCE = "演示用的路网"


def load_circle(cast: Cast, now: datetime) -> None:
    """Streets, points and numbers; once."""
    if ServicePoint.objects.exists():
        return
    place, keeper = cast.place(HERE), cast.person(KEEPER)
    begun = in_the_day(now - timedelta(days=40))
    told = written("circle")
    take_streets(
        place=cast.place(COUNTY), network=streets(place.lat, place.lon), source=SOURCE, at=begun
    )
    Dwelling.objects.bulk_create(
        Dwelling(
            place=place,
            name=name,
            people=people,
            elders=elders,
            children=children,
            counted_on=local_day(begun),
            **_at(place.lat, place.lon, east, north),
        )
        for name, east, north, people, elders, children in told["dwelling"]
    )
    for kind, name, east, north, hours, address in told["point"]:
        add_point(
            place=place,
            kind=kind,
            name=name,
            where=Point(**_at(place.lat, place.lon, east, north), crs=Crs.WGS84),
            hours=hours,
            address=address,
            by=keeper,
            at=begun,
            measuring=False,
        )
    measure(place=place, at=begun)


def _at(lat: float | None, lon: float | None, east: float, north: float) -> dict[str, float]:
    lat, lon = lat or 0.0, lon or 0.0
    aside = METRES_A_DEGREE * cos(radians(lat))
    return {"lat": round(lat + north / METRES_A_DEGREE, 7), "lon": round(lon + east / aside, 7)}


def streets(lat: float | None, lon: float | None) -> Network:
    """A crooked grid with a quarter of its ways missing, rising to the north."""
    chance = random.Random(17)
    middle = (SIDE - 1) / 2
    at, heights = [], []
    for n in range(SIDE * SIDE):
        east, north = ((n % SIDE) - middle) * STEP, ((n // SIDE) - middle) * STEP
        east, north = east + chance.uniform(-18, 18), north + chance.uniform(-18, 18)
        at.append(tuple(_at(lat, lon, east, north).values()))
        heights.append(430 + north * SLOPE)
    ways = [
        (n, other)
        for n in range(SIDE * SIDE)
        for other in ((n + 1) if (n + 1) % SIDE else -1, n + SIDE)
        if 0 <= other < SIDE * SIDE and chance.random() < 0.75
    ]
    lats, lons = np.array(at).T
    start, end = np.array(ways).T
    return Network(lats, lons, start, end, lengths(lats, lons, start, end), np.array(heights))
