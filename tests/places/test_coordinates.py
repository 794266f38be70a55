"""Positions in the systems of China's maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.kit.errors import Refused
from sanan.places.coordinates import Crs, Point, point

DEHUA = Point(25.4888, 118.2411, Crs.WGS84)

latitudes = st.floats(18.0, 53.0)
longitudes = st.floats(74.0, 134.0)
systems = st.sampled_from(Crs)


def test_the_shift_at_dehua():
    shifted = DEHUA.to(Crs.GCJ02)
    corner = Point(DEHUA.lat, shifted.lon, Crs.WGS84)
    east = DEHUA.metres_to(corner)
    south = corner.metres_to(Point(shifted.lat, shifted.lon, Crs.WGS84))
    whole = DEHUA.metres_to(Point(shifted.lat, shifted.lon, Crs.WGS84))
    assert shifted.lon > DEHUA.lon
    assert shifted.lat < DEHUA.lat
    assert (east, south, whole) == (
        pytest.approx(481, abs=2),
        pytest.approx(313, abs=2),
        pytest.approx(574, abs=2),
    )


def test_baidu_is_shifted_once_more():
    amap, baidu = DEHUA.to(Crs.GCJ02), DEHUA.to(Crs.BD09)
    assert baidu.lat - amap.lat == pytest.approx(0.006, abs=0.001)
    assert baidu.lon - amap.lon == pytest.approx(0.0065, abs=0.001)


def test_the_same_place_in_any_system_is_no_distance_away():
    for crs in Crs:
        assert DEHUA.to(crs).metres_to(DEHUA) < 0.01


def test_cgcs2000_is_taken_as_wgs84():
    assert DEHUA.to(Crs.CGCS2000) == Point(25.4888, 118.2411, Crs.CGCS2000)
    assert DEHUA.to(Crs.WGS84) is DEHUA


def test_no_shift_outside_china():
    paris = Point(48.8566, 2.3522, Crs.WGS84)
    assert paris.to(Crs.GCJ02) == Point(48.8566, 2.3522, Crs.GCJ02)


def test_distance():
    quanzhou = Point(24.8741, 118.6757, Crs.WGS84)
    assert Point(0, 0, Crs.WGS84).metres_to(Point(1, 0, Crs.WGS84)) == pytest.approx(111_195, abs=1)
    assert Point(0, 0, Crs.WGS84).metres_to(Point(0, 180, Crs.WGS84)) == pytest.approx(
        20_015_114, abs=9
    )
    assert DEHUA.metres_to(quanzhou) == pytest.approx(quanzhou.metres_to(DEHUA))
    assert DEHUA.metres_to(quanzhou) == pytest.approx(81_100, rel=0.01)


def test_what_was_sent_becomes_a_point():
    assert point(25.4888, 118.2411, "WGS84") == DEHUA
    assert point(None, None, None) is None
    assert point(None, None, "gcj02") is None


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((25.0, None, "wgs84"), "half_point"),
        ((0.0, 0.0, "wgs84"), "no_fix"),
        ((None, 118.0, "wgs84"), "half_point"),
        ((25.0, 118.0, None), "untagged_point"),
        ((25.0, 118.0, ""), "untagged_point"),
        ((25.0, 118.0, "epsg:3857"), "untagged_point"),
        ((118.0, 25.0, "wgs84"), "bad_point"),
        ((25.0, 181.0, "wgs84"), "bad_point"),
        ((float("nan"), 118.0, "wgs84"), "bad_point"),
        ((25.0, float("inf"), "wgs84"), "bad_point"),
    ],
)
def test_what_is_no_point(sent, code):
    with pytest.raises(Refused) as refused:
        point(*sent)
    assert (refused.value.code, refused.value.field) == (code, "place")


@given(latitudes, longitudes, systems, systems)
def test_there_and_back(lat, lon, start, other):
    here = Point(lat, lon, start)
    back = here.to(other).to(start)
    assert abs(back.lat - lat) < 1e-6
    assert abs(back.lon - lon) < 1e-6


@given(st.floats(-89, 89), st.floats(-179, 179), systems, systems)
def test_converting_never_fails_anywhere(lat, lon, start, other):
    assert Point(lat, lon, start).to(other).crs is other
