"""The figures of a place: persons and person-times apart, each figure as long as its list."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sanan.ledger.models import Entry
from sanan.volunteers import actions
from sanan.volunteers.queries import desk
from sanan.volunteers.queries.totals import totals

from .conftest import DAY, HOUR, NOW


@pytest.fixture
def counted(stage):
    """Two volunteers with three services, one who never served, one whose service is a year old."""
    one, two, _never = (stage.volunteer(name) for name in ("甲", "乙", "丙"))
    for begins in (NOW - 3 * DAY, NOW - 2 * DAY):
        stage.confirmed(one, begins=begins)
    stage.confirmed(two, begins=NOW - 3 * DAY)
    old = stage.volunteer("丁")
    stage.confirmed(old, begins=NOW - 366 * DAY)
    stage.recorded(stage.activity(begins=NOW - DAY), two)
    return stage


def test_persons_and_person_times(counted):
    found = totals(counted.county.path, NOW)
    assert (found.participations, found.served, found.active, found.volunteers) == (4, 3, 2, 4)
    assert found.minutes == 480
    assert totals(counted.other.path, NOW).participations == 0


def test_active_is_one_service_within_a_year(stage):
    volunteer = stage.volunteer()
    service = stage.confirmed(volunteer, begins=NOW - 365 * DAY)
    path = stage.county.path
    assert totals(path, NOW).active == 1
    assert totals(path, NOW + timedelta(seconds=1)).active == 0
    actions.strike(service=service, by=stage.organiser, reason="记错了")
    assert (totals(path, NOW).active, totals(path, NOW).served) == (0, 0)


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(turns=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 700)), max_size=12))
def test_sums_hold_for_any_services(stage, turns):
    people = [stage.person(f"人{n}") for n in range(4)]
    before = totals(stage.county.path, NOW)
    for number, (who, day) in enumerate(turns):
        begins = NOW - day * DAY - number * timedelta(minutes=1)
        began = begins - number * HOUR
        if people[who].services.across(began, began + timedelta(minutes=30)).exists():
            continue
        actions.log_service(
            person=people[who],
            team=stage.team,
            place=stage.village,
            title="值守",
            content="",
            began_at=began,
            ended_at=began + timedelta(minutes=30),
            source=f"t:{number}",
            by=stage.organiser,
            at=NOW,
        )
    mine = [service for person in people for service in person.services.all()]
    found = totals(stage.county.path, NOW)
    assert found.participations - before.participations == len(mine)
    assert found.served - before.served == len({service.person_id for service in mine})
    recent = {s.person_id for s in mine if s.began_at >= NOW - 365 * DAY}
    assert found.active - before.active == len(recent)
    assert found.minutes - before.minutes == sum(service.minutes for service in mine)


def test_every_figure_is_as_long_as_the_list_it_opens(counted):
    found = totals(counted.village.path, NOW)
    by, place = counted.organiser, counted.village
    lists = {
        "projects": desk.projects(by, {}, place).count(),
        "activities": desk.activities(by, {}, place).count(),
        "volunteers": desk.volunteers(by, {}, place).count(),
        "participations": desk.services(by, {"state": "confirmed"}, place).count(),
        "served": len(desk.served(by, NOW, place, active=False, start=0, most=99)),
        "active": len(desk.served(by, NOW, place, active=True, start=0, most=99)),
    }
    assert {name: getattr(found, name) for name in lists} == lists
    shown = desk.served(by, NOW, place, active=False, start=0, most=99)
    assert sum(row.minutes for row in shown) == found.minutes
    assert sum(row.times for row in shown) == found.participations


def test_the_national_export_has_whole_numbers_and_leaves_a_trace(counted, enter):
    browser = enter(counted.organiser)
    today = timezone.localdate(NOW)
    said = {"since_on": today - timedelta(days=7), "until_on": today, "purpose": "录入全国系统"}
    assert browser.post("/staff/volunteers/national/", {**said, "purpose": ""}).status_code == 422
    answer = browser.post("/staff/volunteers/national/", said)
    page = load_workbook(io.BytesIO(answer.content)).active
    rows = list(page.values)
    assert rows[0][-1] == "服务时长（小时）"
    assert len(rows) == 1 + 3
    assert {row[0] for row in rows[1:]} == {"甲", "乙"}
    assert {row[-1] for row in rows[1:]} == {"2.0"}
    assert Entry.objects.latest("pk").event == "record.export"


@pytest.mark.parametrize("name", ["projects", "activities", "services", "people"])
def test_every_list_that_is_taken_along_leaves_a_trace(counted, enter, name):
    browser = enter(counted.organiser)
    before = Entry.objects.count()
    assert browser.get(f"/staff/volunteers/{name}.xlsx").status_code == 200
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").event == "record.export"
