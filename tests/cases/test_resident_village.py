"""What neighbours may read, and what no page may tell."""

import re

import pytest

from sanan.cases import actions
from sanan.cases.models import Case
from sanan.cases.rules import APPELLANT
from sanan.kit import clock
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Notice, Person, Position

from .test_resident_track import handled

SECRET = "李小妹"


@pytest.fixture
def hidden(county):
    return county.open(text="张家的狗夜里叫", at=clock.now()).case


@pytest.fixture
def shown(county):
    case = county.open(
        text=f"{SECRET}家门口土方车多",
        contact_name=SECRET,
        contact_phone="13800001234",
        at=clock.now(),
        address="8号楼302",
    ).case
    handled(case, county, until="contact")
    actions.ask(case=case, by=county.handler, question=f"{SECRET}在家吗?")
    actions.add(case=case, text="在家,门牌 302", relation=APPELLANT)
    actions.reply(case=case, by=county.handler, public_text="四点后不出车", private_text="老板另谈")
    actions.publish(case=case, by=county.dispatcher, title="土方车多", text="门口土方车多")
    return Case.objects.get(pk=case.pk)


def test_only_published_cases_are_listed(client, county, hidden, shown):
    page = client.get(f"/village/{county.village.code}/").content.decode()
    assert "土方车多" in page
    assert "狗夜里叫" not in page


@pytest.mark.parametrize(
    ("words", "found"), [("土方车", True), ("狗", False), (SECRET, False), ("车 多", True)]
)
def test_search_tells_nothing_that_was_masked(client, county, hidden, shown, words, found):
    page = client.get(f"/village/{county.village.code}/", {"q": words}).content.decode()
    assert (f"/public/{shown.code}/" in page) == found
    assert f"/public/{hidden.code}/" not in page


def test_a_public_case_tells_the_steps_and_nothing_personal(client, shown):
    page = client.get(f"/public/{shown.code}/").content.decode()
    page = re.sub(r'(value|src|href)="[^"]*"', "", page)  # tokens may hold any three figures
    assert "四点后不出车" in page
    for secret in (SECRET, "13800001234", "302", "老板另谈", "在家吗", "许文", "林承"):
        assert secret not in page


def test_hidden_withdrawn_and_absent_are_alike(client, county, hidden, shown):
    actions.unpublish(case=shown, by=county.dispatcher, reason="写错了")
    codes = (hidden.code, shown.code, "260302ABCDEF")
    answers = [client.get(f"/public/{code}/") for code in codes]
    assert [a.status_code for a in answers] == [404] * 3
    assert len({str(a.context["refusal"].sentence) for a in answers}) == 1


def test_following_is_one_entry_however_often(client, shown):
    for _ in range(2):
        answer = client.post(f"/public/{shown.code}/follow/", {"phone": "13800005678"})
        assert (answer.status_code, answer.url) == (302, f"/public/{shown.code}/")
    assert Entry.objects.filter(event="case.follow").count() == 1


def test_following_needs_a_number_that_exists(client, shown):
    assert client.post(f"/public/{shown.code}/follow/", {"phone": "12"}).status_code == 422
    assert shown.follows.count() == 0


def test_the_rates_and_the_lists_they_count(client, county, shown, hidden):
    actions.pass_check(case=shown, by=county.dispatcher)
    actions.rate(
        case=shown,
        contacted=True,
        resolved=False,
        as_it_is=True,
        satisfaction="fair",
        relation=APPELLANT,
    )
    answer = client.get(f"/rates/{county.village.code}/")
    assert [(str(r.value), [n for _, n, _ in r.counts]) for r in answer.context["rates"]] == [
        ("100.0", [1, 1]),
        ("0.0", [0, 1]),
        ("60.0", [0, 1]),
    ]
    assert (answer.context["figures"].said, answer.context["figures"].closed) == (2, 1)
    month = answer.context["period"].key
    listed = client.get(f"/village/{county.village.code}/?figure=said&month={month}")
    assert (listed.context["counted"], listed.context["shown"]) == (2, 1)


@pytest.mark.parametrize("month", ["", "2020-01", "nonsense", "2026-13", "9999-12"])
@pytest.mark.parametrize("kind", ["rates", "village"])
def test_any_month_is_answered(client, county, kind, month):
    answer = client.get(f"/{kind}/{county.village.code}/?month={month}&figure=said")
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["village", "rates", "people"])
def test_a_place_that_is_not_there(client, county, kind):
    assert client.get(f"/{kind}/000000/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_the_same_statements(client, county, number, django_assert_num_queries):
    for n in range(number):
        case = county.open(text=f"土方车 {n}", at=clock.now()).case
        actions.publish(case=case, by=county.dispatcher)
    with django_assert_num_queries(4):
        client.get(f"/village/{county.village.code}/")


@pytest.fixture
def leader(county):
    person = Person.objects.create(name="王秀兰", username="wang")
    return Position.objects.create(
        person=person, role=Role.VILLAGE_CADRE, place=county.village, since_on="2020-01-01"
    )


def test_a_call_is_relayed_and_no_number_is_shown(client, county, leader):
    address = f"/people/{county.village.code}/call/{leader.pk}/"
    assert "王秀兰" in client.get(f"/people/{county.village.code}/").content.decode()
    answer = client.post(address, {"phone": "13800005678", "text": "楼道灯坏了"})
    assert answer.status_code == 302
    notice = Notice.objects.get(to=leader.person)
    assert ("13800005678" in notice.text, "楼道灯坏了" in notice.text) == (True, True)
    entry = Entry.objects.get(event="person.ask_call")
    assert b"13800005678" not in bytes(entry.content)
    assert "13800005678" not in client.get(answer.url).content.decode()


@pytest.mark.parametrize("fields", [{"phone": ""}, {"phone": "12"}])
def test_a_call_needs_a_number(client, county, leader, fields):
    answer = client.post(f"/people/{county.village.code}/call/{leader.pk}/", fields)
    assert (answer.status_code, Notice.objects.count()) == (422, 0)


def test_nobody_outside_the_village_can_be_called_from_its_page(client, county, leader):
    elsewhere = Position.objects.filter(person=county.dispatcher).get()
    address = f"/people/{county.village.code}/call/{elsewhere.pk}/"
    assert client.post(address, {"phone": "13800005678"}).status_code == 404


def test_the_map_shows_public_cases_to_a_hundred_metres_and_the_list_the_same(
    client, county, shown
):
    address = f"/village/{county.village.code}/"
    assert "data-map" not in client.get(address).content.decode()
    Case.objects.filter(pk=shown.pk).update(lat=25.49917, lon=118.25694)
    page = client.get(address)
    found = page.context["map"].drawn()["features"][0]
    assert found["geometry"]["coordinates"] == [118.257, 25.499]
    assert found["properties"]["href"] == f"/public/{shown.code}/"
    assert (found["properties"]["name"], found["properties"]["tone"]) == ("土方车多", "soon")
    assert "25.49917" not in page.content.decode()
