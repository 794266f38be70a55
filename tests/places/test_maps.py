"""Maps: one system inside, another at the edge, and always a list that says the same."""

import json

import pytest
from django.template import Context, Template

from sanan.kit.errors import Invalid
from sanan.kit.tones import Tone
from sanan.ledger.models import Entry
from sanan.places import actions, maps, queries
from sanan.places.coordinates import Crs, Point
from sanan.places.models import Outline, Place

SQUARE = [[118.2, 25.4], [118.3, 25.4], [118.3, 25.5], [118.2, 25.5], [118.2, 25.4]]


@pytest.fixture
def village(db) -> Place:
    actions.load_regions(
        source=[
            {"code": "3505", "name": "泉州市"},
            {"code": "350526", "name": "德化县"},
            {"code": "350526100", "name": "浔中镇"},
            {"code": "350526100210", "name": "蒲坂村委会"},
            {"code": "350526100211", "name": "石鼓村委会"},
            {"code": "350526101", "name": "龙浔镇"},
            {"code": "350526101210", "name": "丁墘村委会"},
        ]
    )
    for code, lat, lon in (("350526100210", 25.4991, 118.2569), ("350526101210", 25.47, 118.2)):
        actions.locate(place=queries.by_code(code), lat=lat, lon=lon, datum=Crs.WGS84)
    return queries.by_code("350526100210")


def features(shape, **told):
    return [{"type": "Feature", "properties": told, "geometry": shape}]


@pytest.mark.parametrize(
    ("values", "shades"),
    [
        ([], []),
        ([3], [(3, 3)]),
        ([0, 0, 2], [(0, 0), (2, 2)]),
        ([1, 2, 3, 4, 5], [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        (range(1, 11), [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
        ([1] * 90 + [2, 3, 4, 5, 6, 7], [(1, 7)]),
    ],
)
def test_figures_are_sorted_into_at_most_five_shades(values, shades):
    assert [(s.least, s.most) for s in maps.steps(list(values))] == shades


def test_whatever_system_a_room_has_a_feature_is_wgs84_with_the_longitude_first():
    there = Point(25.4991, 118.2569, Crs.WGS84).to(Crs.GCJ02)
    found = maps.spot("桥头", there.lat, there.lon, crs=Crs.GCJ02)
    assert found.geometry["coordinates"] == pytest.approx([118.2569, 25.4991], abs=1e-5)


def test_what_leaves_is_in_the_system_of_the_tiles(settings):
    shown = maps.Map([maps.spot("桥头", 25.4991, 118.2569)], "桥")
    there = Point(25.4991, 118.2569, Crs.WGS84).to(Crs.GCJ02)
    at = shown.drawn()["features"][0]["geometry"]["coordinates"]
    assert at == [118.2569, 25.4991]
    settings.MAP_TILES = {"urls": ["https://tiles.example/{z}/{x}/{y}.png"], "crs": "gcj02"}
    at = shown.drawn()["features"][0]["geometry"]["coordinates"]
    assert at == pytest.approx([there.lon, there.lat], abs=1e-6)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "Point"},
        {"type": "Point", "coordinates": ["a", 2]},
        {"type": "LineString", "coordinates": []},
        {"type": "Polygon", "coordinates": [[1, 2]]},
        {"type": "Point", "coordinates": [25.5, 118.2]},  # turned round: no such latitude
        {"type": "Point", "coordinates": [float("nan"), 2]},
    ],
)
def test_what_cannot_be_drawn_is_refused(geometry):
    with pytest.raises(Invalid):
        maps.shape("坏的", geometry)


def test_lines_and_areas_are_given_as_people_say_positions():
    road = maps.line("蒲坂路", [(25.4, 118.2), (25.5, 118.3)])
    assert road.geometry == {"type": "LineString", "coordinates": [[118.2, 25.4], [118.3, 25.5]]}
    field = maps.area("晒谷场", [(25.4, 118.2), (25.4, 118.3), (25.5, 118.3)])
    ring = field.geometry["coordinates"][0]
    assert (len(ring), ring[0]) == (4, ring[-1])


def test_the_page_says_as_a_list_what_the_map_shows(db):
    shown = maps.Map(
        [
            maps.spot("路灯坏了", 25.4, 118.2, href="/public/1/", note="11月2日", tone=Tone.LATE),
            maps.spot("</script><b>", 25.4, 118.2, tone=Tone.DONE),
        ],
        "公开的事",
        legend={Tone.LATE: "超过期限", Tone.DONE: "办好了", Tone.SOON: "在办"},
        ground="350526100210",
    )
    page = Template("{% map shown %}{% map shown %}").render(Context({"shown": shown}))
    assert '<a href="/public/1/">路灯坏了</a> · 超过期限' in page
    assert "map__key_late" in page
    assert "map__key_soon" not in page  # no such thing on this map
    assert "<b>" not in page
    assert page.count('id="map-1"') == page.count('id="map-2"') == 1
    assert 'data-map-ground="/ground/350526100210/"' in page
    assert "style=" not in page.replace("data-map-style=", "")


def test_the_ground_is_what_lies_in_the_township(client, village):
    found = client.get(f"/ground/{village.code}/").json()["features"]
    assert [f["properties"]["name"] for f in found] == ["蒲坂村"]
    whole = client.get("/ground/350526000000/").json()["features"]
    assert [f["properties"]["name"] for f in whole] == ["蒲坂村", "丁墘村"]
    assert client.get("/ground/nowhere/").status_code == 404


def test_outlines_come_by_their_code_in_their_own_system_and_again_replace(village):
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    given = [
        *features(square, adcode=350526, name="德化县"),
        *features(square, adcode=999999, name="别处"),
    ]
    for _time in range(2):
        done = actions.load_outlines(features=given, crs=Crs.GCJ02, source="县自然资源局")
    assert (done.taken, done.unknown) == (1, ("别处",))
    kept = Outline.objects.get()
    corner = Point(25.4, 118.2, Crs.GCJ02).to(Crs.WGS84)
    at = kept.geometry["coordinates"][0][0]
    assert at == pytest.approx([corner.lon, corner.lat], abs=1e-6)
    assert Entry.objects.filter(event="place.outline").count() == 2
    names = [f.name for f in queries.ground(village)]
    assert names == ["德化县", "蒲坂村"]


@pytest.mark.parametrize(
    "shape", [None, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}]
)
def test_what_is_no_area_is_no_outline_and_nothing_is_taken(village, shape):
    good = {"type": "Polygon", "coordinates": [SQUARE]}
    given = [*features(good, code="350526100210"), *features(shape, code="350526100211")]
    with pytest.raises(Invalid):
        actions.load_outlines(features=given, crs=Crs.WGS84, source="某处")
    assert Outline.objects.count() == 0


def test_tiles_are_an_addition_that_the_page_names(settings, db):
    settings.MAP_TILES = {"urls": ["https://t0.example/{x}"], "by": "天地图 GS(2024)0568号"}
    page = Template("{% choose_place %}").render(Context({}))
    assert "天地图 GS(2024)0568号" in page
    assert json.dumps(["https://t0.example/{x}"]).replace('"', "&quot;") in page
