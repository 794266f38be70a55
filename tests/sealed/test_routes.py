"""Who receives what: never below the county, never the reported's own, never nobody's hands."""

import pytest

from sanan.sealed import actions
from sanan.sealed.enums import About
from sanan.sealed.models import Report
from sanan.sealed.queries import routes

EXPECTED = {
    About.VILLAGE: ["county", "city"],
    About.TOWNSHIP: ["county", "city"],
    About.COUNTY_UNIT: ["county", "city"],
    About.COUNTY_LEADER: ["city"],
    About.COUNTY_DISCIPLINE: ["city"],
    About.CITY_UNIT: ["city"],
    About.CITY_LEADER: [],
}


def names(house, bodies):
    known = {body.pk: key for key, body in house.bodies.items()}
    return [known[body.pk] for body in bodies]


@pytest.mark.parametrize("about", About)
def test_the_lowest_body_above_the_reported_then_those_over_it(house, about):
    assert names(house, routes.route(house.county, about)) == EXPECTED[about]


@pytest.mark.parametrize("about", About)
def test_one_level_up_on_the_reporters_word(house, about):
    assert names(house, routes.route(house.county, about, up=1)) == EXPECTED[about][1:]


def test_from_the_city_nothing_goes_down_to_a_county(house):
    assert names(house, routes.route(house.city, About.VILLAGE)) == ["city"]


def test_a_body_whose_shares_were_never_checked_receives_nothing(bare):
    actions.found(org=bare.orgs["county"], by=bare.people["zeng"], passphrase="abcdefghijkl!")
    assert routes.route(bare.county, About.VILLAGE) == []


def test_a_body_that_nobody_can_open_is_passed_over(house):
    officer = house.bodies["county"].officers.get()
    actions.revoke(officer=officer, by=house.people["zeng"])
    assert names(house, routes.route(house.county, About.VILLAGE)) == ["city"]


def test_where_nobody_receives_the_page_says_the_real_road_and_keeps_nothing(bare, client):
    said = {"where": bare.county.code, "about": "village"}
    page = client.post("/sealed/", said).content.decode()
    assert "12388" in page
    assert "这里收不了" in page
    assert Report.objects.count() == 0


def test_about_the_leaders_of_the_city_there_is_nobody_here(house, client):
    page = client.post("/sealed/", {"where": house.city.code, "about": "city_leader"})
    assert "这里收不了" in page.content.decode()


def test_the_page_names_the_reader_and_offers_one_level_up(house, client):
    said = {"where": house.county.code, "about": "village"}
    page = client.post("/sealed/", said).content.decode()
    assert "由县纪委监委来收" in page
    assert "它要回避时，原样交给市纪委监委" in page
    up = client.post("/sealed/", {**said, "up": "1"}).content.decode()
    assert "由市纪委监委来收" in up
    assert "县纪委监委" not in up
    top = client.post("/sealed/", {**said, "up": "2"}).content.decode()
    assert "这里收不了" in top


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"where": "nowhere", "about": "village"},
        {"where": "350526000000"},
        {"where": "350526100010", "about": "village"},
        {"where": "350526000000", "about": "x"},
        {"where": "350526000000", "about": "village", "up": "-1"},
    ],
)
def test_an_incomplete_choice_is_asked_again(house, client, said):
    answer = client.post("/sealed/", said)
    assert answer.status_code == 422
    assert "要反映的是谁" in answer.content.decode()
