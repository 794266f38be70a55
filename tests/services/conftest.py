"""A community with a menu, a desk, a team, helpers who fit and who do not, and people who may not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from sanan.cases import deadlines
from sanan.cases.models import Category
from sanan.people.enums import OrgKind, Role
from sanan.people.models import Org, Person, Position
from sanan.places.models import Place
from sanan.services import actions
from sanan.services.enums import Bond, Kind, PartnerKind, Post, Skill, To
from sanan.services.models import Helper, MenuItem, Order, Partner

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
SINCE = date(2026, 1, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Yard:
    """The cast."""

    county: Place
    village: Place
    elsewhere: Place
    estate: Place
    one: Place
    two: Place
    item: MenuItem
    secretary: Person
    clerk: Person
    grid: Person
    leader: Person
    far: Person
    stranger: Person
    elder: Person
    team: Org
    unit: Org
    power: Org
    electrician: Person
    partner: Partner

    def helper(self, person: Person, **more: Any) -> Helper:
        """Registered by the desk, and so accepted."""
        given = {
            "skills": [Skill.REPAIR],
            "bond": Bond.NEIGHBOUR,
            "place": self.village,
            "by": self.secretary,
            "at": NOW,
        }
        return actions.register(person=person, **{**given, **more})

    def person(self, name: str) -> Person:
        return Person.objects.create(username=name, name=name)

    def placed(self, **more: Any) -> Order:
        """An order as a resident makes it."""
        given: dict[str, Any] = {
            "at_place": self.one,
            "item": self.item,
            "phone": "13800000001",
            "at": NOW,
            "text": "灯一闪一闪",
            "address": "301",
        }
        return actions.place(**{**given, **more}).order

    def screened(self, **more: Any) -> Order:
        return actions.screen(order=self.placed(**more), by=self.secretary, at=NOW)

    def dispatched(self, to: To = To.POOL, **more: Any) -> Order:
        keys = ("person", "team")
        whom = {k: more.pop(k) for k in keys if k in more}
        order = self.screened(**more)
        return actions.dispatch(order=order, by=self.secretary, to=to, at=NOW, **whom)

    def claimed(self, by: Person, **more: Any) -> Order:
        return actions.claim(order=self.dispatched(**more), by=by, at=NOW + HOUR)

    def finished(self, by: Person, minutes: int = 50, **more: Any) -> Order:
        order = self.claimed(by, **more)
        start = NOW + DAY
        actions.schedule(order=order, by=by, scheduled_at=start, at=NOW + HOUR)
        actions.begin(order=order, by=by, insured=True, at=start)
        done = start + timedelta(minutes=minutes)
        return actions.end(order=order, by=by, result="换好了灯泡", at=done)

    def wish(self, **more: Any) -> Order:
        return self.placed(
            item=None,
            kind=Kind.WISH,
            title="想要一副老花镜",
            for_whom="赖阿婆,82岁",
            cost_cap=8000,
            deadline_on=date(2026, 4, 1),
            **more,
        )


@pytest.fixture
def yard(db: None) -> Yard:
    deadlines.forget()
    county = Place.objects.add_root({"name": "德化县", "kind": "county", "code": "350526000000"})
    village, elsewhere = (
        Place.objects.add_child(county, {"name": name, "kind": "village", "code": code})
        for name, code in (("祥安社区", "350526100010"), ("蒲坂村", "350526100210"))
    )
    estate = Place.objects.add_child(
        village, {"name": "祥安小区", "kind": "estate", "code": "xa", "lat": 25.4968, "lon": 118.25}
    )
    one, two = (
        Place.objects.add_child(estate, {"name": f"{n}号楼", "kind": "building", "code": f"xa-{n}"})
        for n in (1, 2)
    )
    for place in (village, estate, one, two):
        place.refresh_from_db()

    def person(name: str, role: Role | None, place: Place, org: Org | None = None) -> Person:
        made = Person.objects.create(username=name, name=name)
        if role:
            Position.objects.create(person=made, role=role, place=place, org=org, since_on=SINCE)
        return made

    def org(name: str, kind: OrgKind, place: Place) -> Org:
        return Org.objects.create(name=name, kind=kind, place=place)

    committee = org("祥安居委会", OrgKind.VILLAGE_COMMITTEE, village)
    power = org("德化供电公司", OrgKind.ENTERPRISE, county)
    Category.objects.create(code="urban.power", name="供电")
    secretary = person("赖春", Role.VILLAGE_CADRE, village, committee)
    electrician = person("钟亮", Role.PARTNER_STAFF, county, power)
    partner = actions.add_partner(
        org=power, kind=PartnerKind.POWER, county=county, category="urban.power", by=None, at=NOW
    )
    item = actions.add_item(
        place=village, title="换灯泡", post=Post.ELDERLY, skill=Skill.REPAIR, by=secretary, at=NOW
    )
    return Yard(
        county,
        village,
        elsewhere,
        estate,
        one,
        two,
        item,
        secretary,
        clerk=person("余记", Role.VILLAGE_CADRE, village, committee),
        grid=person("郑芹", Role.GRID_WORKER, village),
        leader=person("苏丽", Role.BUILDING_LEADER, one),
        far=person("徐水", Role.VILLAGE_CADRE, elsewhere),
        stranger=person("路人", None, county),
        elder=person("赖婆", None, county),
        team=org("移民爱心帮帮团", OrgKind.VOLUNTEER_TEAM, village),
        unit=org("德化县教育局", OrgKind.DEPARTMENT, county),
        power=power,
        electrician=electrician,
        partner=partner,
    )


@pytest.fixture
def enter(settings: Any) -> Callable[[Person], Client]:
    """A browser in which this person is signed in."""
    settings.STAFF_SECOND_FACTOR = False

    def sign_in(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return sign_in
