"""A community with a centre that is open, a room in it, and its people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.models import DayOfCalendar
from sanan.neighbourhood import actions
from sanan.neighbourhood.models import Centre, Facility
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = date(2026, 1, 1)
WEEK = [(day, time(8, 30), time(12)) for day in range(6)] + [
    (day, time(14), time(21)) for day in range(6)
]


@dataclass
class Yard:
    """The cast."""

    county: Place
    village: Place
    elsewhere: Place
    committee: Org
    tax: Org
    founder: Person
    keeper: Person
    grid: Person
    far_keeper: Person
    resident: Person
    stranger: Person
    centre: Centre
    room: Facility


@pytest.fixture(autouse=True)
def _one_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def yard(db: None) -> Yard:
    deadlines.forget()
    # Qingming of 2026: Monday 6 April is off.
    DayOfCalendar.objects.create(day=date(2026, 4, 6), working=False, name="清明节")
    county = Place.objects.add_root({"name": "永春县", "kind": "county", "code": "350525000000"})
    town = Place.objects.add_child(
        county, {"name": "桃城镇", "kind": "township", "code": "350525100000"}
    )
    village, elsewhere = (
        Place.objects.add_child(town, {"name": name, "kind": "village", "code": code})
        for name, code in (("桃溪社区", "350525100003"), ("环翠社区", "350525100010"))
    )
    for place in (county, town, village, elsewhere):
        place.refresh_from_db()

    def person(name: str, role: Role | None, place: Place) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, since_on=SINCE)
        return made

    founder = person("founder", Role.DISPATCHER, county)
    keeper = person("keeper", Role.VILLAGE_CADRE, village)
    centre = actions.plan(place=village, name="桃溪邻里中心", by=founder, at=NOW - 60 * DAY)
    actions.open_(centre=centre, by=founder, at=NOW - 30 * DAY)
    actions.set_hours(centre=centre, hours=WEEK, by=keeper, at=NOW - 30 * DAY)
    room = actions.add_facility(
        centre=centre,
        name="活动室",
        kind="classroom",
        capacity=20,
        buffer=15,
        by=keeper,
        at=NOW - 30 * DAY,
    )
    return Yard(
        county=county,
        village=village,
        elsewhere=elsewhere,
        committee=Org.objects.create(
            name="桃溪社区居委会", kind=OrgKind.VILLAGE_COMMITTEE, place=village
        ),
        tax=Org.objects.create(name="永春县税务局", kind=OrgKind.DEPARTMENT, place=county),
        founder=founder,
        keeper=keeper,
        grid=person("林小满", Role.GRID_WORKER, village),
        far_keeper=person("far keeper", Role.VILLAGE_CADRE, elsewhere),
        resident=person("陈秀英", None, village),
        stranger=person("stranger", None, elsewhere),
        centre=centre,
        room=room,
    )


@pytest.fixture
def desk() -> Callable[[Person], Client]:
    """A browser signed in as that member of staff."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
