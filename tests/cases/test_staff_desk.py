"""Saying it for someone else, and what an administrator sets."""

from datetime import date

import pytest

from sanan.cases import deadlines
from sanan.cases.enums import Door
from sanan.cases.models import Case, CountySetting, DayOfCalendar, Policy
from sanan.kit import tokens
from sanan.ledger.models import Entry
from sanan.people.enums import Role
from sanan.people.models import Person, Position

SAID = {
    "text": "李阿婆说,楼道灯坏了半个月",
    "place": "350526100201",
    "contact_name": "李阿婆",
    "contact_phone": "13800001111",
    "anonymity": "masked",
    "door": "phone",
    "nature": "help",
    "idempotency": "abc",
}


@pytest.fixture
def admin(county):
    person = Person.objects.create(username="郑管", name="郑管")
    Position.objects.create(
        person=person, role=Role.TENANT_ADMIN, place=county.county, since_on=date(2020, 1, 1)
    )
    return person


def test_a_caller_gets_a_slip_with_the_query_code(enter, county):
    browser = enter(county.dispatcher)
    answer = browser.post("/staff/new/", SAID, follow=True)
    case = Case.objects.get()
    assert (case.door, case.entered_by, case.contact_name) == (
        Door.PHONE,
        county.dispatcher,
        "李阿婆",
    )
    figures = tokens.query_code(case.code)
    assert f"{figures[:4]} {figures[4:8]} {figures[8:]}" in answer.content.decode()


def test_the_form_posted_twice_makes_one_case(enter, county):
    browser = enter(county.dispatcher)
    first, second = browser.post("/staff/new/", SAID), browser.post("/staff/new/", SAID)
    assert (first.url, Case.objects.count()) == (second.url, 1)


def test_the_slip_is_only_for_whoever_entered_it(enter, county):
    enter(county.dispatcher).post("/staff/new/", SAID)
    path = f"/staff/new/{Case.objects.get().code}/"
    assert enter(county.grid_worker).get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"text": " "}, {"place": "350526199999"}, {"door": "import"}])
def test_what_is_wrong_is_said_and_nothing_is_lost(enter, county, wrong):
    answer = enter(county.dispatcher).post("/staff/new/", {**SAID, **wrong})
    assert answer.status_code == 422
    assert "13800001111" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_day_is_set_and_the_calendar_follows(enter, county, admin):
    before = Entry.objects.count()
    enter(admin).post(
        "/staff/settings/calendar/", {"day": "2026-03-04", "working": "0", "name": "停电检修"}
    )
    assert DayOfCalendar.objects.get(day=date(2026, 3, 4)).working is False
    assert not deadlines.calendar(county.county.pk).is_working_day(date(2026, 3, 4))
    assert deadlines.calendar().is_working_day(date(2026, 3, 4))
    assert Entry.objects.count() == before + 1


def test_a_published_year_is_filled_and_an_unpublished_one_refused(enter, admin):
    browser = enter(admin)
    browser.post("/staff/settings/calendar/", {"year": "2025", "seed": "1"})
    assert DayOfCalendar.objects.filter(day__year=2025).count() == 365
    answer = browser.post("/staff/settings/calendar/", {"year": "2051", "seed": "1"})
    assert answer.status_code == 422
    assert not DayOfCalendar.objects.filter(day__year=2051).exists()


def test_a_pack_is_chosen_for_the_county(enter, county, admin):
    Policy.objects.create(pack="shandong", key="ordinary", name="一般")
    before = Entry.objects.count()
    sent = {"county": county.county.code, "pack": "shandong"}
    assert enter(admin).post("/staff/settings/policies/", sent).status_code == 302
    assert CountySetting.objects.get(county=county.county).pack == "shandong"
    assert deadlines.setting(county.county.pk).pack == "shandong"
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize("at", ["/staff/settings/calendar/", "/staff/settings/policies/"])
def test_settings_are_not_there_for_others(enter, county, admin, at):
    assert enter(admin).get(at).status_code == 200
    for person in (county.dispatcher, county.handler, county.leader):
        assert enter(person).get(at).status_code == 404


def test_the_board_is_not_there_for_handlers_nor_for_other_places(enter, county):
    assert enter(county.handler).get("/staff/board/").status_code == 404
    assert enter(county.leader).get("/staff/board/").status_code == 200
    assert (
        enter(county.grid_worker).get(f"/staff/board/?place={county.county.code}").status_code
        == 404
    )
