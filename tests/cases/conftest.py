"""A small county in which cases can be played: one village, its people, one department."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.actions import Opened, open_case
from sanan.cases.enums import Door
from sanan.cases.models import Category, DayOfCalendar, Policy
from sanan.cases.queries import gazetteer, suggestions
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Duty, Org, Person, Position
from sanan.places.models import Place

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


@dataclass
class County:
    county: Place
    township: Place
    village: Place
    traffic: Org
    water: Org
    roads: Category
    dispatcher: Person
    handler: Person
    plumber: Person
    grid_worker: Person
    leader: Person
    discipline: Person
    stranger: Person

    def open(
        self, text: str = "蒲坂路土方车多，学生过路危险", at: datetime = MONDAY, **more: object
    ) -> Opened:
        return open_case(text=text, place=self.village, door=Door.WEB, at=at, **more)  # type: ignore[arg-type]


@pytest.fixture
def county(db: None) -> Iterator[County]:
    for kept in (deadlines, gazetteer, suggestions):
        kept.forget()
    city = _place(None, "泉州市", "city", "350500000000")
    county = _place(city, "德化县", "county", "350526000000")
    township = _place(county, "浔中镇", "township", "350526100000")
    village = _place(township, "祥安社区", "village", "350526100201")
    traffic = Org.objects.create(name="交通办", kind=OrgKind.DEPARTMENT, place=township)
    water = Org.objects.create(name="水利站", kind=OrgKind.DEPARTMENT, place=township)
    roads = Category.objects.create(code="03", name="交通运输")
    Duty.objects.create(org=traffic, category="03", text="辖区道路交通安全")
    Policy.objects.create(
        pack="beijing",
        key="ordinary",
        name="一般",
        max_extensions=1,
        max_extension_days=10,
        allows={
            "contact": {"unit": "hour", "amount": 24},
            "handle": {"unit": "day", "amount": 7},
            "return": {"unit": "working_day", "amount": 2},
        },
    )
    Policy.objects.create(
        pack="beijing",
        key="danger",
        name="危险",
        matches={"urgency": "danger"},
        allows={"contact": {"unit": "hour", "amount": 1}, "handle": {"unit": "hour", "amount": 2}},
    )
    for day in (date(2026, 3, 7), date(2026, 3, 8)):
        DayOfCalendar.objects.create(day=day, working=False)

    def person(name: str, role: Role | None, place: Place, org: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(
                person=made, role=role, place=place, org=org, since_on=date(2020, 1, 1)
            )
        return made

    yield County(
        county,
        township,
        village,
        traffic,
        water,
        roads,
        dispatcher=person("许文", Role.DISPATCHER, county),
        handler=person("林承", Role.DEPT_HANDLER, township, traffic),
        plumber=person("郑水", Role.DEPT_HANDLER, township, water),
        grid_worker=person("陈格", Role.GRID_WORKER, village),
        leader=person("黄领", Role.LEADER, county),
        discipline=person("吴纪", Role.DISCIPLINE_OFFICER, county),
        stranger=person("路人", None, county),
    )
    deadlines.forget()


def _place(parent: Place | None, name: str, kind: str, code: str) -> Place:
    fresh = {"name": name, "kind": kind, "code": code}
    made: Place = (
        Place.objects.add_child(parent, fresh) if parent else Place.objects.add_root(fresh)
    )
    return made


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
