"""Without a poster's code: the name, its sound, the nearest, or down the tree."""

import pytest

from sanan.places import actions, queries
from sanan.places.coordinates import Crs

TABLE = [
    {"code": "3505", "name": "泉州市"},
    {"code": "350526", "name": "德化县"},
    {"code": "350526100", "name": "浔中镇"},
    {"code": "350526100210", "name": "蒲坂村委会"},
    {"code": "350526100010", "name": "祥安社区居委会"},
    {"code": "350526101", "name": "龙浔镇"},
    {"code": "350526101210", "name": "英山村委会"},
]


@pytest.fixture(autouse=True)
def _tree(db):
    actions.load_regions(source=TABLE)
    village = queries.by_code("350526100210")
    actions.locate(place=village, lat=25.4991, lon=118.2569, datum=Crs.WGS84)


def names(page, part):
    return [place.spoken for place in page.context[part] or ()]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("蒲坂", ["蒲坂村"]),
        ("puban", ["蒲坂村"]),
        ("PuBanCun", ["蒲坂村"]),
        ("pbc", ["蒲坂村"]),
        ("xz", ["浔中镇"]),
        ("xa", ["祥安社区"]),
        ("浔中 祥安", ["祥安社区"]),
        ("zzz", []),
        ("<b>", []),
    ],
)
def test_a_name_or_its_sound(client, typed, found):
    page = client.get("/villages/", {"q": typed})
    assert (page.status_code, names(page, "found")) == (200, found)


def test_a_renamed_village_is_found_by_its_new_sound(client):
    client.get("/villages/", {"q": "pbc"})
    actions.rename_place(place=queries.by_code("350526100210"), name="新厝村委会")
    assert names(client.get("/villages/", {"q": "pbc"}), "found") == []
    assert names(client.get("/villages/", {"q": "xcc"}), "found") == ["新厝村"]


@pytest.mark.parametrize(
    ("lat", "lon", "near"),
    [("25.5", "118.25", ["蒲坂村"]), ("31", "121", []), ("nan", "1", []), ("900", "1", [])],
)
def test_the_nearest(client, lat, lon, near):
    assert names(client.get("/villages/", {"lat": lat, "lon": lon}), "near") == near


def test_down_the_tree_and_chosen_with_one_tap(client):
    assert names(client.get("/villages/"), "below") == ["浔中镇", "龙浔镇"]
    town = client.get("/villages/", {"in": "350526100000"})
    assert names(town, "below") == ["祥安社区", "蒲坂村"]
    assert 'href="/?place=350526100210"' in town.content.decode()


def test_the_last_three_stay_on_the_phone(client):
    for code in ("350526100210", "350526100010", "350526101210", "350526100210"):
        client.get("/", {"place": code})
    assert names(client.get("/villages/"), "last") == ["蒲坂村", "英山村", "祥安社区"]
    assert client.get("/").context["place"].spoken == "蒲坂村"


def test_what_a_phone_remembers_wrongly_is_passed_over(client):
    client.cookies["place"] = "nowhere.<script>..350526100210"
    assert names(client.get("/villages/"), "last") == ["蒲坂村"]
    assert client.get("/").status_code == 200
