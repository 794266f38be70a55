"""The staff pages about places: who sees them, what they offer, what a refusal keeps."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Person, Position
from sanan.places import actions, queries
from sanan.places.enums import PlaceKind
from sanan.places.models import Place, QrPoint

pytestmark = pytest.mark.django_db
VILLAGE = "350526100214"


@pytest.fixture
def village() -> Place:
    actions.load_regions(
        source=[
            {"code": "3505", "name": "泉州市"},
            {"code": "350526", "name": "德化县"},
            {"code": "350526100", "name": "浔中镇"},
            {"code": VILLAGE, "name": "祥安社区居委会"},
            {"code": "350526100213", "name": "蒲坂村委会"},
        ]
    )
    return queries.by_code(VILLAGE)


@pytest.fixture
def sign_in(client, village, settings):
    settings.STAFF_SECOND_FACTOR = False

    def as_(role: Role, code: str = VILLAGE):
        person = Person.objects.create(username=f"p-{role}-{code}", name="某人")
        place = queries.by_code(code)
        Position.objects.create(person=person, role=role, place=place, since_on=date(2024, 1, 1))
        client.force_login(person)
        return client

    return as_


PATHS = (
    f"/staff/places/{VILLAGE}/",
    f"/staff/places/{VILLAGE}/posters.pdf",
    "/staff/posters/TOKEN/poster.svg",
    "/staff/posters/TOKEN/qr.svg",
)


def test_a_visitor_is_asked_to_sign_in(client, village):
    for path in ("/staff/places/", *PATHS):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.DISPATCHER, Role.LEADER])
def test_others_are_told_that_nothing_is_there(sign_in, village, role):
    point = actions.make_qr(place=village)
    client = sign_in(role, "350526000000")
    for path in ("/staff/places/", *PATHS):
        assert client.get(path.replace("TOKEN", point.token)).status_code == 404
    assert client.post(f"/staff/places/{VILLAGE}/qr/", {"qr-label": "x"}).status_code == 404
    assert client.post(f"/staff/posters/{point.token}/retire/").status_code == 404
    assert QrPoint.objects.filter(retired_at=None).count() == 1


def test_a_neighbours_cadre_is_a_stranger_here(sign_in):
    client = sign_in(Role.VILLAGE_CADRE, "350526100213")
    assert client.get(f"/staff/places/{VILLAGE}/").status_code == 404
    assert client.get("/staff/places/350526100213/").status_code == 200
    assert client.get("/staff/places/350526100000/").status_code == 404


def test_one_place_opens_at_once_and_several_are_listed(sign_in):
    client = sign_in(Role.VILLAGE_CADRE)
    assert client.get("/staff/places/")["Location"] == f"/staff/places/{VILLAGE}/"
    person = Person.objects.get()
    other = queries.by_code("350526100213")
    Position.objects.create(
        person=person, role=Role.VILLAGE_CADRE, place=other, since_on=date(2024, 1, 1)
    )
    page = client.get("/staff/places/", {"find": "祥安"}).content.decode()
    assert "德化县浔中镇蒲坂村" in page
    assert page.count("德化县浔中镇祥安社区") == 2


def test_a_cadre_adds_an_estate_and_its_poster(sign_in, village):
    client = sign_in(Role.VILLAGE_CADRE)
    form = {"place-name": "祥安小区", "place-kind": "estate"}
    assert client.post(f"/staff/places/{VILLAGE}/add/", form).status_code == 302
    estate = Place.objects.get(name="祥安小区")
    assert (
        client.post(f"/staff/places/{estate.code}/qr/", {"qr-label": "大门口"}).status_code == 302
    )
    point = QrPoint.objects.get()
    page = client.get(f"/staff/places/{estate.code}/").content.decode()
    assert "大门口" in page
    assert point.token in page
    assert client.get(f"/staff/posters/{point.token}/poster.svg")["Content-Type"] == "image/svg+xml"
    assert client.post(f"/staff/posters/{point.token}/retire/").status_code == 302
    assert client.get(f"/staff/places/{estate.code}/posters.pdf").status_code == 409
    by = set(Entry.objects.exclude(event="place.load").values_list("by", flat=True))
    assert by == {Person.objects.get().ref}


def test_a_refusal_keeps_what_was_typed(sign_in, village):
    actions.add_place(parent=village, name="祥安小区", kind=PlaceKind.ESTATE)
    client = sign_in(Role.VILLAGE_CADRE)
    for form in (
        {"place-name": "祥安小区", "place-kind": "estate"},
        {"place-name": "祥安小区", "place-kind": "county"},
        {"place-name": "祥安小区"},
    ):
        response = client.post(f"/staff/places/{VILLAGE}/add/", form)
        assert response.status_code == 422
        assert 'value="祥安小区"' in response.content.decode()
    assert queries.children(village).count() == 1


def test_coordinates_without_a_datum_are_refused(sign_in, village):
    client = sign_in(Role.VILLAGE_CADRE)
    form = {"locate-lat": "25.49", "locate-lon": "118.24"}
    assert client.post(f"/staff/places/{VILLAGE}/locate/", form).status_code == 422
    village.refresh_from_db()
    assert village.lat is None
    form["locate-datum"] = "wgs84"
    assert client.post(f"/staff/places/{VILLAGE}/locate/", form).status_code == 302
    village.refresh_from_db()
    assert (village.lat, village.lon) == (25.49, 118.24)


def test_the_page_costs_the_same_however_much_is_on_it(sign_in, village):
    client = sign_in(Role.VILLAGE_CADRE)
    counts = []
    for rounds in (1, 2):
        for number in range(rounds):
            actions.add_place(parent=village, name=f"{rounds}-{number}", kind=PlaceKind.BUILDING)
            actions.make_qr(place=village, label=f"{rounds}-{number}")
        client.get(f"/staff/places/{VILLAGE}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/staff/places/{VILLAGE}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
